from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lib.fields import FoldedField, LineField, ProseField
from regions.enums import PlanItemKind, PlanKind, PlanStatus
from regions.models.places import Place
from regions.models.sources import Source


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """All of them: plans and strategies are public documents."""
        return self if user.is_authenticated else self.none()


class Plan(models.Model):
    """A plan, strategy, roadmap or study that a territory adopts or follows."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=24, choices=PlanKind)
    name = LineField(_("name"), max_length=250)
    acronym = LineField(_("acronym"), max_length=20, blank=True)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="plans"
    )
    derives_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="derived"
    )
    first_year = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=16, choices=PlanStatus, default=PlanStatus.NOT_STATED
    )
    summary = ProseField(_("summary"), blank=True)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    search = FoldedField(sources=["name_fr", "name_ar", "name_en", "acronym"])

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.CheckConstraint(
                condition=Q(first_year__isnull=True)
                | Q(last_year__isnull=True)
                | Q(first_year__lte=F("last_year")),
                name="plan_years_in_order",
                violation_error_message=_("The plan ends before it begins."),
            )
        ]

    def __str__(self):
        return self.name


class PlanItemQuerySet(models.QuerySet["PlanItem"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        return self if user.is_authenticated else self.none()


class PlanItem(models.Model):
    """An objective, axis, programme or project inside a plan; a tree by `parent`."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="items")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=PlanItemKind)
    number = LineField(_("number"), max_length=12, blank=True)
    name = LineField(_("name"), max_length=300)
    detail = ProseField(_("detail"), blank=True)
    is_flagship = models.BooleanField(_("flagship project"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan item")
        verbose_name_plural = _("plan items")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "kind", "position"], name="plan_item_position_once"
            )
        ]

    def __str__(self):
        return self.name
