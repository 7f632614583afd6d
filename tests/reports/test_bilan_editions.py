"""Two programmes side by side as an edition: what it says, who asks for it, what is refused."""

import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from actors.enums import Language
from indicators.enums import Counted
from lib.dates import Period
from programmes import totals
from programmes.models import ProgrammeStatement
from regions.enums import StatementKind
from reports import content
from reports.actions import order_edition
from reports.enums import EditionKind, EditionState, NarrativeKind
from reports.models import Edition
from tests.factories.indicators import (
    IndicatorFactory,
    MeasureFactory,
    PeriodFactory,
    ResultFactory,
)
from tests.factories.programmes import (
    ActivityFactory,
    ActivityKindFactory,
    ProgrammeFactory,
)
from tests.factories.regions import SourceFactory
from tests.factories.reports import NarrativeFactory
from tests.reports.giving import give
from tests.reports.making import ASKED_AT, cells_of, make, ordered, pdf_of, text_of

pytestmark = pytest.mark.django_db

WHEN = Period(date(2026, 1, 1), date(2026, 3, 31))
REQUEST = "/en/rapports/nouveau/"


@pytest.fixture
def depomi(agency, funder, souss_massa):
    return ProgrammeFactory(
        slug="depomi", acronym="DEPOMI", agency=agency, funder=funder, region=souss_massa
    )


@pytest.fixture
def prim(funder, souss_massa, oriental):
    return ProgrammeFactory(slug="prim", acronym="PRIM", funder=funder, region=oriental)


@pytest.fixture
def workshops(depomi, prim, souss_massa, oriental):
    """A workshop of each in one region and on one day, and one that only PRIM held."""
    kind = ActivityKindFactory(code="workshop", name_fr="Atelier", name_ar="ورشة", position=1)
    for programme, place, title, people in (
        (depomi, souss_massa, "Atelier d'Agadir", 41),
        (prim, souss_massa, "Atelier du PRIM", 52),
        (prim, oriental, "Atelier d'Oujda", None),
    ):
        activity = ActivityFactory(
            programmes=[programme],
            kind=kind,
            validated=True,
            title=title,
            starts_on=date(2026, 2, 3),
            ends_on=None,
            participants=people,
        )
        activity.places.set([place])
    totals.rebuild()


def side_by_side(*programmes, language="fr", period=WHEN):
    return make(
        ordered(programmes, kind=EditionKind.BILAN, language=language, period=period), at=ASKED_AT
    )


class TestWhatItSays:
    def test_sets_them_side_by_side_in_pdf_and_cells(self, depomi, prim, workshops):
        edition = side_by_side(depomi, prim)

        told = text_of(pdf_of(edition), "-layout")
        cells = cells_of(edition)
        for words in ("Atelier d'Agadir", "Atelier du PRIM", "au moins 52", "Souss-Massa"):
            assert words in told.replace("’", "'"), words
        programmes = {row[0]: row for row in cells["Programmes"][1:]}
        assert (programmes["DEPOMI"][6], programmes["DEPOMI"][9:11]) == (1, ("exact", 41))
        assert (programmes["PRIM"][6], programmes["PRIM"][9:11]) == (2, ("au moins", 52))
        assert ("Souss-Massa", "Atelier", 1, 1, "oui") in cells["Qui fait quoi et où"]
        assert ("Oriental", "Atelier", 0, 1, "non") in cells["Qui fait quoi et où"]
        assert [row[4] for row in cells["Peut-être consignées deux fois"][1:]] == [
            "Atelier d'Agadir",
            "Atelier du PRIM",
        ]

    def test_is_made_in_arabic_from_right_to_left(self, depomi, prim, workshops):
        edition = side_by_side(depomi, prim, language="ar")

        assert edition.state == EditionState.READY
        told = text_of(pdf_of(edition))
        assert "ورشة" in told
        assert "Atelier d'Agadir" in told.replace("’", "'")

    @pytest.mark.parametrize("language", Language.values)
    def test_of_two_programmes_without_anything_says_so(self, language):
        bare = [ProgrammeFactory(slug=slug, acronym=slug) for slug in ("un", "deux")]

        edition = side_by_side(*bare, language=language)

        assert edition.state == EditionState.READY
        assert edition.content["body"]["matrix"] == {"kinds": [], "rows": []}

    def test_tells_lessons_with_their_sources(self, depomi, prim):
        ProgrammeStatement.objects.create(
            programme=prim,
            kind=StatementKind.RISK,
            text_fr="Les délais de passation.",
            source=SourceFactory(title="Bilan de PRIM"),
            position=1,
        )
        NarrativeFactory(
            programme=depomi, kind=NarrativeKind.LESSONS, language="fr", text="Commencer tôt."
        )

        told = text_of(pdf_of(side_by_side(depomi, prim)))

        for words in ("Les délais de passation.", "Bilan de PRIM", "Commencer tôt."):
            assert words in told

    def test_withholds_numbers_of_few_people_as_from_any_outsider(self, depomi, prim, souss_massa):
        """Page readers with a right to it see the number; the paper goes to everybody."""
        indicator = IndicatorFactory(counted=Counted.PERSONS)
        for programme, people in ((depomi, 3), (prim, 40)):
            quarter = PeriodFactory(
                programme=programme, starts_on=WHEN.start, ends_on=date(2026, 3, 1)
            )
            measure = MeasureFactory(
                result=ResultFactory(programme=programme),
                code=f"{programme.slug}-x",
                indicator=indicator,
            )
            give(measure, quarter, souss_massa, people)

        (pair,) = side_by_side(depomi, prim).content["body"]["pairs"]

        few, many = (told["amount"] for told in pair["sides"])
        assert (few["is_withheld"], few["quantity"]["number"]) == (True, None)
        assert (many["is_withheld"], many["quantity"]["number"]) == (False, "40")

    def test_the_same_content_gives_the_same_bytes(self, depomi, prim, workshops):
        first = side_by_side(depomi, prim)
        again = content.build(first, on=ASKED_AT.date())

        assert content.digest(again) == first.content_sha256
        assert side_by_side(prim, depomi) == first
        assert first.content["body"]["titles"] == [
            {"slug": one.slug, "acronym": one.acronym, "name": one.name} for one in (depomi, prim)
        ]


