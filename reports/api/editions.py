"""Editions: ask for one, poll it, take its files."""

from django.http import FileResponse, Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.viewsets import GenericViewSet

from actors.enums import Language
from lib.dates import Period
from programmes.models import Programme
from regions.models import Place
from reports.actions import editions as actions
from reports.enums import MEETING_KINDS, EditionKind, EditionState
from reports.models import Edition
from reports.permissions import check_can_download

# Those about a meeting are asked for on its page.
KINDS = [(kind.value, kind.label) for kind in EditionKind if kind not in MEETING_KINDS]
EXTENSIONS = {"pdf": "pdf", "workbook": "xlsx"}


class EditionOutput(serializers.ModelSerializer):
    """An edition; while it is being made, `stage` says how far it has come."""

    programmes = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    region = serializers.SlugRelatedField(slug_field="code", read_only=True)
    same_as = serializers.SlugRelatedField(slug_field="uuid", read_only=True)
    pdf = serializers.SerializerMethodField()
    workbook = serializers.SerializerMethodField()

    class Meta:
        model = Edition
        fields = [
            "uuid",
            "kind",
            "programmes",
            "region",
            "starts_on",
            "ends_on",
            "language",
            "number",
            "code",
            "state",
            "stage",
            "failure",
            "requested_at",
            "frozen_at",
            "ready_at",
            "pages",
            "pdf",
            "pdf_sha256",
            "workbook",
            "workbook_sha256",
            "same_as",
        ]

    def get_pdf(self, edition) -> str | None:
        return self._address(edition, "pdf")

    def get_workbook(self, edition) -> str | None:
        return self._address(edition, "workbook")

    def _address(self, edition, file):
        if not getattr(edition, file):
            return None
        return reverse(
            f"api:edition-{file}", kwargs={"uuid": edition.uuid}, request=self.context["request"]
        )


class EditionInput(serializers.Serializer):
    kind = serializers.ChoiceField(choices=KINDS, default=EditionKind.CAPITALISATION)
    programmes = serializers.SlugRelatedField(
        slug_field="slug",
        many=True,
        queryset=Programme.objects.none(),
        allow_empty=False,
        help_text="Slugs of the programmes that it is about.",
    )
    region = serializers.SlugRelatedField(
        slug_field="slug",
        queryset=Place.objects.none(),
        required=False,
        allow_null=True,
        help_text="Slug of a region; null for all of Morocco.",
    )
    starts_on = serializers.DateField(help_text="The first day of its period.")
    ends_on = serializers.DateField(help_text="The last day of its period.")
    language = serializers.ChoiceField(choices=Language.choices)

    def get_fields(self):
        fields = super().get_fields()
        request = self.context.get("request")
        if request is not None:
            visible = Programme.objects.visible_to(request.user)
            fields["programmes"].child_relation.queryset = visible
            fields["region"].queryset = Place.objects.visible_to(request.user).regions()
        return fields

    def validate(self, attrs):
        if attrs["ends_on"] < attrs["starts_on"]:
            raise serializers.ValidationError({"ends_on": _("The period ends before it begins.")})
        return attrs


class EditionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet):
    """The editions that one may see, newest first."""

    queryset = Edition.objects.none()
    serializer_class = EditionOutput
    lookup_field = "uuid"
    lookup_value_regex = r"[0-9a-f-]{36}"

    def get_queryset(self):
        return (
            Edition.objects.visible_to(self.request.user)
            .defer("content")
            .select_related("region", "same_as")
            .prefetch_related("programmes")
        )

    @extend_schema(request=EditionInput, responses={202: EditionOutput})
    def create(self, request):
        """Ask for a report. The answer says where to look until it is ready."""
        sent = EditionInput(data=request.data, context=self.get_serializer_context())
        sent.is_valid(raise_exception=True)
        asked = sent.validated_data
        edition = actions.request_edition(
            kind=asked["kind"],
            programmes=asked["programmes"],
            region=asked.get("region"),
            period=Period(asked["starts_on"], asked["ends_on"]),
            language=asked["language"],
            by=request.user,
            at=timezone.now(),
        )
        shown = self.get_queryset().get(pk=edition.pk)
        address = reverse("api:edition-detail", kwargs={"uuid": shown.uuid}, request=request)
        return Response(
            self.get_serializer(shown).data,
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": address},
        )

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def pdf(self, request, uuid):
        """The PDF file."""
        return self._file(request, "pdf")

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def workbook(self, request, uuid):
        """The workbook."""
        return self._file(request, "workbook")

    def _file(self, request, name):
        edition = self.get_object()
        check_can_download(request.user, edition)
        file = getattr(edition, name)
        if edition.state != EditionState.READY or not file:
            raise Http404
        return FileResponse(
            file.open("rb"),
            as_attachment=True,
            filename=f"{edition.file_name}.{EXTENSIONS[name]}",
        )
