from datetime import datetime
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.enums import EventKind, Language, NoticeState
from actors.models.people import User
from actors.roles import Permission
from lib.fields import LineField, ProseField


class EventQuerySet(models.QuerySet["Event"]):
    """Named sets of events."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """All of them to whoever may read the audit trail, none to the others."""
        if not user.is_authenticated or not user.scope().has(Permission.AUDIT_READ):
            return self.none()
        return self

    def about(self, thing: models.Model) -> Self:
        """The history of one record; whoever may see the record may see its history."""
        return self.filter(about_model=thing._meta.label_lower, about_id=str(thing.pk)).order_by(
            "pk"
        )


class Event(models.Model):
    """One line of the audit trail: who did what to what, when, with the values before and after.

    No foreign keys, so the trail outlives what it describes. The database itself refuses to
    change or delete a row (triggers in migration 0002).
    """

    at = models.DateTimeField(_("at"), db_index=True)
    by_id = models.BigIntegerField(_("person"), null=True, blank=True)
    by_name = LineField(_("name"), max_length=120, blank=True)
    kind = models.CharField(_("verb"), max_length=12, choices=EventKind)
    about_model = models.CharField(_("kind of record"), max_length=60)
    about_id = models.CharField(_("record"), max_length=40)
    about_label = LineField(_("title"), max_length=250, blank=True)
    before = models.JSONField(_("before"), encoder=DjangoJSONEncoder, default=dict, blank=True)
    after = models.JSONField(_("after"), encoder=DjangoJSONEncoder, default=dict, blank=True)
    note = ProseField(_("note"), blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            # The history block of a record's page.
            models.Index(fields=["about_model", "about_id", "id"], name="event_by_record"),
            # Whether anything happened to records of a kind since a day (`selectors/past.py`).
            models.Index(fields=["about_model", "at"], name="event_by_kind_of_record"),
            # The audit page, filtered by person.
            models.Index(fields=["by_id", "id"], name="event_by_person"),
        ]

    def __str__(self):
        return self.about_label or str(self._meta.verbose_name_plural)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Named sets of e-mails."""

    def due(self, *, at: datetime) -> Self:
        """Those whose moment has come and that no sender holds, the oldest first."""
        return self.filter(
            Q(lease_until__isnull=True) | Q(lease_until__lte=at),
            state=NoticeState.QUEUED,
            not_before__lte=at,
        ).order_by("not_before", "pk")


class Notice(models.Model):
    """An e-mail to send: a row written with the change it tells of, sent by the tick."""

    to = models.EmailField(_("to"))
    language = models.CharField(max_length=2, choices=Language, default=Language.FRENCH)
    subject = LineField(_("subject"), max_length=250)
    body = ProseField(_("text"))
    # A part beside the text, such as an invitation that calendar programs read.
    attachment = models.TextField(blank=True)
    attachment_type = models.CharField(max_length=80, blank=True)
    # One key per thing told and person: a retried action cannot send twice.
    key = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=8, choices=NoticeState, default=NoticeState.QUEUED)
    queued_at = models.DateTimeField(_("queued at"))
    not_before = models.DateTimeField(_("not before"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    error = LineField(max_length=250, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.CheckConstraint(
                condition=Q(attachment="") | ~Q(attachment_type=""),
                name="notice_attachment_has_its_type",
            )
        ]
        indexes = [models.Index(fields=["state", "not_before"], name="notice_due")]

    def __str__(self):
        return self.subject
