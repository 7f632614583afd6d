from datetime import date

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from programmes.models.activities import ActivityKind
from programmes.models.programmes import Programme
from regions.models import Place


class ActivityTotal(models.Model):
    """Sums over the validated activities of one programme, place, month and kind,
    and how many more wait for validation.

    An empty programme stands for all of them, an empty place for everywhere, an empty month for
    activities whose date no source states. Places are regions and provinces. Kept equal to the
    log by `programmes.totals`, in the transaction that changes it (docs/adr/0006).
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, null=True, related_name="activity_totals"
    )
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, related_name="activity_totals"
    )
    month = models.DateField(_("month"), null=True)
    kind = models.ForeignKey(ActivityKind, on_delete=models.PROTECT, related_name="+")
    activities = models.PositiveIntegerField(default=0)
    with_place = models.PositiveIntegerField(default=0)
    with_evidence = models.PositiveIntegerField(default=0)
    participants = models.PositiveBigIntegerField(default=0)
    # How many activities say a number of participants; of these, how many say it inexactly.
    with_participants = models.PositiveIntegerField(default=0)
    inexact = models.PositiveIntegerField(default=0)
    women = models.PositiveBigIntegerField(default=0)
    with_women = models.PositiveIntegerField(default=0)
    # Participants of those activities that also say how many are women.
    participants_by_sex = models.PositiveBigIntegerField(default=0)
    awaiting = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("total of activities")
        verbose_name_plural = _("totals of activities")
        constraints = [
            # An expression, since SQLite has no NULLS NOT DISTINCT. Also serves every reading.
            models.UniqueConstraint(
                Coalesce("programme", 0),
                Coalesce("place", 0),
                Coalesce("month", models.Value(date.min)),
                "kind",
                name="activity_total_once",
            )
        ]
        indexes = [
            models.Index(fields=["programme", "place", "month"], name="activity_total_by_key")
        ]

    def __str__(self):
        return f"{self.programme_id} · {self.place_id} · {self.month} · {self.kind_id}"
