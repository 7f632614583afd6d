from datetime import date
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from actors.enums import CommitteeKind, SeatKind
from actors.models.organisations import Organisation
from actors.models.people import User
from lib.constraints import in_order
from lib.dates import PartialDate, Precision, partial_constraint
from lib.fields import FoldedField, LineField, ProseField
from regions.models import Place, Source


class CommitteeQuerySet(models.QuerySet["Committee"]):
    """Named sets of committees."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Councils and the ministry see all; the others those where they or their organisation
        sit, or sat.
        """
        if not user.is_authenticated:
            return self.none()
        if user.scope().sees_every_committee:
            return self
        seats = Seat.objects.of(user)
        return self.filter(Q(pk__in=seats.values("committee")))


class Committee(models.Model):
    """A body that meets: COPIL, regional coordination committee, migration committee, network."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=CommitteeKind)
    name = LineField(_("name"), max_length=200)
    acronym = LineField(_("acronym"), max_length=30, blank=True)
    mission = ProseField(_("mission"), blank=True, help_text=_("One aim on each line."))
    nature = LineField(_("nature"), max_length=250, blank=True)
    origin = LineField(_("origin"), max_length=250, blank=True)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="committees"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    created_on = models.DateField(_("created"), null=True, blank=True)
    created_precision = models.CharField(max_length=8, choices=Precision, default=Precision.UNKNOWN)
    created_words = LineField(max_length=80, blank=True)
    charter_on = models.DateField(_("charter signed"), null=True, blank=True)
    charter_precision = models.CharField(max_length=8, choices=Precision, default=Precision.UNKNOWN)
    charter_words = LineField(max_length=80, blank=True)
    has_charter = models.BooleanField(_("has a charter"), default=False)
    quorum = models.PositiveSmallIntegerField(
        _("quorum"),
        null=True,
        blank=True,
        help_text=_("How many seats, the chair's included, must be present or represented."),
    )
    months_between = models.PositiveSmallIntegerField(
        _("months between meetings"), null=True, blank=True
    )
    version = models.PositiveIntegerField(default=1)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    search = FoldedField(sources=["name_fr", "name_ar", "name_en", "acronym"])

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("committee")
        verbose_name_plural = _("committees")
        constraints = [
            partial_constraint("created", name="committee_created_partial"),
            partial_constraint("charter", name="committee_charter_partial"),
        ]

    def __str__(self):
        return self.name

    @property
    def created(self) -> PartialDate:
        return PartialDate(self.created_on, self.created_precision, self.created_words)

    @property
    def charter(self) -> PartialDate:
        return PartialDate(self.charter_on, self.charter_precision, self.charter_words)


class Charter(models.Model):
    """One version of a committee's charter, with those who signed it."""

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="charters")
    number = models.PositiveSmallIntegerField(_("version"))
    text = ProseField(_("text"), blank=True)
    signed_on = models.DateField(_("signed"), null=True, blank=True)
    signed_precision = models.CharField(max_length=8, choices=Precision, default=Precision.UNKNOWN)
    signed_words = LineField(max_length=80, blank=True)
    signatories = models.ManyToManyField(Organisation, related_name="charters", blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("charter")
        verbose_name_plural = _("charters")
        constraints = [
            models.UniqueConstraint(fields=["committee", "number"], name="charter_number_once"),
            partial_constraint("signed", name="charter_signed_partial"),
        ]

    def __str__(self):
        return f"{self.committee_id} · {self.number}"

    @property
    def signed(self) -> PartialDate:
        return PartialDate(self.signed_on, self.signed_precision, self.signed_words)


class SeatQuerySet(models.QuerySet["Seat"]):
    """Named sets of seats."""

    def of(self, user: User) -> Self:
        """Those that a person holds, by name or through an organisation of theirs."""
        return self.filter(
            Q(organisation__in=user.scope().organisation_ids) | Q(holder=user) | Q(alternate=user)
        )

    def held_by(self, user: User) -> Self:
        """Those that make a person a member: by name, or through an organisation that they work
        for. Whoever is there for a donor alone holds none, and reads what was made public.
        """
        working = user.scope().working_ids
        if not working:
            return self.none()
        return self.filter(Q(organisation__in=working) | Q(holder=user) | Q(alternate=user))

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the committees one may see."""
        return self.filter(committee__in=Committee.objects.visible_to(user))

    def in_mandate(self, *, on: date | Combinable) -> Self:
        """Those whose mandate holds on a day; one without dates always holds."""
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=on),
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
        )

    def in_order(self) -> Self:
        return self.order_by("position", "pk")


class Seat(models.Model):
    """A place at a committee's table: an organisation, or a group that a source names in words.

    Whoever sits there may be named: the holder and the alternate, with an account or without.
    """

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="seats")
    kind = models.CharField(_("seat"), max_length=9, choices=SeatKind, default=SeatKind.MEMBER)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="seats"
    )
    label = LineField(_("in words"), max_length=250, blank=True)
    function = LineField(_("function"), max_length=160, blank=True)
    holder = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("holder"),
    )
    holder_name = LineField(_("holder's name"), max_length=120, blank=True)
    alternate = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("alternate"),
    )
    alternate_name = LineField(_("alternate's name"), max_length=120, blank=True)
    starts_on = models.DateField(_("mandate from"), null=True, blank=True)
    ends_on = models.DateField(_("mandate until"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            models.UniqueConstraint(fields=["committee", "position"], name="seat_position_once"),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(label=""),
                name="seat_names_someone",
                violation_error_message=_("A seat names an organisation or a group."),
            ),
            in_order(
                "starts_on",
                "ends_on",
                name="seat_mandate_in_order",
                message=_("The mandate ends before it begins."),
            ),
        ]

    def __str__(self):
        return self.label or str(self.organisation_id)
