"""A programme's reporting calendar."""

from datetime import date
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from actors.models import User
from indicators.enums import PeriodStatus
from lib import dates
from lib.constraints import in_order, paired
from lib.fields import LineField
from programmes.models import Programme
from regions.models import Place


class PeriodQuerySet(models.QuerySet["Period"]):
    """Named sets of reporting periods."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the programmes one may see."""
        return self.filter(programme__in=Programme.objects.visible_to(user))

    def begun(self, *, on: date) -> Self:
        """Those in which values may have been given by a day."""
        return self.filter(opens_on__lte=on)

    def in_order(self) -> Self:
        return self.order_by("starts_on", "ends_on", "pk")


class Period(models.Model):
    """The days that a set of values is about, and the days on which they may be given.

    Open from `opens_on`, due on `due_on`, locked after `locks_on`; a locked period may be opened
    again until a day, with a reason on the trail.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="periods")
    # Stands in addresses: 2023-s1, 2026-t3, 2024, or the programme's own.
    slug = models.SlugField(_("address"), max_length=40)
    # Empty where the dates say it: « 1st half of 2023 ».
    label = LineField(_("name"), max_length=60, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    opens_on = models.DateField(_("open from"))
    due_on = models.DateField(_("due on"))
    locks_on = models.DateField(_("locked after"))
    reopened_until = models.DateField(_("open again until"), null=True, blank=True)
    # When the people concerned were told that it is due, and that it is overdue.
    told_due_at = models.DateTimeField(null=True, blank=True)
    told_overdue_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "slug"],
                name="period_address_once",
                violation_error_message=_("Another period has this address already."),
            ),
            models.UniqueConstraint(
                fields=["programme", "starts_on", "ends_on"],
                name="period_days_once",
                violation_error_message=_("There is a period with these days already."),
            ),
            in_order(
                "starts_on",
                "ends_on",
                name="period_days_in_order",
                message=_("The period ends before it begins."),
            ),
            in_order("opens_on", "due_on", name="period_due_after_opening"),
            in_order("due_on", "locks_on", name="period_locked_after_due"),
        ]
        indexes = [models.Index(fields=["programme", "ends_on"], name="period_by_programme")]

    def __str__(self):
        return self.label or self.slug

    @property
    def days(self) -> dates.Period:
        return dates.Period(self.starts_on, self.ends_on)

    def status(self, *, on: date) -> PeriodStatus:
        """Where it stands on a day."""
        if self.locks_on < on:
            if self.reopened_until and on <= self.reopened_until:
                return PeriodStatus.REOPENED
            return PeriodStatus.LOCKED
        if on < self.opens_on:
            return PeriodStatus.TO_COME
        return PeriodStatus.LATE if self.due_on < on else PeriodStatus.OPEN

    def takes_values(self, *, on: date) -> bool:
        """Whether values may be given and changed on a day."""
        return self.status(on=on) not in {PeriodStatus.TO_COME, PeriodStatus.LOCKED}


class Declaration(models.Model):
    """Someone said that a place has given all it will for a period: blanks are intentional."""

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="declarations")
    # Empty: the values that the programme gives as a whole.
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="declarations"
    )
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(_("declared at"))
    withdrawn_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        constraints = [
            paired("withdrawn_by", "withdrawn_at", name="declaration_withdrawn_by_someone"),
            models.UniqueConstraint(
                "period",
                models.functions.Coalesce("place", 0),
                condition=models.Q(withdrawn_at__isnull=True),
                name="declaration_once",
                violation_error_message=_("This period has been declared complete already."),
            ),
        ]

    def __str__(self):
        return f"{self.period_id} · {self.place_id}"
