"""Filters of the activity log; one filter set serves the page and the API."""

from __future__ import annotations

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from lib.forms import LineFormField, PartialDateField
from lib.text import fold
from programmes.enums import ActivityState
from programmes.models import Activity, ActivityKind, Evidence, Programme
from regions.models import Place

YES, NO = "yes", "no"


class LineFilter(django_filters.CharFilter):
    field_class = LineFormField


@extend_schema_field(OpenApiTypes.STR)
class DayFilter(django_filters.Filter):
    """A day, a month or a year, in any of the ways that the activity form takes."""

    field_class = PartialDateField

    def filter(self, activities, when):
        if not when or not when.is_known:
            return activities
        return super().filter(activities, when)


@extend_schema_field(OpenApiTypes.STR)
class NamedFilter(django_filters.ModelChoiceFilter):
    """A row by its slug or code."""


def _programmes(request):
    return Programme.objects.visible_to(request.user).in_order()


def _regions(request):
    return Place.objects.visible_to(request.user).regions()


class ActivityFilter(django_filters.FilterSet):
    """Activities by programme, region, kind, state, days, files, author and words."""

    q = LineFilter(label=_("Words"), method="filter_words", max_length=100)
    programme = NamedFilter(
        label=_("Programme"),
        queryset=_programmes,
        to_field_name="slug",
        method="filter_programme",
        empty_label=_("All"),
    )
    region = NamedFilter(
        label=_("Region"),
        queryset=_regions,
        to_field_name="slug",
        method="filter_region",
        empty_label=_("All"),
    )
    kind = NamedFilter(
        label=_("Kind"),
        queryset=lambda request: ActivityKind.objects.order_by("position", "pk"),
        to_field_name="code",
        empty_label=_("All"),
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=ActivityState.choices, empty_label=_("All")
    )
    since = DayFilter(label=_("From"), method="filter_since")
    until = DayFilter(label=_("To"), method="filter_until")
    evidence = django_filters.ChoiceFilter(
        label=_("Files"),
        choices=[(YES, _("with files")), (NO, _("without files"))],
        method="filter_evidence",
        empty_label=_("All"),
    )
    mine = django_filters.ChoiceFilter(
        label=_("Logged by"),
        choices=[(YES, _("me"))],
        method="filter_mine",
        empty_label=_("Everyone"),
    )

    class Meta:
        model = Activity
        fields = []

    def filter_words(self, activities, name, text):
        for word in fold(text).split():
            activities = activities.filter(search__contains=word)
        return activities

    def filter_programme(self, activities, name, programme):
        return activities.of_programme(programme)

    def filter_region(self, activities, name, region):
        link = Activity.places.through
        held_there = link.objects.filter(
            activity=OuterRef("pk"), place__in=Place.objects.within(region)
        )
        return activities.filter(Q(region=region) | Exists(held_there))

    def filter_since(self, activities, name, when):
        return activities.filter(starts_on__gte=when.earliest) if when.is_known else activities

    def filter_until(self, activities, name, when):
        return activities.filter(starts_on__lte=when.latest) if when.is_known else activities

    def filter_evidence(self, activities, name, answer):
        with_files = Exists(Evidence.objects.filter(activity=OuterRef("pk")))
        return activities.filter(with_files if answer == YES else ~with_files)

    def filter_mine(self, activities, name, answer):
        return activities.filter(created_by=self.request.user)


def forgiving(filterset_class, data, queryset, request):
    """A filter set without the values that it does not know, and the labels of those left out."""
    filters = filterset_class(data, queryset, request=request)
    if filters.form.is_valid():
        return filters, []
    wrong = [name for name in filters.form.errors if name in filters.form.fields]
    labels = [filters.form.fields[name].label for name in wrong]
    kept = QueryDict(mutable=True)
    for name, values in data.lists():
        if name not in wrong:
            kept.setlist(name, values)
    return filterset_class(kept, queryset, request=request), labels
