"""A small portal with one of each thing, seen by eight people and a stranger to it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction

from actors.enums import MeetingState, Role
from programmes import totals
from tests.factories.actors import (
    AgendaItemFactory,
    AttendanceFactory,
    CalendarFeedFactory,
    CommitteeFactory,
    CommitteeFileFactory,
    ConvocationFactory,
    CorrectionFactory,
    DecisionFactory,
    FacilityFactory,
    FollowUpFactory,
    MeetingFactory,
    MembershipFactory,
    MinutesFactory,
    OrganisationFactory,
    SeatFactory,
    person,
)
from tests.factories.indicators import (
    EntryFactory,
    FrameworkFactory,
    IndicatorFactory,
    MeasureFactory,
    PeriodFactory,
    ResultFactory,
    RevisionFactory,
    ValueFactory,
    ValueFileFactory,
)
from tests.factories.programmes import (
    ActivityFactory,
    BudgetLineFactory,
    CommitteeProgrammeFactory,
    EvidenceFactory,
    ProgrammeFactory,
    RiskFactory,
    TransactionFactory,
)
from tests.factories.regions import RegionFactory
from tests.factories.reports import EditionFactory, ScheduleFactory, SnapshotFactory

PEOPLE = (
    "staff",
    "validator",
    "stranger",
    "officer",
    "donor",
    "member",
    "coordinator",
    "admin",
)


@dataclass
class World:
    """The people by name, and the things by what they are called in the matrix."""

    people: dict[str, Any]
    things: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name):
        return self.things[name]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The portal of the matrix, made once for all its rows and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


def build():
    """DEPOMI, which everybody has to do with, and PRIM, which is none of the partners' business."""
    souss_massa = RegionFactory(code="MA.09", slug="souss-massa")
    oriental = RegionFactory(code="MA.02", slug="oriental")
    council = OrganisationFactory(council=True, slug="conseil-sm", place=souss_massa)
    other_council = OrganisationFactory(council=True, slug="conseil-or", place=oriental)
    agency = OrganisationFactory(agency=True, slug="enabel")
    funder = OrganisationFactory(donor=True, slug="union-europeenne")
    seat_holder = OrganisationFactory(donor=True, slug="afd")
    ministry = OrganisationFactory(ministry=True, slug="maec")
    people = {
        "staff": person("Nadia Berrada", Role.CONTRIBUTOR, council),
        "validator": person("Driss Amrani", Role.VALIDATOR, council),
        "stranger": person("Salma Ouali", Role.CONTRIBUTOR, other_council),
        "officer": person("Hind Tazi", Role.OFFICER, agency),
        "donor": person("Lukas Weber", Role.DONOR, funder),
        "member": person("Rachid Lamrini", Role.COMMITTEE_MEMBER, seat_holder),
        "coordinator": person("Karima Bennis", Role.COORDINATOR, ministry),
        "admin": person("Omar Skalli", Role.ADMINISTRATOR, ministry),
    }
    depomi = ProgrammeFactory(slug="depomi", agency=agency, funder=funder, region=souss_massa)
    prim = ProgrammeFactory(slug="prim", region=oriental)
    copil = CommitteeFactory(slug="copil-depomi")
    seat = SeatFactory(committee=copil, organisation=seat_holder, position=1)
    CommitteeProgrammeFactory(committee=copil, programme=depomi)
    # To come whenever the tests run.
    planned = MeetingFactory(
        committee=copil,
        state=MeetingState.PLANNED,
        held_on=date(2120, 1, 9),
        starts_at=datetime(2120, 1, 9, 9, 0, tzinfo=UTC),
    )
    ConvocationFactory(meeting=planned, person=people["member"], seat=seat)
    closed = CommitteeFactory(slug="comite-ferme")
    staff, validator = people["staff"], people["validator"]

    def activity(programme, owner=council, **traits):
        return ActivityFactory(owner=owner, programmes=[programme], **traits)

    draft = activity(depomi, created_by=staff)
    waiting = activity(depomi, submitted=True, created_by=staff)
    elsewhere = activity(prim, owner=other_council, created_by=people["stranger"])
    signed = activity(depomi, validated=True, created_by=staff, validated_by=validator)
    signed_elsewhere = activity(prim, owner=other_council, validated=True)
    totals.rebuild()
    measure = MeasureFactory(result=ResultFactory(programme=depomi), code="depomi-1-1")
    hidden_measure = MeasureFactory(result=ResultFactory(programme=prim), code="prim-1-1")
    # Open whenever the tests run, and long locked.
    still_open = {"slug": "ouverte", "locks_on": date(2120, 1, 1)}
    open_period = PeriodFactory(programme=depomi, **still_open)
    typed = EntryFactory(
        measure=measure, period=open_period, place=souss_massa, draft=True, entered_by=staff
    )

    def entry(**more):
        return EntryFactory(
            measure=MeasureFactory(result=measure.result),
            period=open_period,
            place=souss_massa,
            entered_by=staff,
            **more,
        )

    signed_value = entry(validated_by=validator)
    deputy = person("Imane Zerouali", Role.CONTRIBUTOR, council)
    taken = MeasureFactory(
        result=measure.result, indicator=IndicatorFactory(code="ACC-01", is_in_library=True)
    )
    minuted = MeetingFactory(committee=copil)
    minutes = MinutesFactory(meeting=minuted, circulated=True)
    decision = DecisionFactory(committee=copil, owner=seat_holder, number=1)
    line = BudgetLineFactory(programme=depomi)
    things = {
        "minuted": minuted,
        "item": AgendaItemFactory(meeting=minuted),
        "guest": AttendanceFactory(meeting=minuted, organisation=agency),
        "correction": CorrectionFactory(minutes=minutes, written_by=people["member"]),
        "indicator": taken.indicator,
        "proposal": IndicatorFactory(code="ACC-02", is_in_library=True, proposed_by=agency),
        "result": taken.result,
        "taken": taken,
        "depomi": depomi,
        "prim": prim,
        "region": souss_massa,
        "copil": copil,
        "seat": seat,
        "feed": CalendarFeedFactory(user=people["member"], committee=copil),
        "planned_meeting": planned,
        "planned_item": AgendaItemFactory(meeting=planned),
        "document": CommitteeFileFactory(committee=copil, added_by=people["coordinator"]),
        "closed_committee": closed,
        "meeting": MeetingFactory(committee=copil),
        "closed_meeting": MeetingFactory(committee=closed),
        "decision": decision,
        "decision_file": CommitteeFileFactory(
            committee=copil, follow_up=FollowUpFactory(decision=decision, written_by=staff)
        ),
        "entrusted": DecisionFactory(committee=closed, owner=agency, number=1),
        "draft": draft,
        "waiting": waiting,
        "elsewhere": elsewhere,
        "signed": signed,
        "signed_elsewhere": signed_elsewhere,
        "evidence": EvidenceFactory(activity=draft, added_by=staff),
        "signed_evidence": EvidenceFactory(activity=signed, added_by=staff, data=b"%PDF-1.4 b"),
        "facility": FacilityFactory(slug="bureau"),
        "organisation": council,
        "value": ValueFactory(code="depomi-0001", programme=depomi, state="validated"),
        "hidden_value": ValueFactory(code="prim-0001", programme=prim, state="validated"),
        "measure": measure,
        "hidden_measure": hidden_measure,
        "framework": FrameworkFactory(programme=depomi, first_on=date(2020, 1, 1)),
        "open_period": open_period,
        "hidden_period": PeriodFactory(programme=prim, **still_open),
        "locked_period": PeriodFactory(
            programme=depomi, slug="2019", starts_on=date(2019, 1, 1), ends_on=date(2019, 12, 31)
        ),
        "waiting_value": entry(submitted=True, submitted_by=staff),
        "signed_value": signed_value,
        "revision": RevisionFactory(value=signed_value, proposed_by=staff),
        "delegation": MembershipFactory(
            user=deputy,
            organisation=council,
            role=Role.VALIDATOR,
            ends_on=date(2120, 1, 1),
            delegated_by=validator,
        ),
        "value_file": ValueFileFactory(value=typed, added_by=staff),
        "edition": EditionFactory(ready=True, programmes=[depomi], series="depomi-fr"),
        "hidden_edition": EditionFactory(ready=True, programmes=[prim], series="prim-fr"),
        "failed_edition": EditionFactory(failed=True, programmes=[depomi], series="depomi-ar"),
        "schedule": ScheduleFactory(programme=depomi),
        "snapshot": SnapshotFactory(programme=depomi),
        "later_snapshot": SnapshotFactory(programme=depomi),
        "hidden_snapshot": SnapshotFactory(programme=prim),
        "copil_snapshot": SnapshotFactory(programme=None, committee=copil),
        "risk": RiskFactory(programme=depomi),
        "budget_line": line,
        "unused_line": BudgetLineFactory(programme=depomi),
        "hidden_line": BudgetLineFactory(programme=prim),
        "transaction": TransactionFactory(line=line),
        "someone": person("Yasmine Chraibi", Role.CONTRIBUTOR, council),
    }
    return World(people, things)
