"""Figures, read by the same functions as the pages, the PDF and the workbook."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from lib import formats
from lib.api import PartialDateField
from lib.dates import Period
from lib.quantities import Qualifier
from programmes.models import Programme
from regions.models import Place
from reports import figures
from reports.selectors.amounts import withheld
from reports.selectors.figures import figures_of_place


class SourceSerializer(serializers.Serializer):
    code = serializers.CharField()
    title = serializers.CharField()
    publication = serializers.CharField()
    published = PartialDateField()
    url = serializers.CharField()


class FigureSerializer(serializers.Serializer):
    """One figure. `number` is null for « not reported », which is never 0; there is no target."""

    code = serializers.CharField(help_text="permanent address: /v/<code>/")
    kind = serializers.CharField()
    label = serializers.CharField()
    unit = serializers.CharField()
    number = serializers.DecimalField(
        source="quantity.number",
        max_digits=18,
        decimal_places=4,
        allow_null=True,
        normalize_output=True,
    )
    qualifier = serializers.ChoiceField(source="quantity.qualifier", choices=Qualifier.choices)
    text = serializers.SerializerMethodField(help_text="the number as the portal writes it")
    is_withheld = serializers.BooleanField(
        help_text="a number of so few people that they might be known: then it is null"
    )
    reading = serializers.CharField()
    wording = serializers.CharField()
    as_of = PartialDateField()
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    source = SourceSerializer(allow_null=True)
    programme = serializers.CharField()
    place = serializers.CharField()

    def get_text(self, figure) -> str:
        return withheld() if figure.is_withheld else formats.quantity(figure.quantity)


class Question(serializers.Serializer):
    """What figures are asked for: of a programme or of a region, in a period or of all time."""

    programme = serializers.SlugRelatedField(
        slug_field="slug", queryset=Programme.objects.none(), required=False
    )
    region = serializers.SlugRelatedField(
        slug_field="slug", queryset=Place.objects.none(), required=False
    )
    first = serializers.DateField(required=False)
    last = serializers.DateField(required=False)

    def get_fields(self):
        fields = super().get_fields()
        user = self.context["request"].user
        fields["programme"].queryset = Programme.objects.visible_to(user)
        fields["region"].queryset = Place.objects.visible_to(user).regions()
        return fields

    def validate(self, attrs):
        if ("programme" in attrs) == ("region" in attrs):
            raise serializers.ValidationError(_("Ask for one programme or for one region."))
        if ("first" in attrs) != ("last" in attrs):
            raise serializers.ValidationError(_("A period has a first and a last day."))
        if "first" in attrs and attrs["last"] < attrs["first"]:
            raise serializers.ValidationError({"last": _("The period ends before it begins.")})
        return attrs

    @property
    def period(self) -> Period | None:
        asked = self.validated_data
        return Period(asked["first"], asked["last"]) if "first" in asked else None


class FigureViewSet(ViewSet):
    """Figures of a programme or a region, and the one behind a permanent address."""

    lookup_field = "code"
    lookup_value_regex = r"[-\w]+"

    @extend_schema(
        responses=FigureSerializer(many=True),
        parameters=[
            OpenApiParameter("programme", OpenApiTypes.STR),
            OpenApiParameter("region", OpenApiTypes.STR),
            OpenApiParameter("first", OpenApiTypes.DATE),
            OpenApiParameter("last", OpenApiTypes.DATE),
        ],
    )
    def list(self, request):
        asked = Question(data=request.query_params, context={"request": request})
        asked.is_valid(raise_exception=True)
        on = timezone.localdate()
        if "programme" in asked.validated_data:
            found = figures.programme_figures(
                asked.validated_data["programme"], on=on, period=asked.period
            )
        else:
            region = asked.validated_data["region"]
            found = figures_of_place(region, user=request.user, on=on, period=asked.period)
        return Response(FigureSerializer(found, many=True).data)

    @extend_schema(responses=FigureSerializer)
    def retrieve(self, request, code):
        found = figures.find(code, user=request.user, on=timezone.localdate())
        if found is None:
            raise Http404
        return Response(FigureSerializer(found).data)
