"""Who sits in a committee: seats with their holders, alternates and mandates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from actors.audit import changes, record
from actors.enums import EventKind, SeatKind
from actors.models import Attendance, Committee, Organisation, Seat, User
from actors.permissions import check_can_run_committee
from lib import formats
from lib.concurrency import StaleVersion
from lib.workflow import WrongState

_WORDS = (
    "label_fr", "label_ar", "function_fr", "function_ar", "holder_name", "alternate_name",
)  # fmt: skip
_OTHERS = ("kind", "organisation", "holder", "alternate", "starts_on", "ends_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatDetails:
    """What is said of a seat: an organisation or a group in words, and who sits there."""

    kind: SeatKind = SeatKind.MEMBER
    organisation: Organisation | None = None
    label_fr: str = ""
    label_ar: str = ""
    function_fr: str = ""
    function_ar: str = ""
    holder: User | None = None
    holder_name: str = ""
    alternate: User | None = None
    alternate_name: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def add_seat(*, committee: Committee, details: SeatDetails, by: User, at: datetime) -> Seat:
    """Add a seat at the end of the table."""
    committee = Committee.objects.select_for_update().get(pk=committee.pk)
    check_can_run_committee(by, committee, on=timezone.localdate(at))
    _refuse_problems(details)
    last = Seat.objects.filter(committee=committee).aggregate(last=Max("position"))["last"]
    seat = Seat(committee=committee, position=0 if last is None else last + 1)
    _fill(seat, details)
    seat.save(force_insert=True)
    told = {name: value for name, value in snapshot(details).items() if value}
    record(EventKind.CREATED, about=seat, by=by, at=at, after=told)
    return seat


@transaction.atomic
def change_seat(*, seat: Seat, details: SeatDetails, version: int, by: User, at: datetime) -> Seat:
    """Change a seat; raises StaleVersion with both versions when somebody saved meanwhile."""
    seat = _locked(seat)
    check_can_run_committee(by, seat.committee, on=timezone.localdate(at))
    before, after = snapshot(details_of(seat)), snapshot(details)
    if before == after:
        return seat
    if seat.version != version:
        raise StaleVersion(mine=after, theirs=before)
    _refuse_problems(details)
    _fill(seat, details)
    seat.version += 1
    seat.save()
    old, new = changes(before, after)
    record(EventKind.CHANGED, about=seat, by=by, at=at, before=old, after=new)
    return seat


@transaction.atomic
def end_mandate(*, seat: Seat, on: date, by: User, at: datetime) -> Seat:
    """Let a mandate end with a day; what was done under it stays."""
    seat = _locked(seat)
    check_can_run_committee(by, seat.committee, on=timezone.localdate(at))
    if seat.starts_on and on < seat.starts_on:
        raise ValidationError({"ends_on": _("The mandate ends before it begins.")})
    if seat.ends_on == on:
        return seat
    before = {"ends_on": seat.ends_on}
    seat.ends_on = on
    seat.version += 1
    seat.save(update_fields=["ends_on", "version"])
    record(EventKind.CHANGED, about=seat, by=by, at=at, before=before, after={"ends_on": on})
    return seat


@transaction.atomic
def remove_seat(*, seat: Seat, by: User, at: datetime) -> None:
    """Delete a seat that was added by mistake. One that took part in a meeting only ends."""
    seat = _locked(seat)
    check_can_run_committee(by, seat.committee, on=timezone.localdate(at))
    if Attendance.objects.filter(seat=seat).exists():
        raise WrongState(
            _("This seat took part in meetings, so it stays on the record. End its mandate.")
        )
    told = {name: value for name, value in snapshot(details_of(seat)).items() if value}
    record(EventKind.DELETED, about=seat, by=by, at=at, before=told)
    seat.delete()


def details_of(seat: Seat) -> SeatDetails:
    """What is said of a seat now."""
    return SeatDetails(
        **{name: getattr(seat, name) or "" for name in _WORDS},
        kind=SeatKind(seat.kind),
        organisation=seat.organisation,
        holder=seat.holder,
        alternate=seat.alternate,
        starts_on=seat.starts_on,
        ends_on=seat.ends_on,
    )


def snapshot(details: SeatDetails) -> dict[str, str]:
    """What is said, in words, for the trail and for whoever compares two versions."""
    return {
        "kind": str(SeatKind(details.kind).label),
        "organisation": details.organisation.name if details.organisation else "",
        **{name: getattr(details, name) for name in _WORDS},
        "holder": str(details.holder or ""),
        "alternate": str(details.alternate or ""),
        "starts_on": formats.date(details.starts_on),
        "ends_on": formats.date(details.ends_on),
    }


def _locked(seat: Seat) -> Seat:
    return (
        Seat.objects.select_for_update(of=("self",))
        .select_related("committee", "organisation", "holder", "alternate")
        .get(pk=seat.pk)
    )


def _fill(seat: Seat, details: SeatDetails) -> None:
    for name in (*_WORDS, *_OTHERS):
        setattr(seat, name, getattr(details, name))


def _refuse_problems(details: SeatDetails) -> None:
    problems: dict[str, str] = {}
    if details.organisation is None and not (details.label_fr or details.label_ar):
        problems["organisation"] = _("Name an organisation, or the group in words.")
    if details.starts_on and details.ends_on and details.ends_on < details.starts_on:
        problems["ends_on"] = _("The mandate ends before it begins.")
    for name in ("holder", "alternate"):
        person = getattr(details, name)
        if person is not None and not person.is_active:
            problems[name] = _("This account is closed: choose another one, or write the name.")
    if details.holder is not None and details.holder == details.alternate:
        problems["alternate"] = _("The alternate is somebody else than the holder.")
    if problems:
        raise ValidationError(problems)
