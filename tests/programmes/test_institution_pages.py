"""Pages of organisations, committees and facilities."""

from datetime import date, timedelta

import pytest

from actors.enums import CommitteeKind, EventKind, FacilityKind, FacilityState, SeatKind
from actors.models import Committee, Event
from lib.dates import Precision
from tests.factories.actors import (
    AgendaItemFactory,
    AttendanceFactory,
    CommitteeFactory,
    DecisionFactory,
    FacilityFactory,
    FacilityStatusFactory,
    FollowUpFactory,
    MeetingFactory,
    OfficeHolderFactory,
    OrganisationFactory,
    OrganisationNameFactory,
    SeatFactory,
)
from tests.factories.programmes import (
    CommitteeProgrammeFactory,
    FacilitySupportFactory,
    PartnershipFactory,
    ProgrammeFactory,
)
from tests.factories.regions import CommuneFactory, ProvinceFactory, SourceFactory
from tests.harness import assert_flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


def text(response):
    return response.content.decode()


class TestOrganisations:
    LIST = "/en/organisations/"

    def test_are_found_by_acronym_whatever_the_letter_case(self, client_for, donor):
        OrganisationFactory(slug="oim", acronym="OIM", name_fr="Organisation des migrations")
        OrganisationFactory(slug="pnud", acronym="PNUD")

        response = client_for(donor).get(self.LIST, {"q": "oim"})

        assert [row.slug for row in response.context["page"]] == ["oim"]

    def test_say_so_when_no_name_matches(self, client_for, donor):
        page = text(client_for(donor).get(self.LIST, {"q": "zzz"}))

        assert "0 organisations" in page
        assert "Nothing matches these filters." in page

    def test_show_only_roles_in_programmes_that_one_may_see(self, client_for, donor, funder):
        PartnershipFactory(
            organisation=funder, programme=ProgrammeFactory(acronym="OURS", funder=funder)
        )
        agency = OrganisationFactory(slug="agence")
        PartnershipFactory(organisation=agency, programme=ProgrammeFactory(acronym="SECRET"))

        assert "SECRET" not in text(client_for(donor).get(self.LIST))
        assert "SECRET" not in text(client_for(donor).get(f"{self.LIST}agence/"))

    def test_tell_former_names_and_office_holders_with_their_source(self, client_for, staff):
        source = SourceFactory(
            title="Une ministre nommée",
            published_on=date(2022, 5, 4),
            published_precision=Precision.DAY,
        )
        ministry = OrganisationFactory(ministry=True, slug="maec")
        OrganisationNameFactory(
            organisation=ministry, name="Ancien ministère", as_of_year=2019, source=source
        )
        OfficeHolderFactory(organisation=ministry, full_name="Amal Exemple", source=source)

        page = text(client_for(staff).get(f"{self.LIST}maec/"))

        assert "Ancien ministère" in page
        assert "Amal Exemple" in page
        assert page.count('href="#source-1"') == 2
        assert "4 May 2022" in page

    def test_cost_the_same_with_more_of_them(self, client_for, staff):
        def grow(number):
            for _ in range(number):
                PartnershipFactory(organisation=OrganisationFactory(council=True))

        assert_flat(client_for(staff), self.LIST, grow)

    def test_cost_the_same_with_more_ties(self, client_for, staff):
        agency = OrganisationFactory(slug="agence")

        def grow(number):
            for _ in range(number):
                PartnershipFactory(organisation=agency)
                OrganisationNameFactory(organisation=agency)
                OfficeHolderFactory(organisation=agency)
                SeatFactory(organisation=agency)
                FacilityFactory(operator=agency)
                OrganisationFactory(parent=agency)

        assert_flat(client_for(staff), f"{self.LIST}agence/", grow)


