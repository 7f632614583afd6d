from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from actors.enums import FacilityKind, FacilityState
from actors.models.organisations import Organisation
from lib.dates import PartialDate, Precision, partial_constraint
from lib.fields import FoldedField, LineField, ProseField
from regions.models import Place, PlanItem, Source


class FacilityQuerySet(models.QuerySet["Facility"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """All of them, to whoever is signed in; places are shown at commune level, no address."""
        return self if user.is_authenticated else self.none()


class Facility(models.Model):
    """A structure for migrants or for migration policy: office, unit, incubator, centre, network.

    `units` is how many sites one record stands for: a source counts sixteen reception offices
    without listing them, and sixteen invented records would not be true.
    """

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=FacilityKind)
    name = LineField(_("name"), max_length=250)
    mission = ProseField(_("mission"), blank=True)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="facilities"
    )
    operator = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="facilities"
    )
    partner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    plan_item = models.ForeignKey(
        PlanItem, on_delete=models.PROTECT, null=True, blank=True, related_name="facilities"
    )
    units = models.PositiveIntegerField(_("number of sites"), default=1)
    search = FoldedField(sources=["name_fr", "name_ar", "name_en"])

    objects = FacilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")

    def __str__(self):
        return self.name


class FacilityStatus(models.Model):
    """A step in a facility's life, with its date as far as it is known."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="statuses")
    state = models.CharField(_("status"), max_length=12, choices=FacilityState)
    since_on = models.DateField(_("since"), null=True, blank=True)
    since_precision = models.CharField(max_length=8, choices=Precision, default=Precision.UNKNOWN)
    since_words = LineField(max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    note = LineField(_("note"), max_length=250, blank=True)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("status of a facility")
        verbose_name_plural = _("statuses of facilities")
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "position"], name="facility_status_position_once"
            ),
            partial_constraint("since", name="facility_status_since_partial"),
        ]

    def __str__(self):
        return f"{self.facility_id} · {self.state}"

    @property
    def since(self) -> PartialDate:
        return PartialDate(self.since_on, self.since_precision, self.since_words)