class TestAsking:
    def asked(self, *programmes, **more):
        return {
            "kind": "bilan",
            "programmes": [one.pk for one in programmes],
            "period": "dates",
            "du": "2026",
            "au": "03/2026",
            "language": "fr",
            **more,
        }

    def test_queues_it(self, client_for, coordinator, depomi, prim):
        response = client_for(coordinator).post(REQUEST, self.asked(depomi, prim))

        edition = Edition.objects.get()
        assert response.url == f"/en/rapports/{edition.uuid}/"
        assert (edition.kind, edition.region) == (EditionKind.BILAN, None)
        assert set(edition.programmes.all()) == {depomi, prim}

    @pytest.mark.parametrize("count", [1, 3])
    def test_takes_two_programmes(self, client_for, coordinator, depomi, prim, count):
        third = ProgrammeFactory(slug="icmd")

        response = client_for(coordinator).post(REQUEST, self.asked(*[depomi, prim, third][:count]))

        assert "programmes" in response.context["form"].errors
        assert not Edition.objects.exists()

    def test_takes_no_region(self, client_for, coordinator, depomi, prim, souss_massa):
        response = client_for(coordinator).post(
            REQUEST, self.asked(depomi, prim, region="souss-massa")
        )

        assert "region" in response.context["form"].errors

    def test_a_programme_out_of_scope_is_unknown(self, client_for, officer, depomi, prim):
        response = client_for(officer).post(REQUEST, self.asked(depomi, prim))

        assert "programmes" in response.context["form"].errors

    def test_is_one_click_from_the_page(self, client_for, coordinator, depomi, prim):
        client = client_for(coordinator)
        page = client.get("/en/bilans/?programme=depomi&avec=prim&du=2025&au=15/03/2026")

        address = page.context["ask_for_edition"]
        assert address.replace("&", "&amp;") in page.content.decode()
        form = client.get(address).context["form"]

        assert set(form["programmes"].value()) == {depomi.pk, prim.pk} or set(
            form["programmes"].initial
        ) == {depomi, prim}
        assert [form[name].value() for name in ("kind", "period", "du", "au")] == [
            "bilan",
            "dates",
            "01/01/2025",
            "15/03/2026",
        ]

    def test_who_requests_no_report_is_not_offered_it(
        self, client_for, member, funder, depomi, prim, seat_holder
    ):
        for programme in (depomi, prim):
            programme.partnerships.create(organisation=seat_holder, role="implementing")

        page = client_for(member).get("/en/bilans/?programme=depomi&avec=prim")

        assert "Ask for it as a report" not in page.content.decode()

    def test_by_the_api_too(self, client_for, coordinator, depomi, prim):
        client = client_for(coordinator)
        sent = {
            "kind": "bilan",
            "programmes": ["depomi", "prim"],
            "starts_on": "2026-01-01",
            "ends_on": "2026-03-31",
            "language": "ar",
        }

        one_only = client.post(
            reverse("api:edition-list"), {**sent, "programmes": ["prim"]}, "application/json"
        )
        both = client.post(reverse("api:edition-list"), sent, "application/json")

        assert (one_only.status_code, both.status_code) == (400, 202)
        assert "programmes" in one_only.json()["errors"]
        assert Edition.objects.get().kind == EditionKind.BILAN

    def test_the_action_refuses_it_as_well(self, depomi):
        with pytest.raises(ValidationError) as refused:
            order_edition(
                kind=EditionKind.BILAN,
                programmes=[depomi, depomi],
                region=None,
                period=WHEN,
                language="fr",
                at=ASKED_AT,
            )

        assert "programmes" in refused.value.message_dict

    def test_by_the_command_too(self, depomi, prim, workshops, tmp_path):
        output = tmp_path / "bilan.pdf"
        self.render(output, "PRIM", "DEPOMI")

        edition = Edition.objects.get()
        assert output.read_bytes() == pdf_of(edition)
        assert edition.kind == EditionKind.BILAN

    def test_the_command_says_that_it_takes_two(self, depomi, tmp_path):
        with pytest.raises(CommandError, match="two programmes"):
            self.render(tmp_path / "bilan.pdf", "DEPOMI")

    def render(self, output, *programmes):
        named = [part for one in programmes for part in ("--programme", one)]
        call_command(
            *["render_report", "--kind", "bilan", *named, "--from", "2026-01-01"],
            *["--to", "2026-03-31", "--language", "fr", "--output", str(output)],
            stdout=io.StringIO(),
        )
