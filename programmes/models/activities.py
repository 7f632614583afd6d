import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from actors.models import Organisation, User
from actors.roles import Scope
from lib.constraints import LatestFirst, in_order, paired
from lib.dates import PartialDate, Precision, partial_constraint
from lib.fields import FoldedField, LineField, ProseField
from lib.quantities import Qualifier, Quantity
from programmes.enums import ActivityState, Dimension, EvidenceKind, Involvement
from programmes.models.programmes import Component, Programme
from regions.models import Place, PlanItem, Source


class ActivityKind(models.Model):
    """A kind of activity: workshop, training, meeting…"""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = LineField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("kind of activity")
        verbose_name_plural = _("kinds of activities")

    def __str__(self):
        return self.name


class ParticipationCategory(models.Model):
    """One value of a breakdown of participants; « not broken down » is one of them."""

    dimension = models.CharField(_("dimension"), max_length=8, choices=Dimension)
    code = models.CharField(_("code"), max_length=12)
    name = LineField(_("name"), max_length=80)
    is_unspecified = models.BooleanField(_("not broken down"), default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("participation category")
        verbose_name_plural = _("participation categories")
        constraints = [
            models.UniqueConstraint(
                fields=["dimension", "code"], name="participation_category_once"
            )
        ]

    def __str__(self):
        return self.name


class ActivityQuerySet(models.QuerySet["Activity"]):
    """Named sets of activities."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Validated ones in one's programmes; unvalidated ones only of one's region or agency."""
        if not user.is_authenticated:
            return self.none()
        scope = user.scope()
        if scope.sees_everything:
            return self
        visible = self._ones_own(scope)
        if scope.region_codes:
            visible |= Q(state=ActivityState.VALIDATED)
        if scope.funding_ids or scope.seated_ids:
            followed = Programme.objects.visible_to(user)
            visible |= Q(state=ActivityState.VALIDATED) & Exists(
                Attribution.objects.filter(activity=OuterRef("pk"), programme__in=followed)
            )
        return self.filter(visible)

    def as_read_by(self, user: User) -> Self:
        """Adds `is_ones_own`: whether the person sees the record in all its states.

        The others see what was signed, and neither how it came about nor groups of few people.
        """
        scope = user.scope()
        own = Q(pk__isnull=False) if scope.sees_everything else self._ones_own(scope)
        return self.annotate(is_ones_own=ExpressionWrapper(own, models.BooleanField()))

    @staticmethod
    def _ones_own(scope: Scope) -> Q:
        """Those of one's region, and those of the programmes that one's agency implements."""
        own = Q(pk__in=[])
        if scope.region_codes:
            own |= Q(region__code__in=scope.region_codes)
        if scope.implementing_ids:
            implemented = Programme.objects.implemented_by(scope.implementing_ids)
            own |= Q(
                Exists(
                    Attribution.objects.filter(activity=OuterRef("pk"), programme__in=implemented)
                )
            )
        return own

    def validated(self) -> Self:
        return self.filter(state=ActivityState.VALIDATED)

    def awaiting_validation(self) -> Self:
        return self.filter(state=ActivityState.SUBMITTED)

    def of_programme(self, programme: Programme | OuterRef) -> Self:
        """Those attributed to the programme, each once."""
        return self.filter(
            Exists(Attribution.objects.filter(activity=OuterRef("pk"), programme=programme))
        )

    def in_place(self, place: Place) -> Self:
        """Those held in the place or inside it, each once."""
        link = Activity.places.through
        inside = Place.objects.within(place)
        return self.filter(Exists(link.objects.filter(activity=OuterRef("pk"), place__in=inside)))

    def newest_first(self) -> Self:
        """By date of the activity, those without one last."""
        return self.order_by(F("starts_on").desc(nulls_last=True), "-pk")

    def for_table(self) -> Self:
        """Load all that a row prints, so that the template asks for nothing more."""
        return (
            self.select_related("kind", "owner", "region")
            .prefetch_related("attributions__programme", "places", "evidence")
            .newest_first()
        )


class Activity(models.Model):
    """What was done: kind, title, when, where, with whom, for how many, for which programmes."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = LineField(_("what"), max_length=200)
    kind = models.ForeignKey(ActivityKind, on_delete=models.PROTECT, related_name="+")
    is_planned = models.BooleanField(_("planned"), default=False)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    starts_precision = models.CharField(max_length=8, choices=Precision, default=Precision.DAY)
    starts_words = LineField(max_length=80, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    # Both follow from the membership of whoever logs it, never from a field of a form.
    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="activities", verbose_name=_("owner")
    )
    region = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("region of record"),
    )
    places = models.ManyToManyField(
        Place, blank=True, related_name="activities", verbose_name=_("places")
    )
    participants = models.PositiveIntegerField(_("participants"), null=True, blank=True)
    participants_qualifier = models.CharField(
        max_length=10, choices=Qualifier, default=Qualifier.EXACT
    )
    women = models.PositiveIntegerField(_("of which women"), null=True, blank=True)
    organisations = models.ManyToManyField(
        Organisation, through="ActivityOrganisation", related_name="joint_activities"
    )
    programmes = models.ManyToManyField(Programme, through="Attribution", related_name="activities")
    plan_item = models.ForeignKey(
        PlanItem, on_delete=models.PROTECT, null=True, blank=True, related_name="activities"
    )
    note = ProseField(_("note"), blank=True)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ActivityState, default=ActivityState.DRAFT
    )
    question = ProseField(_("question"), blank=True)
    version = models.PositiveIntegerField(default=1)
    # What the browser sends with a submit; a second submit with the same key is the same record.
    submission_key = models.UUIDField(unique=True, null=True, blank=True)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("logged at"))
    changed_at = models.DateTimeField(_("changed at"))
    submitted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    validated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    validated_at = models.DateTimeField(_("validated at"), null=True, blank=True)
    search = FoldedField(sources=["title", "note", "reference"])

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            partial_constraint("starts", name="activity_starts_partial"),
            in_order(
                "starts_on",
                "ends_on",
                name="activity_days_in_order",
                message=_("The last day is before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(women__isnull=True) | Q(women__lte=F("participants")),
                name="activity_women_within_total",
                violation_error_message=_("There are more women than participants."),
            ),
            paired("submitted_at", "submitted_by", name="activity_submitted_pair"),
        ]
        indexes = [
            # The log, newest first, for one region or all.
            models.Index(fields=["region", "state", "-starts_on"], name="activity_by_region"),
            models.Index(fields=["state", "-starts_on"], name="activity_by_state"),
            # The owner's own list.
            models.Index(fields=["created_by", "-id"], name="activity_by_author"),
            # The log as everybody sees it first.
            LatestFirst(fields=["-starts_on", "-id"], name="activity_newest_first"),
            # What waits for a signature, counted on every dashboard.
            models.Index(
                fields=["id"],
                condition=Q(state=ActivityState.SUBMITTED),
                name="activity_awaiting",
            ),
            # What was validated last, on a dashboard and over the queue.
            models.Index(fields=["-validated_at", "-id"], name="activity_by_validation"),
        ]

    def __str__(self):
        return self.title

    @property
    def reference(self) -> str:
        """The short name people quote: A-0231."""
        return f"A-{self.pk:04d}" if self.pk else ""

    @property
    def starts(self) -> PartialDate:
        return PartialDate(self.starts_on, self.starts_precision, self.starts_words)

    @property
    def attendance(self) -> Quantity:
        """The participants as the source gives them; « not reported » without a number."""
        return Quantity(self.participants, self.participants_qualifier)

    @property
    def men(self) -> int | None:
        """Participants who are not women; None where either number is not reported."""
        if self.participants is None or self.women is None:
            return None
        return self.participants - self.women


class ActivityOrganisation(models.Model):
    """An organisation that organised an activity or took part in it."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="involvements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=10, choices=Involvement)

    class Meta:
        verbose_name = _("organisation of an activity")
        verbose_name_plural = _("organisations of activities")
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "organisation", "role"], name="activity_organisation_once"
            )
        ]

    def __str__(self):
        return f"{self.organisation_id} · {self.role}"


