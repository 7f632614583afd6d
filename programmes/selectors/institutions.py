"""What the pages of organisations, committees and facilities show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from actors.enums import AgendaItemKind, MeetingState
from actors.models import (
    AgendaItem,
    Attendance,
    Committee,
    Decision,
    Facility,
    FacilityStatus,
    Meeting,
    Organisation,
    PlanRole,
    Seat,
    User,
)
from lib import formats
from lib.tables import Sheet
from programmes.models import CommitteeProgramme, FacilitySupport, Partnership, Programme
from programmes.selectors.decisions import DecisionFigures, DecisionRow, decision_rows, figures_of

_TO_COME = {MeetingState.PLANNED, MeetingState.CONVENED}
# Where `organisations_for_table` leaves the partnerships that one may see.
_SEEN = "seen_partnerships"


@dataclass(frozen=True, slots=True)
class OrganisationSheet:
    """All that the page of an organisation says, as far as its reader sees it."""

    organisation: Organisation
    partnerships: tuple[Partnership, ...]
    seats: tuple[Seat, ...]
    facilities: tuple[Facility, ...]
    plan_roles: tuple[PlanRole, ...]


@dataclass(frozen=True, slots=True)
class CommitteeSheet:
    """All that the page of a committee says."""

    committee: Committee
    programmes: tuple[Programme, ...]
    parts: tuple[Committee, ...]
    seats: tuple[Seat, ...]
    coming: tuple[Meeting, ...]
    held: tuple[Meeting, ...]
    decisions: tuple[DecisionRow, ...]
    figures: DecisionFigures


@dataclass(frozen=True, slots=True)
class FollowingCommittee:
    """A committee with the meetings around today."""

    committee: Committee
    last: Meeting | None
    next: Meeting | None


@dataclass(frozen=True, slots=True)
class Items:
    """What a meeting had on its table, of one kind."""

    label: str | Promise
    items: tuple[AgendaItem, ...]


@dataclass(frozen=True, slots=True)
class MeetingSheet:
    """All that the page of a meeting says."""

    meeting: Meeting
    agenda: tuple[Items, ...]
    attendances: tuple[Attendance, ...]
    decisions: tuple[DecisionRow, ...]


# Organisations


def organisations_for_table(user: User) -> QuerySet[Organisation]:
    """Organisations with their territory and their roles in the programmes one may see."""
    partnerships = (
        Partnership.objects.filter(programme__in=Programme.objects.visible_to(user))
        .select_related("programme")
        .order_by("programme__position", "pk")
    )
    return (
        Organisation.objects.visible_to(user)
        .confirmed()
        .select_related("place")
        .prefetch_related(Prefetch("partnerships", partnerships, to_attr=_SEEN))
        .order_by("name", "pk")
    )


def organisations_for_sheet(user: User) -> QuerySet[Organisation]:
    """Organisations, loaded with what their page prints of them."""
    return (
        Organisation.objects.visible_to(user)
        .select_related("place", "parent", "source")
        .prefetch_related(
            Prefetch("departments", Organisation.objects.order_by("name", "pk")),
            "names__source",
            "office_holders__source",
        )
    )


def organisation_sheet(organisation: Organisation, *, user: User) -> OrganisationSheet:
    """The page of an organisation; four queries."""
    return OrganisationSheet(
        organisation=organisation,
        partnerships=tuple(
            organisation.partnerships.filter(programme__in=Programme.objects.visible_to(user))
            .select_related("programme", "source")
            .order_by("programme__position", "role", "pk")
        ),
        seats=tuple(
            organisation.seats.filter(committee__in=Committee.objects.visible_to(user))
            .select_related("committee", "source")
            .order_by("committee__kind", "pk")
        ),
        facilities=tuple(
            facilities_for_table(user).filter(Q(operator=organisation) | Q(partner=organisation))
        ),
        plan_roles=tuple(
            organisation.plan_roles.select_related("plan", "source").order_by("plan__code", "pk")
        ),
    )


# Committees


def committees_for_table(user: User) -> QuerySet[Committee]:
    """Committees with their place, members, meetings and the programmes one may see."""
    links = (
        CommitteeProgramme.objects.filter(programme__in=Programme.objects.visible_to(user))
        .select_related("programme")
        .order_by("programme__position", "pk")
    )
    return (
        Committee.objects.visible_to(user)
        .select_related("place", "parent")
        .prefetch_related(
            Prefetch("programme_links", links, to_attr="seen_links"),
            Prefetch(
                "meetings",
                Meeting.objects.visible_to(user).order_by("held_on", "number", "pk"),
            ),
        )
        .order_by("kind", "pk")
    )


def committee_sheet(committee: Committee, *, user: User, today: date) -> CommitteeSheet:
    """The page of a committee; eight queries."""
    decisions = Decision.objects.visible_to(user).filter(committee=committee)
    links = CommitteeProgramme.objects.filter(committee=committee)
    meetings = sorted(
        Meeting.objects.visible_to(user)
        .filter(committee=committee)
        .select_related("venue")
        .order_by("pk"),
        key=lambda m: m.held.sort_key,
    )
    coming = [m for m in meetings if is_coming(m, today)]
    return CommitteeSheet(
        committee=committee,
        programmes=tuple(
            Programme.objects.visible_to(user).filter(pk__in=links.values("programme")).in_order()
        ),
        parts=tuple(Committee.objects.visible_to(user).filter(parent=committee).order_by("pk")),
        seats=tuple(
            committee.seats.select_related("organisation", "source").order_by("position", "pk")
        ),
        coming=tuple(coming),
        held=tuple(m for m in reversed(meetings) if m not in coming),
        decisions=decision_rows(decisions, today=today),
        figures=figures_of(decisions, today=today),
    )


def around(committee: Committee, today: date) -> FollowingCommittee:
    """The last meeting held and the next one; its meetings are loaded. One without a date counts
    as held, one that was cancelled is neither."""
    meetings = sorted(
        (one for one in committee.meetings.all() if one.state != MeetingState.CANCELLED),
        key=lambda meeting: meeting.held.sort_key,
    )
    coming = [meeting for meeting in meetings if is_coming(meeting, today)]
    held = [meeting for meeting in meetings if meeting not in coming]
    dated = [meeting for meeting in held if meeting.held.is_known]
    last = (dated or held)[-1] if held else None
    return FollowingCommittee(committee, last=last, next=coming[0] if coming else None)


def is_coming(meeting: Meeting, today: date) -> bool:
    """Whether a meeting is still to come, as far as its date tells; today's until it is held."""
    first = meeting.held.earliest
    if first is None or meeting.state == MeetingState.CANCELLED:
        return False
    return first > today or (first == today and meeting.state in _TO_COME)


