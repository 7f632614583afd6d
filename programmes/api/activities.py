"""Activities: read, log and correct, by the same actions and filters as the pages."""

from dataclasses import replace
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError as InvalidRecord
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from lib.api import EtagField, KeyReused, PartialDateField, etag, version_sent
from lib.quantities import tells_of_few
from programmes.actions import activities as actions
from programmes.api.activity_input import ActivityInput, AttributionSerializer
from programmes.filters.activities import ActivityFilter
from programmes.models import Activity
from programmes.selectors.details import details_of, snapshot

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
            details=details, submission_key=key_sent(request), by=request.user, at=at
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


def key_sent(request) -> UUID:
    """The Idempotency-Key of a request; one of its own where none was sent."""
    sent = request.headers.get("Idempotency-Key")
    if sent is None:
        return uuid4()
    try:
        return UUID(sent)
    except ValueError:
        raise InvalidRecord({"Idempotency-Key": [_("This key is not a UUID.")]}) from None
