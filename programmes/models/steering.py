"""What committees steer by: risks, and which programmes their business is about."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from actors.models import AgendaItem, Decision, Organisation, User
from lib.constraints import in_order
from lib.fields import LineField, ProseField
from programmes.enums import RiskLevel
from programmes.models.programmes import Component, Programme
from regions.models import Place

WEIGHTS = {RiskLevel.LOW: 1, RiskLevel.MEDIUM: 2, RiskLevel.HIGH: 3}


class RiskQuerySet(models.QuerySet["Risk"]):
    """Named sets of risks."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the programmes one may see."""
        return self.filter(programme__in=Programme.objects.visible_to(user))

    def open(self) -> Self:
        return self.filter(closed_on__isnull=True)

    def gravest_first(self) -> Self:
        """Adds `weight`, probability times severity from 1 to 9, and orders by it."""
        return self.annotate(weight=_weight("probability") * _weight("severity")).order_by(
            F("weight").desc(), "pk"
        )


def _weight(field: str) -> Case:
    return Case(
        *(When(**{field: level}, then=Value(weight)) for level, weight in WEIGHTS.items()),
        output_field=IntegerField(),
    )


class Risk(models.Model):
    """What may keep a programme from its results, and what is done about it."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="risks")
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="risks"
    )
    component = models.ForeignKey(
        Component, on_delete=models.SET_NULL, null=True, blank=True, related_name="risks"
    )
    title = LineField(_("risk"), max_length=250)
    probability = models.CharField(_("probability"), max_length=6, choices=RiskLevel)
    severity = models.CharField(_("severity"), max_length=6, choices=RiskLevel)
    mitigation = ProseField(_("what is done about it"), blank=True)
    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="risks"
    )
    raised_on = models.DateField(_("raised on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = RiskQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        constraints = [
            in_order(
                "raised_on",
                "closed_on",
                name="risk_days_in_order",
                message=_("The risk is closed before it was raised."),
            ),
            models.CheckConstraint(condition=~Q(title=""), name="risk_has_a_title"),
        ]

    def __str__(self):
        return self.title


class DecisionProgramme(models.Model):
    """A programme that a decision is about."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="programme_links")
    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="decision_links"
    )

    class Meta:
        verbose_name = _("programme of a decision")
        verbose_name_plural = _("programmes of decisions")
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "programme"], name="decision_programme_once"
            )
        ]

    def __str__(self):
        return f"{self.decision_id} · {self.programme_id}"


class AgendaProgramme(models.Model):
    """A programme that an agenda item is about."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="programme_links")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="agenda_links")

    class Meta:
        verbose_name = _("programme of an agenda item")
        verbose_name_plural = _("programmes of agenda items")
        constraints = [
            models.UniqueConstraint(fields=["item", "programme"], name="agenda_programme_once")
        ]

    def __str__(self):
        return f"{self.item_id} · {self.programme_id}"
