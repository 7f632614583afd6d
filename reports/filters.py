"""Filters of the cross-app lists; one filter set serves a page and its API endpoint."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actors.enums import Language
from indicators.models import Value
from lib.forms import PartialDateField
from lib.text import fold
from programmes.models import Programme
from regions.models import Place
from reports.models import Edition
from reports.selectors.editions import years_of
from reports.selectors.programmes import funded_by, funders_of, regions_of


def _funders(request):
    return funders_of(Programme.objects.visible_to(request.user))


def _regions(request):
    return regions_of(Programme.objects.visible_to(request.user))


class ProgrammeFilter(django_filters.FilterSet):
    """Programmes by who funds them and where they work."""

    funder = django_filters.ModelChoiceFilter(
        label=_("Funded by"),
        queryset=_funders,
        to_field_name="slug",
        method="filter_funder",
        empty_label=_("All"),
    )
    region = django_filters.ModelChoiceFilter(
        label=_("Region"),
        queryset=_regions,
        to_field_name="slug",
        method="filter_region",
        empty_label=_("All"),
    )

    class Meta:
        model = Programme
        fields = []

    def filter_funder(self, programmes, name, funder):
        return funded_by(programmes, funder)

    def filter_region(self, programmes, name, region: Place):
        return programmes.covering(region)


class ValueFilter(django_filters.FilterSet):
    """Figures by programme, region and words."""

    programme = django_filters.ModelChoiceFilter(
        label=_("Programme"),
        queryset=lambda request: Programme.objects.visible_to(request.user).in_order(),
        to_field_name="slug",
        empty_label=_("All"),
    )
    region = django_filters.ModelChoiceFilter(
        label=_("Region"),
        queryset=lambda request: Place.objects.visible_to(request.user).regions(),
        to_field_name="slug",
        method="filter_region",
        empty_label=_("All"),
    )
    q = django_filters.CharFilter(label=_("Words"), method="filter_words", max_length=100)

    class Meta:
        model = Value
        fields = []

    def filter_region(self, values, name, region):
        return values.filter(place__in=Place.objects.within(region))

    def filter_words(self, values, name, text):
        for word in fold(text).split():
            values = values.filter(indicator__search__contains=word)
        return values


class EditionFilter(django_filters.FilterSet):
    """Editions of reports by programme, language and year."""

    programme = django_filters.ModelChoiceFilter(
        label=_("Programme"),
        field_name="programmes",
        queryset=lambda request: Programme.objects.visible_to(request.user).in_order(),
        to_field_name="slug",
        empty_label=_("All"),
    )
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=Language.choices, empty_label=_("All")
    )
    year = django_filters.ChoiceFilter(label=_("Year"), method="filter_year", empty_label=_("All"))

    class Meta:
        model = Edition
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        years = years_of(self.queryset)
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years]

    def filter_year(self, editions, name, year):
        return editions.filter(starts_on__year__lte=int(year), ends_on__year__gte=int(year))


class PeriodForm(forms.Form):
    """From which day to which; either side may stay open."""

    du = PartialDateField(label=_("From"), required=False)
    au = PartialDateField(label=_("To"), required=False)

    def clean(self):
        since, until = self.since, self.until
        if since and until and until < since:
            self.add_error("au", ValidationError(_("The period ends before it begins.")))
        return self.cleaned_data

    @property
    def since(self):
        """The first day asked for; None where there is none, or where it cannot be read."""
        return getattr(self.cleaned_data.get("du"), "earliest", None)

    @property
    def until(self):
        """The last day asked for: that of the month or year, if only these were given."""
        return getattr(self.cleaned_data.get("au"), "latest", None)
