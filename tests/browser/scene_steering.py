"""What committees left in the portal that the journeys visit, and a meeting to sit in."""

from datetime import UTC, date, datetime

from django.utils import timezone

from actors.enums import MeetingState
from actors.models import Committee, Decision, Meeting, Organisation, User
from programmes.models import Programme
from tests.factories.actors import (
    AgendaItemFactory,
    AttendanceFactory,
    CalendarFeedFactory,
    CommitteeFactory,
    CommitteeFileFactory,
    ConvocationFactory,
    CorrectionFactory,
    DecisionFactory,
    FollowUpFactory,
    MeetingFactory,
    MinutesFactory,
    SeatFactory,
)
from tests.factories.programmes import (
    BudgetLineFactory,
    CommitteeProgrammeFactory,
    RiskFactory,
    TransactionFactory,
)
from tests.factories.reports import SnapshotFactory


def steering(users, organisation, depomi, prim):
    """One of each thing of a committee, of its meetings and of what it decides on."""
    copil = Committee.objects.get(slug="copil-prim")
    closed = Committee.objects.get(slug="cmsm")
    minuted = MeetingFactory(committee=copil)
    # To come whenever the tests run.
    planned = MeetingFactory(
        committee=copil,
        state=MeetingState.PLANNED,
        held_on=date(2120, 1, 9),
        starts_at=datetime(2120, 1, 9, 9, 0, tzinfo=UTC),
    )
    ConvocationFactory(meeting=planned, person=users["member"])
    decision = DecisionFactory(committee=copil, number=901)
    followed = FollowUpFactory(decision=decision, written_by=users["coordinator"])
    line = BudgetLineFactory(programme=depomi)
    return {
        "minuted": minuted,
        "planned_meeting": planned,
        "planned_item": AgendaItemFactory(meeting=planned),
        "feed": CalendarFeedFactory(user=users["member"], committee=copil),
        "item": AgendaItemFactory(meeting=minuted),
        "guest": AttendanceFactory(meeting=minuted, organisation=organisation),
        "correction": CorrectionFactory(
            minutes=MinutesFactory(meeting=minuted, circulated=True), written_by=users["member"]
        ),
        "seat": SeatFactory(committee=copil, organisation=organisation, position=99),
        "document": CommitteeFileFactory(committee=copil, added_by=users["coordinator"]),
        "decision": decision,
        "decision_file": CommitteeFileFactory(
            committee=copil, follow_up=followed, added_by=users["coordinator"]
        ),
        "entrusted": DecisionFactory(committee=closed, owner=organisation, number=902),
        "snapshot": SnapshotFactory(programme=depomi),
        "later_snapshot": SnapshotFactory(programme=depomi),
        "hidden_snapshot": SnapshotFactory(programme=prim),
        "copil_snapshot": SnapshotFactory(programme=None, committee=copil, meeting=minuted),
        "risk": RiskFactory(programme=depomi),
        "budget_line": line,
        "transaction": TransactionFactory(line=line),
    }


def room(name):
    """A meeting whose dashboard was frozen; gives where it is shown."""
    committee = CommitteeFactory(slug=f"copil-{name}")
    CommitteeProgrammeFactory(committee=committee, programme=Programme.objects.get(slug="prim"))
    meeting = MeetingFactory(committee=committee)
    DecisionFactory(committee=committee, number=1)
    return SnapshotFactory(programme=None, committee=committee, meeting=meeting).code


def decided(name):
    """What is on the record of that committee since."""
    rows = Decision.objects.filter(committee__slug=f"copil-{name}", number__gt=1)
    return list(rows.order_by("number").values_list("number", f"text_{name}"))


def cycle(name):
    """A committee of the PRIM where the member's organisation sits; gives its address."""
    committee = CommitteeFactory(slug=f"cycle-{name}")
    CommitteeProgrammeFactory(committee=committee, programme=Programme.objects.get(slug="prim"))
    SeatFactory(
        committee=committee,
        organisation=Organisation.objects.get(slug="afd"),
        holder=User.objects.get(email="rachid.lamrini@wasl.example"),
    )
    return committee.slug


def the_day_comes(pk):
    """The meeting is today."""
    now = timezone.now()
    Meeting.objects.filter(pk=pk).update(
        held_on=timezone.localdate(now), starts_at=now, ends_at=now
    )