def meetings_for_sheet(user: User) -> QuerySet[Meeting]:
    """Meetings of the committees one may see, loaded with what their page prints of them."""
    return Meeting.objects.visible_to(user).select_related(
        "committee", "venue", "chaired_by", "source", "proceedings"
    )


def meeting_sheet(meeting: Meeting, *, user: User, today: date) -> MeetingSheet:
    """The page of a meeting; four queries."""
    items = list(meeting.items.order_by("position", "pk"))
    groups = [
        Items(kind.label, tuple(item for item in items if item.kind == kind))
        for kind in AgendaItemKind
    ]
    return MeetingSheet(
        meeting=meeting,
        agenda=tuple(group for group in groups if group.items),
        attendances=tuple(
            meeting.attendances.select_related(
                "organisation", "office_holder__organisation"
            ).order_by("position", "pk")
        ),
        decisions=decision_rows(decided_by(meeting, user=user), today=today),
    )


def decided_by(meeting: Meeting, *, user: User) -> QuerySet[Decision]:
    """What a meeting decided, by number, as far as one sees it."""
    return Decision.objects.visible_to(user).filter(meeting=meeting).order_by("number")


# Facilities


def facilities_for_table(user: User) -> QuerySet[Facility]:
    """Facilities with their place, operator and statuses in order."""
    return (
        Facility.objects.visible_to(user)
        .select_related("place", "operator")
        .prefetch_related(_statuses())
        .order_by("kind", "name", "pk")
    )


def facilities_for_sheet(user: User) -> QuerySet[Facility]:
    """Facilities, loaded with what their page prints of them."""
    supports = (
        FacilitySupport.objects.filter(programme__in=Programme.objects.visible_to(user))
        .select_related("programme")
        .order_by("programme__position", "pk")
    )
    return (
        Facility.objects.visible_to(user)
        .select_related("place__parent", "operator", "partner", "plan_item__plan__place")
        .prefetch_related(_statuses(), Prefetch("supports", supports, to_attr="seen_supports"))
    )


def in_state(facilities: QuerySet[Facility], state: str) -> QuerySet[Facility]:
    """Those whose latest status is the one asked for."""
    latest = (
        FacilityStatus.objects.filter(facility=OuterRef("pk"))
        .order_by("-position")
        .values("state")[:1]
    )
    return facilities.annotate(latest_state=Subquery(latest)).filter(latest_state=state)


def sites_in(facilities: QuerySet[Facility]) -> int:
    """How many sites some records stand for."""
    return facilities.order_by().aggregate(sites=Sum("units"))["sites"] or 0


def organisation_table(organisations: Iterable[Organisation]) -> Sheet:
    """Organisations as a sheet of a workbook, loaded by `organisations_for_table`."""
    header = [_("Name"), _("Acronym"), _("Kind"), _("Territory"), _("In programmes"), _("Address")]
    rows = [
        [
            one.name,
            one.acronym,
            one.get_kind_display(),
            one.place.name if one.place else "",
            ", ".join(
                f"{link.programme.acronym} ({link.get_role_display()})"
                for link in _seen_partnerships(one)
            ),
            one.slug,
        ]
        for one in organisations
    ]
    return Sheet(_("Organisations"), header, rows, rtl=is_right_to_left())


def facility_table(facilities: Iterable[Facility]) -> Sheet:
    """Facilities as a sheet of a workbook, loaded by `facilities_for_table`."""
    header = [
        _("Name"),
        _("Kind"),
        _("Place"),
        _("Code of the place"),
        _("Operator"),
        _("Number of sites"),
        _("Status"),
        _("Since"),
        _("Source"),
    ]
    rows = []
    for one in facilities:
        statuses = list(one.statuses.all())
        latest = statuses[-1] if statuses else None
        rows.append(
            [
                one.name,
                one.get_kind_display(),
                one.place.name if one.place else "",
                one.place.code if one.place else "",
                one.operator.name if one.operator else "",
                one.units,
                latest.get_state_display() if latest else "",
                formats.partial_date(latest.since) if latest else "",
                latest.source.title if latest and latest.source else "",
            ]
        )
    return Sheet(_("Facilities"), header, rows, rtl=is_right_to_left())


def is_right_to_left() -> bool:
    """Whether sheets read from right to left in the current language."""
    return formats.direction() == "rtl"


def _seen_partnerships(organisation: Organisation) -> list[Partnership]:
    return getattr(organisation, _SEEN)


def _statuses() -> "Prefetch[str]":
    return Prefetch(
        "statuses", FacilityStatus.objects.select_related("source").order_by("position", "pk")
    )
