from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Origin(models.TextChoices):
    """Where a definition comes from: a source names it, or it is only proposed."""

    SOURCED = "sourced", _("drawn from the sources")
    PROPOSED = "proposed", _("proposed")


class ResultLevel(models.TextChoices):
    """The levels of a results framework; a programme may call them otherwise."""

    IMPACT = "impact", _("impact")
    OUTCOME = "outcome", _("outcome")
    OUTPUT = "output", _("output")


class UnitKind(models.TextChoices):
    """What a value looks like (IATI: unit, percentage, ordinal, qualitative)."""

    NUMBER = "number", pgettext_lazy("kind of value", "number")
    PERCENTAGE = "percentage", _("percentage")
    SCALE = "scale", _("graded scale")
    TEXT = "text", _("text")

    @property
    def per(self) -> int:
        """How many times its ratio a share is written as: a percentage per hundred, days per
        file as they are."""
        return 100 if self is UnitKind.PERCENTAGE else 1


class Direction(models.TextChoices):
    """Which way is better."""

    UP = "up", _("more is better")
    DOWN = "down", _("less is better")
    NEUTRAL = "neutral", _("neither")


class OverTime(models.TextChoices):
    """How the values of several periods make one figure."""

    SUM = "sum", _("sum of the periods")
    CUMULATIVE = "cumulative", _("sum since the beginning")
    LATEST = "latest", _("latest")
    AVERAGE = "average", _("average")
    MAXIMUM = "maximum", _("maximum")


class OverPlaces(models.TextChoices):
    """How the values of several places make one figure."""

    SUM = "sum", _("sum")
    WEIGHTED = "weighted", _("average weighted by denominator")
    RATIO = "ratio", _("sum of numerators over sum of denominators")
    MAXIMUM = "maximum", _("maximum")
    LATEST = "latest", _("latest")
    NONE = "none", _("do not add up")


class Counted(models.TextChoices):
    """What a number counts: a person met twice is one person and two passages."""

    PERSONS = "persons", _("persons")
    PASSAGES = "passages", _("passages")
    THINGS = "things", _("things")


class CollectedBy(models.TextChoices):
    """Who gives the values of a measure: each region of the programme, or the programme at once."""

    REGION = "region", _("each region")
    PROGRAMME = "programme", _("the programme as a whole")


class PeriodStatus(models.TextChoices):
    """Where a reporting period stands on a day; follows from its dates, never stored."""

    TO_COME = "to_come", _("to come")
    OPEN = "open", _("open")
    LATE = "late", _("past its due date")
    LOCKED = "locked", _("locked")
    REOPENED = "reopened", _("reopened")


class ValueState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    # Signed by the region where the programme asks for two signatures.
    ENDORSED = "endorsed", _("signed once")
    RETURNED = "returned", _("returned with a question")
    VALIDATED = "validated", _("validated")


class RevisionState(models.TextChoices):
    """A change of a validated value: proposed by one person, decided by another."""

    PROPOSED = "proposed", _("proposed")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")


class AmendmentKind(models.TextChoices):
    """What of a framework was changed after values had been validated."""

    RESULT = "result", _("wording of a result")
    MEASURE = "measure", _("wording of an indicator")
    BASELINE = "baseline", _("baseline")
    TARGET = "target", _("target")
    REMOVED = "removed", _("indicator taken out")
    ADDED = "added", _("indicator added")


class UsedFigure(models.TextChoices):
    """Which of two is the figure in use, where one is counted and one was typed."""

    COMPUTED = "computed", _("counted by the portal")
    TYPED = "typed", _("typed by a person")
