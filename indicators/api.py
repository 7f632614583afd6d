"""Decisions of committees, and what became of them; read, and followed up by those in charge."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from actors import actions
from actors.enums import DecisionState
from actors.models import Decision, FollowUp
from indicators.filters.decisions import DecisionFilter
from lib.api import NamesField, PartialDateField
from programmes.selectors.decisions import for_register, with_notes


class FollowUpOutput(serializers.ModelSerializer):
    """A note on a decision; `before` and `after` where it moved the decision on."""

    written_by = serializers.StringRelatedField()

    class Meta:
        model = FollowUp
        fields = ["text", "before", "after", "written_by", "written_at"]


class FollowUpInput(serializers.Serializer):
    """What became of a decision. `closed_on` is the day it was done or dropped, today unless said;
    `seen` is how many notes you read before: sent again, the same note is kept once.
    """

    text = serializers.CharField(max_length=2_000)
    to = serializers.ChoiceField(choices=DecisionState.choices, required=False)
    closed_on = serializers.DateField(required=False)
    seen = serializers.IntegerField(required=False, min_value=0)


class DecisionSerializer(serializers.ModelSerializer):
    committee = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    text = NamesField()
    origin = NamesField()
    owner = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    owner_person = serializers.StringRelatedField()
    taken = PartialDateField(source="meeting.held", allow_null=True)
    programmes = serializers.SerializerMethodField()
    is_overdue = serializers.BooleanField(read_only=True)
    follow_ups = FollowUpOutput(many=True, read_only=True)

    class Meta:
        model = Decision
        fields = [
            "key",
            "committee",
            "number",
            "kind",
            "text",
            "origin",
            "owner",
            "owner_person",
            "taken",
            "programmes",
            "due_on",
            "priority",
            "state",
            "is_overdue",
            "closed_on",
            "is_public",
            "follow_ups",
        ]

    def get_programmes(self, decision) -> list[str]:
        return [link.programme.slug for link in decision.seen_programmes]


class DecisionViewSet(ReadOnlyModelViewSet):
    """Decisions, recommendations and proposals one may see; donors see those made public."""

    queryset = Decision.objects.none()
    serializer_class = DecisionSerializer
    filterset_class = DecisionFilter
    lookup_field = "key"
    lookup_value_regex = r"[0-9a-f-]{36}"

    def get_queryset(self):
        return with_notes(for_register(self.request.user, today=timezone.localdate()))

    @extend_schema(request=FollowUpInput, responses={201: FollowUpOutput})
    @action(detail=True, methods=["post"], url_path="follow-ups")
    def follow_ups(self, request, key):
        """Say what became of a decision: whoever is in charge of it, and the secretariat."""
        sent = FollowUpInput(data=request.data)
        sent.is_valid(raise_exception=True)
        said = sent.validated_data
        note = actions.follow_up(
            decision=self.get_object(),
            text=said["text"],
            to=DecisionState(said["to"]) if "to" in said else None,
            closed_on=said.get("closed_on"),
            seen=said.get("seen"),
            by=request.user,
            at=timezone.now(),
        )
        return Response(FollowUpOutput(note).data, status=status.HTTP_201_CREATED)


def register(router):
    router.register("decisions", DecisionViewSet, basename="decision")
