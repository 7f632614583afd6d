import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import DateField, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce, Now, TruncDate
from django.utils.translation import gettext_lazy as _

from actors.enums import Language, MinutesState, Role, SeatKind
from actors.models import Meeting, Seat, User
from actors.roles import Permission
from lib import formats
from lib.constraints import in_order
from lib.dates import Frequency
from lib.fields import LineField
from programmes.models import Programme
from regions.models import Place
from reports.enums import (
    BEFORE_KINDS,
    MEETING_KINDS,
    RECORD_KINDS,
    EditionKind,
    EditionState,
    Failure,
    Stage,
)


class Schedule(models.Model):
    """What is produced by itself, and how often: one per programme and kind."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="schedules")
    kind = models.CharField(_("kind"), max_length=16, choices=EditionKind)
    frequency = models.CharField(
        _("frequency"), max_length=12, choices=Frequency, default=Frequency.QUARTERLY
    )
    languages = models.JSONField(_("languages"), default=list)
    is_active = models.BooleanField(_("active"), default=True)
    first_on = models.DateField(_("first period begins"))

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        constraints = [models.UniqueConstraint(fields=["programme", "kind"], name="schedule_once")]

    def __str__(self):
        return f"{self.programme_id} · {self.kind}"

    @property
    def language_names(self):
        """The languages in their own words."""
        return [Language(code).label for code in self.languages]


class EditionQuerySet(models.QuerySet["Edition"]):
    """Named sets of editions."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those whose every programme one may see; failed or waiting ones to who asked.

        Those about a meeting: to whoever reads what they print, see `_of_readable_meetings`.
        """
        if not user.is_authenticated:
            return self.none()
        scope = user.scope()
        rows = self.filter(_of_readable_meetings(user))
        if scope.sees_everything:
            return rows
        hidden = Edition.programmes.through.objects.filter(edition=OuterRef("pk")).exclude(
            programme__in=Programme.objects.visible_to(user)
        )
        # Minutes are read by all members, whichever of the programmes they have to do with.
        rows = rows.filter(~Exists(hidden) | Q(kind__in=RECORD_KINDS))
        if scope.has_role(Role.CONTRIBUTOR, Role.VALIDATOR, Role.OFFICER):
            return rows
        return rows.filter(Q(state=EditionState.READY) | Q(requested_by=user))

    def ready(self) -> Self:
        return self.filter(state=EditionState.READY)

    def under_way(self) -> Self:
        """Those that wait for a worker or are in one's hands."""
        return self.filter(state__in=[EditionState.QUEUED, EditionState.RUNNING])

    def with_replacement(self) -> Self:
        """Adds `latest_number`: the number of the newest edition of the same series."""
        newest = (
            Edition.objects.ready()
            .filter(series=OuterRef("series"))
            .order_by("-number")
            .values("number")[:1]
        )
        return self.annotate(latest_number=Subquery(newest))

    def for_library(self) -> Self:
        """Load all that a row of the library prints, newest first."""
        return (
            self.with_replacement()
            .select_related("region", "meeting__committee")
            .prefetch_related(Prefetch("programmes", Programme.objects.in_order()))
            .defer("content")
            .order_by("-requested_at", "-pk")
        )


def _of_readable_meetings(user: User) -> Q:
    """Editions about no meeting, and those about one that print only what the person may read.

    The file of a meeting and its brief: to whoever sees the meeting. A record of decisions: of
    approved minutes, to the same; of circulated ones, to members; of a draft, to the secretariat
    and who asked for it. None to whoever sits there as a donor: they print decisions that are not
    public.
    """
    scope = user.scope()
    elsewhere = Q(meeting__isnull=True)
    seen = Q(meeting__in=Meeting.objects.visible_to(user))
    if not scope.sees_every_committee:
        held = Seat.objects.held_by(user).filter(committee=OuterRef("meeting__committee"))
        seen &= Q(Exists(held))
    day = Coalesce(OuterRef("meeting__held_on"), TruncDate(Now()), output_field=DateField())
    seats = Seat.objects.of(user).filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=day),
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        committee=OuterRef("meeting__committee"),
    )
    minutes = "meeting__proceedings__"
    approved = Q(
        **{f"{minutes}state": MinutesState.APPROVED},
        frozen_at__gte=F(f"{minutes}approved_at"),
    )
    going_round = Q(frozen_at__gte=F(f"{minutes}circulated_at")) & Exists(seats)
    own = Q(requested_by=user) | Exists(seats.filter(kind=SeatKind.SECRETARY))
    if scope.has(Permission.COMMITTEE_MANAGE):
        own = Q(pk__isnull=False)
    record = Q(kind__in=RECORD_KINDS) & (approved | going_round | own)
    return elsewhere | seen & (Q(kind__in=BEFORE_KINDS) | record)


