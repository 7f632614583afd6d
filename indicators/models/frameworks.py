"""A programme's results framework: what it wants to reach, and how that is measured."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from actors.models import User
from indicators.enums import AmendmentKind, CollectedBy, ResultLevel, UsedFigure
from indicators.models.library import Category, Indicator
from indicators.models.periods import Period
from lib.dates import Frequency
from lib.fields import LineField, ProseField
from lib.quantities import Qualifier, Quantity
from programmes.models import Programme
from regions.models import Place


class Framework(models.Model):
    """The rules of one programme's results: its calendar, its signatures, its own level names.

    `version` counts the amendments: 1 until a value is validated and something changes after.
    """

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="framework")
    version = models.PositiveSmallIntegerField(default=1)
    # The programme's own names of the levels; empty where it uses the usual ones.
    impact_name = LineField(_("its name for impact"), max_length=60, blank=True)
    outcome_name = LineField(_("its name for outcome"), max_length=60, blank=True)
    output_name = LineField(_("its name for output"), max_length=60, blank=True)
    # Empty: the periods are free dates, made one by one.
    frequency = models.CharField(
        _("calendar"), max_length=12, choices=Frequency, blank=True, default=Frequency.QUARTERLY
    )
    first_on = models.DateField(_("first day of the calendar"), null=True, blank=True)
    due_days = models.PositiveSmallIntegerField(_("days until due"), default=30)
    grace_days = models.PositiveSmallIntegerField(_("days of grace"), default=15)
    signatures = models.PositiveSmallIntegerField(
        _("signatures"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(2)],
    )

    class Meta:
        verbose_name = _("results framework")
        verbose_name_plural = _("results frameworks")
        constraints = [
            models.CheckConstraint(
                condition=Q(signatures__in=[1, 2]),
                name="framework_one_or_two_signatures",
                violation_error_message=_("A value is signed once or twice."),
            )
        ]

    def __str__(self):
        return str(self.programme)

    def level_name(self, level: str) -> str:
        """The programme's own name of a level, or the usual one."""
        return str(getattr(self, f"{level}_name") or ResultLevel(level).label)


class ResultQuerySet(models.QuerySet["Result"]):
    """Named sets of results."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the programmes one may see."""
        return self.filter(programme__in=Programme.objects.visible_to(user))

    def in_order(self) -> Self:
        return self.order_by("position", "pk")


class Result(models.Model):
    """Something that a programme wants to reach, at one level of its framework."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="results")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    level = models.CharField(_("level"), max_length=8, choices=ResultLevel)
    number = LineField(_("number"), max_length=12)
    title = LineField(_("result"), max_length=250)
    assumptions = ProseField(_("assumptions"), blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                name="result_number_once",
                violation_error_message=_("Another result has this number already."),
            )
        ]

    def __str__(self):
        return f"{self.number} {self.title}"


class MeasureQuerySet(models.QuerySet["Measure"]):
    """Named sets of measures."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the programmes one may see."""
        return self.filter(programme__in=Programme.objects.visible_to(user))

    def active(self) -> Self:
        """Those that have not been taken out of their framework."""
        return self.filter(removed_at__isnull=True)

    def in_order(self) -> Self:
        return self.order_by("result__position", "result_id", "position", "pk")

    def for_table(self) -> Self:
        return self.select_related("indicator", "result", "programme").in_order()


