"""A committee's meetings, from the convocation to the minutes."""

from datetime import date
from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import DateField, Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Now, TruncDate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from actors.enums import AgendaItemKind, MeetingState, MinutesState, Presence, Reply
from actors.models.committees import Committee, Seat
from actors.models.organisations import OfficeHolder, Organisation
from actors.models.people import User
from lib.constraints import in_order, paired
from lib.dates import PartialDate, Precision, partial_constraint
from lib.fields import LineField, ProseField
from regions.models import Place, Source


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Named sets of meetings."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the committees one may see; to members, those of their mandate: whoever lost
        it keeps the past and does not see what comes.
        """
        if not user.is_authenticated:
            return self.none()
        if user.scope().sees_every_committee:
            return self
        day = Coalesce(OuterRef("held_on"), TruncDate(Now()), output_field=DateField())
        seats = Seat.objects.of(user).filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=day),
            Q(ends_on__isnull=True) | Q(ends_on__gte=day),
            committee=OuterRef("committee"),
        )
        return self.filter(Exists(seats))

    def held(self) -> Self:
        return self.filter(state=MeetingState.HELD)

    def coming(self) -> Self:
        """Planned or convened, the nearest first; those without a day come last."""
        return self.filter(state__in=[MeetingState.PLANNED, MeetingState.CONVENED]).order_by(
            models.F("held_on").asc(nulls_last=True), "pk"
        )


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
    state = models.CharField(
        _("state"), max_length=9, choices=MeetingState, default=MeetingState.HELD
    )
    # To the minute, for the convocation and the calendar; `held_on` is the day of it.
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    room = LineField(_("room or address"), max_length=200, blank=True)
    note = ProseField(_("word of the convocation"), blank=True)
    cancelled_because = LineField(_("why it was cancelled"), max_length=250, blank=True)
    convened_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    convened_at = models.DateTimeField(_("convened at"), null=True, blank=True)
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    # Rises with each change that calendars must hear of (RFC 5545, SEQUENCE).
    sequence = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            partial_constraint("held", name="meeting_held_partial"),
            paired("convened_by", "convened_at", name="meeting_convened_pair"),
            in_order(
                "starts_at",
                "ends_at",
                name="meeting_hours_in_order",
                message=_("The meeting ends before it begins."),
            ),
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

    def is_ahead(self, *, on: date) -> bool:
        """Whether its day comes after another; a meeting without a day may be on any."""
        return self.held_on is not None and self.held_on > on


class Convocation(models.Model):
    """A person called to a meeting, and what they answer."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="convocations")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="convocations")
    seat = models.ForeignKey(
        Seat, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reply = models.CharField(_("reply"), max_length=12, choices=Reply, default=Reply.AWAITED)
    note = LineField(_("word"), max_length=250, blank=True)
    replied_at = models.DateTimeField(_("replied at"), null=True, blank=True)

    class Meta:
        verbose_name = _("convocation")
        verbose_name_plural = _("convocations")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="convocation_once")
        ]

    def __str__(self):
        return f"{self.meeting_id} · {self.person_id}"


class AgendaItem(models.Model):
    """What a meeting was for, dealt with, or said."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(
        _("kind"), max_length=12, choices=AgendaItemKind, default=AgendaItemKind.SUBJECT
    )
    text = LineField(_("text"), max_length=400)
    minutes = models.PositiveSmallIntegerField(
        pgettext_lazy("duration", "minutes"), null=True, blank=True
    )
    speaker = LineField(_("speaker"), max_length=160, blank=True)
    decisions = models.ManyToManyField("actors.Decision", related_name="agenda_items", blank=True)
    version = models.PositiveIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="agenda_position_once")
        ]

    def __str__(self):
        return self.text[:80]


class AgendaNote(models.Model):
    """What a secretary typed under an agenda item.

    A note that was written over another stands in its place; two that were written over the same
    one at once both stand, until a third is written over both.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="notes")
    # Made on the device: what is sent twice is kept once.
    key = models.UUIDField(default=uuid4, unique=True)
    text = ProseField(_("note"))
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces"
    )
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("note on an agenda item")
        verbose_name_plural = _("notes on agenda items")

    def __str__(self):
        return self.text[:80]


class AgendaComment(models.Model):
    """What a member says of an agenda item, until the minutes are approved."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="comments")
    text = ProseField(_("comment"))
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("comment on an agenda item")
        verbose_name_plural = _("comments on agenda items")

    def __str__(self):
        return self.text[:80]


class Attendance(models.Model):
    """Who was at a meeting: a seat, an organisation, its office-holder, or a group in words."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="attendances"
    )
    office_holder = models.ForeignKey(
        OfficeHolder, on_delete=models.PROTECT, null=True, blank=True, related_name="attendances"
    )
    seat = models.ForeignKey(
        Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="attendances"
    )
    presence = models.CharField(
        _("presence"), max_length=12, choices=Presence, default=Presence.PRESENT
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
                | Q(seat__isnull=False)
                | ~Q(label=""),
                name="attendance_names_someone",
            ),
            models.UniqueConstraint(
                fields=["meeting", "seat"],
                condition=Q(seat__isnull=False),
                name="attendance_seat_once",
            ),
        ]

    def __str__(self):
        return self.label or str(self.pk)


class Minutes(models.Model):
    """The minutes of a meeting: drafted from its record, circulated, approved, then locked.

    `record` is what they said when they were approved; it does not change again.
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="proceedings")
    state = models.CharField(
        _("state"), max_length=10, choices=MinutesState, default=MinutesState.DRAFT
    )
    summary = ProseField(_("summary"), blank=True)
    circulated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    circulated_at = models.DateTimeField(_("circulated at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    record = models.JSONField(encoder=DjangoJSONEncoder, null=True, blank=True)
    record_sha256 = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        constraints = [
            paired("circulated_by", "circulated_at", name="minutes_circulated_pair"),
            paired("approved_by", "approved_at", name="minutes_approved_pair"),
            models.CheckConstraint(
                condition=~Q(state=MinutesState.APPROVED)
                | (Q(approved_at__isnull=False) & Q(record__isnull=False)),
                name="minutes_approved_are_whole",
            ),
        ]

    def __str__(self):
        return str(self.meeting_id)


class Correction(models.Model):
    """A change that a member asks for while minutes circulate."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="corrections")
    text = ProseField(_("correction"))
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))
    settled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("correction of minutes")
        verbose_name_plural = _("corrections of minutes")
        constraints = [paired("settled_by", "settled_at", name="correction_settled_pair")]

    def __str__(self):
        return self.text[:80]


class Rectification(models.Model):
    """What is added to approved minutes: the only way on."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="rectifications")
    number = models.PositiveSmallIntegerField(_("number"))
    text = ProseField(_("text"))
    reason = ProseField(_("reason"))
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("rectification of minutes")
        verbose_name_plural = _("rectifications of minutes")
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="rectification_number_once")
        ]

    def __str__(self):
        return self.text[:80]


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(user=user) if user.is_authenticated else self.none()


class CalendarFeed(models.Model):
    """A private address at which a calendar program reads somebody's meetings.

    Of one committee, or of all that the person sees. Only a digest of its key is kept.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_feeds")
    committee = models.ForeignKey(
        Committee, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            models.UniqueConstraint(fields=["user", "committee"], name="calendar_feed_once"),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(committee__isnull=True),
                name="calendar_feed_of_all_once",
            ),
        ]

    def __str__(self):
        return f"{self.user_id} · {self.committee_id or '*'}"
