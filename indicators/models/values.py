from datetime import date
from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from actors.enums import Role
from actors.models import User
from actors.roles import Scope
from indicators.enums import RevisionState, ValueState
from indicators.models.frameworks import Measure
from indicators.models.library import Category, Indicator
from indicators.models.periods import Period
from lib.constraints import in_order, paired
from lib.dates import PartialDate, Precision, partial_constraint
from lib.fields import LineField, ProseField
from lib.quantities import Qualifier, Quantity
from programmes.models import Coverage, Programme
from regions.models import Place, Source


class ValueQuerySet(models.QuerySet["Value"]):
    """Named sets of values."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Validated ones of the programmes one may see, and of places as such; those still on
        their way to whoever gives or signs them: the region, and the programme's agency.

        A value of no programme (« 25 priority projects of the former plan ») belongs to its
        place, which all council staff and the ministry see, and donors of that region.
        """
        if not user.is_authenticated:
            return self.none()
        scope = user.scope()
        if scope.sees_everything:
            return self
        programmes = Programme.objects.visible_to(user)
        signed = Q(state=ValueState.VALIDATED)
        of_programme = Q(programme__in=programmes)
        own = self._ones_own(scope)
        if scope.has_role(Role.CONTRIBUTOR, Role.VALIDATOR):
            return self.filter(own | (signed & (of_programme | Q(programme__isnull=True))))
        covered = Coverage.objects.filter(programme__in=programmes, place=OuterRef("place"))
        of_place = Q(programme__isnull=True) & Exists(covered)
        return self.filter(own | (signed & (of_programme | of_place)))

    def read_whole_by(self, user: User) -> Self:
        """Those that a person sees in all their states: with every part, file and question."""
        scope = user.scope()
        return self if scope.sees_everything else self.filter(self._ones_own(scope))

    def _ones_own(self, scope: Scope) -> Q:
        own = Q(pk__in=[])
        if scope.region_codes:
            own |= Q(measure__isnull=False, place__code__in=scope.region_codes)
        if scope.implementing_ids:
            implemented = Programme.objects.implemented_by(scope.implementing_ids)
            own |= Q(measure__isnull=False, programme__in=implemented)
        return own

    def claims(self) -> Self:
        """What sources say: of no measure and no reporting period."""
        return self.filter(measure__isnull=True)

    def entries(self) -> Self:
        """What a place, or a programme as a whole, gave for a measure in a period."""
        return self.filter(measure__isnull=False)

    def validated(self) -> Self:
        return self.filter(state=ValueState.VALIDATED)

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

    An entry is about a measure, a period and a place (empty: the programme as a whole); a claim
    has a source instead. Where sources disagree each claim is kept, and one is marked as in use.
    `number` is None for « not reported », which is never 0; a blank cell is no row at all. A
    share is a numerator over a denominator, and `number` is `Indicator.per` times that. A
    text indicator has its words in `comment`.
    """

    code = models.SlugField(_("code"), max_length=120, unique=True)
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="values"
    )
    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, null=True, blank=True, related_name="values"
    )
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
    numerator = models.DecimalField(
        _("numerator"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    denominator = models.DecimalField(
        _("denominator"), max_digits=18, decimal_places=4, null=True, blank=True
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
    # Why it was returned.
    question = ProseField(_("question"), blank=True)
    version = models.PositiveIntegerField(default=1)
    entered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField(_("entered at"))
    submitted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    # The first of two signatures, where the programme asks for two.
    endorsed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    endorsed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
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
            paired("measure", "period", name="value_measure_with_period"),
            paired("submitted_by", "submitted_at", name="value_submitted_by_someone"),
            paired("endorsed_by", "endorsed_at", name="value_endorsed_by_someone"),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__gt=0),
                name="value_share_of_something",
                violation_error_message=_("A share needs a numerator, and a denominator above 0."),
            ),
            models.UniqueConstraint(
                "measure",
                "period",
                Coalesce("place", 0),
                condition=Q(measure__isnull=False),
                name="value_entered_once",
                violation_error_message=_("A value has been given here already."),
            ),
            # Expressions, since SQLite has no NULLS NOT DISTINCT.
            models.UniqueConstraint(
                "indicator",
                Coalesce("programme", 0),
                Coalesce("place", 0),
                Coalesce("starts_on", models.Value(date.min)),
                Coalesce("ends_on", models.Value(date.max)),
                condition=Q(is_in_use=True, measure__isnull=True),
                name="value_in_use_once",
                violation_error_message=_("Another value is already in use here."),
            ),
        ]
        indexes = [
            # A programme's and a place's claims; entries are read by measure and period.
            models.Index(
                fields=["programme", "state", "position"],
                condition=Q(measure__isnull=True),
                name="value_by_programme",
            ),
            models.Index(
                fields=["place", "state", "position"],
                condition=Q(measure__isnull=True),
                name="value_by_place",
            ),
            # The grid of a place, and the totals of a measure.
            models.Index(fields=["measure", "period", "place"], name="value_by_measure"),
            models.Index(fields=["period", "place", "state"], name="value_by_period"),
            # The queue of what waits for a signature.
            models.Index(
                fields=["submitted_at", "id"],
                condition=Q(state__in=[ValueState.SUBMITTED, ValueState.ENDORSED]),
                name="value_awaiting",
            ),
            # The last signature, which an empty queue names.
            models.Index(
                fields=["-validated_at", "-id"],
                condition=Q(measure__isnull=False, state=ValueState.VALIDATED),
                name="value_by_validation",
            ),
        ]

    def __str__(self):
        return self.code

    @property
    def as_of(self) -> PartialDate:
        return PartialDate(self.as_of_on, self.as_of_precision, self.as_of_words)

    @property
    def quantity(self) -> Quantity:
        return Quantity(self.number, Qualifier(self.qualifier))

    @property
    def is_entry(self) -> bool:
        return self.measure_id is not None


class Cell(models.Model):
    """A part of a value: those of one category. What the parts of a dimension leave of the whole
    is « not broken down », and is never stored. `number` is None for « not reported »."""

    value = models.ForeignKey(Value, on_delete=models.CASCADE, related_name="cells")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="cells")
    number = models.DecimalField(
        _("number"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    numerator = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)

    class Meta:
        verbose_name = _("part of a value")
        verbose_name_plural = _("parts of a value")
        constraints = [
            models.UniqueConstraint(
                fields=["value", "category"],
                name="cell_once",
                violation_error_message=_("This part has been given already."),
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__gt=0),
                name="cell_share_of_something",
                violation_error_message=_("A share needs a numerator, and a denominator above 0."),
            ),
        ]

    def __str__(self):
        return f"{self.value_id} · {self.category_id}"

    @property
    def quantity(self) -> Quantity:
        return Quantity(self.number)


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Named sets of revisions."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Accepted ones of the values one sees; the others to who sees those in all states."""
        if not user.is_authenticated:
            return self.none()
        whole = Value.objects.read_whole_by(user)
        of_values = Q(value__in=Value.objects.visible_to(user))
        return self.filter(of_values & (Q(state=RevisionState.ACCEPTED) | Q(value__in=whole)))

    def read_whole_by(self, user: User) -> Self:
        """Those of values that a person sees in all their states: with parts, and with answers."""
        return self.filter(value__in=Value.objects.read_whole_by(user))

    def newest_first(self) -> Self:
        return self.order_by("-proposed_at", "-pk")


class Revision(models.Model):
    """A change of a validated value: what it said, what it should say, and why.

    Until somebody else accepts it, the value stays as it was and every figure with it.
    `before` and `after` are told as `indicators.selectors.entries.told` tells a value.
    """

    value = models.ForeignKey(Value, on_delete=models.CASCADE, related_name="revisions")
    state = models.CharField(
        _("state"), max_length=8, choices=RevisionState, default=RevisionState.PROPOSED
    )
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = ProseField(_("reason"))
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    answer = ProseField(_("answer"), blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [
            paired("decided_by", "decided_at", name="revision_decided_by_someone"),
            models.UniqueConstraint(
                fields=["value"],
                condition=Q(state=RevisionState.PROPOSED),
                name="revision_one_at_a_time",
                violation_error_message=_("A change of this value waits for a decision already."),
            ),
        ]

    def __str__(self):
        return f"{self.value_id} · {self.state}"


class ValueFile(models.Model):
    """Evidence of a value, in private storage (see `programmes.models.Evidence`)."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    value = models.ForeignKey(Value, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(max_length=200)
    name = LineField(_("name"), max_length=160)
    content_type = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("evidence of a value")
        verbose_name_plural = _("evidence of values")

    def __str__(self):
        return self.name
