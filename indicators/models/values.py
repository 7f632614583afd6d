from datetime import date
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from actors.enums import Role
from actors.models import User
from indicators.enums import Aggregation, Counted, ValueState
from lib.constraints import in_order
from lib.dates import PartialDate, Precision, partial_constraint
from lib.fields import FoldedField, LineField, ProseField
from lib.quantities import Qualifier, Quantity
from programmes.models import Coverage, Programme
from regions.models import Place, Source


class Indicator(models.Model):
    """A shared definition of something that is counted."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = LineField(_("name"), max_length=250)
    short_name = LineField(_("short name"), max_length=60)
    unit = LineField(_("unit"), max_length=60)
    definition = ProseField(_("definition"), blank=True)
    counted = models.CharField(_("counts"), max_length=10, choices=Counted, default=Counted.THINGS)
    over_time = models.CharField(
        _("over time"), max_length=8, choices=Aggregation, default=Aggregation.LATEST
    )
    over_places = models.CharField(
        _("over places"), max_length=8, choices=Aggregation, default=Aggregation.SUM
    )
    search = FoldedField(sources=["name_fr", "name_ar", "name_en", "code"])

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def __str__(self):
        return self.name


class ValueQuerySet(models.QuerySet["Value"]):
    """Named sets of values."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Validated ones of the programmes one may see, and of places as such.

        A value of no programme (« 25 priority projects of the former plan ») belongs to its
        place, which all council staff and the ministry see, and donors of that region.
        """
        if not user.is_authenticated:
            return self.none()
        scope = user.scope()
        if scope.sees_everything:
            return self
        programmes = Programme.objects.visible_to(user)
        of_programme = Q(programme__in=programmes)
        rows = self.filter(state=ValueState.VALIDATED)
        if scope.has_role(Role.CONTRIBUTOR, Role.VALIDATOR):
            return rows.filter(of_programme | Q(programme__isnull=True))
        covered = Coverage.objects.filter(programme__in=programmes, place=OuterRef("place"))
        return rows.filter(of_programme | (Q(programme__isnull=True) & Exists(covered)))

    def in_use(self) -> Self:
        """Of several claims about the same thing, the one that the portal shows."""
        return self.filter(is_in_use=True)

    def for_figures(self) -> Self:
        """With what a figure says of itself, in the order of the sheets."""
        rows = self.select_related("indicator", "programme", "place", "source")
        return rows.order_by("programme__position", "position", "pk")

    def for_table(self) -> Self:
        """As figures, with those who entered and validated them."""
        return self.for_figures().select_related("entered_by", "validated_by")


class Value(models.Model):
    """A number that someone reports, or that a source claims, for an indicator.

    Where sources disagree each claim is kept, with its source, and one is marked as in use.
    `number` is None for « not reported », which is never 0. There is no target here: no target
    is a normal state, and none is invented.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="values")
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="values"
    )
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="values"
    )
    number = models.DecimalField(
        _("number"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    qualifier = models.CharField(max_length=10, choices=Qualifier, default=Qualifier.EXACT)
    wording = LineField(_("in the words of the source"), max_length=160, blank=True)
    reading = LineField(_("how to read it"), max_length=250, blank=True)
    as_of_on = models.DateField(_("as of"), null=True, blank=True)
    as_of_precision = models.CharField(max_length=8, choices=Precision, default=Precision.UNKNOWN)
    as_of_words = LineField(max_length=80, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="values"
    )
    is_in_use = models.BooleanField(_("in use"), default=True)
    is_key = models.BooleanField(_("key figure"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    comment = ProseField(_("comment"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ValueState, default=ValueState.DRAFT
    )
    version = models.PositiveIntegerField(default=1)
    entered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField(_("entered at"))
    validated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    validated_at = models.DateTimeField(_("validated at"), null=True, blank=True)

    objects = ValueQuerySet.as_manager()

    class Meta:
        verbose_name = _("value")
        verbose_name_plural = _("values")
        constraints = [
            partial_constraint("as_of", name="value_as_of_partial"),
            in_order(
                "starts_on",
                "ends_on",
                name="value_days_in_order",
                message=_("The period ends before it begins."),
            ),
            # Expressions, since SQLite has no NULLS NOT DISTINCT.
            models.UniqueConstraint(
                "indicator",
                Coalesce("programme", 0),
                Coalesce("place", 0),
                Coalesce("starts_on", models.Value(date.min)),
                Coalesce("ends_on", models.Value(date.max)),
                condition=Q(is_in_use=True),
                name="value_in_use_once",
                violation_error_message=_("Another value is already in use here."),
            ),
        ]
        indexes = [
            # A programme's figures.
            models.Index(fields=["programme", "state", "position"], name="value_by_programme"),
            models.Index(fields=["place", "state", "position"], name="value_by_place"),
        ]

    def __str__(self):
        return self.code

    @property
    def as_of(self) -> PartialDate:
        return PartialDate(self.as_of_on, self.as_of_precision, self.as_of_words)

    @property
    def quantity(self) -> Quantity:
        return Quantity(self.number, Qualifier(self.qualifier))
