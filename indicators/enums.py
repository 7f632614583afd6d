from django.db import models
from django.utils.translation import gettext_lazy as _


class Aggregation(models.TextChoices):
    """How values add up over time or over places."""

    SUM = "sum", _("sum")
    LATEST = "latest", _("latest")
    AVERAGE = "average", _("average")
    MAXIMUM = "maximum", _("maximum")
    NONE = "none", _("do not add up")


class Counted(models.TextChoices):
    """What a number counts: a person met twice is one person and two passages."""

    PERSONS = "persons", _("persons")
    PASSAGES = "passages", _("passages")
    THINGS = "things", _("things")


class ValueState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned with a question")
    VALIDATED = "validated", _("validated")
