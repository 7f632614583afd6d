"""The press facts are in the portal's data, each at a named place, and nothing else is."""

import csv
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.utils import translation
from modeltranslation.translator import translator

from actors.models import Attendance, Committee, Decision, Event, Facility, Meeting, Organisation
from indicators.models import Target, Value
from lib import formats
from lib.text import fold
from programmes import totals
from programmes.models import Activity, Programme
from regions.models import Source
from reports.loading.files import read_toml
from reports.loading.press import load_press, tables
from reports.loading.tables import Loader
from reports.models import Schedule

FACTS = Path(__file__).parents[1] / "data" / "press_facts.csv"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("press_data")]


def read_facts():
    with FACTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def found_at(fact):
    """The texts that stand at the place which a fact names."""
    lookups = dict(part.split("=", 1) for part in fact["lookup"].split("&"))
    values = apps.get_model(fact["model"]).objects.filter(**lookups)
    return [as_text(value) for value in values.values_list(as_lookup(fact["path"]), flat=True)]


def as_lookup(path):
    return path.replace(".", "__")


def as_text(value):
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def snapshot():
    """Every row of every model of ours, but for the trail."""
    return {
        model._meta.label: list(model.objects.order_by("pk").values())
        for app in ["regions", "actors", "programmes", "indicators", "reports"]
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if model is not Event
    }


class TestFacts:
    def test_are_238(self):
        assert [fact["number"] for fact in read_facts()] == [str(n) for n in range(1, 239)]

    @pytest.mark.parametrize("fact", read_facts(), ids=lambda fact: fact["number"])
    def test_stand_at_a_named_place_or_have_a_reason(self, fact):
        if fact["reason"]:
            assert not fact["model"]
            return

        texts = found_at(fact)

        numeric = fact["path"].split(".")[-1] in {"number", "units", "last_year"}
        expected = fact["expected"]
        assert any(
            text == expected if numeric else fold(expected) in fold(text) for text in texts
        ), f"{expected!r} is not among {texts}"

    def test_left_out_are_named_in_the_documentation(self):
        page = (FACTS.parents[2] / "docs" / "press-facts.md").read_text(encoding="utf-8")
        left_out = [fact for fact in read_facts() if fact["reason"]]

        assert all(fact["reason"] in page for fact in left_out)
        assert f"Facts left out: {len(left_out)}" in page


class TestLoading:
    def test_a_second_time_changes_nothing(self, now):
        before, events = snapshot(), Event.objects.count()

        created = load_press(at=now)

        assert created == 0
        assert snapshot() == before
        assert Event.objects.count() == events

    def test_leaves_one_line_in_the_trail(self):
        source = Source.objects.get(code="chargement-presse")

        (event,) = Event.objects.about(source)

        assert event.after["rows"]["programmes:prim"] == Programme.objects.get(slug="prim").pk

    def test_keeps_what_people_changed(self, now):
        Organisation.objects.filter(slug="enabel").update(name_fr="Enabel, agence belge")

        load_press(at=now)

        assert Organisation.objects.get(slug="enabel").name_fr == "Enabel, agence belge"

    def test_does_not_bring_back_what_people_deleted(self, now):
        Facility.objects.get(slug="incubateur-tanger").delete()

        created = load_press(at=now)

        assert created == 0
        assert not Facility.objects.filter(slug="incubateur-tanger").exists()

    def test_creates_what_a_new_version_of_the_files_adds(self, now):
        files = dict(tables(now))
        records = read_toml("reports/data/press/committees.toml")["committees"]
        source = Source.objects.get(code="chargement-presse")
        known = Event.objects.about(source).get().after["rows"]
        loader = Loader(known=known)
        copil = next(record for record in records if record["slug"] == "copil-prim")
        copil["seats"].append({"kind": "guest", "label": {"fr": "Un invité de plus"}})

        loader.load(files["committees"], records)

        assert list(loader.created) == ["committees:copil-prim/seats:8"]
        assert Committee.objects.get(slug="copil-prim").seats.count() == 8

    def test_says_which_record_is_wrong(self, now):
        files = dict(tables(now))

        with pytest.raises(Exception, match="kind") as raised:
            Loader(known={}).load(
                files["organisations"],
                [{"slug": "inconnue", "kind": "club", "name": {"fr": "Inconnue"}}],
            )

        assert "organisations:inconnue" in raised.value.__notes__[0]

    def test_keeps_the_totals_equal_to_the_log(self):
        assert totals.drift() == []