class TestCommittees:
    LIST = "/en/comites/"

    def test_are_not_found_where_one_has_no_seat(self, client_for, donor, staff):
        committee = CommitteeFactory(slug="ferme")
        MeetingFactory(committee=committee, pk=7)
        DecisionFactory(committee=committee, number=1)

        for page in ("ferme/", "ferme/reunions/7/", "ferme/decisions/1/"):
            assert client_for(donor).get(self.LIST + page).status_code == 404
            assert client_for(staff).get(self.LIST + page).status_code == 200

    def test_say_so_when_none_is_in_scope(self, client_for, donor):
        CommitteeFactory()

        assert "No committee is in your scope." in text(client_for(donor).get(self.LIST))

    def test_list_the_last_meeting_and_the_next(self, client_for, staff, now):
        committee = CommitteeFactory()
        last = MeetingFactory(committee=committee, held_on=date(2026, 2, 1))
        MeetingFactory(committee=committee, held_on=date(2025, 2, 1))
        MeetingFactory(committee=committee, held_on=None, held_precision=Precision.UNKNOWN)
        coming = MeetingFactory(committee=committee, held_on=now.date() + timedelta(days=3))

        (row,) = client_for(staff).get(self.LIST).context["rows"]

        assert (row.last.pk, row.next.pk) == (last.pk, coming.pk)

    def test_have_members_that_sources_name_only_in_words(self, client_for, staff, seat_holder):
        committee = CommitteeFactory(slug="copil")
        SeatFactory(committee=committee, organisation=seat_holder, kind=SeatKind.CHAIR)
        SeatFactory(committee=committee, organisation=None, label_en="other actors")

        page = text(client_for(staff).get(f"{self.LIST}copil/"))

        assert seat_holder.name_en in page
        assert "other actors" in page
        assert "chair" in page

    def test_give_the_words_of_an_unknown_date(self, client_for, staff):
        CommitteeFactory(slug="cmsm", charter_words="jeudi dernier")

        assert "jeudi dernier" in text(client_for(staff).get(f"{self.LIST}cmsm/"))

    def test_say_that_a_decision_is_overdue(self, client_for, staff, now):
        committee = CommitteeFactory(slug="copil")
        DecisionFactory(committee=committee, number=1, due_on=now.date() - timedelta(days=1))
        DecisionFactory(committee=committee, number=2, due_on=now.date())
        DecisionFactory(
            committee=committee, number=3, state="done", due_on=now.date() - timedelta(days=1)
        )

        sheet = client_for(staff).get(f"{self.LIST}copil/").context["sheet"]

        assert [row.status for row in sheet.decisions] == ["overdue", "to_start", "done"]

    def test_show_a_donor_only_what_the_committee_made_public(self, client_for, donor, funder):
        committee = CommitteeFactory(slug="copil")
        SeatFactory(committee=committee, organisation=funder)
        DecisionFactory(committee=committee, number=1, is_public=True)
        DecisionFactory(committee=committee, number=2)

        sheet = client_for(donor).get(f"{self.LIST}copil/").context["sheet"]

        assert [row.decision.number for row in sheet.decisions] == [1]
        assert client_for(donor).get(f"{self.LIST}copil/decisions/2/").status_code == 404

    def test_cost_the_same_with_more_of_them(self, client_for, staff):
        def grow(number):
            for _ in range(number):
                committee = CommitteeFactory()
                MeetingFactory(committee=committee)
                CommitteeProgrammeFactory(committee=committee)

        assert_flat(client_for(staff), self.LIST, grow)

    def test_cost_the_same_with_more_on_their_page(self, client_for, staff):
        committee = CommitteeFactory(slug="copil")

        def grow(number):
            for _ in range(number):
                SeatFactory(committee=committee)
                meeting = MeetingFactory(committee=committee)
                FollowUpFactory(decision=DecisionFactory(committee=committee, meeting=meeting))
                CommitteeProgrammeFactory(committee=committee)
                CommitteeFactory(parent=committee)

        assert_flat(client_for(staff), f"{self.LIST}copil/", grow)


class TestMeeting:
    def test_groups_its_agenda_and_names_who_came(self, client_for, staff, seat_holder):
        meeting = MeetingFactory(committee=CommitteeFactory(slug="copil"))
        AgendaItemFactory(meeting=meeting, text_en="State of progress")
        AttendanceFactory(meeting=meeting, organisation=seat_holder)
        AttendanceFactory(
            meeting=meeting,
            organisation=None,
            office_holder=OfficeHolderFactory(full_name="Amal Exemple"),
        )

        page = text(client_for(staff).get(f"/en/comites/copil/reunions/{meeting.pk}/"))

        assert "State of progress" in page
        assert seat_holder.name_en in page
        assert "Amal Exemple" in page

    def test_is_not_found_under_another_committee(self, client_for, staff):
        meeting = MeetingFactory(committee=CommitteeFactory(slug="copil"))
        CommitteeFactory(slug="other")

        address = f"/en/comites/other/reunions/{meeting.pk}/"
        assert client_for(staff).get(address).status_code == 404

    def test_costs_the_same_with_more_people(self, client_for, staff):
        meeting = MeetingFactory(committee=CommitteeFactory(slug="copil"))

        def grow(number):
            for _ in range(number):
                AgendaItemFactory(meeting=meeting)
                AttendanceFactory(meeting=meeting, office_holder=OfficeHolderFactory())
                DecisionFactory(committee=meeting.committee, meeting=meeting)

        assert_flat(client_for(staff), f"/en/comites/copil/reunions/{meeting.pk}/", grow)


