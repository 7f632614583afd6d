"""A committee's meeting as its papers print it: when, where, what for, who sits and who came."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models.functions import Coalesce

from actors.models import Attendance, Committee, Meeting, Organisation, Seat
from actors.selectors.past_names import dated_name, name_then, names_on
from reports.content import sheets
from reports.content.plain import Sources, day, partial
from reports.figures.steering import programmes_of

# Where queries leave the organisation behind a row, and its name on the day of the meeting.
_WHOSE, _DATED = "whose", "dated"


def head(meeting: Meeting, sources: Sources) -> dict[str, Any]:
    """What every paper of a meeting says first: its committee, its programmes, its day."""
    return {
        "committee": _committee(meeting.committee, sources),
        "meeting": _meeting(meeting, sources),
        "titles": [sheets.title(one) for one in programmes_of(meeting.committee, reader=None)],
        "next": _coming(meeting),
    }


def agenda(meeting: Meeting) -> list[dict[str, Any]]:
    """The items in their order."""
    return [
        {
            "kind": item.kind,
            "kind_label": str(item.get_kind_display()),
            "text": item.text,
            "minutes": item.minutes,
            "speaker": item.speaker,
        }
        for item in meeting.items.order_by("position", "pk")
    ]


def members(meeting: Meeting, *, on: date, sources: Sources) -> list[dict[str, Any]]:
    """The seats on the day of the meeting, with whoever is named for each. One query."""
    rows = (
        Seat.objects.in_mandate(on=meeting.held_on or on)
        .filter(committee=meeting.committee_id)
        .annotate(**{_DATED: dated_name(meeting.held_on or on, "organisation")})
        .select_related("organisation", "holder", "alternate", "source")
        .in_order()
    )
    return [
        {
            "name": _named(row.organisation, row) or row.label,
            "detail": row.label if row.organisation else "",
            "kind": row.kind,
            "kind_label": str(row.get_kind_display()),
            "function": row.function,
            "holder": row.holder.full_name if row.holder else row.holder_name,
            "alternate": row.alternate.full_name if row.alternate else row.alternate_name,
            "source": sources.cite(row.source),
        }
        for row in rows
    ]


def participants(meeting: Meeting, *, on: date) -> list[dict[str, Any]]:
    """Who is on record for the meeting, in the office that they held; one query."""
    whose = Coalesce("organisation", "office_holder__organisation", "seat__organisation")
    rows = meeting.attendances.annotate(**{_WHOSE: whose})
    rows = (
        rows.annotate(**{_DATED: dated_name(meeting.held_on or on, _WHOSE)})
        .select_related(
            "organisation",
            "office_holder__organisation",
            "seat__organisation",
            "seat__holder",
            "seat__alternate",
        )
        .order_by("position", "pk")
    )
    return [_participant(row) for row in rows]


def _participant(row: Attendance) -> dict[str, Any]:
    office, seat = row.office_holder, row.seat
    organisation = (
        row.organisation
        or (office.organisation if office else None)
        or (seat.organisation if seat else None)
    )
    return {
        "organisation": _named(organisation, row) or (seat.label if seat else ""),
        "person": office.full_name if office else (seat.holder_name if seat else ""),
        "function": office.function if office else (seat.function if seat else ""),
        "label": row.label,
        "presence": row.presence,
        "presence_label": str(row.get_presence_display()),
    }


def _named(organisation: Organisation | None, row: Seat | Attendance) -> str:
    """An organisation by its name on the day of the meeting."""
    return name_then(organisation, getattr(row, _DATED)) if organisation else ""


def _committee(committee: Committee, sources: Sources) -> dict[str, Any]:
    return {
        "slug": committee.slug,
        "name": committee.name,
        "acronym": committee.acronym,
        "kind": str(committee.get_kind_display()),
        "place": committee.place.name if committee.place else "",
        "mission": [line.strip() for line in committee.mission.splitlines() if line.strip()],
        "source": sources.cite(committee.source),
    }


def _meeting(meeting: Meeting, sources: Sources) -> dict[str, Any]:
    return {
        **_when_and_where(meeting),
        "number": meeting.number,
        "last_on": day(meeting.last_on),
        "chaired_by": _chair(meeting),
        "state": meeting.state,
        "state_label": str(meeting.get_state_display()),
        "note": meeting.note,
        "convened_at": moment(meeting.convened_at),
        "source": sources.cite(meeting.source),
    }


def _chair(meeting: Meeting) -> str:
    """Who chaired, by its name on the day. One query, where anybody did."""
    chair = meeting.chaired_by
    if chair is None or meeting.held_on is None:
        return chair.name if chair else ""
    return names_on([chair], meeting.held_on).get(chair.pk, chair.name)


def _coming(meeting: Meeting) -> dict[str, Any] | None:
    """The meeting that follows, if one is planned. One query."""
    rows = Meeting.objects.coming().filter(committee=meeting.committee_id).exclude(pk=meeting.pk)
    if meeting.held_on:
        rows = rows.filter(held_on__gt=meeting.held_on)
    following = rows.select_related("venue").first()
    return _when_and_where(following) if following else None


def _when_and_where(meeting: Meeting) -> dict[str, Any]:
    return {
        "title": meeting.title,
        "held": partial(meeting.held),
        "starts_at": moment(meeting.starts_at),
        "ends_at": moment(meeting.ends_at),
        "venue": meeting.venue.name if meeting.venue else "",
        "room": meeting.room,
    }


def moment(value: datetime | None) -> str:
    return value.isoformat() if value else ""