class TestData:
    def test_every_text_is_there_in_three_languages(self):
        missing = [
            f"{model._meta.label} {row.pk}: {name}"
            for model in translator.get_registered_models(abstract=False)
            for row in model.objects.all()
            for name in translator.get_options_for_model(model).get_field_names()
            if getattr(row, f"{name}_fr", "") and model._meta.label != "regions.Place"
            if not (getattr(row, f"{name}_ar") and getattr(row, f"{name}_en"))
        ]

        assert missing == []

    def test_arabic_texts_are_in_arabic_letters(self):
        strange = [
            getattr(row, f"{name}_ar")
            for model in translator.get_registered_models(abstract=False)
            for row in model.objects.all()
            for name in translator.get_options_for_model(model).get_field_names()
            if getattr(row, f"{name}_ar", "")
            and not any("\u0600" <= letter <= "\u06ff" for letter in getattr(row, f"{name}_ar"))
        ]

        # Acronyms that the texts do not expand, and signs, stay as they are.
        assert set(strange) == {"CRDH", "CRI", "%"}

    def test_only_one_source_has_a_date(self):
        dated = Source.objects.filter(published_on__isnull=False)

        assert [(source.code, source.published_on) for source in dated] == [
            ("actualite-copil-prim", date(2023, 10, 9))
        ]

    def test_figures_keep_their_qualifier_and_source(self):
        told = {
            value.code: (value.number, value.qualifier, value.source.code)
            for value in Value.objects.select_related("source")
        }

        assert told == {
            "PRIM-0001": (5, "exact", "actualite-copil-prim"),
            "PRIM-0002": (21, "exact", "actualite-copil-prim"),
            "PRIM-0003": (16, "exact", "actualite-copil-prim"),
            "PRIM-0004": (30, "at_least", "actualite-copil-prim"),
            "OIM-PNUD-0001": (751, "exact", "communique-oim-pnud"),
            "OIM-PNUD-0002": (2639, "exact", "communique-oim-pnud"),
            "OIM-PNUD-0003": (11, "exact", "communique-oim-pnud"),
            "OIM-PNUD-0004": (3, "exact", "communique-oim-pnud"),
            "ICMD-0001": (8, "exact", "presse-atelier-snia"),
            "SM-0001": (25, "exact", "presse-cmsm"),
        }

    @pytest.mark.parametrize(
        ("code", "told"),
        [
            ("PRIM-0001", "5"),
            ("PRIM-0002", "21"),
            ("PRIM-0003", "16"),
            ("PRIM-0004", "at least 30"),
            ("OIM-PNUD-0001", "751"),
            ("OIM-PNUD-0002", "2,639"),
        ],
    )
    def test_figures_have_a_source_and_no_target(self, code, told, coordinator, client_for):
        value = Value.objects.claims().validated().get(code=code)

        with translation.override("en"):
            assert formats.quantity(value.quantity) == told
        assert value.source is not None
        assert not Target.objects.filter(measure__indicator=value.indicator).exists()
        page = client_for(coordinator).get(f"/en/v/{code}/").content.decode()
        assert value.source.title in unescape(page)
        assert "none is set" in page

    def test_quotes_only_the_words_that_carry_a_figure(self):
        assert all(len(value.wording) <= 60 for value in Value.objects.all())

    def test_sixteen_offices_have_no_region(self):
        offices = Facility.objects.get(slug="bureaux-accueil-orientation-prim")

        assert (offices.units, offices.place) == (16, None)

    def test_three_committees_are_three_bodies(self):
        kinds = dict(Committee.objects.filter(parent=None).values_list("slug", "kind"))

        assert kinds == {
            "copil-prim": "steering",
            "coordination-regionale-souss-massa": "coordination",
            "cmsm": "migration",
        }

    def test_activities_have_a_source_and_no_invented_number(self):
        assert Activity.objects.count() == 5
        assert not Activity.objects.filter(source=None).exists()
        assert not Activity.objects.filter(participants__isnull=False).exists()
        assert not Activity.objects.filter(starts_on__isnull=False).exists()

    def test_the_proposal_of_a_joint_day_has_no_owner_and_no_date(self):
        decision = Decision.objects.get()

        assert (decision.owner, decision.due_on, decision.kind) == (None, None, "proposal")

    def test_the_first_steering_committee_was_attended_by_ten_office_holders(self):
        meeting = Meeting.objects.get(committee__slug="copil-prim")

        named = Attendance.objects.filter(meeting=meeting, office_holder__isnull=False)

        assert (meeting.held_on, named.count()) == (date(2023, 7, 7), 10)

    def test_each_programme_has_a_quarterly_report_from_the_quarter_of_loading_on(self):
        schedules = Schedule.objects.values_list("frequency", "first_on", "is_active")

        assert list(schedules) == [("quarterly", date(2026, 1, 1), True)] * 6


def test_no_model_of_the_press_data_allows_a_target():
    fields = [field.name for field in Value._meta.get_fields() if isinstance(field, models.Field)]

    assert not any("target" in name or "budget" in name for name in fields)
