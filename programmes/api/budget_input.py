"""What programs send of budget lines and transactions."""

from django.core.exceptions import ValidationError as InvalidRecord
from django.utils.translation import gettext as _
from rest_framework import serializers

from actors.models import Organisation
from lib.text import clean, clean_line
from programmes.actions.budgets import LineDetails
from programmes.actions.transactions import TransactionDetails
from programmes.api.activity_input import person_of
from programmes.enums import Currency, TransactionKind
from programmes.models import BudgetLine, Programme
from programmes.models.money import MOST

AMOUNT = {"max_digits": 14, "decimal_places": 2, "max_value": MOST}
RATE = {"max_digits": 13, "decimal_places": 6, "max_value": 1_000_000}


class MoneyInput(serializers.Serializer):
    """An amount in its currency, and its rate where that is known."""

    amount = serializers.DecimalField(help_text="Above 0.", **AMOUNT)
    currency = serializers.ChoiceField(choices=Currency.choices)
    rate = serializers.DecimalField(
        required=False,
        allow_null=True,
        help_text="Dirhams for one unit of the currency; none for an amount in dirhams.",
        **RATE,
    )
    rate_on = serializers.DateField(required=False, allow_null=True)


class BudgetLineInput(MoneyInput):
    """What a program says of a budget line."""

    programme = serializers.SlugRelatedField(slug_field="slug", queryset=Programme.objects.none())
    component = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        help_text="The position of the component in its programme.",
    )
    funder = serializers.SlugRelatedField(
        slug_field="slug", queryset=Organisation.objects.none(), required=False, allow_null=True
    )
    label = serializers.CharField(max_length=160)
    starts_on = serializers.DateField(required=False, allow_null=True)
    ends_on = serializers.DateField(required=False, allow_null=True)

    def get_fields(self):
        fields = super().get_fields()
        user = person_of(self)
        fields["programme"].queryset = Programme.objects.visible_to(user)
        fields["funder"].queryset = Organisation.objects.visible_to(user)
        return fields

    def validate(self, attrs):
        position = attrs.get("component")
        if position is not None:
            found = attrs["programme"].components.filter(position=position).first()
            if found is None:
                raise serializers.ValidationError(
                    {"component": _("This programme has no component at this position.")}
                )
            attrs["component"] = found
        return attrs

    def details(self) -> LineDetails:
        sent = self.validated_data
        return LineDetails(
            label=clean_line(sent["label"]),
            component=sent.get("component"),
            funder=sent.get("funder"),
            starts_on=sent.get("starts_on"),
            ends_on=sent.get("ends_on"),
            **_money(sent),
        )


class TransactionInput(MoneyInput):
    """What a program says of a transaction."""

    line = serializers.UUIDField(help_text="The UUID of the budget line.")
    kind = serializers.ChoiceField(choices=TransactionKind.choices)
    value_on = serializers.DateField()
    reference = serializers.CharField(required=False, allow_blank=True, max_length=60)
    note = serializers.CharField(required=False, allow_blank=True, max_length=1_000)

    def validate_line(self, value):
        lines = BudgetLine.objects.visible_to(person_of(self)).select_related("programme")
        found = lines.filter(uuid=value).first()
        if found is None:
            raise serializers.ValidationError(_("There is no such budget line."))
        return found

    def details(self) -> TransactionDetails:
        sent = self.validated_data
        return TransactionDetails(
            kind=TransactionKind(sent["kind"]),
            value_on=sent["value_on"],
            reference=clean_line(sent.get("reference", "")),
            note=clean(sent.get("note", "")),
            **_money(sent),
        )


class WithdrawalInput(serializers.Serializer):
    """Why a transaction is withdrawn."""

    reason = serializers.CharField(max_length=250)


def _money(sent):
    """The amount, its currency and its rate; what is not above 0 is refused by its field."""
    for name in ("amount", "rate"):
        if sent.get(name) is not None and sent[name] <= 0:
            raise InvalidRecord({name: [_("Write an amount above 0.")]})
    return {
        "amount": sent["amount"],
        "currency": Currency(sent["currency"]),
        "rate": sent.get("rate"),
        "rate_on": sent.get("rate_on"),
    }
