from django.db import models
from django.utils.translation import gettext_lazy as _


class EditionKind(models.TextChoices):
    CAPITALISATION = "capitalisation", _("capitalisation report")
    BILAN = "bilan", _("two programmes side by side")
    # About a committee's meeting: what it decides on, and what it decided.
    COPIL = "copil", _("file of a committee meeting")
    BRIEF = "brief", _("one-page brief before a meeting")
    DECISIONS = "decisions", _("record of decisions, one page")
    DECISIONS_LONG = "decisions_long", _("record of decisions with the discussions, two pages")


# Printed from the minutes of a meeting.
RECORD_KINDS = (EditionKind.DECISIONS, EditionKind.DECISIONS_LONG)
# Printed for those who are about to meet.
BEFORE_KINDS = (EditionKind.COPIL, EditionKind.BRIEF)
MEETING_KINDS = (*BEFORE_KINDS, *RECORD_KINDS)


class EditionState(models.TextChoices):
    """The life of an edition: the row is the truth, workers only carry it along."""

    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")
    # The freeze found the same content as the edition before: that one stands for this request.
    UNCHANGED = "unchanged", _("unchanged")


class Stage(models.TextChoices):
    """The steps of making an edition, in order."""

    FIGURES = "figures", _("figures")
    SECTIONS = "sections", _("sections")
    CHARTS = "charts", _("charts and map")
    LAYOUT = "layout", _("layout")
    PDF = "pdf", _("PDF")
    WORKBOOK = "workbook", _("workbook")
    FILING = "filing", _("filing")


class Failure(models.TextChoices):
    """Why an edition could not be made, as a sentence for whoever asked for it."""

    TIMEOUT = "timeout", _("The layout took longer than this portal allows.")
    MEMORY = "memory", _("The report needs more memory than this portal allows.")
    PAGES = (
        "pages",
        _("The report has more pages than this portal allows: choose a shorter period."),
    )
    REFUSED = "refused", _("A text of the report points to a file outside of it.")
    CRASH = "crash", _("The layout program stopped by itself.")
    LOST = "lost", _("The worker was lost each time it tried.")
    ERROR = "error", _("Something unexpected happened; the administrators find it in the log.")


class NarrativeKind(models.TextChoices):
    """The paragraphs that people write for a report."""

    PURPOSE = "purpose", _("Why capitalise")
    DECIDE = "decide", _("To decide on")
    METHOD = "method", _("Method")
    STORY = "story", _("Story of the programme")
    PRACTICES = "practices", _("Good practices")
    LESSONS = "lessons", _("Lessons and difficulties")
    ADVICE = "advice", _("Recommendations by actor")
