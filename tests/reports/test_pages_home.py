"""The home page: each role finds its own blocks."""

from datetime import date, timedelta

import pytest

from actors.audit import record
from actors.enums import DecisionState, EventKind, MeetingState, Reply, Role
from actors.models import Convocation
from programmes import totals
from reports.enums import EditionKind
from tests.factories.actors import (
    AgendaItemFactory,
    CommitteeFactory,
    CommitteeFileFactory,
    DecisionFactory,
    FollowUpFactory,
    MeetingFactory,
    MembershipFactory,
    SeatFactory,
    UserFactory,
)
from tests.factories.indicators import ValueFactory
from tests.factories.programmes import ActivityFactory, DraftFactory, ProgrammeFactory
from tests.factories.reports import EditionFactory
from tests.harness import assert_flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

URL = "/en/"
BLOCKS = ("logging", "validating", "reading", "following", "coordinating", "administering")


def home(client_for, user):
    response = client_for(user).get(URL)
    assert response.status_code == 200
    return response.context["home"], response.content.decode()


def blocks(client_for, user):
    shown, _page = home(client_for, user)
    return {name for name in BLOCKS if getattr(shown, name) is not None}


class TestBlocks:
    @pytest.mark.parametrize(
        ("who", "expected"),
        [
            ("staff", {"logging"}),
            ("validator", {"validating"}),
            ("officer", {"logging", "validating", "reading"}),
            ("donor", {"reading"}),
            ("member", {"following", "reading"}),
            ("coordinator", {"coordinating"}),
            ("admin", {"administering"}),
        ],
    )
    def test_follow_from_the_role(self, request, client_for, who, expected):
        assert blocks(client_for, request.getfixturevalue(who)) == expected

    def test_add_up_for_someone_with_two_roles(self, client_for, staff, council):
        MembershipFactory(user=staff, organisation=council, role=Role.VALIDATOR)

        assert blocks(client_for, staff) == {"logging", "validating"}

    def test_are_none_without_a_role_and_the_page_says_whom_to_ask(self, client_for):
        shown, page = home(client_for, UserFactory())

        assert all(getattr(shown, name) is None for name in BLOCKS)
        assert "Ask an administrator" in page


class TestLogging:
    def test_begins_with_the_one_action(self, client_for, staff):
        _shown, page = home(client_for, staff)

        assert 'href="/en/activites/nouvelle/"' in page
        assert "You have not logged anything yet." in page

    def test_shows_what_is_one_s_own_and_unfinished(self, client_for, staff, council, stranger):
        mine = {"owner": council, "created_by": staff}
        returned = ActivityFactory(returned=True, **mine)
        draft = ActivityFactory(**mine)
        DraftFactory(user=staff, fields={"title": ["Texte perdu ?"]})
        DraftFactory(user=stranger)
        ActivityFactory(owner=council)

        shown, page = home(client_for, staff)

        assert [activity.pk for activity in shown.logging.returned] == [returned.pk]
        assert [activity.pk for activity in shown.logging.drafts] == [draft.pk]
        assert len(shown.logging.unsaved) == 1
        assert {activity.pk for activity in shown.logging.latest} == {returned.pk, draft.pk}
        assert "Combien de personnes sont venues ?" in page
        assert f"/en/activites/{draft.uuid}/dupliquer/" in page

    def test_keeps_to_five(self, client_for, staff, council):
        ActivityFactory.create_batch(7, owner=council, created_by=staff)

        shown, _page = home(client_for, staff)

        assert len(shown.logging.latest) == 5


class TestValidating:
    def test_tells_how_much_waits_and_since_when(self, client_for, validator, council, now):
        for days in (9, 2):
            ActivityFactory(submitted=True, owner=council, submitted_at=now - timedelta(days=days))

        shown, page = home(client_for, validator)

        assert shown.validating.waiting.count == 2
        assert "2 records wait for you." in page
        assert "7 March 2026" in page

    def test_does_not_count_what_is_one_s_own_or_of_another_region(
        self, client_for, validator, council, other_council
    ):
        ActivityFactory(submitted=True, owner=council, created_by=validator)
        ActivityFactory(submitted=True, owner=other_council)

        shown, page = home(client_for, validator)

        assert shown.validating.waiting.count == 0
        assert "Nothing is waiting." in page


