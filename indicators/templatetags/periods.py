"""Periods as they are shown: `{% load periods %}`."""

from django import template

from indicators.enums import PeriodStatus

register = template.Library()

_KINDS = {
    PeriodStatus.TO_COME: "planned",
    PeriodStatus.OPEN: "running",
    PeriodStatus.LATE: "late",
    PeriodStatus.LOCKED: "closed",
    PeriodStatus.REOPENED: "watch",
}


@register.filter
def period_kind(status: str) -> str:
    """The kind of `{% status %}` that a period's status is shown as."""
    return _KINDS[PeriodStatus(status)]
