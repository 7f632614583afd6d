"""What is taken down of a meeting, for the sitting, its minutes and its record of decisions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from actors.enums import Presence, Role, SeatKind
from actors.models import (
    AgendaComment,
    AgendaItem,
    AgendaNote,
    Attendance,
    Decision,
    Meeting,
    Organisation,
    Seat,
    User,
)
from actors.selectors.past_names import names_on

# Guests and the secretariat do not count for the quorum.
COUNTED_SEATS = {SeatKind.CHAIR, SeatKind.MEMBER}
COUNTED_PRESENCE = {Presence.PRESENT, Presence.REPRESENTED}

_Names = Callable[[Organisation | None], str]


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat on the day of a meeting, and whether it was taken; None where nobody said."""

    seat: Seat
    attendance: Attendance | None

    @property
    def presence(self) -> str:
        return self.attendance.presence if self.attendance else ""


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many seats are taken of those that must be; `needed` is None without such a rule."""

    taken: int
    seats: int
    needed: int | None

    @property
    def is_reached(self) -> bool:
        return self.needed is None or self.taken >= self.needed


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An agenda item with what stands under it: more than one note where two were typed at once."""

    item: AgendaItem
    notes: tuple[AgendaNote, ...]
    comments: tuple[AgendaComment, ...]

    @property
    def text(self) -> str:
        """The notes as they are offered for writing on: all that stands, one after the other."""
        return "\n\n".join(note.text for note in self.notes)

    @property
    def is_doubled(self) -> bool:
        return len(self.notes) > 1


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting as its secretariat runs it."""

    seats: tuple[SeatLine, ...]
    guests: tuple[Attendance, ...]
    quorum: Quorum
    items: tuple[ItemLine, ...]
    decisions: tuple[Decision, ...]


def sitting(meeting: Meeting, *, on: date) -> Sitting:
    """All that is taken down of a meeting; its committee is loaded. Six queries.

    `on` is the day of the mandates where the meeting has no day of its own.
    """
    attendances = list(
        meeting.attendances.select_related(
            "organisation", "office_holder__organisation", "seat"
        ).order_by("position", "pk")
    )
    by_seat = {one.seat_id: one for one in attendances if one.seat_id is not None}
    seats = (
        Seat.objects.in_mandate(on=meeting.held_on or on)
        .filter(committee=meeting.committee_id)
        .select_related("organisation", "holder", "alternate")
        .in_order()
    )
    lines = tuple(SeatLine(seat, by_seat.get(seat.pk)) for seat in seats)
    return Sitting(
        seats=lines,
        guests=tuple(one for one in attendances if one.seat_id is None),
        quorum=quorum_of(lines, meeting.committee.quorum),
        items=tuple(item_lines(meeting)),
        decisions=tuple(decisions_of(meeting)),
    )


def quorum_of(lines: Sequence[SeatLine], needed: int | None) -> Quorum:
    """Count the seats of the chair and of members that are taken, by whom or by a substitute."""
    counted = [line for line in lines if line.seat.kind in COUNTED_SEATS]
    taken = sum(line.presence in COUNTED_PRESENCE for line in counted)
    return Quorum(taken=taken, seats=len(counted), needed=needed)


def item_lines(meeting: Meeting) -> list[ItemLine]:
    """The agenda in its order, with the notes and comments that stand. Three queries."""
    notes = (
        AgendaNote.objects.filter(replaced_by__isnull=True)
        .select_related("written_by")
        .order_by("written_at", "pk")
    )
    comments = AgendaComment.objects.select_related("written_by").order_by("written_at", "pk")
    items = meeting.items.order_by("position", "pk").prefetch_related(
        Prefetch("notes", notes, to_attr="standing_notes"),
        Prefetch("comments", comments, to_attr="said"),
    )
    return [ItemLine(one, tuple(one.standing_notes), tuple(one.said)) for one in items]


def decisions_of(meeting: Meeting) -> QuerySet[Decision]:
    """What the meeting decided, by number."""
    return meeting.decisions.select_related("committee", "owner", "owner_person").order_by("number")


def members_with_accounts(meeting: Meeting, *, on: date) -> QuerySet[User]:
    """Whoever has an account and a seat on the day: by name, or as a committee member of the
    organisation that holds it; those convened to the meeting too."""
    seats = Seat.objects.in_mandate(on=on).filter(committee=meeting.committee_id)
    return (
        User.objects.filter(
            Q(pk__in=seats.filter(holder__isnull=False).values("holder"))
            | Q(pk__in=seats.filter(alternate__isnull=False).values("alternate"))
            | Q(
                memberships__role=Role.COMMITTEE_MEMBER,
                memberships__organisation__in=seats.filter(organisation__isnull=False).values(
                    "organisation"
                ),
            )
            | Q(pk__in=meeting.convocations.values("person")),
            is_active=True,
        )
        .distinct()
        .order_by("pk")
    )


def minutes_record(meeting: Meeting, *, summary: str) -> dict[str, Any]:
    """What the minutes of a meeting say, as plain data in the current language.

    Comments are a conversation, and stay out.
    """
    table = sitting(meeting, on=meeting.held_on or date.min)
    names = _names(meeting, table)
    return {
        "committee": meeting.committee.name,
        "title": meeting.title,
        "number": meeting.number,
        "held_on": meeting.held_on,
        "held_precision": meeting.held_precision,
        "held_words": meeting.held_words,
        "starts_at": meeting.starts_at,
        "venue": meeting.venue.name if meeting.venue else "",
        "room": meeting.room,
        "chaired_by": names(meeting.chaired_by),
        "summary": summary,
        "quorum": {
            "taken": table.quorum.taken,
            "seats": table.quorum.seats,
            "needed": table.quorum.needed,
        },
        "present": [_seat(line, names) for line in table.seats if line.attendance],
        "guests": [_guest(one, names) for one in table.guests],
        "items": [_item(line) for line in table.items],
        "decisions": [_decision(one, names) for one in table.decisions],
    }


def _names(meeting: Meeting, table: Sitting) -> _Names:
    """How organisations were named on the day of a meeting. One query."""
    behind = [one.office_holder for one in table.guests]
    dated = (
        names_on(
            [
                meeting.chaired_by,
                *(line.seat.organisation for line in table.seats),
                *(one.organisation for one in table.guests),
                *(one.organisation for one in behind if one),
                *(one.owner for one in table.decisions),
            ],
            meeting.held_on,
        )
        if meeting.held_on
        else {}
    )
    return lambda one: dated.get(one.pk, one.name) if one else ""


def _seat(line: SeatLine, names: _Names) -> dict[str, Any]:
    seat = line.seat
    is_alternate = line.presence == Presence.REPRESENTED
    account, name = (
        (seat.alternate, seat.alternate_name) if is_alternate else (seat.holder, seat.holder_name)
    )
    return {
        "organisation": names(seat.organisation) or seat.label,
        "person": account.full_name if account else name,
        "function": seat.function,
        "kind": seat.kind,
        "presence": line.presence,
    }


def _guest(one: Attendance, names: _Names) -> dict[str, Any]:
    holder = one.office_holder
    organisation = one.organisation or (holder.organisation if holder else None)
    return {
        "organisation": names(organisation),
        "person": holder.full_name if holder else one.label,
        "function": holder.function if holder else "",
        "presence": one.presence,
    }


def _item(line: ItemLine) -> dict[str, Any]:
    return {
        "text": line.item.text,
        "kind": line.item.kind,
        "speaker": line.item.speaker,
        "notes": [note.text for note in line.notes],
    }


def _decision(one: Decision, names: _Names) -> dict[str, Any]:
    return {
        "number": one.number,
        "kind": one.kind,
        "text": one.text,
        "owner": names(one.owner),
        "person": str(one.owner_person) if one.owner_person else "",
        "due_on": one.due_on,
        "state": one.state,
    }
