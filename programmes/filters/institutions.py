"""Filters of the lists of organisations, committees and facilities."""

import django_filters
from django.utils.translation import gettext_lazy as _

from actors.enums import CommitteeKind, FacilityKind, FacilityState, OrganisationKind
from actors.models import Committee, Facility, Organisation
from lib.text import fold
from programmes.selectors.institutions import in_state
from regions.models import Place


def _regions(request):
    return Place.objects.visible_to(request.user).regions()


class SearchFilter(django_filters.CharFilter):
    """Words to find, whatever their accents, case or Arabic spelling."""

    def filter(self, rows, words):
        for word in fold(words or "").split():
            rows = rows.filter(search__contains=word)
        return rows


class RegionFilter(django_filters.ModelChoiceFilter):
    """A region; what lies inside it counts too."""

    def __init__(self, **kwargs):
        super().__init__(
            label=_("Region"),
            queryset=_regions,
            to_field_name="slug",
            empty_label=_("All"),
            **kwargs,
        )

    def filter(self, rows, region):
        if region is None:
            return rows
        return rows.filter(place__in=Place.objects.within(region))


class OrganisationFilter(django_filters.FilterSet):
    """Organisations by name, kind and territory."""

    q = SearchFilter(label=_("Name or acronym"))
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=OrganisationKind, empty_label=_("All")
    )
    region = RegionFilter()

    class Meta:
        model = Organisation
        fields = []


class CommitteeFilter(django_filters.FilterSet):
    """Committees by kind and territory."""

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=CommitteeKind, empty_label=_("All"))
    region = RegionFilter()

    class Meta:
        model = Committee
        fields = []


class FacilityFilter(django_filters.FilterSet):
    """Facilities by kind, latest status and region."""

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=FacilityKind, empty_label=_("All"))
    state = django_filters.ChoiceFilter(
        label=_("Status"), choices=FacilityState, empty_label=_("All"), method="filter_state"
    )
    region = RegionFilter()

    class Meta:
        model = Facility
        fields = []

    def filter_state(self, rows, name, state):
        return in_state(rows, state)
