"""Periodic reports: which periods have ended and have no edition yet."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from actors.audit import record
from actors.enums import EventKind
from lib.dates import Period, periods_between
from lib.identifiers import verification_code
from reports.enums import EditionKind
from reports.models import Edition, Schedule
from reports.selectors.editions import series_of


def queue_due_periods(*, at: datetime) -> int:
    """Queue one edition per ended period and language of each plan; how many were missing.

    A constraint on plan, first day and language makes a second tick, or a late one, harmless.
    """
    yesterday = timezone.localdate(at) - timedelta(days=1)
    plans = Schedule.objects.filter(is_active=True).select_related("programme").order_by("pk")
    made = set(
        Edition.objects.filter(schedule__in=[plan.pk for plan in plans])
        .order_by("pk")
        .values_list("schedule", "starts_on", "language")
    )
    return sum(
        _queue(plan, period, language, at)
        for plan in plans
        for period in _ended(plan, yesterday)
        for language in plan.languages
        if (plan.pk, period.start, language) not in made
    )


def _ended(plan: Schedule, yesterday: date) -> Iterator[Period]:
    for period in periods_between(plan.frequency, plan.first_on, yesterday):
        if period.end <= yesterday:
            yield period


def _queue(plan: Schedule, period: Period, language: str, at: datetime) -> bool:
    series = series_of(
        kind=EditionKind(plan.kind),
        programmes=[plan.programme],
        region=None,
        period=period,
        language=language,
    )
    try:
        with transaction.atomic():
            edition = Edition.objects.create(
                kind=plan.kind,
                starts_on=period.start,
                ends_on=period.end,
                language=language,
                series=series,
                code=verification_code(),
                requested_at=at,
                schedule=plan,
            )
            edition.programmes.set([plan.programme])
            record(EventKind.REQUESTED, about=edition, by=None, at=at, after={"series": series})
    except IntegrityError:
        # Another tick was faster, or someone's own request for the same report is under way:
        # a later tick comes back to it.
        return False
    return True
