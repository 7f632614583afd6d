"""A programme's reporting calendar: made, added to, locked, opened again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actors.audit import record
from actors.enums import EventKind
from actors.models import User
from indicators.enums import PeriodStatus
from indicators.models import Framework, Period
from indicators.permissions import check_can_manage_periods
from lib import dates, formats
from lib.dates import Frequency
from lib.text import clean, clean_line, has_ink
from lib.workflow import WrongState
from programmes.models import Programme

# Twenty years of months; a wrong year asks for more.
MOST_AT_ONCE = 240
REASON_LENGTH = 2_000


@transaction.atomic
def make_calendar(*, framework: Framework, until: date, by: User, at: datetime) -> list[Period]:
    """Add the periods of a framework's calendar up to a day; those that exist stay as they are.

    Days that a period covers already get no second one: nothing would say which of the two a
    figure counts. Gives the new ones.
    """
    programme = framework.programme
    check_can_manage_periods(by, programme)
    first = framework.first_on or programme.starts_on
    if not framework.frequency:
        raise ValidationError({"until": [_("This programme has free dates: add each period.")]})
    if first is None:
        raise ValidationError({"until": [_("Give the framework the first day of its calendar.")]})
    if until < first:
        raise ValidationError(
            {"until": [_("The calendar begins on %(day)s.") % {"day": formats.date(first)}]}
        )
    wanted = dates.periods_between(framework.frequency, first, until)
    if len(wanted) > MOST_AT_ONCE:
        raise ValidationError(
            {
                "until": [
                    ngettext(
                        "This would make %(number)s period; choose an earlier day.",
                        "This would make %(number)s periods; choose an earlier day.",
                        len(wanted),
                    )
                    % {"number": formats.number(len(wanted))}
                ]
            }
        )
    Programme.objects.select_for_update().get(pk=programme.pk)
    there = [one.days for one in Period.objects.filter(programme=programme).order_by("pk")]
    made = [
        Period(
            programme=programme,
            slug=slug_of(framework.frequency, days),
            starts_on=days.start,
            ends_on=days.end,
            opens_on=days.start,
            due_on=days.end + timedelta(days=framework.due_days),
            locks_on=days.end + timedelta(days=framework.due_days + framework.grace_days),
        )
        for days in wanted
        if not any(days.overlaps(other) for other in there)
    ]
    Period.objects.bulk_create(made)
    if made:
        record(
            EventKind.CHANGED,
            about=framework,
            by=by,
            at=at,
            after={"periods": [one.slug for one in made]},
        )
    return made


@transaction.atomic
def add(
    *,
    programme: Programme,
    days: dates.Period,
    label: str,
    due_on: date,
    locks_on: date,
    by: User,
    at: datetime,
) -> Period:
    """Add one period of free dates; it opens on its first day."""
    check_can_manage_periods(by, programme)
    Programme.objects.select_for_update().get(pk=programme.pk)
    same = Period.objects.filter(programme=programme, starts_on=days.start, ends_on=days.end)
    if (already := same.first()) is not None:
        return already
    _refuse_overlap(programme, days)
    if due_on < days.start:
        raise ValidationError({"due_on": [_("A period is due after it has begun.")]})
    if locks_on < due_on:
        raise ValidationError({"locks_on": [_("A period is locked after it is due.")]})
    label = clean_line(label)
    period = Period(
        programme=programme,
        slug=_free_slug(programme, label, days),
        label=label,
        starts_on=days.start,
        ends_on=days.end,
        opens_on=days.start,
        due_on=due_on,
        locks_on=locks_on,
    )
    period.save(force_insert=True)
    record(EventKind.CREATED, about=period, by=by, at=at, after=_told(period))
    return period


@transaction.atomic
def lock(*, period: Period, by: User, at: datetime) -> Period:
    """Close a period at once: from now on nobody gives or changes a value in it."""
    period = _locked_row(period)
    check_can_manage_periods(by, period.programme)
    today = timezone.localdate(at)
    status = period.status(on=today)
    if status == PeriodStatus.LOCKED:
        return period
    if status == PeriodStatus.TO_COME:
        raise WrongState(_("This period has not begun: there is nothing to lock."))
    before = _told(period)
    period.locks_on = min(period.locks_on, today - timedelta(days=1))
    # The days stay in order, and say what happened: nobody is late on a day that came after.
    period.due_on = min(period.due_on, period.locks_on)
    period.opens_on = min(period.opens_on, period.due_on)
    period.reopened_until = None
    return _changed(period, before, by, at, "")


@transaction.atomic
def reopen(*, period: Period, until: date, reason: str, by: User, at: datetime) -> Period:
    """Let values be given in a locked period again, until a day, and say why."""
    period = _locked_row(period)
    check_can_manage_periods(by, period.programme)
    today = timezone.localdate(at)
    reason = clean(reason).strip()
    problems = {}
    if not has_ink(reason):
        problems["reason"] = [_("Write why this period is opened again.")]
    elif len(reason) > REASON_LENGTH:
        problems["reason"] = [_("This reason is too long: keep it short.")]
    if until < today:
        problems["until"] = [_("Choose today or a later day.")]
    if problems:
        raise ValidationError(problems)
    if period.status(on=today) not in {PeriodStatus.LOCKED, PeriodStatus.REOPENED}:
        raise WrongState(_("This period is not locked: values may be given in it."))
    if period.reopened_until == until:
        return period
    before = _told(period)
    period.reopened_until = until
    # Those who give the values are told until when they may.
    period.told_overdue_at = None
    return _changed(period, before, by, at, reason)


def refuse_closed(period: Period, *, at: datetime) -> None:
    """Raise WrongState unless values may be given in a period now. Every action that gives or
    changes one asks, so that page, API and command are held alike."""
    status = period.status(on=timezone.localdate(at))
    if status == PeriodStatus.TO_COME:
        raise WrongState(
            _("This period opens on %(day)s.") % {"day": formats.date(period.opens_on)}
        )
    if status == PeriodStatus.LOCKED:
        raise WrongState(
            _("This period is locked. An officer of the programme may open it again, saying why.")
        )


def slug_of(frequency: str, days: dates.Period) -> str:
    """What a period of a calendar is called in addresses: 2026-03, 2026-t1, 2026-s1, 2026."""
    year, month = days.start.year, days.start.month
    return {
        Frequency.MONTHLY: f"{year}-{month:02}",
        Frequency.QUARTERLY: f"{year}-t{(month + 2) // 3}",
        Frequency.HALF_YEARLY: f"{year}-s{(month + 5) // 6}",
        Frequency.YEARLY: f"{year}",
    }[Frequency(frequency)]


def _free_slug(programme: Programme, label: str, days: dates.Period) -> str:
    plain = f"{days.start.isoformat()}-{days.end.isoformat()}"
    named = slugify(label)[:40]
    taken = Period.objects.filter(programme=programme, slug=named).exists()
    return plain if taken or not named else named


def _refuse_overlap(programme: Programme, days: dates.Period) -> None:
    others = Period.objects.filter(
        programme=programme, starts_on__lte=days.end, ends_on__gte=days.start
    )
    if (other := others.order_by("starts_on", "pk").first()) is not None:
        raise ValidationError(
            {
                "starts_on": [
                    _("These days are in another period already: %(period)s.")
                    % {"period": formats.period(other.starts_on, other.ends_on)}
                ]
            }
        )


def _locked_row(period: Period) -> Period:
    return Period.objects.select_for_update().get(pk=period.pk)


def _changed(period: Period, before: dict[str, str], by: User, at: datetime, note: str) -> Period:
    period.version += 1
    period.save()
    record(
        EventKind.CHANGED, about=period, by=by, at=at, before=before, after=_told(period), note=note
    )
    return period


def _told(period: Period) -> dict[str, str]:
    names = ("starts_on", "ends_on", "opens_on", "due_on", "locks_on", "reopened_until")
    return {name: str(getattr(period, name) or "") for name in names}
