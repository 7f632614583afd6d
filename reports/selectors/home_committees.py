"""What the home page shows of committees: what to read before a meeting, one's own decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import get_language

from actors.enums import Role
from actors.models import CommitteeFile, Convocation, Decision, Meeting, Seat, User
from actors.roles import Permission
from programmes.selectors.decisions import DecisionRow, with_last_note
from programmes.selectors.institutions import (
    FollowingCommittee,
    around,
    committees_for_table,
)
from reports.enums import EditionKind
from reports.models import Edition, Snapshot

NEXT = 3
LIST = 8


@dataclass(frozen=True, slots=True)
class ToRead:
    """What there is to read before a meeting; each part as far as there is one."""

    meeting: Meeting
    # What the person answered to the convocation; None where nobody called them.
    convocation: Convocation | None
    items: int
    documents: Sequence[CommitteeFile]
    # The address of the dashboard frozen for the meeting.
    dossier: str
    # That of its one-page brief, in the language of the page; None where none is made yet.
    brief: UUID | None
    # Whether the person sits there with a right to its papers: a donor does not.
    opens_papers: bool
    # Decisions of the committee that are open, and those among them that are overdue.
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Following:
    """For those who sit: the next meetings, and their committees."""

    to_read: tuple[ToRead, ...]
    committees: tuple[FollowingCommittee, ...]


@dataclass(frozen=True, slots=True)
class Entrusted:
    """Open decisions in somebody's charge, the most urgent first; `more` are not shown."""

    decisions: tuple[DecisionRow, ...]
    more: int


def following(user: User, *, today: date) -> Following:
    """The committees where the person sits. The queries do not grow with them."""
    seats = Seat.objects.filter(
        Q(organisation__in=user.scope().seated_ids) | Q(holder=user) | Q(alternate=user)
    )
    committees = committees_for_table(user).filter(pk__in=seats.values("committee"))
    return Following(
        to_read=_to_read(user, seats.in_mandate(on=today), today),
        committees=tuple(around(committee, today) for committee in committees),
    )


def entrusted(user: User, *, today: date) -> Entrusted | None:
    """Open decisions in the person's charge; None for whoever never has any."""
    scope = user.scope()
    if not (scope.has(Permission.DECISION_FOLLOW_UP) or scope.has(Permission.COMMITTEE_MANAGE)):
        return None
    rows = (
        Decision.objects.visible_to(user)
        .assigned_to(user)
        .open()
        .select_related("committee", "owner", "owner_person")
        .order_by(F("due_on").asc(nulls_last=True), "committee", "number")
    )
    total = rows.count()
    if not total and not scope.has_role(Role.COMMITTEE_MEMBER):
        return None
    return Entrusted(with_last_note(rows[:LIST], today=today), max(total - LIST, 0))


def _to_read(user: User, seats: QuerySet[Seat], today: date) -> tuple[ToRead, ...]:
    frozen = Snapshot.objects.visible_to(user).filter(meeting=OuterRef("pk")).order_by("-pk")
    briefs = (
        Edition.objects.visible_to(user)
        .ready()
        .filter(
            kind=EditionKind.BRIEF,
            meeting=OuterRef("pk"),
            language=(get_language() or "fr")[:2],
        )
        .order_by("-number")
    )
    still_open = Decision.objects.visible_to(user).open().order_by()
    per_committee = still_open.filter(committee=OuterRef("committee")).values("committee")
    meetings = (
        Meeting.objects.visible_to(user)
        .coming()
        .filter(Q(held_on__gte=today) | Q(held_on__isnull=True))
        .filter(committee__in=seats.values("committee"))
        .select_related("committee", "venue")
        .annotate(
            item_count=Count("items", distinct=True),
            dossier=Subquery(frozen.values("code")[:1]),
            brief=Subquery(briefs.values("uuid")[:1]),
            has_seat=Exists(Seat.objects.held_by(user).filter(committee=OuterRef("committee"))),
            open_count=Subquery(per_committee.annotate(n=Count("pk")).values("n")),
            overdue_count=Subquery(
                per_committee.filter(due_on__lt=today).annotate(n=Count("pk")).values("n")
            ),
        )
        .prefetch_related(
            Prefetch("convocations", Convocation.objects.filter(person=user), "own"),
            Prefetch(
                "files",
                CommitteeFile.objects.visible_to(user).filter(follow_up=None).order_by("pk"),
                "seen_files",
            ),
        )
    )
    return tuple(
        ToRead(
            meeting=one,
            convocation=next(iter(getattr(one, "own")), None),  # noqa: B009  set by a prefetch
            items=one.item_count,
            documents=tuple(getattr(one, "seen_files")),  # noqa: B009  set by a prefetch
            dossier=one.dossier or "",
            brief=one.brief,
            opens_papers=user.scope().sees_every_committee or one.has_seat,
            open=one.open_count or 0,
            overdue=one.overdue_count or 0,
        )
        for one in meetings[:NEXT]
    )
