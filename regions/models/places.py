from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.fields import FoldedField, LineField
from regions.enums import Milieu, PlaceKind


class PlaceQuerySet(models.QuerySet["Place"]):
    """Named sets of places."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """All of them: the territorial division is public, to whoever is signed in."""
        return self if user.is_authenticated else self.none()

    def regions(self) -> Self:
        """The twelve regions of Morocco, in official order."""
        return self.filter(kind=PlaceKind.REGION).order_by("code")

    def regions_and_provinces_of(self, region: "Place") -> Self:
        """The twelve regions, and the provinces and prefectures of one of them, in their order."""
        kinds = [PlaceKind.PROVINCE, PlaceKind.PREFECTURE]
        inside = Q(code__startswith=f"{region.code}.", kind__in=kinds)
        return self.filter(Q(kind=PlaceKind.REGION) | inside).order_by("code")

    def within(self, place: "Place") -> Self:
        """The place and all below it: a descendant's code begins with its own."""
        return self.filter(Q(code=place.code) | Q(code__startswith=f"{place.code}."))


class Place(models.Model):
    """A country, region, province, prefecture or commune, in one tree.

    `code` is the official HCP code under the ISO country code (`MA.09.163.01.05`), so the
    codes of all descendants begin with the code of the place and a dot.
    """

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    kind = models.CharField(_("level"), max_length=12, choices=PlaceKind)
    code = models.CharField(_("code"), max_length=20, unique=True)
    iso_code = models.CharField(_("ISO 3166 code"), max_length=8, blank=True)
    slug = models.SlugField(_("address"), max_length=60, blank=True)
    name = LineField(_("name"), max_length=120)
    capital = LineField(_("capital"), max_length=80, blank=True)
    milieu = models.CharField(_("urban or rural"), max_length=8, choices=Milieu, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(_("census year"), null=True, blank=True)
    search = FoldedField(sources=["name_fr", "name_ar", "name_en", "code"])

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.UniqueConstraint(fields=["slug"], condition=~Q(slug=""), name="place_slug_once"),
            models.CheckConstraint(
                condition=Q(population__isnull=True, population_year__isnull=True)
                | Q(population__isnull=False, population_year__isnull=False),
                name="place_population_with_year",
            ),
        ]
        indexes = [
            # The places of a region, and type-ahead among them.
            models.Index(fields=["kind", "code"], name="place_by_kind"),
        ]

    def __str__(self):
        return self.name

    @property
    def region_code(self):
        """The code of the region above this place, or of itself; empty for a country."""
        parts = self.code.split(".")
        return ".".join(parts[:2]) if len(parts) > 1 else ""
