from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.dates import PartialDate, Precision, partial_constraint
from lib.fields import LineField, ProseField
from regions.enums import SourceKind, StatementKind
from regions.models.places import Place


class SourceQuerySet(models.QuerySet["Source"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """All of them: a figure without its source is worth nothing to its reader."""
        return self if user.is_authenticated else self.none()


class Source(models.Model):
    """A published text that the portal's facts come from.

    It stands in the lowest app because every app cites sources (docs/adr/0004).
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=SourceKind)
    title = LineField(_("title"), max_length=300)
    publication = LineField(_("publication"), max_length=120, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    published_precision = models.CharField(
        max_length=8, choices=Precision, default=Precision.UNKNOWN
    )
    published_words = LineField(max_length=80, blank=True)
    url = models.URLField(_("address"), blank=True)
    note = ProseField(_("note"), blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [partial_constraint("published", name="source_published_partial")]

    def __str__(self):
        return self.title

    @property
    def published(self):
        return PartialDate(self.published_on, self.published_precision, self.published_words)


class PlaceStatement(models.Model):
    """What a source says about a place: its context, what it intends, what stands in the way."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="statements")
    kind = models.CharField(_("kind"), max_length=12, choices=StatementKind)
    text = ProseField(_("statement"))
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("statement about a place")
        verbose_name_plural = _("statements about places")
        constraints = [
            models.UniqueConstraint(
                fields=["place", "kind", "position"], name="place_statement_position_once"
            )
        ]

    def __str__(self):
        return self.text[:80]
