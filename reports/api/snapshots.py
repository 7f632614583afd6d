"""Decisions of a meeting, sent from where its frozen dashboard is shown."""

from uuid import UUID

from django.core.exceptions import ValidationError as InvalidRecord
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from actors.actions import record_decision
from actors.enums import DecisionKind, Language
from actors.models import Decision
from actors.permissions import check_can_run_committee
from programmes.forms.proceedings import TypedDecisionForm
from reports.models import Snapshot

KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.UUID,
    OpenApiParameter.HEADER,
    required=True,
    description="Made where the decision was typed: the same key twice gives the one decision.",
)


class TypedDecisionInput(serializers.Serializer):
    """A decision as it was typed. Its words are judged as those of the page are."""

    language = serializers.ChoiceField(choices=Language.choices, help_text="In which it was typed.")
    text = serializers.CharField(max_length=20_000, allow_blank=True)
    kind = serializers.ChoiceField(choices=DecisionKind.choices)
    owner = serializers.CharField(
        allow_blank=True, max_length=200, help_text="Slug of the organisation in charge."
    )
    due_on = serializers.CharField(
        allow_blank=True, max_length=40, help_text="A whole day, such as 30/06/2026."
    )
    item = serializers.CharField(
        allow_blank=True, max_length=20, help_text="Id of the agenda item."
    )


class RecordedDecision(serializers.ModelSerializer):
    """What stands on the record now."""

    class Meta:
        model = Decision
        fields = ["number", "text"]


class SnapshotViewSet(GenericViewSet):
    """Frozen dashboards, as far as one may see them."""

    queryset = Snapshot.objects.none()
    serializer_class = RecordedDecision
    lookup_field = "code"
    lookup_value_regex = r"[0-9A-Z]{4}-[0-9A-Z]{4}"
    filter_backends = ()
    pagination_class = None

    def get_queryset(self):
        return (
            Snapshot.objects.visible_to(self.request.user)
            .defer("bodies")
            .select_related("committee", "meeting")
        )

    @extend_schema(request=TypedDecisionInput, responses={201: RecordedDecision}, parameters=[KEY])
    @action(detail=True, methods=["post"])
    def decisions(self, request, code):
        """Record a decision of the meeting that the dashboard was frozen for.

        The same key twice gives the one decision.
        """
        snapshot, at = self.get_object(), timezone.now()
        if snapshot.committee is None:
            raise InvalidRecord(_("This dashboard was frozen for no meeting."))
        check_can_run_committee(request.user, snapshot.committee, on=timezone.localdate(at))
        if snapshot.meeting is None:
            raise InvalidRecord(_("This dashboard was frozen for no meeting."))
        sent = TypedDecisionInput(data=request.data)
        sent.is_valid(raise_exception=True)
        with translation.override(sent.validated_data["language"]):
            decision = self._record(request, snapshot.meeting, sent.validated_data, at)
            told = self.get_serializer(decision).data
        return Response(told, status=status.HTTP_201_CREATED)

    def _record(self, request, meeting, typed, at):
        form = TypedDecisionForm({**typed, "key": _key(request)}, meeting=meeting)
        if not form.is_valid():
            raise InvalidRecord(dict(form.errors.as_data()))
        return record_decision(
            committee=meeting.committee,
            details=form.details(),
            key=form.cleaned_data["key"],
            by=request.user,
            at=at,
        )


def _key(request) -> UUID:
    try:
        return UUID(request.headers.get("Idempotency-Key", ""))
    except ValueError:
        raise InvalidRecord({"Idempotency-Key": [_("This key is not a UUID.")]}) from None
