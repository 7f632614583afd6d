"""Every state that a page may show, with its tone and its usual word."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# A tone is a shape and a colour: circle with a tick, triangle, square, dashed circle, diamond.
TONES = ("ok", "watch", "late", "none", "info")

KINDS = {
    # How something goes
    "ok": ("ok", _("On track")),
    "watch": ("watch", _("To watch")),
    "late": ("late", _("Late")),
    "none": ("none", _("No data")),
    "no_target": ("none", _("No target")),
    "info": ("info", _("Provisional")),
    "provisional": ("info", _("Provisional")),
    # Records that are reviewed
    "draft": ("none", _("Draft")),
    "submitted": ("info", _("Submitted")),
    "returned": ("watch", _("Returned")),
    "validated": ("ok", _("Validated")),
    "withdrawn": ("none", _("Withdrawn")),
    # Programmes and projects
    "planned": ("info", _("Planned")),
    "running": ("ok", _("Under way")),
    "closed": ("none", _("Closed")),
    "unknown": ("none", _("Not known")),
    # Decisions
    "open": ("info", pgettext_lazy("decision", "Open")),
    "in_progress": ("info", _("In progress")),
    "done": ("ok", _("Done")),
    "lapsed": ("none", _("Lapsed")),
    "overdue": ("late", _("Overdue")),
    # Editions of reports
    "queued": ("info", _("Waiting")),
    "working": ("info", _("In the making")),
    "ready": ("ok", _("Ready")),
    "failed": ("late", _("Failed")),
    "replaced": ("watch", _("Replaced")),
    "cancelled": ("none", _("Cancelled")),
}