class TestReading:
    def test_gives_the_latest_report_of_each_programme(self, client_for, donor, funder, now):
        prim = ProgrammeFactory(slug="prim", funder=funder)
        ProgrammeFactory(slug="depomi", funder=funder)
        ProgrammeFactory(slug="theirs")
        EditionFactory(ready=True, programmes=[prim], ready_at=now - timedelta(days=3), number=1)
        newest = EditionFactory(
            ready=True, programmes=[prim], ready_at=now - timedelta(days=1), number=2
        )

        shown, page = home(client_for, donor)

        assert [(p.slug, edition and edition.pk) for p, edition in shown.reading.editions] == [
            ("prim", newest.pk),
            ("depomi", None),
        ]
        assert "no report yet" in page
        assert "Request a report" in page

    def test_does_not_take_the_paper_of_a_meeting_for_a_report(
        self, client_for, member, seat_holder, now
    ):
        copil = CommitteeFactory()
        SeatFactory(committee=copil, organisation=seat_holder)
        prim = ProgrammeFactory(slug="prim", committee=copil)
        report = EditionFactory(ready=True, programmes=[prim], ready_at=now - timedelta(days=3))
        EditionFactory(
            ready=True,
            kind=EditionKind.BRIEF,
            meeting=MeetingFactory(committee=copil),
            programmes=[prim],
            ready_at=now,
        )

        shown, _page = home(client_for, member)

        assert [edition for _programme, edition in shown.reading.editions] == [report]

    def test_offers_a_request_to_those_only_who_may_ask(self, client_for, member, seat_holder):
        copil = CommitteeFactory()
        SeatFactory(committee=copil, organisation=seat_holder)
        ProgrammeFactory(slug="prim", committee=copil)

        shown, page = home(client_for, member)

        assert [programme.slug for programme, _none in shown.reading.editions] == ["prim"]
        assert "Request a report" not in page

    def test_shows_the_figures_validated_since_the_visit_before(
        self, client_for, donor, funder, now
    ):
        prim = ProgrammeFactory(slug="prim", funder=funder)
        for days in (10, 0):
            at = now - timedelta(days=days)
            record(EventKind.SIGNED_IN, about=donor, by=donor, at=at)
        ValueFactory(code="old", programme=prim, validated_at=now - timedelta(days=20))
        ValueFactory(code="new", programme=prim, validated_at=now - timedelta(days=5))
        ValueFactory(code="theirs", validated_at=now - timedelta(days=5))

        shown, page = home(client_for, donor)

        assert [value.code for value in shown.reading.changed] == ["new"]
        assert "Figures changed since your last visit" in page


class TestFollowing:
    def test_shows_one_s_committees_and_the_decisions_in_one_s_hands(
        self, client_for, member, seat_holder, now
    ):
        ours = CommitteeFactory(slug="ours")
        SeatFactory(committee=ours, organisation=seat_holder)
        CommitteeFactory(slug="theirs")
        coming = MeetingFactory(
            committee=ours, held_on=now.date() + timedelta(days=10), held_precision="day"
        )
        late = DecisionFactory(
            committee=ours, owner=seat_holder, due_on=now.date() - timedelta(days=1)
        )
        DecisionFactory(committee=ours)

        shown, _page = home(client_for, member)

        (following,) = shown.following.committees
        assert (following.committee.slug, following.next.pk) == ("ours", coming.pk)
        (row,) = shown.entrusted.decisions
        assert (row.decision.pk, row.status) == (late.pk, "overdue")

    def test_counts_a_cancelled_meeting_neither_as_the_last_nor_as_the_next(
        self, client_for, member, seat_holder, now
    ):
        ours = CommitteeFactory(slug="ours")
        SeatFactory(committee=ours, organisation=seat_holder)
        held = MeetingFactory(committee=ours, held_on=now.date() - timedelta(days=90))
        for days in (-10, 10):
            MeetingFactory(
                committee=ours,
                state=MeetingState.CANCELLED,
                held_on=now.date() + timedelta(days=days),
            )

        shown, _page = home(client_for, member)

        (following,) = shown.following.committees
        assert (following.last, following.next) == (held, None)

    def test_says_what_to_read_before_the_next_meeting(
        self, client_for, member, coordinator, seat_holder, now
    ):
        committee = CommitteeFactory(slug="copil")
        SeatFactory(committee=committee, organisation=seat_holder)
        coming = MeetingFactory(
            committee=committee,
            state=MeetingState.CONVENED,
            held_on=now.date() + timedelta(days=10),
        )
        AgendaItemFactory.create_batch(3, meeting=coming)
        CommitteeFileFactory(committee=committee, meeting=coming, name="note.pdf")
        Convocation.objects.create(meeting=coming, person=member, reply=Reply.COMING)
        DecisionFactory(committee=committee, due_on=now.date() - timedelta(days=1))
        DecisionFactory(committee=committee, state=DecisionState.DONE)
        MeetingFactory(committee=committee, state=MeetingState.PLANNED, held_on=date(2026, 3, 1))
        MeetingFactory(state=MeetingState.CONVENED, held_on=now.date())

        shown, page = home(client_for, member)

        (one,) = shown.following.to_read
        assert one.meeting == coming
        assert (one.items, one.open, one.overdue, one.dossier) == (3, 1, 1, "")
        assert one.convocation.reply == Reply.COMING
        assert "note.pdf" in page

    def test_a_lost_mandate_has_nothing_to_read(self, client_for, member, seat_holder, now):
        committee = CommitteeFactory(slug="copil")
        SeatFactory(committee=committee, organisation=seat_holder, ends_on=date(2020, 1, 1))
        MeetingFactory(
            committee=committee,
            state=MeetingState.CONVENED,
            held_on=now.date() + timedelta(days=10),
        )

        shown, _page = home(client_for, member)

        assert shown.following.to_read == ()

    def test_costs_the_same_with_more_of_it(self, client_for, member, seat_holder, now):
        committee = CommitteeFactory(slug="copil")
        SeatFactory(committee=committee, organisation=seat_holder)

        def grow(number):
            for _ in range(number):
                coming = MeetingFactory(
                    committee=committee, state=MeetingState.PLANNED, held_on=date(2120, 1, 1)
                )
                AgendaItemFactory(meeting=coming)
                CommitteeFileFactory(committee=committee, meeting=coming)
                FollowUpFactory(decision=DecisionFactory(committee=committee, owner=seat_holder))

        assert_flat(client_for(member), URL, grow)


