"""Places."""

import django_filters
from rest_framework import serializers
from rest_framework.viewsets import ReadOnlyModelViewSet

from lib.api import NamesField
from lib.text import fold
from regions.enums import PlaceKind
from regions.models import Place


class PlaceFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=PlaceKind)
    within = django_filters.CharFilter(method="filter_within", label="code of a place above")
    search = django_filters.CharFilter(method="filter_search")

    class Meta:
        model = Place
        fields = []

    def filter_within(self, places, name, code):
        return places.filter(code__startswith=f"{code}.")

    def filter_search(self, places, name, text):
        return places.filter(search__contains=fold(text))


class PlaceSerializer(serializers.ModelSerializer):
    name = NamesField()
    parent = serializers.SlugRelatedField(slug_field="code", read_only=True)

    class Meta:
        model = Place
        fields = [
            "code",
            "kind",
            "iso_code",
            "slug",
            "name",
            "parent",
            "milieu",
            "population",
            "population_year",
        ]


class PlaceViewSet(ReadOnlyModelViewSet):
    """Countries, regions, provinces, prefectures and communes, by official code."""

    queryset = Place.objects.none()
    serializer_class = PlaceSerializer
    filterset_class = PlaceFilter
    lookup_field = "code"
    lookup_value_regex = r"[A-Z]{2}[0-9.]*"

    def get_queryset(self):
        return Place.objects.visible_to(self.request.user).select_related("parent")


def register(router):
    router.register("places", PlaceViewSet, basename="place")
