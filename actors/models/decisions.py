"""What committees decide or recommend, and what becomes of it."""

from datetime import date
from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import DateField, Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Now, TruncDate
from django.utils.translation import gettext_lazy as _

from actors.enums import DecisionKind, DecisionState, Priority
from actors.models.committees import Committee, Seat, SeatQuerySet
from actors.models.meetings import AgendaItem, Meeting
from actors.models.organisations import Organisation
from actors.models.people import User
from lib.fields import LineField, ProseField
from regions.models import PlanItem, Source

# The states in which a decision needs nobody any more.
CLOSED = (DecisionState.DONE, DecisionState.LAPSED)


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those one works on, and of the committees where one's organisation sits as a donor
        those that the committee made public.
        """
        if not user.is_authenticated:
            return self.none()
        if user.scope().sees_every_committee:
            return self
        public = Q(is_public=True) & _seated(Seat.objects.of(user))
        return self.filter(_worked_on(user) | public)

    def worked_on_by(self, user: User) -> Self:
        """Those one is in charge of, and those of the committees where one sat, by name or through
        an organisation that one works for, when they were taken.
        """
        return self if user.scope().sees_every_committee else self.filter(_worked_on(user))

    def assigned_to(self, user: User) -> Self:
        """Those that the person, or an organisation they work for, is in charge of."""
        return self.filter(Q(owner_person=user) | Q(owner__in=user.scope().working_ids))

    def open(self) -> Self:
        """Those that nobody has finished or dropped."""
        return self.exclude(state__in=CLOSED)

    def overdue(self, *, on: date) -> Self:
        """Open ones whose due date has passed."""
        return self.open().filter(due_on__lt=on)


def _worked_on(user: User) -> Q:
    working = user.scope().working_ids
    if not working:
        return Q(pk__in=())
    in_charge = Q(owner_person=user) | Q(owner__in=working)
    return in_charge | _seated(Seat.objects.held_by(user))


def _seated(seats: SeatQuerySet) -> Q:
    """Decisions of a committee that were taken in the mandate of one of these seats of it; one
    that was taken at no meeting is as of today.
    """
    day = Coalesce(OuterRef("meeting__held_on"), TruncDate(Now()), output_field=DateField())
    return Q(Exists(seats.in_mandate(on=day).filter(committee=OuterRef("committee"))))


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
    # When those in charge were told that it will soon be due, and that it is overdue.
    told_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    told_overdue_at = models.DateTimeField(null=True, blank=True, editable=False)
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
    """Named sets of committees' documents."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of visible committees and meetings, and those behind notes on decisions that one
        works on: such files may name people, so that what was made public does not open them.
        """
        if not user.is_authenticated:
            return self.none()
        documents = Q(follow_up__isnull=True, committee__in=Committee.objects.visible_to(user)) & (
            Q(meeting__isnull=True) | Q(meeting__in=Meeting.objects.visible_to(user))
        )
        evidence = Q(follow_up__decision__in=Decision.objects.worked_on_by(user))
        return self.filter(documents | evidence)

    def behind_notes(self) -> Self:
        return self.filter(follow_up__isnull=False)


class CommitteeFile(models.Model):
    """A document of a committee, of one of its meetings, or behind a note on a decision.

    In private storage, served only through permission (see `programmes.models.Evidence`).
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="files")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, null=True, blank=True, related_name="files"
    )
    # An item that leaves the agenda leaves its documents to the meeting.
    item = models.ForeignKey(
        AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="files"
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
        constraints = [
            models.CheckConstraint(
                condition=Q(item__isnull=True) | Q(meeting__isnull=False),
                name="document_of_an_item_has_its_meeting",
            )
        ]

    def __str__(self):
        return self.name
