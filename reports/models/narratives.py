from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from actors.enums import Language
from actors.models import User
from lib.fields import ProseField
from programmes.models import Programme
from reports.enums import NarrativeKind


class NarrativeQuerySet(models.QuerySet["Narrative"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the programmes one may see."""
        return self.filter(programme__in=Programme.objects.visible_to(user))


class Narrative(models.Model):
    """The text of one section of a programme's reports, in one language."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="narratives")
    kind = models.CharField(_("section"), max_length=12, choices=NarrativeKind)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    text = ProseField(_("text"), blank=True)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    objects = NarrativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("narrative")
        verbose_name_plural = _("narratives")
        constraints = [
            models.UniqueConstraint(fields=["programme", "kind", "language"], name="narrative_once")
        ]

    def __str__(self):
        return f"{self.programme_id} · {self.kind} · {self.language}"