class Attribution(models.Model):
    """The share of an activity that a programme, and perhaps one of its funders, accounts for."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="attributions")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="attributions")
    funder = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Of the same programme: `problems_of` sees to it, a constraint cannot look into a second table.
    component = models.ForeignKey(
        Component, on_delete=models.PROTECT, null=True, blank=True, related_name="attributions"
    )
    share = models.DecimalField(_("share (%)"), max_digits=5, decimal_places=2, default=100)

    class Meta:
        verbose_name = _("attribution")
        verbose_name_plural = _("attributions")
        constraints = [
            # An expression, since SQLite has no NULLS NOT DISTINCT.
            models.UniqueConstraint(
                "activity",
                "programme",
                Coalesce("funder", 0),
                name="attribution_once",
                violation_error_message=_("This programme and funder already have a share."),
            ),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=100),
                name="attribution_share_in_range",
                violation_error_message=_("A share is more than 0 and at most 100."),
            ),
        ]
        indexes = [
            # A programme's activities, without reading the table.
            models.Index(fields=["programme", "activity"], name="attribution_by_programme"),
        ]

    def __str__(self):
        return f"{self.programme_id} · {self.share}"


class Participation(models.Model):
    """How many participants fall in one category of a breakdown."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="participations")
    category = models.ForeignKey(ParticipationCategory, on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField(_("number"))

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(fields=["activity", "category"], name="participation_once")
        ]

    def __str__(self):
        return f"{self.category_id} · {self.count}"


def evidence_path(evidence: "Evidence", filename: str) -> str:
    """Where the file is kept: under a random name, outside whatever the web server serves."""
    return f"evidence/{evidence.uuid}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of one's own records: attendance lists name people, so outsiders get none."""
        if not user.is_authenticated:
            return self.none()
        own = Activity.objects.visible_to(user).as_read_by(user).filter(is_ones_own=True)
        return self.filter(activity__in=own.values("pk"))


class Evidence(models.Model):
    """A file that shows an activity took place; served only through permission."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=10, choices=EvidenceKind)
    name = LineField(_("name"), max_length=150)
    file = models.FileField(_("file"), upload_to=evidence_path)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(fields=["activity", "sha256"], name="evidence_file_once")
        ]

    def __str__(self):
        return self.name