class TestEntrusted:
    """« My decisions », for whoever works for an organisation in charge."""

    def test_are_the_open_ones_of_council_staff(self, client_for, staff, council, now):
        soon = DecisionFactory(owner=council, due_on=now.date() + timedelta(days=3))
        late = DecisionFactory(owner=council, due_on=now.date() - timedelta(days=3))
        DecisionFactory(owner=council, state=DecisionState.LAPSED)

        shown, page = home(client_for, staff)

        assert [row.decision for row in shown.entrusted.decisions] == [late, soon]
        assert f"/comites/{late.committee.slug}/decisions/{late.number}/#suivi" in page

    def test_and_of_an_officer_without_a_seat(self, client_for, officer, agency):
        decision = DecisionFactory(owner=agency)

        shown, _page = home(client_for, officer)

        assert [row.decision for row in shown.entrusted.decisions] == [decision]

    def test_a_home_without_any_does_not_speak_of_them(self, client_for, staff):
        shown, page = home(client_for, staff)

        assert shown.entrusted is None
        assert "My decisions" not in page

    def test_a_donor_has_none(self, client_for, donor, funder):
        DecisionFactory(owner=funder, is_public=True)

        shown, _page = home(client_for, donor)

        assert shown.entrusted is None

    def test_those_that_are_not_shown_are_counted(self, client_for, staff, council):
        DecisionFactory.create_batch(10, owner=council)

        shown, page = home(client_for, staff)

        assert (len(shown.entrusted.decisions), shown.entrusted.more) == (8, 2)
        assert "2 more" in page


class TestCoordinating:
    def test_counts_by_programme_and_region(self, client_for, coordinator, souss_massa, oriental):
        prim = ProgrammeFactory(slug="prim", region=souss_massa)
        ProgrammeFactory(slug="depomi", region=oriental)
        ActivityFactory.create_batch(2, validated=True, programmes=[prim], places=[souss_massa])
        ActivityFactory(submitted=True, programmes=[prim], places=[souss_massa])
        totals.rebuild()

        shown, _page = home(client_for, coordinator)

        block = shown.coordinating
        cells = {
            (programme.slug, line.region.slug): cell
            for line in block.lines
            for programme, cell in line.cells
        }
        assert cells == {
            ("prim", "souss-massa"): (2, 1),
            ("prim", "oriental"): None,
            ("depomi", "souss-massa"): None,
            ("depomi", "oriental"): (0, 0),
        }

    def test_costs_the_same_with_more_programmes(self, client_for, coordinator, souss_massa):
        def grow(number):
            for _ in range(number):
                programme = ProgrammeFactory(region=souss_massa)
                ActivityFactory(validated=True, programmes=[programme], places=[souss_massa])
                MeetingFactory()
            totals.rebuild()

        assert_flat(client_for(coordinator), URL, grow)


class TestAdministering:
    def test_tells_how_the_portal_does(self, client_for, admin):
        EditionFactory(requested_by=admin)
        EditionFactory(failed=True, requested_by=admin)
        UserFactory(is_active=False)

        shown, _page = home(client_for, admin)

        block = shown.administering
        assert (block.queued, block.failed, block.people) == (1, 1, 1)
        assert block.oldest_request is not None


@pytest.mark.parametrize("who", ["officer", "member"])
def test_costs_the_same_with_more_to_show(request, client_for, who, agency, seat_holder):
    def grow(number):
        for _ in range(number):
            programme = ProgrammeFactory(agency=agency)
            EditionFactory(ready=True, programmes=[programme])
            ValueFactory(programme=programme)
            ActivityFactory(submitted=True, programmes=[programme])
            committee = CommitteeFactory()
            SeatFactory(committee=committee, organisation=seat_holder)
            MeetingFactory(committee=committee)
            DecisionFactory(committee=committee, owner=seat_holder)

    assert_flat(client_for(request.getfixturevalue(who)), URL, grow)
