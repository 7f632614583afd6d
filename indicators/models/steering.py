"""What is said of measures around a committee's table: reasons, and the decisions they led to."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from actors.models import Decision, User
from indicators.models.frameworks import Measure
from lib.fields import ProseField
from programmes.models import Programme
from regions.models import Place


class ExplanationQuerySet(models.QuerySet["Explanation"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the programmes one may see."""
        return self.filter(measure__programme__in=Programme.objects.visible_to(user))


class Explanation(models.Model):
    """Why a measure is late, missing or without a target, as of a day; the latest one counts."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="explanations")
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = ProseField(_("reason"))
    as_of = models.DateField(_("as of"))
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    objects = ExplanationQuerySet.as_manager()

    class Meta:
        verbose_name = _("explanation")
        verbose_name_plural = _("explanations")
        indexes = [models.Index(fields=["measure", "as_of", "id"], name="explanation_by_measure")]

    def __str__(self):
        return self.text[:80]


class DecisionMeasure(models.Model):
    """A measure that a decision is about."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="measure_links")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="decision_links")

    class Meta:
        verbose_name = _("measure of a decision")
        verbose_name_plural = _("measures of decisions")
        constraints = [
            models.UniqueConstraint(fields=["decision", "measure"], name="decision_measure_once")
        ]

    def __str__(self):
        return f"{self.decision_id} · {self.measure_id}"
