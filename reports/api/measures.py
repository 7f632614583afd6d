"""Indicators of frameworks, read by the same functions as the pages, the PDF and the workbook."""

from datetime import date

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from lib.quantities import Qualifier
from programmes.models import Programme
from regions.models import Place
from reports.figures import results
from reports.figures.results_types import Standing, Trend
from reports.selectors.amounts import amount_text
from reports.selectors.results_measure import measures_for_page


def _number(**options):
    return serializers.DecimalField(
        max_digits=22, decimal_places=4, allow_null=True, normalize_output=True, **options
    )


class AmountSerializer(serializers.Serializer):
    """A number and how to read it. `number` is null where nothing was reported, and where it is
    withheld because so few people might be known."""

    number = _number()
    qualifier = serializers.ChoiceField(choices=Qualifier.choices)
    numerator = _number()
    denominator = _number()
    is_withheld = serializers.BooleanField()


class GivenSerializer(serializers.Serializer):
    """How many values came of those that were expected."""

    given = serializers.IntegerField()
    expected = serializers.IntegerField()
    not_reported = serializers.IntegerField()
    awaiting = serializers.IntegerField()


class ReportingPeriodSerializer(serializers.Serializer):
    slug = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()


class BaselineSerializer(serializers.Serializer):
    number = _number(source="quantity.number")
    qualifier = serializers.ChoiceField(source="quantity.qualifier", choices=Qualifier.choices)
    year = serializers.IntegerField(allow_null=True)
    note = serializers.CharField()


class AimSerializer(serializers.Serializer):
    """What should be reached by a day; without a day, at the end."""

    number = _number()
    by = serializers.DateField(allow_null=True)


class PartSerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    amount = AmountSerializer()


class BreakdownSerializer(serializers.Serializer):
    """An amount by the categories of one dimension; `rest` is what nobody broke down."""

    code = serializers.CharField()
    name = serializers.CharField()
    is_withheld = serializers.BooleanField()
    parts = PartSerializer(many=True)
    rest = AmountSerializer()

    def to_representation(self, breakdown):
        told = super().to_representation(breakdown)
        return told | {"parts": []} if breakdown.is_withheld else told


class PointSerializer(serializers.Serializer):
    period = ReportingPeriodSerializer()
    amount = AmountSerializer()
    running = AmountSerializer()
    given = GivenSerializer()
    target = _number()


class MeasureSerializer(serializers.Serializer):
    """An indicator of a framework as it stands on a day, as far as the reader is told."""

    code = serializers.CharField()
    name = serializers.CharField()
    indicator = serializers.CharField()
    unit = serializers.CharField()
    unit_kind = serializers.CharField()
    direction = serializers.CharField()
    counted = serializers.CharField()
    level = serializers.CharField()
    result = serializers.CharField(source="result_number")
    programme = serializers.CharField(source="programme.slug")
    place = serializers.SerializerMethodField()
    is_key = serializers.BooleanField()
    is_computed = serializers.BooleanField()
    on = serializers.DateField()
    amount = AmountSerializer()
    text = serializers.SerializerMethodField(help_text="the amount as the portal writes it")
    as_of = ReportingPeriodSerializer(allow_null=True)
    given = GivenSerializer()
    baseline = BaselineSerializer()
    expected = _number()
    expected_on = serializers.DateField(allow_null=True)
    next_target = AimSerializer(allow_null=True)
    final_target = AimSerializer(allow_null=True)
    standing = serializers.ChoiceField(choices=Standing.choices)
    trend = serializers.ChoiceField(choices=Trend.choices)
    breakdowns = BreakdownSerializer(many=True)
    may_count_twice = serializers.BooleanField()
    partly = ReportingPeriodSerializer(
        many=True, help_text="periods that lie in the asked days only in part, and count in nothing"
    )

    def get_place(self, figure) -> str:
        return figure.place.code if figure.place else ""

    def get_text(self, figure) -> str:
        return amount_text(figure.amount, figure.unit_kind)


class MeasureSeriesSerializer(MeasureSerializer):
    """The same of one indicator, with its reporting periods in their order."""

    series = PointSerializer(many=True)


class MeasureQuestion(serializers.Serializer):
    """Which framework, in which region, on which day; `since` leaves out the periods before."""

    programme = serializers.SlugRelatedField(slug_field="slug", queryset=Programme.objects.none())
    region = serializers.SlugRelatedField(
        slug_field="slug", queryset=Place.objects.none(), required=False
    )
    since = serializers.DateField(required=False)
    on = serializers.DateField(required=False)

    def get_fields(self):
        fields = super().get_fields()
        user = self.context["request"].user
        fields["programme"].queryset = Programme.objects.visible_to(user)
        fields["region"].queryset = Place.objects.visible_to(user).regions()
        if self.context.get("of_one"):
            del fields["programme"]
        return fields

    def validate(self, attrs):
        if "since" in attrs and attrs["since"] > min(attrs.get("on", date.max), self.today):
            raise serializers.ValidationError({"since": _("The period ends before it begins.")})
        return attrs

    @property
    def today(self):
        return self.context["today"]

    @property
    def days(self):
        """The first day asked for and the last one, at the latest today: nothing is known of the
        days to come."""
        asked = self.validated_data
        return {
            "since": asked.get("since"),
            "on": min(asked.get("on", self.today), self.today),
        }


OF_WHERE_AND_WHEN = [
    OpenApiParameter("region", OpenApiTypes.STR),
    OpenApiParameter("since", OpenApiTypes.DATE),
    OpenApiParameter("on", OpenApiTypes.DATE),
]


class MeasureViewSet(ViewSet):
    """The indicators of a programme's framework, and one of them."""

    lookup_field = "code"
    lookup_value_regex = r"[-\w]+"

    @extend_schema(
        responses=MeasureSerializer(many=True),
        parameters=[OpenApiParameter("programme", OpenApiTypes.STR), *OF_WHERE_AND_WHEN],
    )
    def list(self, request):
        context = {"request": request, "today": timezone.localdate()}
        asked = MeasureQuestion(data=request.query_params, context=context)
        asked.is_valid(raise_exception=True)
        found = results.of_programme(
            asked.validated_data["programme"],
            reader=request.user,
            **asked.days,
            place=asked.validated_data.get("region"),
        )
        return Response(MeasureSerializer(found.measures, many=True).data)

    @extend_schema(responses=MeasureSeriesSerializer, parameters=OF_WHERE_AND_WHEN)
    def retrieve(self, request, code):
        measure = get_object_or_404(measures_for_page(request.user), code=code)
        context = {"request": request, "today": timezone.localdate(), "of_one": True}
        asked = MeasureQuestion(data=request.query_params, context=context)
        asked.is_valid(raise_exception=True)
        found = results.of_measure(
            measure,
            reader=request.user,
            **asked.days,
            place=asked.validated_data.get("region"),
        )
        return Response(MeasureSeriesSerializer(found).data)
