"""What the set-up of a committee shows: seats, charter, documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Prefetch, QuerySet

from actors.models import (
    AgendaItem,
    Charter,
    Committee,
    CommitteeFile,
    Meeting,
    Organisation,
    Seat,
    User,
)


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of a committee by their mandate: those of today, to come, and ended."""

    now: tuple[Seat, ...]
    later: tuple[Seat, ...]
    ended: tuple[Seat, ...]

    def __len__(self) -> int:
        return len(self.now) + len(self.later) + len(self.ended)


def seats_of(committee: Committee, *, today: date) -> Seats:
    """All seats of a committee; one query."""
    rows = list(
        Seat.objects.filter(committee=committee)
        .select_related("organisation", "holder", "alternate", "source")
        .in_order()
    )
    ended = [seat for seat in rows if seat.ends_on and seat.ends_on < today]
    later = [
        seat for seat in rows if seat not in ended and seat.starts_on and seat.starts_on > today
    ]
    return Seats(
        now=tuple(seat for seat in rows if seat not in ended and seat not in later),
        later=tuple(later),
        ended=tuple(ended),
    )


def possible_parents(committee: Committee | None, *, user: User) -> QuerySet[Committee]:
    """The committees of which one may be a part."""
    others = Committee.objects.visible_to(user).order_by("kind", "pk")
    return others.exclude(pk=committee.pk) if committee else others


def charters_of(committee: Committee) -> list[Charter]:
    """The versions of the charter with their signatories, the latest first; two queries."""
    signatories = Organisation.objects.order_by("name", "pk")
    return list(
        Charter.objects.filter(committee=committee)
        .select_related("written_by")
        .prefetch_related(Prefetch("signatories", signatories))
        .order_by("-number")
    )


def documents_of(committee: Committee, *, user: User) -> list[CommitteeFile]:
    """The documents of the committee itself and of its meetings, the latest first."""
    return list(
        CommitteeFile.objects.visible_to(user)
        .filter(committee=committee, follow_up=None)
        .select_related("added_by", "meeting")
        .order_by("-added_at", "-pk")
    )


def documents_of_item(item: AgendaItem, *, user: User) -> list[CommitteeFile]:
    """The documents of an item of an agenda, as far as one sees them."""
    rows = CommitteeFile.objects.visible_to(user).filter(item=item)
    return list(rows.order_by("added_at", "pk"))


def documents_of_meeting(meeting: Meeting, *, user: User) -> list[CommitteeFile]:
    """The documents of one meeting as far as one sees them: those of the whole of it, then those
    of each item of its agenda.
    """
    return list(
        CommitteeFile.objects.visible_to(user)
        .filter(meeting=meeting, follow_up=None)
        .select_related("added_by", "item")
        .order_by(F("item__position").asc(nulls_first=True), "added_at", "pk")
    )
