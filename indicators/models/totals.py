from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from indicators.models.frameworks import Measure
from indicators.models.library import Category
from indicators.models.periods import Period
from regions.models import Place


class Total(models.Model):
    """What the validated values of a measure add up to in one period: in one region or (empty)
    in all places, for one category or (empty) for the whole.

    Kept equal to the values by `indicators.totals`, in the transaction that changes them. It
    holds sums, never averages or shares: those are made of it where they are read.
    """

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="totals")
    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="totals")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="totals")
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, related_name="totals"
    )
    # How many values there are, how many of them say a number, and how many say it inexactly.
    given = models.PositiveIntegerField(default=0)
    reported = models.PositiveIntegerField(default=0)
    about = models.PositiveIntegerField(default=0)
    at_least = models.PositiveIntegerField(default=0)
    number = models.DecimalField(max_digits=22, decimal_places=4, default=0)
    largest = models.DecimalField(max_digits=22, decimal_places=4, null=True)
    numerator = models.DecimalField(max_digits=22, decimal_places=4, default=0)
    denominator = models.DecimalField(max_digits=22, decimal_places=4, default=0)

    class Meta:
        verbose_name = _("total of values")
        verbose_name_plural = _("totals of values")
        constraints = [
            # Expressions, since SQLite has no NULLS NOT DISTINCT. Also serves every reading.
            models.UniqueConstraint(
                "measure",
                Coalesce("place", 0),
                Coalesce("category", 0),
                "period",
                name="total_of_values_once",
            )
        ]
        indexes = [
            models.Index(fields=["measure", "place", "category", "period"], name="total_by_key")
        ]

    def __str__(self):
        return f"{self.measure_id} · {self.period_id} · {self.place_id} · {self.category_id}"
