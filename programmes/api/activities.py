"""Activities: read, log and correct, by the same actions and filters as the pages."""

from dataclasses import replace
from uuid import UUID, uuid4

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError as InvalidRecord
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from actors.models import Organisation
from lib.api import (
    EtagField,
    KeyReused,
    PartialDateField,
    WholeSerializer,
    etag,
    version_sent,
)
from lib.dates import PartialDate, Precision, partial
from lib.quantities import Qualifier, tells_of_few
from lib.text import clean, clean_line
from programmes.actions import activities as actions
from programmes.enums import Dimension
from programmes.filters.activities import ActivityFilter
from programmes.models import (
    Activity,
    ActivityKind,
    ParticipationCategory,
    Programme,
)
from programmes.selectors.details import (
    NOTE_LENGTH,
    TITLE_LENGTH,
    ActivityDetails,
    Part,
    Share,
    details_of,
    snapshot,
)
from regions.models import Place

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.UUID,
    OpenApiParameter.HEADER,
    description="The same key twice gives the one record.",
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the version you read.",
)


class WrittenDateField(serializers.CharField):
    """A date as one writes it: `2023-07-07`, or `2023-07`, or `2023` where no more is known."""

    def to_internal_value(self, data):
        text = super().to_internal_value(data)
        precision = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}.get(len(text))
        whole = f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"[:10]
        day = serializers.DateField().run_validation(whole) if precision else None
        if day is None:
            raise serializers.ValidationError(_("Write a date as 2023-07-07, 2023-07 or 2023."))
        return partial(day, precision)

    def to_representation(self, value: PartialDate):
        return value.on.isoformat() if value.on else None


class PeopleField(serializers.IntegerField):
    """A number of people, up to what the form takes."""

    def __init__(self, **kwargs):
        super().__init__(min_value=0, max_value=999_999_999, **kwargs)


class AttributionSerializer(WholeSerializer):
    programme = serializers.SlugRelatedField(slug_field="slug", queryset=Programme.objects.none())
    funder = serializers.SlugRelatedField(
        slug_field="slug", queryset=Organisation.objects.none(), required=False, allow_null=True
    )
    component = serializers.IntegerField(
        source="component.position",
        min_value=0,
        required=False,
        allow_null=True,
        help_text="The position of the component in its programme; null where it is not stated.",
    )
    share = serializers.DecimalField(
        max_digits=5, decimal_places=2, help_text="Percent of the activity, such as 62.50."
    )

    def get_fields(self):
        fields = super().get_fields()
        user = person_of(self)
        fields["programme"].queryset = Programme.objects.visible_to(user)
        fields["funder"].queryset = Organisation.objects.visible_to(user)
        return fields

    def validate(self, attrs):
        position = attrs.pop("component", {}).get("position")
        if position is None:
            return attrs
        found = attrs["programme"].components.filter(position=position).first()
        if found is None:
            raise serializers.ValidationError(
                {"component": _("This programme has no component at this position.")}
            )
        return attrs | {"component": found}


class BreakdownSerializer(WholeSerializer):
    """How many participants fall in one category; what remains is « not broken down »."""

    dimension = serializers.ChoiceField(choices=Dimension)
    code = serializers.CharField(max_length=12)
    count = PeopleField()

    def validate(self, attrs):
        category = ParticipationCategory.objects.filter(
            dimension=attrs["dimension"], code=attrs["code"], is_unspecified=False
        ).first()
        if category is None:
            raise serializers.ValidationError({"code": _("There is no such category.")})
        return {"category": category, "count": attrs["count"]}


