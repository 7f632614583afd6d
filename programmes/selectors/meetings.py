"""What the forms of a meeting offer."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from actors.models import AgendaItem, Committee, Decision, Meeting, Organisation, Seat, User


def chairs_of(committee: Committee) -> QuerySet[Organisation]:
    """The organisations that sit in a committee: one of them chairs."""
    seats = Seat.objects.filter(committee=committee)
    return Organisation.objects.filter(pk__in=seats.values("organisation")).order_by("name", "pk")


def decisions_to_link(
    meeting: Meeting, item: AgendaItem | None, *, user: User
) -> QuerySet[Decision]:
    """The open decisions of the committee, and those the item has already."""
    rows = Decision.objects.visible_to(user).filter(committee=meeting.committee_id)
    wanted = Q(pk__in=rows.open().values("pk"))
    if item is not None:
        wanted |= Q(pk__in=item.decisions.values("pk"))
    return rows.filter(wanted).order_by("number")
