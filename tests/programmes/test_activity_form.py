"""Logging an activity through its form, with and without mistakes."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from actors.enums import EventKind
from actors.models import Event, Notice, Organisation
from lib.dates import Precision
from programmes.actions import review
from programmes.enums import ActivityState, Involvement
from programmes.models import Activity
from tests.factories.actors import OrganisationFactory, OrganisationNameFactory
from tests.factories.programmes import (
    ActivityFactory,
    ActivityKindFactory,
    ParticipationCategoryFactory,
    ProgrammeFactory,
)
from tests.factories.regions import CommuneFactory, PlanFactory, PlanItemFactory, ProvinceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def kind():
    return ActivityKindFactory()


@pytest.fixture
def prim(souss_massa, agency, funder):
    return ProgrammeFactory(slug="prim", acronym="PRIM", agency=agency, funder=funder)


@pytest.fixture
def depomi(funder):
    return ProgrammeFactory(slug="depomi", acronym="DEPOMI", funder=funder)


@pytest.fixture
def agadir(souss_massa):
    province = ProvinceFactory(parent=souss_massa, name_fr="Agadir Ida-Outanane")
    return CommuneFactory(parent=province, name_fr="Agadir", name_ar="أكادير")


@pytest.fixture
def typed(kind, prim):
    """What a person types at least; more by name."""

    def form(**more):
        return {
            "title": "Atelier de planification",
            "kind": kind.code,
            "when": "today",
            "programme": prim.slug,
            "submission_key": str(uuid4()),
        } | more

    return form


@pytest.fixture
def send(client_for, staff):
    """Post the form as Nadia Berrada."""

    def post(data, user=None):
        return client_for(user or staff).post(reverse("programmes:activity_new"), data)

    return post


@pytest.fixture
def mailbox_of():
    """How many notices wait for a person."""
    return lambda person: Notice.objects.filter(to=person.email).count()


def sentences(response, field):
    return " ".join(response.context["form"].errors.get(field, []))


class TestLogging:
    def test_four_answers_are_enough(self, send, typed, staff, council, souss_massa, prim, now):
        response = send(typed())

        activity = Activity.objects.get()
        assert response.status_code == 302
        assert response["Location"].endswith(f"?enregistree={activity.uuid}")
        assert activity.state == ActivityState.DRAFT
        assert (activity.owner, activity.region) == (council, souss_massa)
        assert (activity.created_by, activity.created_at) == (staff, now)
        assert (activity.starts_on, activity.starts_precision) == (date(2026, 3, 16), Precision.DAY)
        assert [(line.programme, line.share) for line in activity.attributions.all()] == [
            (prim, 100)
        ]
        event = Event.objects.about(activity).get()
        assert event.kind == EventKind.CREATED
        assert event.after["title"] == "Atelier de planification"

    def test_the_next_page_leads_to_the_record_and_remembers_the_programme(
        self, client_for, staff, send, typed
    ):
        address = send(typed())["Location"]

        page = client_for(staff).get(address)

        activity = Activity.objects.get()
        assert activity.reference in page.content.decode()
        assert reverse("programmes:activity_detail", args=[activity.uuid]) in page.content.decode()
        assert page.context["form"]["programme"].value() == "prim"

    def test_everything_else_is_stored_too(self, send, typed, agadir, prim, depomi, funder):
        refugees = ParticipationCategoryFactory()
        rest = ParticipationCategoryFactory(unspecified=True)
        partner = OrganisationFactory(slug="anapec", name_fr="Anapec")
        item = PlanItemFactory(plan=PlanFactory(place=agadir.parent.parent))

        send(
            typed(
                when="date",
                on="07/07/2025",
                ends_on="09/07/2025",
                places_typed="agadir",
                participants="34",
                women="15",
                participants_qualifier="about",
                partners=["anapec", "new:Association Amal"],
                plan_item=item.pk,
                note="Très utile.",
                **{
                    "breakdown-status-REF": "10",
                    "shares-0-programme": "prim",
                    "shares-0-funder": funder.slug,
                    "shares-0-share": "62,5",
                    "shares-1-programme": "depomi",
                    "shares-1-share": "37,5",
                },
            )
        )

        activity = Activity.objects.get()
        assert (activity.starts_on, activity.ends_on) == (date(2025, 7, 7), date(2025, 7, 9))
        assert list(activity.places.all()) == [agadir]
        assert (activity.participants, activity.women, activity.men) == (34, 15, 19)
        assert activity.participants_qualifier == "about"
        assert {part.category: part.count for part in activity.participations.all()} == {
            refugees: 10,
            rest: 24,
        }
        added = Organisation.objects.get(name_fr="Association Amal")
        assert set(
            activity.involvements.filter(role=Involvement.PARTNER).values_list(
                "organisation", flat=True
            )
        ) == {partner.pk, added.pk}
        assert {(one.programme, one.funder, one.share) for one in activity.attributions.all()} == {
            (prim, funder, 62.5),
            (depomi, None, 37.5),
        }
        assert (activity.plan_item, activity.note) == (item, "Très utile.")

    def test_a_month_is_a_date_too(self, send, typed):
        send(typed(when="date", on="07/2025"))

        activity = Activity.objects.get()
        assert (activity.starts_on, activity.starts_precision) == (
            date(2025, 7, 1),
            Precision.MONTH,
        )

    def test_save_and_submit_hands_it_over(self, send, typed, validator, mailbox_of):
        send(typed(do="submit"))

        activity = Activity.objects.get()
        assert activity.state == ActivityState.SUBMITTED
        assert mailbox_of(validator) == 1

    def test_an_officer_logs_for_the_agency(self, send, typed, officer, agency):
        send(typed(), user=officer)

        activity = Activity.objects.get()
        assert (activity.owner, activity.region) == (agency, None)

    def test_a_donor_does_not_log(self, client_for, donor, typed):
        response = client_for(donor).post(reverse("programmes:activity_new"), typed())

        assert response.status_code == 403
        assert not Activity.objects.exists()

    def test_the_owner_is_never_taken_from_the_form(self, send, typed, other_council, council):
        send(typed(owner=other_council.pk, region="MA.02"))

        assert Activity.objects.get().owner == council


class TestWhatBadInputGets:
    """Each a clear sentence beside the field, what was typed kept, nothing written."""

    def refused(self, response, field):
        assert response.status_code == 200
        assert not Activity.objects.exists()
        assert not Event.objects.exists()
        return sentences(response, field)

    def test_nothing_at_all(self, send):
        response = send({"submission_key": str(uuid4())})

        for field in ("title", "kind", "when", "programme"):
            assert self.refused(response, field)

    def test_the_end_before_the_start(self, send, typed):
        response = send(typed(when="date", on="07/07/2025", ends_on="06/07/2025"))

        assert "6" in self.refused(response, "ends_on")
        assert 'value="06/07/2025"' in response.content.decode()

    def test_more_women_than_participants_on_both(self, send, typed):
        response = send(typed(participants="12", women="15"))

        assert self.refused(response, "women") == self.refused(response, "participants") != ""
        assert 'value="15"' in response.content.decode()

    def test_women_without_a_total(self, send, typed):
        assert self.refused(send(typed(women="3")), "participants")

    def test_parts_above_the_total(self, send, typed):
        ParticipationCategoryFactory()
        ParticipationCategoryFactory(unspecified=True)

        response = send(typed(participants="12", **{"breakdown-status-REF": "13"}))

        assert self.refused(response, "breakdown")
        assert 'value="13"' in response.content.decode()

    def test_a_part_that_is_no_number(self, send, typed):
        category = ParticipationCategoryFactory()

        response = send(typed(participants="12", **{"breakdown-status-REF": "dix"}))

        assert category.name in self.refused(response, "breakdown")

    @pytest.mark.parametrize("share", ["90", "100,5", "0", "-5", "beaucoup", ""])
    def test_shares_that_are_not_a_whole(self, send, typed, share):
        response = send(typed(**{"shares-0-programme": "prim", "shares-0-share": share}))

        assert self.refused(response, "shares")

    def test_shares_without_the_programme_above(self, send, typed, depomi):
        response = send(typed(**{"shares-0-programme": "depomi", "shares-0-share": "100"}))

        assert "PRIM" in self.refused(response, "shares")

    def test_the_same_share_twice(self, send, typed):
        rows = {f"shares-{row}-programme": "prim" for row in (0, 1)}
        rows |= {f"shares-{row}-share": "50" for row in (0, 1)}

        assert self.refused(send(typed(**rows)), "shares")

    def test_a_date_ahead_asks_whether_it_is_planned(self, send, typed):
        response = send(typed(when="date", on="01/06/2026"))

        assert self.refused(response, "on")
        assert 'name="is_planned"' in response.content.decode()

    def test_planned_and_ahead_is_saved(self, send, typed):
        send(typed(when="date", on="01/06/2026", is_planned="on"))

        activity = Activity.objects.get()
        assert activity.is_planned
        assert activity.state == ActivityState.DRAFT

    def test_planned_and_ahead_is_not_submitted(self, send, typed):
        response = send(typed(when="date", on="01/06/2026", is_planned="on", do="submit"))

        assert self.refused(response, "on")

    @pytest.mark.parametrize("on", ["32/01/2025", "hier", "1/13/2025", "00/0000", "1789"])
    def test_a_date_that_is_none(self, send, typed, on):
        assert self.refused(send(typed(when="date", on=on)), "on")

    def test_a_day_and_another_date(self, send, typed):
        assert self.refused(send(typed(when="today", on="01/02/2025")), "on")

    def test_an_unknown_programme(self, send, typed):
        assert self.refused(send(typed(programme="atlantide")), "programme")

    def test_another_agencys_programme(self, send, typed, depomi, officer):
        assert self.refused(send(typed(programme="depomi"), user=officer), "programme")

    def test_a_title_of_ten_thousand_characters(self, send, typed):
        title = "é" * 10_000

        response = send(typed(title=title))

        assert "10" in self.refused(response, "title")
        assert title in response.content.decode()

    def test_a_note_far_too_long(self, send, typed):
        assert self.refused(send(typed(note="x" * 20_000)), "note")

    def test_a_place_that_is_none(self, send, typed):
        response = send(typed(places_typed="Xyzabc"))

        assert "Xyzabc" in self.refused(response, "places")

    def test_a_name_of_two_places_asks_which(self, send, typed, agadir, oriental):
        other = CommuneFactory(parent=ProvinceFactory(parent=oriental), name_fr="Agadir")

        response = send(typed(places_typed="Agadir"))

        assert self.refused(response, "places")
        page = response.content.decode()
        assert page.index(f'value="{agadir.code}"') < page.index(f'value="{other.code}"')

        send(typed(places_typed="Agadir", places=[other.code]))

        assert list(Activity.objects.get().places.all()) == [other]

    def test_a_place_code_that_is_none(self, send, typed):
        assert self.refused(send(typed(places=["MA.99.999"])), "places")

    def test_an_unknown_partner_is_offered_as_new(self, send, typed):
        response = send(typed(partners_typed="Association Amal"))

        assert self.refused(response, "partners")
        assert 'value="new:Association Amal"' in response.content.decode()
        assert not Organisation.objects.filter(name_fr="Association Amal").exists()

    def test_a_broken_key(self, send, typed):
        assert self.refused(send(typed(submission_key="12")), "submission_key")

    @pytest.mark.parametrize("participants", ["-3", "1.234", "trente", "9" * 30])
    def test_a_number_that_is_none(self, send, typed, participants):
        response = send(typed(participants=participants))

        assert self.refused(response, "participants")
        assert f'value="{participants}"' in response.content.decode()


class TestTextAsPeopleType:
    def test_markup_is_shown_as_text(self, client_for, staff, send, typed):
        send(typed(title="<b>Atelier</b>", note="<script>alert(1)</script>"))

        url = reverse("programmes:activity_detail", args=[Activity.objects.get().uuid])
        page = client_for(staff).get(url).content.decode()

        assert "&lt;b&gt;Atelier" in page
        assert "<script>alert" not in page

    def test_marks_that_reorder_text_are_left_out(self, send, typed):
        send(typed(title="Liste \u202egpj.exe", note="a\u2066b\u2069\x00c"))

        activity = Activity.objects.get()
        assert activity.title == "Liste gpj.exe"
        assert activity.note == "abc"

    def test_a_former_name_finds_the_organisation(self, send, typed):
        ministry = OrganisationFactory(slug="maec", name_fr="Ministère des affaires étrangères")
        OrganisationNameFactory(organisation=ministry, name="MAECAMRE")

        send(typed(organisers_typed="maecamre"))

        assert Activity.objects.get().involvements.get().organisation == ministry

    def test_a_new_name_that_exists_by_now_is_not_added_twice(self, send, typed):
        known = OrganisationFactory(slug="amal", name_fr="Association Amal")

        send(typed(partners=["new:association amal"]))

        assert Activity.objects.get().involvements.get().organisation == known

    def test_a_new_name_is_in_no_list_until_a_record_is_signed(
        self, client_for, send, typed, stranger, staff, validator, now
    ):
        send(typed(partners=["new:Association Amal"]))
        activity = Activity.objects.get()

        def lists():
            client, query = client_for(stranger), {"q": "asso ama"}
            return (
                len(client.get("/fr/organisations/", query).context["page"]),
                len(client.get("/api/v1/organisations/", {"search": "amal"}).json()["results"]),
                len(client.get("/fr/activites/organisations/", query).json()["results"]) - 1,
            )

        assert lists() == (0, 0, 0)

        activity = review.submit(activity=activity, by=staff, at=now)
        review.validate(activity=activity, version=activity.version, by=validator, at=now)

        assert lists() == (1, 1, 1)

    def test_adding_a_place_saves_nothing_and_keeps_the_rest(self, send, typed, agadir):
        response = send(typed(title="", places_typed="agadir", add="places"))

        assert not Activity.objects.exists()
        assert not response.context["form"].errors
        assert f'value="{agadir.code}" checked' in response.content.decode()


class TestLikelyDouble:
    def test_asks_before_the_second_record(self, send, typed, agadir, depomi, kind, stranger):
        ActivityFactory(
            validated=True,
            kind=kind,
            starts_on=date(2026, 3, 15),
            ends_on=date(2026, 3, 17),
            programmes=[depomi],
            places=[agadir],
            title="Atelier du conseil",
        )

        response = send(typed(places=[agadir.code]))

        assert Activity.objects.count() == 1
        assert "Atelier du conseil" in response.content.decode()

        send(typed(places=[agadir.code], is_another="on"))

        assert Activity.objects.count() == 2

    def test_does_not_speak_of_what_one_may_not_see(
        self, send, typed, agadir, depomi, kind, other_council
    ):
        ActivityFactory(
            owner=other_council,
            kind=kind,
            starts_on=date(2026, 3, 16),
            programmes=[depomi],
            places=[agadir],
        )

        assert send(typed(places=[agadir.code])).status_code == 302

    def test_counts_for_what_was_chosen(self, client_for, staff, typed):
        url = reverse("programmes:activity_counts")

        line = client_for(staff).get(url, typed(participants="34")).content.decode()

        assert "PRIM" in line
        assert "34" in line