class ActivityOutput(serializers.ModelSerializer):
    """An activity as the API tells it."""

    reference = serializers.CharField(read_only=True)
    etag = EtagField()
    kind = serializers.SlugRelatedField(slug_field="code", read_only=True)
    starts = PartialDateField()
    owner = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    region = serializers.SlugRelatedField(slug_field="code", read_only=True)
    places = serializers.SlugRelatedField(slug_field="code", many=True, read_only=True)
    attributions = AttributionSerializer(many=True, read_only=True)
    breakdown = serializers.SerializerMethodField()
    breakdown_withheld = serializers.SerializerMethodField()
    organisations = serializers.SerializerMethodField()
    evidence = serializers.SerializerMethodField()
    source = serializers.SlugRelatedField(slug_field="code", read_only=True)

    class Meta:
        model = Activity
        fields = [
            "uuid",
            "reference",
            "etag",
            "title",
            "kind",
            "starts",
            "ends_on",
            "is_planned",
            "state",
            "owner",
            "region",
            "places",
            "participants",
            "participants_qualifier",
            "women",
            "breakdown",
            "breakdown_withheld",
            "attributions",
            "organisations",
            "evidence",
            "note",
            "source",
            "created_at",
            "changed_at",
            "validated_at",
        ]

    def get_breakdown(self, activity) -> list[dict[str, str | int]]:
        withheld = self.get_breakdown_withheld(activity)
        return [
            {
                "dimension": part.category.dimension,
                "code": part.category.code,
                "count": part.count,
            }
            for part in activity.participations.all()
            if part.category.dimension not in withheld
        ]

    def get_breakdown_withheld(self, activity) -> list[str]:
        """The dimensions with a group of so few people that they might be known."""
        if activity.is_ones_own:
            return []
        counts: dict[str, list[int]] = {}
        for part in activity.participations.all():
            if not part.category.is_unspecified:
                counts.setdefault(part.category.dimension, []).append(part.count)
        return sorted(dimension for dimension, some in counts.items() if tells_of_few(some))

    def get_organisations(self, activity) -> list[dict[str, str]]:
        return [
            {"organisation": line.organisation.slug, "role": line.role}
            for line in activity.involvements.all()
        ]

    def get_evidence(self, activity) -> int:
        return len(activity.evidence.all())


class ActivityInput(serializers.Serializer):
    """What a program says of an activity. Owner and region follow from who sends it."""

    title = serializers.CharField(max_length=TITLE_LENGTH, allow_blank=True, trim_whitespace=True)
    kind = serializers.SlugRelatedField(slug_field="code", queryset=ActivityKind.objects.all())
    starts = WrittenDateField(help_text="2023-07-07, 2023-07 or 2023, as far as it is known.")
    ends_on = serializers.DateField(
        required=False, allow_null=True, help_text="The last day; null for a single day."
    )
    is_planned = serializers.BooleanField(
        required=False, help_text="Whether it is still to come; what is planned counts nowhere."
    )
    attributions = AttributionSerializer(
        many=True, allow_empty=False, help_text="Shares of programmes and funders: 100 in all."
    )
    places = serializers.SlugRelatedField(
        slug_field="code",
        many=True,
        queryset=Place.objects.all(),
        required=False,
        help_text="Codes of the places where it took place.",
    )
    participants = PeopleField(
        required=False, allow_null=True, help_text="Null where nobody counted; never 0 for that."
    )
    participants_qualifier = serializers.ChoiceField(
        choices=Qualifier.choices, required=False, help_text="How the number is to be read."
    )
    women = PeopleField(required=False, allow_null=True, help_text="Of the participants.")
    breakdown = BreakdownSerializer(
        many=True, required=False, help_text="The participants by category of each dimension."
    )
    organisers = serializers.SlugRelatedField(
        slug_field="slug",
        many=True,
        queryset=Organisation.objects.none(),
        required=False,
        help_text="Slugs of the organisations that held it.",
    )
    partners = serializers.SlugRelatedField(
        slug_field="slug",
        many=True,
        queryset=Organisation.objects.none(),
        required=False,
        help_text="Slugs of the organisations that took part in it.",
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=NOTE_LENGTH)

    def get_fields(self):
        fields = super().get_fields()
        for name in ("organisers", "partners"):
            fields[name].child_relation.queryset = Organisation.objects.visible_to(person_of(self))
        return fields

    def details(self, current: ActivityDetails | None = None) -> ActivityDetails:
        """What was sent, as the domain says it; what was not sent stays as it is."""
        sent = self.validated_data
        said = (
            {name: getattr(current, name) for name in ActivityDetails.__slots__} if current else {}
        )
        said |= {name: sent[name] for name in PLAIN if name in sent}
        said |= {name: tuple(dict.fromkeys(sent[name])) for name in LISTS if name in sent}
        if "title" in sent:
            said["title"] = clean_line(sent["title"])
        if "note" in sent:
            said["note"] = clean(sent["note"])
        if "attributions" in sent:
            said["shares"] = tuple(
                Share(one["programme"], one["share"], one.get("funder"), one.get("component"))
                for one in sent["attributions"]
            )
        if "breakdown" in sent:
            said["breakdown"] = tuple(
                Part(one["category"], one["count"]) for one in sent["breakdown"]
            )
        return ActivityDetails(**said)


