"""Programmes with their partners, places and phases."""

from django.db.models import Prefetch
from rest_framework import serializers
from rest_framework.viewsets import ReadOnlyModelViewSet

from lib.api import NamesField, PartialDateField
from programmes.models import Component, Coverage, Partnership, Phase, Programme
from programmes.selectors.lookups import components_of


class PartnershipSerializer(serializers.ModelSerializer):
    organisation = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = Partnership
        fields = ["organisation", "role"]


class CoverageSerializer(serializers.ModelSerializer):
    place = serializers.SlugRelatedField(slug_field="code", read_only=True)

    class Meta:
        model = Coverage
        fields = ["place", "kind"]


class PhaseSerializer(serializers.ModelSerializer):
    class Meta:
        model = Phase
        fields = ["number", "label", "includes_morocco"]


class ComponentSerializer(serializers.ModelSerializer):
    """A component; its position names it in the attributions of activities."""

    name = NamesField()

    class Meta:
        model = Component
        fields = ["position", "name"]


class ProgrammeSerializer(serializers.ModelSerializer):
    name = NamesField()
    summary = NamesField()
    starts = PartialDateField()
    ends = PartialDateField()
    partnerships = PartnershipSerializer(many=True, read_only=True)
    coverages = CoverageSerializer(many=True, read_only=True)
    phases = PhaseSerializer(many=True, read_only=True)
    components = ComponentSerializer(many=True, read_only=True)
    complements = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)

    class Meta:
        model = Programme
        fields = [
            "slug",
            "acronym",
            "name",
            "summary",
            "starts",
            "ends",
            "partnerships",
            "coverages",
            "phases",
            "components",
            "complements",
        ]


class ProgrammeViewSet(ReadOnlyModelViewSet):
    """The programmes that one may see."""

    queryset = Programme.objects.none()
    serializer_class = ProgrammeSerializer
    lookup_field = "slug"

    def get_queryset(self):
        programmes = Programme.objects.visible_to(self.request.user)
        return programmes.prefetch_related(
            "partnerships__organisation",
            "coverages__place",
            "phases",
            Prefetch("components", components_of(programmes)),
            "complements",
        )
