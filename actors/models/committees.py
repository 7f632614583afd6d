from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.enums import (
    AgendaItemKind,
    CommitteeKind,
    DecisionKind,
    DecisionState,
    Role,
    SeatKind,
)
from actors.models.organisations import OfficeHolder, Organisation
from actors.models.people import User
from lib.dates import PartialDate, Precision, partial_constraint
from lib.fields import FoldedField, LineField, ProseField
from regions.models import Place, Source


class CommitteeQuerySet(models.QuerySet["Committee"]):
    """Named sets of committees."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Councils and the ministry see all; the others those where their organisation sits."""
        if not user.is_authenticated:
            return self.none()
        scope = user.scope()
        if scope.sees_everything or scope.has_role(Role.CONTRIBUTOR, Role.VALIDATOR):
            return self
        seats = Seat.objects.filter(organisation__in=scope.organisation_ids)
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


class Seat(models.Model):
    """A place at a committee's table: an organisation, or a group that a source names in words."""

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="seats")
    kind = models.CharField(_("seat"), max_length=8, choices=SeatKind, default=SeatKind.MEMBER)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="seats"
    )
    label = LineField(_("in words"), max_length=250, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

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
        ]

    def __str__(self):
        return self.label or str(self.organisation_id)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the committees one may see."""
        return self.filter(committee__in=Committee.objects.visible_to(user))


class Meeting(models.Model):
    """A committee's meeting, past or to come."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="meetings")
    title = LineField(_("title"), max_length=250)
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    held_precision = models.CharField(max_length=8, choices=Precision, default=Precision.UNKNOWN)
    held_words = LineField(max_length=80, blank=True)
    last_on = models.DateField(_("until"), null=True, blank=True)
    venue = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    chaired_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            partial_constraint("held", name="meeting_held_partial"),
            models.UniqueConstraint(
                fields=["committee", "number"],
                condition=Q(number__isnull=False),
                name="meeting_number_once",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def held(self) -> PartialDate:
        return PartialDate(self.held_on, self.held_precision, self.held_words)


class AgendaItem(models.Model):
    """What a meeting was for, dealt with, or said."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(
        _("kind"), max_length=12, choices=AgendaItemKind, default=AgendaItemKind.SUBJECT
    )
    text = LineField(_("text"), max_length=400)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="agenda_position_once")
        ]

    def __str__(self):
        return self.text[:80]


class Attendance(models.Model):
    """Who was at a meeting: an organisation, its office-holder, or a group in words."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="attendances"
    )
    office_holder = models.ForeignKey(
        OfficeHolder, on_delete=models.PROTECT, null=True, blank=True, related_name="attendances"
    )
    label = LineField(_("in words"), max_length=250, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"], name="attendance_position_once"
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False)
                | Q(office_holder__isnull=False)
                | ~Q(label=""),
                name="attendance_names_someone",
            ),
        ]

    def __str__(self):
        return self.label or str(self.pk)


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
            models.UniqueConstraint(fields=["committee", "number"], name="decision_number_once")
        ]

    def __str__(self):
        return self.text[:80]


class FollowUp(models.Model):
    """A dated note on a decision: what its owner, or a member, says became of it."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="follow_ups")
    text = ProseField(_("note"))
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")

    def __str__(self):
        return self.text[:80]
