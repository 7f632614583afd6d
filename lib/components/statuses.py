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
    # Programmes, projects, activities
    "planned": ("info", _("Planned")),
    "running": ("info", _("Under way")),
    "closed": ("none", _("Closed")),
    "unknown": ("none", _("Not known")),
    # Facilities
    "wished": ("none", _("Wished for")),
    "designed": ("info", _("Being designed")),
    "opening": ("info", _("Being set up")),
    "open": ("ok", pgettext_lazy("facility", "Open")),
    "strengthened": ("ok", _("Strengthened")),
    # Decisions
    "to_start": ("none", _("To start")),
    "under_way": ("info", _("Under way")),
    "done": ("ok", _("Done")),
    "lapsed": ("none", _("Lapsed")),
    "overdue": ("late", _("Overdue")),
    # Meetings, who comes, and their minutes
    "convened": ("info", _("Convened")),
    "held": ("ok", _("Held")),
    "awaited": ("none", _("No reply yet")),
    "coming": ("ok", _("Comes")),
    "represented": ("info", _("Represented")),
    "excused": ("watch", _("Excused")),
    "present": ("ok", _("Present")),
    "absent": ("none", _("Absent")),
    "circulated": ("info", _("Circulated")),
    "approved": ("ok", _("Approved")),
    # Decisions typed in the room
    "waiting_here": ("watch", _("On this device, waiting")),
    "on_server": ("ok", _("Recorded on the server")),
    "refused_by_server": ("late", _("Refused, kept here")),
    # Risks
    "high": ("late", pgettext_lazy("risk", "High")),
    "medium": ("watch", pgettext_lazy("risk", "Medium")),
    "low": ("none", pgettext_lazy("risk", "Low")),
    # Editions of reports
    "queued": ("info", _("Waiting")),
    "making": ("info", _("In the making")),
    "ready": ("ok", _("Ready")),
    "failed": ("late", _("Failed")),
    "unchanged": ("ok", _("Unchanged")),
    "current": ("ok", _("Current")),
    "replaced": ("watch", _("Replaced")),
    "cancelled": ("none", _("Cancelled")),
}
