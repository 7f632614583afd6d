"""Budget lines, transactions, and why one is withdrawn."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actors.models import Organisation
from lib import formats
from lib.dates import partial
from lib.forms import (
    DayField,
    DecimalNumberField,
    LineFormField,
    PartialDateField,
    ProseFormField,
    RowField,
)
from programmes.actions.budgets import LineDetails
from programmes.actions.transactions import TransactionDetails
from programmes.enums import Currency, PartnerRole, TransactionKind
from programmes.forms.versions import VersionedForm
from programmes.models import BudgetLine, Component, Partnership, Programme
from programmes.models.money import MOST


class RateField(DecimalNumberField):
    """Dirhams for one unit of a currency."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Rate in dirhams"),
            required=False,
            min_value=None,
            max_value=1_000_000,
            decimal_places=6,
        )

    def validate(self, value: Any) -> None:
        if value is not None and value <= 0:
            raise forms.ValidationError(gettext("A rate is above 0."), code="not_above_0")
        super().validate(value)


class SumField(DecimalNumberField):
    """An amount above 0, with at most two decimals."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=None, max_value=MOST, decimal_places=2, **kwargs)

    def validate(self, value: Any) -> None:
        if value is not None and value <= 0:
            raise forms.ValidationError(gettext("Write an amount above 0."), code="not_above_0")
        super().validate(value)


class MoneyForm(VersionedForm):
    """An amount in its currency, with the rate that turns it into dirhams where it is known."""

    amount = SumField(label=_("Amount"))
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency, initial=Currency.MAD)
    rate = RateField()
    rate_on = DayField(label=_("Day of the rate"), required=False)
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        self.fields["currency"].choices = [
            (code, f"{code} – {formats.currency_name(code)}") for code in Currency.values
        ]
        self.initial.setdefault("submission_key", uuid4())


class BudgetLineForm(MoneyForm):
    """What is planned, for which component, from whom, for which years."""

    field_order = ["label", "component", "funder", "amount", "currency", "rate", "rate_on"]

    label = LineFormField(label=_("Label"), max_length=160)
    component = RowField(
        label=_("Component"),
        queryset=Component.objects.none(),
        required=False,
        empty_label=_("the whole programme"),
    )
    funder = forms.ModelChoiceField(
        label=_("Donor"),
        queryset=Organisation.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("not stated"),
    )
    starts_on = PartialDateField(label=_("From"), required=False)
    ends_on = PartialDateField(label=_("To"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        funding = Partnership.objects.filter(programme=self.programme, role=PartnerRole.FUNDING)
        self.fields["funder"].queryset = Organisation.objects.filter(
            pk__in=funding.values("organisation")
        ).order_by("name", "pk")
        self.fields["component"].queryset = Component.objects.filter(
            programme=self.programme
        ).order_by("position", "pk")
        self.fields["amount"].label = _("Planned amount")

    @staticmethod
    def initial_of(line: BudgetLine) -> dict[str, Any]:
        """A line as the form shows it."""
        names = ("label", "amount", "currency", "rate", "rate_on", "submission_key", "version")
        return {name: getattr(line, name) for name in names} | {
            "component": line.component_id or "",
            "funder": line.funder.slug if line.funder else "",
            "starts_on": partial(line.starts_on),
            "ends_on": partial(line.ends_on),
        }

    def clean_starts_on(self) -> Any:
        return self.cleaned_data["starts_on"].earliest

    def clean_ends_on(self) -> Any:
        """The last day that a month or a year can mean."""
        return self.cleaned_data["ends_on"].latest

    def details(self) -> LineDetails:
        """What was typed, as the action takes it."""
        told = self.cleaned_data
        return LineDetails(**{name: told[name] for name in LineDetails.__slots__})


class TransactionForm(MoneyForm):
    """What happened to money of a line, and on which day."""

    field_order = ["line", "kind", "value_on", "before_start", "amount", "currency"]

    line = RowField(
        label=_("Budget line"),
        queryset=BudgetLine.objects.none(),
        empty_label=_("Choose a line"),
    )
    kind = forms.ChoiceField(
        label=_("What happened"), choices=TransactionKind, widget=forms.RadioSelect
    )
    value_on = DayField(label=_("Value date"))
    before_start = forms.BooleanField(label=_("It was before the programme began"), required=False)
    reference = LineFormField(
        label=_("Reference"),
        required=False,
        max_length=60,
        help_text=_("Number of the agreement, the order or the invoice. No name of a person."),
    )
    note = ProseFormField(
        label=_("Note"), required=False, max_length=1_000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = BudgetLine.objects.filter(
            programme=self.programme
        ).for_table()
        self.asks_before = bool(self.data.get("before_start"))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        begins, day = self.programme.starts.earliest, data.get("value_on")
        if begins and day and day < begins:
            self.asks_before = True
            if not data.get("before_start"):
                self.add_error(
                    "value_on",
                    gettext(
                        "The programme begins on %(day)s. Correct the date, or confirm below that "
                        "it was before."
                    )
                    % {"day": formats.date(begins)},
                )
        return data

    def details(self) -> TransactionDetails:
        """What was typed, as the action takes it."""
        told = self.cleaned_data
        return TransactionDetails(**{name: told[name] for name in TransactionDetails.__slots__})


class WithdrawalForm(VersionedForm):
    """Why a transaction is withdrawn."""

    reason = LineFormField(
        label=_("Reason"),
        max_length=250,
        help_text=_("It stays readable beside the transaction. No name of a person."),
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("submission_key", uuid4())