class Measure(models.Model):
    """An indicator of the library under a result of a programme.

    The baseline may be missing; so may every target: no target is a normal state.
    """

    # The result's programme, once more: values, totals and pages ask for it at every turn.
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="measures")
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="measures")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="measures")
    # Its permanent address: prim-1-2.
    code = models.SlugField(_("code"), max_length=60, unique=True)
    # The programme's own words; empty where those of the library are used.
    wording = LineField(_("wording"), max_length=250, blank=True)
    collected_by = models.CharField(
        _("given by"), max_length=10, choices=CollectedBy, default=CollectedBy.REGION
    )
    # Empty: every period of the programme's calendar.
    frequency = models.CharField(_("frequency"), max_length=12, choices=Frequency, blank=True)
    verification = LineField(_("means of verification"), max_length=250, blank=True)
    baseline_number = models.DecimalField(
        _("baseline"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    baseline_qualifier = models.CharField(max_length=10, choices=Qualifier, default=Qualifier.EXACT)
    baseline_year = models.PositiveSmallIntegerField(
        _("year of the baseline"), null=True, blank=True
    )
    baseline_note = LineField(_("note on the baseline"), max_length=250, blank=True)
    # What is usual for one place in one period; outside of it a comment is asked for.
    usual_low = models.DecimalField(
        _("usually at least"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    usual_high = models.DecimalField(
        _("usually at most"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    used_figure = models.CharField(
        _("figure in use"), max_length=8, choices=UsedFigure, default=UsedFigure.COMPUTED
    )
    is_key = models.BooleanField(_("key indicator"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(_("taken out at"), null=True, blank=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator of a framework")
        verbose_name_plural = _("indicators of a framework")
        constraints = [
            models.UniqueConstraint(
                fields=["result", "indicator"],
                condition=Q(removed_at__isnull=True),
                name="measure_once_under_a_result",
                violation_error_message=_("This result has this indicator already."),
            ),
            models.CheckConstraint(
                condition=Q(usual_low__isnull=True)
                | Q(usual_high__isnull=True)
                | Q(usual_low__lte=models.F("usual_high")),
                name="measure_usual_range_in_order",
                violation_error_message=_("The usual range ends below its beginning."),
            ),
        ]
        indexes = [models.Index(fields=["programme", "position"], name="measure_by_programme")]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """The programme's own words, or those of the library."""
        return self.wording or self.indicator.name

    @property
    def baseline(self) -> Quantity:
        return Quantity(self.baseline_number, Qualifier(self.baseline_qualifier))


class Target(models.Model):
    """What a measure should reach: by the end of a period, or at the end of the programme.

    For all of it, or for one place, or one category. `number` is cumulative where the indicator
    is: what should have been reached by then.
    """

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="targets")
    # Empty: the final target.
    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, null=True, blank=True, related_name="targets"
    )
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="targets"
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="targets"
    )
    number = models.DecimalField(_("target"), max_digits=18, decimal_places=4)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            # Expressions, since SQLite has no NULLS NOT DISTINCT.
            models.UniqueConstraint(
                "measure",
                Coalesce("period", 0),
                Coalesce("place", 0),
                Coalesce("category", 0),
                name="target_once",
                violation_error_message=_("There is a target for this already."),
            )
        ]

    def __str__(self):
        return f"{self.measure_id} · {self.number}"


class Rule(models.Model):
    """How the portal counts a measure by itself: a kind of rule (`indicators/rules/`), and what
    that kind asks for."""

    measure = models.OneToOneField(Measure, on_delete=models.CASCADE, related_name="rule")
    kind = models.SlugField(_("kind"), max_length=40)
    settings = models.JSONField(_("settings"), default=dict, blank=True)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")

    def __str__(self):
        return f"{self.measure_id} · {self.kind}"


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    """Named sets of amendments."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the programmes one may see."""
        return self.filter(programme__in=Programme.objects.visible_to(user))

    def newest_first(self) -> Self:
        return self.order_by("-made_at", "-pk")


class Amendment(models.Model):
    """A change of a framework after values were validated: what it said, what it says, and why."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="amendments")
    # The version of the framework that begins with it.
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("about"), max_length=8, choices=AmendmentKind)
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="amendments"
    )
    result = models.ForeignKey(
        Result, on_delete=models.PROTECT, null=True, blank=True, related_name="amendments"
    )
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = ProseField(_("reason"))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="amendment_number_once")
        ]

    def __str__(self):
        return f"{self.programme_id} · {self.number}"
