"""Organisations, facilities and committees."""

import django_filters
from django.db.models import Prefetch
from django.middleware.csrf import get_token
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet, ViewSet

from actors.enums import CommitteeKind, FacilityKind, OrganisationKind
from actors.models import (
    Committee,
    Facility,
    FacilityStatus,
    Meeting,
    Organisation,
    OrganisationName,
    Seat,
)
from lib.api import NamesField, PartialDateField
from lib.text import fold


class TokenScheme(OpenApiAuthenticationExtension):
    """Tells the API's description what a token is."""

    target_class = "actors.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer", "bearerFormat": "wasl_…"}


class SearchFilter(django_filters.FilterSet):
    """`search` finds names whatever their accents, hyphens and Arabic spelling."""

    search = django_filters.CharFilter(method="filter_search")

    def filter_search(self, rows, name, text):
        return rows.filter(search__contains=fold(text))


class OrganisationFilter(SearchFilter):
    kind = django_filters.ChoiceFilter(choices=OrganisationKind)

    class Meta:
        model = Organisation
        fields = []


class OrganisationNameSerializer(serializers.ModelSerializer):
    class Meta:
        model = OrganisationName
        fields = ["name", "acronym", "as_of_year"]


class OrganisationSerializer(serializers.ModelSerializer):
    name = NamesField()
    place = serializers.SlugRelatedField(slug_field="code", read_only=True)
    parent = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    names = OrganisationNameSerializer(many=True, read_only=True)

    class Meta:
        model = Organisation
        fields = ["slug", "kind", "name", "acronym", "place", "parent", "names"]


class OrganisationViewSet(ReadOnlyModelViewSet):
    """Councils, ministries, agencies, donors and associations, with the names they bore."""

    queryset = Organisation.objects.none()
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilter
    lookup_field = "slug"

    def get_queryset(self):
        organisations = Organisation.objects.visible_to(self.request.user)
        if self.action == "list":
            organisations = organisations.confirmed()
        return organisations.select_related("place", "parent").prefetch_related("names")


class FacilityFilter(SearchFilter):
    kind = django_filters.ChoiceFilter(choices=FacilityKind)
    region = django_filters.CharFilter(method="filter_region", label="code of a region")

    class Meta:
        model = Facility
        fields = []

    def filter_region(self, facilities, name, code):
        return facilities.filter(place__code__startswith=code)


class FacilityStatusSerializer(serializers.ModelSerializer):
    since = PartialDateField()
    note = NamesField()
    source = serializers.SlugRelatedField(slug_field="code", read_only=True)

    class Meta:
        model = FacilityStatus
        fields = ["state", "since", "note", "source"]


class FacilitySerializer(serializers.ModelSerializer):
    name = NamesField()
    mission = NamesField()
    place = serializers.SlugRelatedField(slug_field="code", read_only=True)
    operator = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    statuses = FacilityStatusSerializer(many=True, read_only=True)

    class Meta:
        model = Facility
        fields = ["slug", "kind", "name", "mission", "place", "operator", "units", "statuses"]


class FacilityViewSet(ReadOnlyModelViewSet):
    """Offices, listening units, centres and networks, with the steps of their life.

    `units` says how many sites a record stands for: sources count offices without listing them.
    """

    queryset = Facility.objects.none()
    serializer_class = FacilitySerializer
    filterset_class = FacilityFilter
    lookup_field = "slug"

    def get_queryset(self):
        return (
            Facility.objects.visible_to(self.request.user)
            .select_related("place", "operator")
            .prefetch_related("statuses__source")
        )


class CommitteeFilter(SearchFilter):
    kind = django_filters.ChoiceFilter(choices=CommitteeKind)

    class Meta:
        model = Committee
        fields = []


class SeatSerializer(serializers.ModelSerializer):
    """A place at the table: whose it is, who holds it, who stands in, and for how long."""

    organisation = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    label = NamesField()
    function = NamesField()
    holder = serializers.SerializerMethodField(help_text="a name; empty where nobody is named")
    alternate = serializers.SerializerMethodField(help_text="a name; empty where nobody is named")

    class Meta:
        model = Seat
        fields = [
            "kind",
            "organisation",
            "label",
            "function",
            "holder",
            "alternate",
            "starts_on",
            "ends_on",
        ]

    def get_holder(self, seat) -> str:
        return str(seat.holder or seat.holder_name)

    def get_alternate(self, seat) -> str:
        return str(seat.alternate or seat.alternate_name)


class MeetingSerializer(serializers.ModelSerializer):
    title = NamesField()
    held = PartialDateField()
    venue = serializers.SlugRelatedField(slug_field="code", read_only=True)

    class Meta:
        model = Meeting
        fields = ["id", "number", "title", "state", "held", "last_on", "venue"]


class CommitteeSerializer(serializers.ModelSerializer):
    name = NamesField()
    mission = NamesField()
    place = serializers.SlugRelatedField(slug_field="code", read_only=True)
    parent = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    charter = PartialDateField()
    seats = SeatSerializer(many=True, read_only=True)
    meetings = MeetingSerializer(many=True, read_only=True)

    class Meta:
        model = Committee
        fields = [
            "slug",
            "kind",
            "name",
            "acronym",
            "mission",
            "place",
            "parent",
            "has_charter",
            "charter",
            "seats",
            "meetings",
        ]


class CommitteeViewSet(ReadOnlyModelViewSet):
    """Steering, coordination and migration committees that one may see, with their seats, and
    their meetings as far as one may see these.
    """

    queryset = Committee.objects.none()
    serializer_class = CommitteeSerializer
    filterset_class = CommitteeFilter
    lookup_field = "slug"

    def get_queryset(self):
        return (
            Committee.objects.visible_to(self.request.user)
            .select_related("place", "parent")
            .prefetch_related(
                Prefetch(
                    "seats",
                    Seat.objects.visible_to(self.request.user)
                    .select_related("organisation", "holder", "alternate")
                    .in_order(),
                ),
                Prefetch(
                    "meetings",
                    Meeting.objects.visible_to(self.request.user)
                    .select_related("venue")
                    .order_by("held_on", "pk"),
                ),
            )
        )


class SessionSerializer(serializers.Serializer):
    """Who is signed in."""

    person = serializers.CharField()
    csrf = serializers.CharField(help_text="For X-CSRFToken, where a browser's session writes.")


class SessionViewSet(ViewSet):
    """Whose browser this is: asked before what waits on a device is sent."""

    @extend_schema(responses=forced_singular_serializer(SessionSerializer))
    def list(self, request):
        """The person signed in, and a token that is good now."""
        told = {"person": str(request.user.pk), "csrf": get_token(request)}
        return Response(SessionSerializer(told).data)


def register(router):
    router.register("organisations", OrganisationViewSet, basename="organisation")
    router.register("facilities", FacilityViewSet, basename="facility")
    router.register("committees", CommitteeViewSet, basename="committee")
    router.register("session", SessionViewSet, basename="session")
