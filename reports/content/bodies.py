"""The committees that follow the programmes: who sits there, when they met, what they decided."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet

from actors.enums import SeatKind
from actors.models import Attendance, Committee, Decision, Meeting, Seat
from lib.dates import PartialDate, Period
from programmes.models import CommitteeProgramme, Programme
from reports.content.plain import Sources, day, partial


def committees(
    programmes: Sequence[Programme], period: Period, sources: Sources
) -> list[dict[str, Any]]:
    """The committees with their meetings of the period, and the decisions that are public.

    A report reaches people who see public decisions only, so it prints no other.
    """
    followed = CommitteeProgramme.objects.filter(programme__in=programmes).values("committee")
    rows = (
        Committee.objects.filter(pk__in=followed)
        .select_related("place", "source")
        .prefetch_related(
            Prefetch(
                "seats", Seat.objects.select_related("organisation").order_by("position", "pk")
            ),
            Prefetch("meetings", _meetings()),
            Prefetch("decisions", _decisions()),
        )
        .order_by("pk")
    )
    return [_committee(row, period, sources) for row in rows]


def in_period(when: PartialDate, period: Period) -> bool:
    """Whether something belongs in a report; what no source dates is not left out."""
    if when.earliest is None or when.latest is None:
        return True
    return when.earliest <= period.end and when.latest >= period.start


def _meetings() -> QuerySet[Meeting]:
    return (
        Meeting.objects.select_related("venue", "chaired_by", "source")
        .prefetch_related(
            "items",
            Prefetch(
                "attendances",
                Attendance.objects.select_related("organisation", "office_holder").order_by(
                    "position", "pk"
                ),
            ),
        )
        .order_by("held_on", "pk")
    )


def _decisions() -> QuerySet[Decision]:
    return (
        Decision.objects.filter(is_public=True)
        .select_related("owner", "meeting", "source")
        .order_by("number")
    )


def _committee(committee: Committee, period: Period, sources: Sources) -> dict[str, Any]:
    meetings = [one for one in committee.meetings.all() if in_period(one.held, period)]
    shown = {meeting.pk for meeting in meetings}
    return {
        "name": committee.name,
        "acronym": committee.acronym,
        "kind": str(committee.get_kind_display()),
        "nature": committee.nature,
        "origin": committee.origin,
        "mission": [line.strip() for line in committee.mission.splitlines() if line.strip()],
        "place": committee.place.name if committee.place else "",
        "created": partial(committee.created),
        "has_charter": committee.has_charter,
        "charter": partial(committee.charter),
        "source": sources.cite(committee.source),
        "seats": [_seat(seat) for seat in committee.seats.all()],
        "meetings": [_meeting(meeting, sources) for meeting in meetings],
        "decisions": [
            _decision(decision, sources)
            for decision in committee.decisions.all()
            if decision.meeting_id is None or decision.meeting_id in shown
        ],
    }


def _seat(seat: Seat) -> dict[str, Any]:
    return {
        "name": seat.label or (seat.organisation.name if seat.organisation else ""),
        "is_chair": seat.kind == SeatKind.CHAIR,
        "kind": str(seat.get_kind_display()),
    }


def _meeting(meeting: Meeting, sources: Sources) -> dict[str, Any]:
    return {
        "title": meeting.title,
        "number": meeting.number,
        "held": partial(meeting.held),
        "last_on": day(meeting.last_on),
        "venue": meeting.venue.name if meeting.venue else "",
        "chaired_by": meeting.chaired_by.name if meeting.chaired_by else "",
        "items": [
            {"kind": str(item.get_kind_display()), "text": item.text}
            for item in sorted(meeting.items.all(), key=lambda item: item.position)
        ],
        "present": _present(meeting),
        "source": sources.cite(meeting.source),
    }


def _present(meeting: Meeting) -> list[str]:
    """Who was there, as institutions: a report needs no more, and people change office."""
    names = [
        row.organisation.name
        if row.organisation
        else (row.label or (row.office_holder.function if row.office_holder else ""))
        for row in meeting.attendances.all()
    ]
    return list(dict.fromkeys(name for name in names if name))


def _decision(decision: Decision, sources: Sources) -> dict[str, Any]:
    return {
        "number": decision.number,
        "kind": str(decision.get_kind_display()),
        "text": decision.text,
        "origin": decision.origin,
        "owner": decision.owner.name if decision.owner else "",
        "due_on": day(decision.due_on),
        "state": decision.state,
        "state_label": str(decision.get_state_display()),
        "meeting": decision.meeting.title if decision.meeting else "",
        "source": sources.cite(decision.source),
    }
