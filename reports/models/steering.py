"""What a committee saw: frozen snapshots, and the headline that somebody put above the figures."""

import uuid
from datetime import date
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from actors.enums import Language
from actors.models import Committee, Meeting, Seat, User
from lib.fields import LineField
from programmes.models import CommitteeProgramme, Programme


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    """Named sets of snapshots."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of a programme, or of a committee's meeting, that one may see.

        What was frozen for a meeting shows what its members see; so of a committee, a person
        sees those whose every programme they may see, and a member those that show no later day
        than the last of their mandate.
        """
        if not user.is_authenticated:
            return self.none()
        scope = user.scope()
        if scope.sees_everything:
            return self
        programmes = Programme.objects.visible_to(user)
        hidden = CommitteeProgramme.objects.filter(committee=OuterRef("committee")).exclude(
            programme__in=programmes
        )
        of_meeting = Q(meeting__isnull=True) | Q(meeting__in=Meeting.objects.visible_to(user))
        of_committee = Q(committee__in=Committee.objects.visible_to(user)) & ~Exists(hidden)
        if not scope.sees_every_committee:
            of_committee &= _in_mandate(user)
        return self.filter(Q(programme__in=programmes) | of_committee).filter(of_meeting)

    def about(self, thing: Programme | Committee) -> Self:
        """Those of a programme, or of a committee."""
        if isinstance(thing, Programme):
            return self.filter(programme=thing)
        return self.filter(committee=thing)

    def before(self, day: date) -> Self:
        """Those that show an earlier day, the latest first."""
        return self.filter(as_of__lt=day).order_by("-as_of", "-made_at", "-pk")

    def until(self, day: date) -> Self:
        """Those that show no later day, the latest first."""
        return self.filter(as_of__lte=day).order_by("-as_of", "-made_at", "-pk")


def _in_mandate(user: User) -> Q:
    """Of committees, the days of one's mandate; for a meeting of it, also an earlier day: whoever
    takes a seat on the day of a meeting reads what was frozen for it the week before.
    """
    kept = Seat.objects.of(user).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("as_of")),
        committee=OuterRef("committee"),
    )
    begun = kept.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=OuterRef("as_of")))
    return Q(Exists(begun)) | Q(Exists(kept), meeting__isnull=False)


class Snapshot(models.Model):
    """The steering dashboard of a programme or committee as it stood, for good.

    `bodies` holds the same figures in each language. The database refuses to change or delete a
    row (triggers); `sha256` is that of the canonical form of `bodies`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("verification code"), max_length=9, unique=True)
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="snapshots"
    )
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, null=True, blank=True, related_name="snapshots"
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="snapshots"
    )
    as_of = models.DateField(_("data as of"))
    bodies = models.JSONField(encoder=DjangoJSONEncoder)
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("frozen at"))

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        constraints = [
            models.CheckConstraint(
                condition=Q(programme__isnull=False, committee__isnull=True)
                | Q(programme__isnull=True, committee__isnull=False),
                name="snapshot_is_about_one",
            ),
            models.CheckConstraint(
                condition=Q(meeting__isnull=True) | Q(committee__isnull=False),
                name="snapshot_meeting_has_its_committee",
            ),
        ]
        indexes = [
            models.Index(fields=["committee", "made_at"], name="snapshot_by_committee"),
            models.Index(fields=["programme", "made_at"], name="snapshot_by_programme"),
        ]

    def __str__(self):
        return self.code


class HeadlineQuerySet(models.QuerySet["Headline"]):
    def about(self, thing: Programme | Committee) -> Self:
        """Those of a programme, or of a committee."""
        if isinstance(thing, Programme):
            return self.filter(programme=thing)
        return self.filter(committee=thing)


class Headline(models.Model):
    """The sentence that somebody put above the figures of a programme or committee.

    One per language; it stands for what the portal would say by itself until it is withdrawn, and
    says as of which day it was written.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, null=True, blank=True, related_name="headlines"
    )
    committee = models.ForeignKey(
        Committee, on_delete=models.CASCADE, null=True, blank=True, related_name="headlines"
    )
    language = models.CharField(_("language"), max_length=2, choices=Language)
    text = LineField(_("headline"), max_length=300)
    as_of = models.DateField(_("as of"))
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    objects = HeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("headline")
        verbose_name_plural = _("headlines")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "language"],
                condition=Q(programme__isnull=False),
                name="headline_of_programme_once",
            ),
            models.UniqueConstraint(
                fields=["committee", "language"],
                condition=Q(committee__isnull=False),
                name="headline_of_committee_once",
            ),
            models.CheckConstraint(
                condition=Q(programme__isnull=False, committee__isnull=True)
                | Q(programme__isnull=True, committee__isnull=False),
                name="headline_is_about_one",
            ),
        ]

    def __str__(self):
        return self.text[:80]
