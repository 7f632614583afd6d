"""When a meeting was held, in words: `{{ meeting|meeting_dates }}`."""

from django import template
from django.utils.translation import gettext as _

from lib import formats
from lib.dates import partial

register = template.Library()


@register.filter
def meeting_dates(meeting):
    """Its day, month or year; the first and the last where it went on for longer."""
    first = formats.partial_date(meeting.held)
    if meeting.last_on is None or not meeting.held.is_known:
        return first
    last = formats.partial_date(partial(meeting.last_on, meeting.held.precision))
    if last == first:
        return first
    return _("%(first)s – %(last)s") % {"first": first, "last": last}
