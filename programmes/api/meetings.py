"""Meetings of committees with their agenda and what they decided, as their pages tell it."""

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from actors.enums import MeetingState
from actors.models import AgendaItem, Decision, Meeting
from lib.api import NamesField, PartialDateField
from programmes.selectors.convening import agenda_of
from programmes.selectors.institutions import decided_by, meetings_for_sheet


class MeetingFilter(django_filters.FilterSet):
    committee = django_filters.CharFilter(field_name="committee__slug", label="slug of a committee")
    state = django_filters.ChoiceFilter(choices=MeetingState)

    class Meta:
        model = Meeting
        fields = []


class AgendaItemSerializer(serializers.ModelSerializer):
    """What a meeting is for, with the programmes and the decisions (by number) it is about."""

    text = NamesField()
    programmes = serializers.SerializerMethodField()
    decisions = serializers.SerializerMethodField()

    class Meta:
        model = AgendaItem
        fields = ["id", "kind", "text", "minutes", "speaker", "programmes", "decisions"]

    def get_programmes(self, item) -> list[str]:
        return [link.programme.slug for link in item.seen_links]

    def get_decisions(self, item) -> list[int]:
        return [decision.number for decision in item.shown]


class TakenSerializer(serializers.ModelSerializer):
    """A decision of the meeting; its key leads to all that became of it."""

    text = NamesField()
    owner = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = Decision
        fields = ["key", "number", "kind", "text", "owner", "due_on", "state", "is_public"]


class MeetingRowSerializer(serializers.ModelSerializer):
    """When and where a committee meets or met."""

    committee = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    title = NamesField()
    held = PartialDateField()
    venue = serializers.SlugRelatedField(slug_field="code", read_only=True)
    chaired_by = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = Meeting
        fields = [
            "id",
            "committee",
            "number",
            "title",
            "state",
            "held",
            "last_on",
            "starts_at",
            "ends_at",
            "venue",
            "room",
            "chaired_by",
            "cancelled_because",
        ]


class MeetingSheetSerializer(MeetingRowSerializer):
    """The same with its agenda and what it decided, as far as one sees it."""

    items = AgendaItemSerializer(source="agenda", many=True)
    decisions = TakenSerializer(source="taken", many=True)

    class Meta(MeetingRowSerializer.Meta):
        fields = [*MeetingRowSerializer.Meta.fields, "items", "decisions"]


class MeetingViewSet(ReadOnlyModelViewSet):
    """Meetings of the committees that one may see; to members, those of their mandate."""

    queryset = Meeting.objects.none()
    serializer_class = MeetingRowSerializer
    filterset_class = MeetingFilter
    lookup_value_regex = r"[0-9]{1,18}"

    def get_queryset(self):
        return meetings_for_sheet(self.request.user)

    @extend_schema(responses=MeetingSheetSerializer)
    def retrieve(self, request, pk):
        """One meeting with its agenda and what it decided."""
        meeting = self.get_object()
        meeting.agenda = agenda_of(meeting, user=request.user)
        meeting.taken = decided_by(meeting, user=request.user).select_related("owner")
        context = self.get_serializer_context()
        return Response(MeetingSheetSerializer(meeting, context=context).data)