def edition_path(edition: "Edition", filename: str) -> str:
    return f"editions/{edition.uuid}/{filename}"


class Edition(models.Model):
    """One report, frozen: what it says (`content`), its files, how to check it.

    `series` names what the report is about (kind, scope, period, language); editions of a
    series are numbered. `fence` rises with each worker that takes the row, so that a worker
    which was thought dead cannot finish what another has taken over.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=EditionKind)
    programmes = models.ManyToManyField(Programme, related_name="editions")
    region = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="editions"
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="editions"
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    language = models.CharField(_("language"), max_length=2, choices=Language)
    series = models.CharField(max_length=200, db_index=True)
    number = models.PositiveIntegerField(_("edition"), null=True, blank=True)
    code = models.CharField(_("verification code"), max_length=9, unique=True)
    state = models.CharField(
        _("state"), max_length=10, choices=EditionState, default=EditionState.QUEUED
    )
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, blank=True)
    requested_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField(_("requested at"))
    schedule = models.ForeignKey(
        Schedule, on_delete=models.PROTECT, null=True, blank=True, related_name="editions"
    )
    # How many events that may change a report the trail held when the content was frozen. The
    # trail only grows, so the same count later means that nothing has changed; the highest id
    # would not do, since PostgreSQL may commit a lower one later.
    trail_mark = models.BigIntegerField(null=True, blank=True)
    frozen_at = models.DateTimeField(_("data as of"), null=True, blank=True)
    content = models.JSONField(encoder=DjangoJSONEncoder, null=True, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    pdf = models.FileField(upload_to=edition_path, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pdf_size = models.PositiveIntegerField(null=True, blank=True)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    workbook = models.FileField(upload_to=edition_path, blank=True)
    workbook_sha256 = models.CharField(max_length=64, blank=True)
    ready_at = models.DateTimeField(_("ready at"), null=True, blank=True)
    same_as = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    failure = LineField(_("why it failed"), max_length=250, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            in_order(
                "starts_on",
                "ends_on",
                name="edition_days_in_order",
                message=_("The period ends before it begins."),
            ),
            models.UniqueConstraint(
                fields=["series", "number"],
                condition=Q(number__isnull=False),
                name="edition_number_once",
            ),
            # A second beat, or a late one, cannot make the same periodic edition twice.
            models.UniqueConstraint(
                fields=["schedule", "starts_on", "language"],
                condition=Q(schedule__isnull=False),
                name="edition_once_per_schedule_and_period",
            ),
            # Asking while one is waiting is asking for that one.
            models.UniqueConstraint(
                fields=["series"],
                condition=Q(state__in=[EditionState.QUEUED, EditionState.RUNNING]),
                name="edition_one_under_way_per_series",
            ),
            models.CheckConstraint(
                condition=~Q(state=EditionState.READY)
                | (Q(number__isnull=False) & ~Q(pdf_sha256="") & ~Q(content_sha256="")),
                name="edition_ready_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=MEETING_KINDS, meeting__isnull=False)
                | (~Q(kind__in=MEETING_KINDS) & Q(meeting__isnull=True)),
                name="edition_of_a_meeting_names_it",
            ),
        ]
        indexes = [models.Index(fields=["state", "lease_until"], name="edition_due")]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.code}"

    @property
    def failure_text(self) -> str:
        """Why it failed, as a sentence."""
        return Failure(self.failure).label if self.failure in Failure.values else self.failure

    @property
    def stage_rank(self) -> int:
        """Which of all stages it is at, counted from 1; 0 before the first."""
        return list(Stage).index(Stage(self.stage)) + 1 if self.stage else 0

    @property
    def about(self) -> str:
        """Its programmes and region, and its period; of a meeting, its committee and day.

        Needs `for_library()`.
        """
        if self.meeting is not None:
            return f"{self.meeting.committee.name} · {formats.partial_date(self.meeting.held)}"
        names = [programme.acronym for programme in self.programmes.all()]
        names += [self.region.name] if self.region else []
        return f"{' · '.join(names)} · {formats.period(self.starts_on, self.ends_on)}"

    @property
    def is_replaced(self) -> bool:
        """Whether a newer edition of its series stands. Needs `with_replacement()`."""
        return bool(self.number and self.latest_number and self.latest_number > self.number)

    @property
    def file_name(self) -> str:
        """What its files are called when someone takes them away, without the extension."""
        number = f"-edition-{self.number}" if self.number else ""
        return f"wasl-{self.kind}-{self.code}-{self.language}{number}".lower()

    @property
    def is_under_way(self) -> bool:
        return self.state in (EditionState.QUEUED, EditionState.RUNNING)
