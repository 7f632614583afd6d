from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PartnerRole(models.TextChoices):
    """The IATI organisation roles, and the ministry that a programme works with."""

    FUNDING = "funding", _("funding")
    ACCOUNTABLE = "accountable", _("accountable ministry")
    EXTENDING = "extending", _("extending")
    IMPLEMENTING = "implementing", _("implementing")
    PARTNER = "partner", _("partner")


class CoverageKind(models.TextChoices):
    COUNTRY = "country", _("country")
    TARGET = "target", _("target region")
    PILOT = "pilot", _("pilot region")


class ActivityState(models.TextChoices):
    """The states of a record of an activity, from its author to its region's signature."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned with a question")
    VALIDATED = "validated", _("validated")

    @property
    def label_for_validator(self):
        """The same state in the words of whoever signs."""
        return {
            ActivityState.DRAFT: _("not yet submitted"),
            ActivityState.SUBMITTED: _("to validate"),
            ActivityState.RETURNED: _("awaiting an answer"),
            ActivityState.VALIDATED: _("validated"),
        }[self]


class Involvement(models.TextChoices):
    ORGANISER = "organiser", _("organiser")
    PARTNER = "partner", _("partner")


class Dimension(models.TextChoices):
    """What participants may be broken down by, one dimension at a time."""

    SEX = "sex", _("sex")
    AGE = "age", _("age")
    STATUS = "status", pgettext_lazy("of people who took part", "status")


class EvidenceKind(models.TextChoices):
    PDF = "pdf", _("PDF")
    IMAGE = "image", _("picture")
    DOCUMENT = "document", _("text document")
    WORKBOOK = "workbook", _("workbook")


class RiskLevel(models.TextChoices):
    """How probable a risk is, or how severe."""

    LOW = "low", pgettext_lazy("risk", "low")
    MEDIUM = "medium", pgettext_lazy("risk", "medium")
    HIGH = "high", pgettext_lazy("risk", "high")


class Currency(models.TextChoices):
    """The currencies that donors of these programmes pay in, by their ISO 4217 codes."""

    MAD = "MAD", "MAD"
    EUR = "EUR", "EUR"
    USD = "USD", "USD"
    CHF = "CHF", "CHF"
    GBP = "GBP", "GBP"
    CAD = "CAD", "CAD"
    SEK = "SEK", "SEK"
    DKK = "DKK", "DKK"
    NOK = "NOK", "NOK"
    JPY = "JPY", "JPY"


class TransactionKind(models.TextChoices):
    """What happened to money, by the codes of IATI (TransactionType)."""

    COMMITMENT = "2", pgettext_lazy("money", "committed")
    DISBURSEMENT = "3", pgettext_lazy("money", "disbursed")
    EXPENDITURE = "4", pgettext_lazy("money", "spent")
