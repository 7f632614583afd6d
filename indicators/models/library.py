"""The library: what may be measured, and how it may be broken down."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.models import Organisation, User
from indicators.enums import Counted, Direction, Origin, OverPlaces, OverTime, ResultLevel, UnitKind
from lib.dates import Frequency
from lib.fields import FoldedField, LineField, ProseField
from lib.text import fold
from regions.models import PlanItem


class Dimension(models.Model):
    """A way to break a number down: sex, age, status. « Not broken down » is no category of it:
    it is what the parts leave of the whole."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = LineField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("dimension")
        verbose_name_plural = _("dimensions")

    def __str__(self):
        return self.name


class Category(models.Model):
    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, related_name="categories")
    code = models.CharField(_("code"), max_length=12)
    name = LineField(_("name"), max_length=120)
    # Never published below the level of a region (part D of the disaggregation list).
    is_sensitive = models.BooleanField(_("sensitive"), default=False)
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.PROPOSED)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [models.UniqueConstraint(fields=["dimension", "code"], name="category_once")]

    def __str__(self):
        return self.name


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    """Named sets of indicators."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """All of them: a definition is no secret."""
        return self if user.is_authenticated else self.none()

    def in_library(self) -> Self:
        """Those that a framework may use; the others only name a figure that a source claims."""
        return self.filter(is_in_library=True)

    def matching(self, text: str) -> Self:
        """Those that hold each of the words, whatever the accents."""
        rows = self
        for word in fold(text).split():
            rows = rows.filter(search__contains=word)
        return rows

    def in_order(self) -> Self:
        return self.order_by("position", "code")


class Indicator(models.Model):
    """A shared definition of something that is counted."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = LineField(_("name"), max_length=250)
    short_name = LineField(_("short name"), max_length=60)
    unit = LineField(_("unit"), max_length=60)
    definition = ProseField(_("definition"), blank=True)
    level = models.CharField(
        _("level"), max_length=8, choices=ResultLevel, default=ResultLevel.OUTPUT
    )
    unit_kind = models.CharField(
        _("kind of value"), max_length=10, choices=UnitKind, default=UnitKind.NUMBER
    )
    # The last step of a graded scale that begins at 0; empty for other kinds.
    scale_top = models.PositiveSmallIntegerField(_("top of the scale"), null=True, blank=True)
    direction = models.CharField(
        _("direction"), max_length=8, choices=Direction, default=Direction.UP
    )
    counted = models.CharField(_("counts"), max_length=10, choices=Counted, default=Counted.THINGS)
    over_time = models.CharField(
        _("over time"), max_length=10, choices=OverTime, default=OverTime.LATEST
    )
    over_places = models.CharField(
        _("over places"), max_length=10, choices=OverPlaces, default=OverPlaces.SUM
    )
    double_counting = ProseField(_("on double counting"), blank=True)
    verification = LineField(_("means of verification"), max_length=250, blank=True)
    # How often it is usually asked for; empty where the source names no regular period.
    frequency = models.CharField(_("frequency"), max_length=12, choices=Frequency, blank=True)
    dimensions = models.ManyToManyField(
        Dimension, verbose_name=_("broken down by"), blank=True, related_name="indicators"
    )
    plan_items = models.ManyToManyField(
        PlanItem, verbose_name=_("contributes to"), blank=True, related_name="indicators"
    )
    # Targets of the Sustainable Development Goals: « 10.7;8.5 ».
    sdg_targets = models.CharField(_("SDG targets"), max_length=60, blank=True)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin, default=Origin.PROPOSED)
    origin_note = LineField(_("where it comes from"), max_length=250, blank=True)
    # The agency whose officer put it forward; empty for what the ministry keeps itself.
    proposed_by = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        verbose_name=_("proposed by"),
        null=True,
        blank=True,
        related_name="proposed_indicators",
    )
    is_in_library = models.BooleanField(_("in the library"), default=False)
    # Added or changed in the portal: the files of the library leave it alone from then on.
    is_kept_here = models.BooleanField(_("kept in the portal"), default=False)
    version = models.PositiveIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)
    search = FoldedField(sources=["name_fr", "name_ar", "name_en", "code"])

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.CheckConstraint(
                condition=Q(unit_kind=UnitKind.SCALE, scale_top__gte=1)
                | (~Q(unit_kind=UnitKind.SCALE) & Q(scale_top__isnull=True)),
                name="indicator_scale_has_a_top",
                violation_error_message=_("A graded scale needs its last step, and only it does."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def is_percentage(self) -> bool:
        return self.unit_kind == UnitKind.PERCENTAGE

    @property
    def is_share(self) -> bool:
        """Whether a value is a numerator over a denominator: a percentage, and any number that
        several places make together by its denominators, as days of waiting over files."""
        pools = self.over_places in {OverPlaces.WEIGHTED, OverPlaces.RATIO}
        return self.is_percentage or (self.unit_kind == UnitKind.NUMBER and pools)

    @property
    def per(self) -> int:
        """How many times numerator over denominator a share is: 100 for a percentage."""
        return UnitKind(self.unit_kind).per

    @property
    def is_numeric(self) -> bool:
        return self.unit_kind != UnitKind.TEXT

    @property
    def sdg_list(self) -> list[str]:
        """The targets of the Sustainable Development Goals, one by one."""
        return [target for target in self.sdg_targets.split(";") if target]
