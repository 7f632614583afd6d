"""Budget lines and transactions: read, and entered by the same actions and filters as the pages."""

from django.core.exceptions import ValidationError as InvalidRecord
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from lib.api import EtagField, KeyReused, etag, version_sent
from programmes.actions import budgets, transactions
from programmes.api.activities import IDEMPOTENCY_KEY, IF_MATCH, key_sent
from programmes.api.budget_input import BudgetLineInput, TransactionInput, WithdrawalInput
from programmes.enums import TransactionKind
from programmes.filters.budgets import BudgetLineFilter, TransactionApiFilter
from programmes.models import BudgetLine, Transaction
from programmes.permissions import check_can_keep_budget


class BudgetLineOutput(serializers.ModelSerializer):
    """A budget line as the API tells it; `rate` is dirhams for one unit of the currency."""

    etag = EtagField()
    programme = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    component = serializers.IntegerField(
        source="component.position", read_only=True, allow_null=True, default=None
    )
    funder = serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=True)

    class Meta:
        model = BudgetLine
        fields = [
            "uuid",
            "etag",
            "programme",
            "component",
            "funder",
            "label",
            "amount",
            "currency",
            "rate",
            "rate_on",
            "starts_on",
            "ends_on",
            "created_at",
        ]


class TransactionOutput(serializers.ModelSerializer):
    """A transaction of the ledger; one that was withdrawn says when and why, and counts nowhere."""

    programme = serializers.CharField(source="line.programme.slug", read_only=True)
    line = serializers.UUIDField(source="line.uuid", read_only=True)
    kind = serializers.ChoiceField(
        choices=TransactionKind.choices, help_text="The code of IATI: 2, 3 or 4.", read_only=True
    )
    withdrawn_at = serializers.SerializerMethodField()
    withdrawn_because = serializers.SerializerMethodField()

    class Meta:
        model = Transaction
        fields = [
            "uuid",
            "programme",
            "line",
            "kind",
            "amount",
            "currency",
            "rate",
            "rate_on",
            "value_on",
            "reference",
            "note",
            "recorded_at",
            "withdrawn_at",
            "withdrawn_because",
        ]

    def get_withdrawn_at(self, entry) -> str | None:
        counter = getattr(entry, "withdrawal", None)
        return counter.recorded_at.isoformat() if counter else None

    def get_withdrawn_because(self, entry) -> str:
        counter = getattr(entry, "withdrawal", None)
        return counter.reason if counter else ""


class BudgetLineViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet):
    """What is planned, in the programmes whose budget one may read."""

    queryset = BudgetLine.objects.none()
    serializer_class = BudgetLineOutput
    filterset_class = BudgetLineFilter
    lookup_field = "uuid"
    lookup_value_regex = r"[0-9a-f-]{36}"

    def get_queryset(self):
        return BudgetLine.objects.visible_to(self.request.user).for_table()

    @extend_schema(
        request=BudgetLineInput, responses={201: BudgetLineOutput}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request):
        """Put a line into the budget of a programme."""
        sent = self._read(request)
        at = timezone.now()
        line = budgets.add_line(
            programme=sent.validated_data["programme"],
            details=sent.details(),
            submission_key=key_sent(request),
            by=request.user,
            at=at,
        )
        if line.created_at != at and budgets.details_of(line) != sent.details():
            raise KeyReused
        return self._answer(line, status.HTTP_201_CREATED)

    @extend_schema(request=BudgetLineInput, responses=BudgetLineOutput, parameters=[IF_MATCH])
    def update(self, request, uuid):
        """Replace what a line says; its programme stays."""
        sent, line = self._read(request), self.get_object()
        if sent.validated_data["programme"] != line.programme:
            raise InvalidRecord({"programme": [_("A budget line stays in its programme.")]})
        line = budgets.change_line(
            line=line,
            details=sent.details(),
            version=version_sent(request),
            by=request.user,
            at=timezone.now(),
        )
        return self._answer(line, status.HTTP_200_OK)

    def _read(self, request):
        sent = BudgetLineInput(data=request.data, context=self.get_serializer_context())
        sent.is_valid(raise_exception=True)
        return sent

    def _answer(self, line, code):
        shown = self.get_queryset().get(pk=line.pk)
        return Response(
            self.get_serializer(shown).data, status=code, headers={"ETag": etag(shown.version)}
        )


class TransactionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet):
    """The ledger of those programmes; counter-entries stand with what they withdraw."""

    queryset = Transaction.objects.none()
    serializer_class = TransactionOutput
    filterset_class = TransactionApiFilter
    lookup_field = "uuid"
    lookup_value_regex = r"[0-9a-f-]{36}"

    def get_queryset(self):
        return Transaction.objects.visible_to(self.request.user).entered().for_table()

    @extend_schema(
        request=TransactionInput, responses={201: TransactionOutput}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request):
        """Write a transaction into the ledger, for good."""
        sent = TransactionInput(data=request.data, context=self.get_serializer_context())
        sent.is_valid(raise_exception=True)
        at = timezone.now()
        entry = transactions.enter(
            line=sent.validated_data["line"],
            details=sent.details(),
            submission_key=key_sent(request),
            by=request.user,
            at=at,
        )
        if entry.recorded_at != at and transactions.details_of(entry) != sent.details():
            raise KeyReused
        return self._answer(entry, status.HTTP_201_CREATED)

    @extend_schema(
        request=WithdrawalInput, responses=TransactionOutput, parameters=[IDEMPOTENCY_KEY]
    )
    @action(detail=True, methods=["post"])
    def withdraw(self, request, uuid):
        """Take a transaction back by a counter-entry, with the reason."""
        entry = self.get_object()
        check_can_keep_budget(request.user, entry.line.programme)
        sent = WithdrawalInput(data=request.data, context=self.get_serializer_context())
        sent.is_valid(raise_exception=True)
        transactions.withdraw(
            entry=entry,
            reason=sent.validated_data["reason"],
            submission_key=key_sent(request),
            by=request.user,
            at=timezone.now(),
        )
        return self._answer(entry, status.HTTP_200_OK)

    def _answer(self, entry, code):
        shown = self.get_queryset().get(pk=entry.pk)
        return Response(self.get_serializer(shown).data, status=code)
