"""Filters of the cross-app lists; one filter set serves a page and its API endpoint."""

import django_filters
from django.utils.translation import gettext_lazy as _

from programmes.models import Programme
from regions.models import Place
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
