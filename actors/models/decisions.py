"""What committees decide or recommend, and what becomes of it."""

from datetime import date
from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.enums import DecisionKind, DecisionState, Priority, Role
from actors.models.committees import Committee
from actors.models.meetings import Meeting
from actors.models.organisations import Organisation
from actors.models.people import User
from lib.fields import LineField, ProseField
from regions.models import PlanItem, Source

# The states in which a decision needs nobody any more.
CLOSED = (DecisionState.DONE, DecisionState.LAPSED)


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of visible committees; a donor sees only those the committee made public."""
        if not user.is_authenticated:
            return self.none()
        rows = self.filter(committee__in=Committee.objects.visible_to(user))
        roles = {grant.role for grant in user.scope().grants}
        return rows.filter(is_public=True) if roles == {Role.DONOR} else rows

    def assigned_to(self, user: User) -> Self:
        """Those whose owner is the person, or an organisation of theirs."""
        return self.filter(Q(owner_person=user) | Q(owner__in=user.scope().organisation_ids))

    def open(self) -> Self:
        """Those that nobody has finished or dropped."""
        return self.exclude(state__in=CLOSED)

    def overdue(self, *, on: date) -> Self:
        """Open ones whose due date has passed."""
        return self.open().filter(due_on__lt=on)


class Decision(models.Model):
    """A decision, recommendation or proposal of a committee, numbered within it."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="decisions")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=16, choices=DecisionKind)
    text = ProseField(_("text"))
    origin = LineField(_("put forward by"), max_length=200, blank=True)
    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    owner_person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    priority = models.CharField(
        _("priority"), max_length=6, choices=Priority, default=Priority.NORMAL
    )
    plan_items = models.ManyToManyField(PlanItem, related_name="decisions", blank=True)
    # Made on the device: what is sent twice is kept once.
    key = models.UUIDField(default=uuid4, unique=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(
        _("state"), max_length=12, choices=DecisionState, default=DecisionState.TO_START
    )
    is_public = models.BooleanField(_("public"), default=False)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(fields=["committee", "number"], name="decision_number_once"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(state__in=CLOSED),
                name="decision_closed_has_its_state",
            ),
        ]

    def __str__(self):
        return self.text[:80]


class FollowUp(models.Model):
    """A dated note on a decision: what its owner, or a member, says became of it."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="follow_ups")
    text = ProseField(_("note"))
    # Filled where the note moved the decision on.
    before = models.CharField(_("before"), max_length=12, choices=DecisionState, blank=True)
    after = models.CharField(_("after"), max_length=12, choices=DecisionState, blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")

    def __str__(self):
        return self.text[:80]


class CommitteeFileQuerySet(models.QuerySet["CommitteeFile"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of what one may see: of a committee, of its meetings, of notes on its decisions."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(meeting__isnull=True) | Q(meeting__in=Meeting.objects.visible_to(user)),
            Q(follow_up__isnull=True)
            | Q(follow_up__decision__in=Decision.objects.visible_to(user)),
            committee__in=Committee.objects.visible_to(user),
        )


class CommitteeFile(models.Model):
    """A document of a committee, of one of its meetings, or behind a note on a decision.

    In private storage, served only through permission (see `programmes.models.Evidence`).
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="files")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, null=True, blank=True, related_name="files"
    )
    follow_up = models.ForeignKey(
        FollowUp, on_delete=models.CASCADE, null=True, blank=True, related_name="files"
    )
    file = models.FileField(max_length=200)
    name = LineField(_("name"), max_length=160)
    content_type = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"))

    objects = CommitteeFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("document of a committee")
        verbose_name_plural = _("documents of committees")

    def __str__(self):
        return self.name
