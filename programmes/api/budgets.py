"""Budget lines and transactions, by the same filters as the pages."""

from rest_framework import serializers
from rest_framework.viewsets import ReadOnlyModelViewSet

from lib.api import EtagField
from programmes.enums import TransactionKind
from programmes.filters.budgets import BudgetLineFilter, TransactionApiFilter
from programmes.models import BudgetLine, Transaction


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


class BudgetLineViewSet(ReadOnlyModelViewSet):
    """What is planned, in the programmes whose budget one may read."""

    queryset = BudgetLine.objects.none()
    serializer_class = BudgetLineOutput
    filterset_class = BudgetLineFilter
    lookup_field = "uuid"
    lookup_value_regex = r"[0-9a-f-]{36}"

    def get_queryset(self):
        return BudgetLine.objects.visible_to(self.request.user).for_table()


class TransactionViewSet(ReadOnlyModelViewSet):
    """The ledger of those programmes; counter-entries stand with what they withdraw."""

    queryset = Transaction.objects.none()
    serializer_class = TransactionOutput
    filterset_class = TransactionApiFilter
    lookup_field = "uuid"
    lookup_value_regex = r"[0-9a-f-]{36}"

    def get_queryset(self):
        return Transaction.objects.visible_to(self.request.user).entered().for_table()
