"""Who is convened to a meeting, what they answer, and whether the quorum will be reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from actors.enums import AgendaItemKind, MeetingState, Reply, Role, SeatKind
from actors.models import AgendaItem, Convocation, Decision, Meeting, Membership, Seat, User
from lib.calendars import Entry, Person, Status
from programmes.models import AgendaProgramme, Programme

# Seats that vote, and so count for the quorum.
VOTING = (SeatKind.CHAIR, SeatKind.MEMBER)
_WORKING = (Role.CONTRIBUTOR, Role.VALIDATOR, Role.OFFICER, Role.COORDINATOR)


@dataclass(frozen=True, slots=True)
class Invitees:
    """People to convene, each with a seat; and the seats that no account answers for."""

    people: dict[User, Seat]
    unreached: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Attendees:
    """The replies to a convocation, and what they say of the quorum."""

    convocations: tuple[Convocation, ...]
    quorum: int | None
    expected: int

    @property
    def is_quorate(self) -> bool | None:
        """Whether the quorum will be reached, as far as replies tell; None without a rule."""
        return None if self.quorum is None else self.expected >= self.quorum

    @property
    def missing(self) -> int:
        return max((self.quorum or 0) - self.expected, 0)


def people_to_convene(meeting: Meeting, *, on: date) -> Invitees:
    """Holders and alternates of the seats in their mandate; where a seat names nobody, its
    organisation's committee members, or else those who work there. Two queries.
    """
    seats = list(
        Seat.objects.in_mandate(on=on)
        .filter(committee=meeting.committee_id)
        .select_related("organisation", "holder", "alternate")
        .in_order()
    )
    open_seats = [seat for seat in seats if not _names_somebody(seat) and seat.organisation_id]
    staff = _staff_of([seat.organisation_id for seat in open_seats], on=on)
    people: dict[User, Seat] = {}
    unreached = []
    for seat in seats:
        named = [one for one in (seat.holder, seat.alternate) if one and one.is_active]
        found = named or ([] if _names_somebody(seat) else staff[seat.organisation_id])
        for person in found:
            people.setdefault(person, seat)
        if not found:
            unreached.append(seat)
    return Invitees(people, tuple(unreached))


def attendees_of(meeting: Meeting) -> Attendees:
    """Who was convened and what they answer, by seat; two queries.

    A seat counts once, whether its holder comes, its alternate, or somebody they send.
    """
    convocations = tuple(
        Convocation.objects.filter(meeting=meeting)
        .select_related("person", "seat__organisation")
        .order_by("seat__position", "pk")
    )
    answered = {
        one.seat_id
        for one in convocations
        if one.seat is not None
        and one.seat.kind in VOTING
        and one.reply in (Reply.COMING, Reply.REPRESENTED)
    }
    return Attendees(convocations, meeting.committee.quorum, len(answered))


def agenda_of(meeting: Meeting, *, user: User) -> list[AgendaItem]:
    """The agenda in order, with linked programmes and decisions as `shown`; three queries.

    Until the meeting is held, its follow-up shows the decisions that are open at this moment.
    """
    programmes = AgendaProgramme.objects.filter(
        programme__in=Programme.objects.visible_to(user)
    ).select_related("programme")
    items: list[AgendaItem] = list(
        AgendaItem.objects.filter(meeting=meeting)
        .prefetch_related(
            Prefetch(
                "programme_links",
                programmes.order_by("programme__position", "pk"),
                to_attr="seen_links",
            )
        )
        .order_by("position", "pk")
    )
    visible = Decision.objects.visible_to(user).filter(committee=meeting.committee_id)
    is_open = meeting.state in (MeetingState.PLANNED, MeetingState.CONVENED)
    links = AgendaItem.decisions.through.objects.filter(agendaitem__in=items, decision__in=visible)
    linked: dict[int, list[Decision]] = defaultdict(list)
    for link in links.select_related("decision__owner").order_by("decision__number"):
        linked[link.agendaitem_id].append(link.decision)
    for item in items:
        if is_open and item.kind == AgendaItemKind.FOLLOW_UP:
            shown = visible.open().exclude(meeting=meeting).select_related("owner")
            item.shown = list(shown.order_by("number"))  # type: ignore[attr-defined]
        else:
            item.shown = linked[item.pk]  # type: ignore[attr-defined]
    return items


def own_convocation(meeting: Meeting, user: User) -> Convocation | None:
    """How this person was convened, if they were."""
    rows = Convocation.objects.filter(meeting=meeting, person=user)
    return rows.select_related("seat__organisation", "seat__alternate").order_by("pk").first()


def entry_of(meeting: Meeting, *, language: str, guest: User | None = None) -> Entry:
    """A meeting as a calendar shows it, in somebody's language."""
    with translation.override(language):
        path = reverse("programmes:meeting_detail", args=[meeting.committee.slug, meeting.pk])
        place = ", ".join(
            part for part in (meeting.room, meeting.venue.name if meeting.venue else "") if part
        )
        lines = [meeting.committee.name, *([meeting.note] if meeting.note else [])]
        organiser = meeting.convened_by
        return Entry(
            uid=f"{meeting.uid}@wasl",
            title=meeting.title,
            starts=meeting.starts_at or meeting.held_on or date.min,
            ends=meeting.ends_at,
            place=place,
            text="\n".join(lines),
            address=f"{settings.PUBLIC_URL}{path}",
            sequence=meeting.sequence,
            status=_STATUSES[MeetingState(meeting.state)],
            changed_at=meeting.convened_at or _first_moment(meeting),
            organiser=Person(str(organiser), organiser.email) if organiser and guest else None,
            guest=Person(str(guest), guest.email) if guest else None,
        )


_STATUSES = {
    MeetingState.PLANNED: Status.TENTATIVE,
    MeetingState.CONVENED: Status.CONFIRMED,
    MeetingState.HELD: Status.CONFIRMED,
    MeetingState.CANCELLED: Status.CANCELLED,
}


def _first_moment(meeting: Meeting) -> datetime:
    """A moment that the record itself gives, so that the same record gives the same text."""
    if meeting.starts_at:
        return meeting.starts_at
    return timezone.make_aware(datetime.combine(meeting.held_on or date.min, datetime.min.time()))


def _names_somebody(seat: Seat) -> bool:
    return bool(seat.holder_id or seat.alternate_id or seat.holder_name or seat.alternate_name)


def _staff_of(organisations: Iterable[int | None], *, on: date) -> dict[int | None, list[User]]:
    """Of each organisation its committee members, or else those who work there."""
    rows: QuerySet[Membership] = (
        Membership.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            organisation__in=[one for one in organisations if one],
            role__in=(Role.COMMITTEE_MEMBER, *_WORKING),
            user__is_active=True,
        )
        .own()
        .select_related("user")
        .order_by("user__full_name", "pk")
    )
    members: dict[int | None, list[User]] = defaultdict(list)
    others: dict[int | None, list[User]] = defaultdict(list)
    for row in rows:
        chosen = members if row.role == Role.COMMITTEE_MEMBER else others
        if row.user not in chosen[row.organisation_id]:
            chosen[row.organisation_id].append(row.user)
    return defaultdict(
        list, {**others, **{key: people for key, people in members.items() if people}}
    )