class TestManaging:
    NEW = "/en/comites/nouveau/"
    DATA = {
        "name_fr": "Comité des droits",
        "name_ar": "لجنة الحقوق",
        "acronym": "CD",
        "kind": CommitteeKind.MIGRATION,
        "place": "souss-massa",
        "mission_fr": "Suivre\nProposer",
    }

    def test_adds_a_committee_and_leaves_an_event(self, client_for, coordinator, souss_massa):
        response = client_for(coordinator).post(self.NEW, self.DATA)

        committee = Committee.objects.get()
        assert response.headers["Location"] == f"/en/comites/{committee.slug}/"
        assert (committee.name_fr, committee.place) == ("Comité des droits", souss_massa)
        assert Event.objects.get(kind=EventKind.CREATED).by_id == coordinator.pk

    def test_changes_one_and_keeps_its_address(self, client_for, coordinator, souss_massa):
        CommitteeFactory(slug="cd", name_fr="Ancien nom")
        address = "/en/comites/cd/modifier/"
        assert "Ancien nom" in text(client_for(coordinator).get(address))

        client_for(coordinator).post(address, self.DATA | {"version": 1})

        committee = Committee.objects.get()
        assert (committee.slug, committee.name_fr) == ("cd", "Comité des droits")

    def test_asks_for_a_name(self, client_for, coordinator, souss_massa):
        response = client_for(coordinator).post(self.NEW, self.DATA | {"name_fr": " "})

        assert response.context["form"].errors["name_fr"]
        assert not Committee.objects.exists()

    @pytest.mark.parametrize("who", ["staff", "validator", "donor", "admin"])
    def test_is_refused_to_others_with_a_sentence(self, request, client_for, who):
        CommitteeFactory(slug="cd")

        response = client_for(request.getfixturevalue(who)).get(self.NEW)

        assert response.status_code == 403
        assert "Only the national coordination manages committees." in text(response)

    def test_is_offered_only_to_the_coordination(self, client_for, coordinator, staff):
        assert self.NEW in text(client_for(coordinator).get("/en/comites/"))
        assert self.NEW not in text(client_for(staff).get("/en/comites/"))


class TestFacilities:
    LIST = "/en/structures/"

    def test_count_sites_beside_records(self, client_for, staff):
        FacilityFactory(units=16)
        FacilityFactory()

        response = client_for(staff).get(self.LIST)

        assert (response.context["page"].total, response.context["sites"]) == (2, 17)
        assert "2 records · 17 sites" in text(response)

    def test_narrow_by_kind_region_and_latest_status(self, client_for, staff, souss_massa):
        agadir = CommuneFactory(parent=ProvinceFactory(parent=souss_massa))
        wanted = FacilityFactory(kind=FacilityKind.INCUBATOR, place=agadir)
        FacilityStatusFactory(facility=wanted, state=FacilityState.PLANNED)
        FacilityStatusFactory(facility=wanted, state=FacilityState.OPEN)
        planned = FacilityFactory(kind=FacilityKind.INCUBATOR, place=agadir)
        FacilityStatusFactory(facility=planned, state=FacilityState.PLANNED)
        FacilityFactory(kind=FacilityKind.INCUBATOR)
        FacilityFactory(place=agadir)

        response = client_for(staff).get(
            self.LIST, {"kind": "incubator", "region": "souss-massa", "state": "open"}
        )

        assert [row.pk for row in response.context["page"]] == [wanted.pk]

    def test_tell_their_life_in_order(self, client_for, staff):
        centre = FacilityFactory(slug="centre")
        FacilityStatusFactory(facility=centre, state=FacilityState.DESIGNED, position=1)
        FacilityStatusFactory(
            facility=centre,
            state=FacilityState.OPEN,
            position=2,
            since_on=date(2024, 1, 1),
            since_precision=Precision.YEAR,
        )

        page = text(client_for(staff).get(f"{self.LIST}centre/"))

        assert page.index("Being designed") < page.rindex("Open")
        assert "2024" in page
        assert "date not stated" in page

    def test_say_that_one_record_stands_for_many_sites(self, client_for, staff):
        FacilityFactory(slug="bureaux", units=16)

        page = text(client_for(staff).get(f"{self.LIST}bureaux/"))

        assert "This record stands for 16 sites" in page

    def test_name_only_the_programmes_that_one_may_see(self, client_for, donor, funder):
        centre = FacilityFactory(slug="centre")
        FacilitySupportFactory(facility=centre, programme=ProgrammeFactory(acronym="SECRET"))
        FacilitySupportFactory(
            facility=centre, programme=ProgrammeFactory(acronym="OURS", funder=funder)
        )

        page = text(client_for(donor).get(f"{self.LIST}centre/"))

        assert "OURS" in page
        assert "SECRET" not in page

    def test_cost_the_same_with_more_of_them(self, client_for, staff):
        def grow(number):
            for _ in range(number):
                FacilityStatusFactory(facility=FacilityFactory(operator=OrganisationFactory()))

        assert_flat(client_for(staff), self.LIST, grow)

    def test_cost_the_same_with_a_longer_life(self, client_for, staff):
        centre = FacilityFactory(slug="centre")

        def grow(number):
            for _ in range(number):
                FacilityStatusFactory(facility=centre, source=SourceFactory())
                FacilitySupportFactory(facility=centre)

        assert_flat(client_for(staff), f"{self.LIST}centre/", grow)