PLAIN = (
    "kind",
    "starts",
    "ends_on",
    "is_planned",
    "participants",
    "participants_qualifier",
    "women",
)
LISTS = ("places", "organisers", "partners")


NOBODY = AnonymousUser()


def person_of(serializer):
    """Who asks; an empty scope where the schema is drawn without anybody."""
    request = serializer.context.get("request")
    return request.user if request else NOBODY


class ActivityViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet):
    """The log of activities, as far as one may see it."""

    queryset = Activity.objects.none()
    serializer_class = ActivityOutput
    filterset_class = ActivityFilter
    lookup_field = "uuid"
    lookup_value_regex = r"[0-9a-f-]{36}"

    def get_queryset(self):
        return (
            Activity.objects.visible_to(self.request.user)
            .as_read_by(self.request.user)
            .select_related("kind", "owner", "region", "source")
            .prefetch_related(
                "places",
                "attributions__programme",
                "attributions__funder",
                "attributions__component",
                "participations__category",
                "involvements__organisation",
                "evidence",
            )
        )

    def retrieve(self, request, *args, **kwargs):
        activity = self.get_object()
        return self._answer(activity, status.HTTP_200_OK)

    @extend_schema(
        request=ActivityInput, responses={201: ActivityOutput}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request):
        """Log an activity, as a draft."""
        details, at = self._read(request).details(), timezone.now()
        activity = actions.log(
            details=details, submission_key=_key(request), by=request.user, at=at
        )
        # What is not ahead is not planned, whatever was sent: no reason to refuse the key.
        said = replace(details, is_planned=activity.is_planned)
        if activity.created_at != at and snapshot(details_of(activity)) != snapshot(said):
            raise KeyReused
        return self._answer(activity, status.HTTP_201_CREATED)

    @extend_schema(request=ActivityInput, responses=ActivityOutput, parameters=[IF_MATCH])
    def update(self, request, uuid):
        """Replace what a record says; what the API does not carry stays as it is."""
        details = self._read(request).details()
        return self._save(request, replace(details, plan_item=self.get_object().plan_item))

    @extend_schema(request=ActivityInput, responses=ActivityOutput, parameters=[IF_MATCH])
    def partial_update(self, request, uuid):
        """Correct a part of what a record says."""
        sent = ActivityInput(data=request.data, partial=True, context=self.get_serializer_context())
        sent.is_valid(raise_exception=True)
        return self._save(request, sent.details(details_of(self.get_object())))

    def _read(self, request):
        sent = ActivityInput(data=request.data, context=self.get_serializer_context())
        sent.is_valid(raise_exception=True)
        return sent

    def _save(self, request, details):
        activity = actions.edit(
            activity=self.get_object(),
            details=details,
            version=version_sent(request),
            by=request.user,
            at=timezone.now(),
        )
        return self._answer(activity, status.HTTP_200_OK)

    def _answer(self, activity, code):
        shown = self.get_queryset().get(pk=activity.pk)
        return Response(
            self.get_serializer(shown).data, status=code, headers={"ETag": etag(shown.version)}
        )


def _key(request) -> UUID:
    sent = request.headers.get("Idempotency-Key")
    if sent is None:
        return uuid4()
    try:
        return UUID(sent)
    except ValueError:
        raise InvalidRecord({"Idempotency-Key": [_("This key is not a UUID.")]}) from None
