"""Filters of the library, and of amendments between two dates."""

import django_filters
from django.utils.translation import gettext_lazy as _

from indicators.enums import Origin, ResultLevel
from indicators.models import Amendment, Dimension, Indicator
from lib.forms import LineFormField
from programmes.filters.activities import DayFilter
from regions.models import PlanItem


class WordsFilter(django_filters.CharFilter):
    """Each of the words, whatever the accents."""

    field_class = LineFormField


def _plan_items(request):
    return (
        PlanItem.objects.visible_to(request.user)
        .filter(indicators__is_in_library=True)
        .distinct()
        .select_related("plan")
        .order_by("plan__code", "kind", "position")
    )


class PlanItemFilter(django_filters.ModelChoiceFilter):
    """A programme of the national strategy, or an objective of the Global Compact."""


class IndicatorFilter(django_filters.FilterSet):
    """Indicators by words, level, origin, breakdown and plan."""

    q = WordsFilter(label=_("Words"), method="filter_words", max_length=100)
    level = django_filters.ChoiceFilter(
        label=_("Level"), choices=ResultLevel.choices, empty_label=_("All")
    )
    origin = django_filters.ChoiceFilter(
        label=_("Origin"), choices=Origin.choices, empty_label=_("All")
    )
    dimension = django_filters.ModelChoiceFilter(
        label=_("Broken down by"),
        queryset=lambda request: Dimension.objects.order_by("position", "pk"),
        to_field_name="code",
        field_name="dimensions",
        empty_label=_("Any"),
    )
    plan_item = PlanItemFilter(
        label=_("Contributes to"),
        queryset=_plan_items,
        field_name="plan_items",
        empty_label=_("Any"),
    )

    class Meta:
        model = Indicator
        fields = []

    def filter_words(self, indicators, name, text):
        return indicators.matching(text)


class AmendmentFilter(django_filters.FilterSet):
    """Amendments made between two dates."""

    since = DayFilter(label=_("From"), method="filter_since")
    until = DayFilter(label=_("To"), method="filter_until")

    class Meta:
        model = Amendment
        fields = []

    def filter_since(self, amendments, name, when):
        return amendments.filter(made_at__date__gte=when.earliest) if when.is_known else amendments

    def filter_until(self, amendments, name, when):
        return amendments.filter(made_at__date__lte=when.latest) if when.is_known else amendments
