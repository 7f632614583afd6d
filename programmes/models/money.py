"""Money: what is planned, and what became of it. The ledger of transactions is append-only."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from actors.models import Organisation, User
from lib.constraints import in_order, paired
from lib.fields import LineField, ProseField
from programmes.enums import Currency, TransactionKind
from programmes.models.programmes import Component, Programme

# What forms take, so that sums keep their cents on every database.
MOST = Decimal("99999999999.99")


def _rate_fits_its_currency(name: str) -> models.CheckConstraint:
    """An amount in dirhams has no rate; any other has one above 0, or none as yet."""
    return models.CheckConstraint(
        condition=Q(rate__isnull=True) | (Q(rate__gt=0) & ~Q(currency=Currency.MAD)),
        name=name,
        violation_error_message=_("A rate is above 0, and an amount in dirhams has none."),
    )


class BudgetLineQuerySet(models.QuerySet["BudgetLine"]):
    """Named sets of budget lines."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the programmes whose budget one may read."""
        return self.filter(programme__in=Programme.objects.with_budget_visible_to(user))

    def for_table(self) -> Self:
        """By component and funder, what is for the whole programme last."""
        return self.select_related("programme", "component", "funder").order_by(
            F("component__position").asc(nulls_last=True), "funder__name", "pk"
        )


class BudgetLine(models.Model):
    """An amount that is planned for a programme, for one component and from one funder or not."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="budget_lines")
    component = models.ForeignKey(
        Component,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="budget_lines",
        verbose_name=_("component"),
    )
    funder = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="budget_lines",
        verbose_name=_("donor"),
    )
    label = LineField(_("label"), max_length=160)
    amount = models.DecimalField(
        _("planned amount"), max_digits=14, decimal_places=2, validators=[MaxValueValidator(MOST)]
    )
    currency = models.CharField(_("currency"), max_length=3, choices=Currency)
    # Dirhams for one unit of the currency, on the day of `rate_on`.
    rate = models.DecimalField(
        _("rate in dirhams"), max_digits=13, decimal_places=6, null=True, blank=True
    )
    rate_on = models.DateField(_("day of the rate"), null=True, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    created_at = models.DateTimeField(_("entered at"))
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # One per form that was filled: a double click or a retry cannot write twice.
    submission_key = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        constraints = [
            models.CheckConstraint(condition=~Q(label=""), name="budget_line_has_a_label"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="budget_line_is_above_0"),
            _rate_fits_its_currency("budget_line_rate_fits"),
            paired("rate", "rate_on", name="budget_line_rate_has_its_day"),
            in_order("starts_on", "ends_on", name="budget_line_days_in_order"),
        ]

    def __str__(self):
        return self.label


class TransactionQuerySet(models.QuerySet["Transaction"]):
    """Named sets of transactions."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the programmes whose budget one may read."""
        programmes = Programme.objects.with_budget_visible_to(user)
        return self.filter(line__programme__in=programmes)

    def until(self, day: date) -> Self:
        """Those dated that day or before; a counter-entry bears the date of what it withdraws."""
        return self.filter(value_on__lte=day)

    def entered(self) -> Self:
        """Without the counter-entries that withdraw others."""
        return self.filter(withdraws__isnull=True)

    def for_table(self) -> Self:
        """The latest first, each with its line and what withdrew it."""
        return self.select_related(
            "line__programme",
            "line__component",
            "line__funder",
            "recorded_by",
            "withdrawal__recorded_by",
        ).order_by("-value_on", "-pk")


class Transaction(models.Model):
    """Money that was committed, disbursed or spent on a line.

    A row is never changed or deleted (triggers): what was wrong is withdrawn by a counter-entry
    of the same day and the opposite amount, with its reason (docs/adr/0021).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    line = models.ForeignKey(
        BudgetLine,
        on_delete=models.PROTECT,
        related_name="transactions",
        verbose_name=_("budget line"),
    )
    kind = models.CharField(_("kind"), max_length=1, choices=TransactionKind)
    amount = models.DecimalField(
        _("amount"), max_digits=14, decimal_places=2, validators=[MaxValueValidator(MOST)]
    )
    currency = models.CharField(_("currency"), max_length=3, choices=Currency)
    rate = models.DecimalField(
        _("rate in dirhams"), max_digits=13, decimal_places=6, null=True, blank=True
    )
    rate_on = models.DateField(_("day of the rate"), null=True, blank=True)
    value_on = models.DateField(_("value date"))
    reference = LineField(_("reference"), max_length=60, blank=True)
    note = ProseField(_("note"), blank=True)
    recorded_at = models.DateTimeField(_("entered at"))
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    submission_key = models.UUIDField(unique=True)
    withdraws = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="withdrawal"
    )
    reason = LineField(_("reason"), max_length=250, blank=True)

    objects = TransactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("transaction")
        verbose_name_plural = _("transactions")
        constraints = [
            models.CheckConstraint(
                condition=Q(withdraws__isnull=True, amount__gt=0, reason="")
                | (Q(withdraws__isnull=False, amount__lt=0) & ~Q(reason="")),
                name="transaction_or_counter_entry",
            ),
            _rate_fits_its_currency("transaction_rate_fits"),
            paired("rate", "rate_on", name="transaction_rate_has_its_day"),
        ]
        indexes = [
            # The list of a line's transactions, and what they come to on a day.
            models.Index(fields=["line", "value_on"], name="transaction_by_line"),
        ]

    def __str__(self):
        return f"{TransactionKind(self.kind).label} · {self.amount} {self.currency}"
