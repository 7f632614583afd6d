"""Filters of budget lines and transactions; one filter set serves the page and the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from programmes.enums import TransactionKind
from programmes.filters.activities import DayFilter, NamedFilter
from programmes.models import BudgetLine, Programme, Transaction


def _programmes(request):
    return Programme.objects.with_budget_visible_to(request.user).in_order()


class TransactionFilter(django_filters.FilterSet):
    """Transactions by kind and by value date."""

    kind = django_filters.ChoiceFilter(
        label=_("What happened"), choices=TransactionKind.choices, empty_label=_("All")
    )
    since = DayFilter(label=_("From"), method="filter_since")
    until = DayFilter(label=_("To"), method="filter_until")

    class Meta:
        model = Transaction
        fields = []

    def filter_since(self, transactions, name, when):
        known = when.is_known
        return transactions.filter(value_on__gte=when.earliest) if known else transactions

    def filter_until(self, transactions, name, when):
        known = when.is_known
        return transactions.filter(value_on__lte=when.latest) if known else transactions


class TransactionApiFilter(TransactionFilter):
    """The same for those of all programmes together."""

    programme = NamedFilter(
        label=_("Programme"),
        field_name="line__programme",
        queryset=_programmes,
        to_field_name="slug",
        empty_label=_("All"),
    )


class BudgetLineFilter(django_filters.FilterSet):
    """Budget lines by programme."""

    programme = NamedFilter(
        label=_("Programme"), queryset=_programmes, to_field_name="slug", empty_label=_("All")
    )

    class Meta:
        model = BudgetLine
        fields = []
