"""Reading the activity log: months, exports, likely doubles, what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from actors.models import Event, User
from actors.roles import Permission
from lib import formats
from lib.dates import Precision
from lib.tables import Sheet
from programmes.enums import ActivityState
from programmes.models import Activity, Attribution, Draft, Programme
from programmes.selectors.details import ActivityDetails


@dataclass(frozen=True, slots=True)
class MonthOfRows:
    """The rows of one month; without a date, those of which nobody states one."""

    label: str
    rows: list[Activity]


def by_month(rows: Iterable[Activity]) -> list[MonthOfRows]:
    """Rows under the month, or the year where only that is known, in the order they come."""
    groups: dict[tuple[date | None, bool], list[Activity]] = {}
    for row in rows:
        is_year = row.starts_precision == Precision.YEAR
        month = row.starts_on.replace(day=1) if row.starts_on else None
        groups.setdefault((month, is_year), []).append(row)
    return [
        MonthOfRows(_month_label(month, is_year), rows) for (month, is_year), rows in groups.items()
    ]


def _month_label(month: date | None, is_year: bool) -> str:
    if month is None:
        return _("date not stated")
    return formats.year(month) if is_year else formats.month(month)


def likely_doubles(
    details: ActivityDetails, *, user: User, apart_from: Activity | None = None
) -> QuerySet[Activity]:
    """Records that look like the same activity, logged for another programme.

    Same kind, a place in common, days that overlap; only those that the person may see.
    """
    if not details.places or details.starts.precision != Precision.DAY:
        return Activity.objects.none()
    first, last = details.starts.on, details.ends_on or details.starts.on
    same_programme = Attribution.objects.filter(
        activity=OuterRef("pk"), programme__in=details.programmes
    )
    link = Activity.places.through
    same_place = link.objects.filter(activity=OuterRef("pk"), place__in=details.places)
    overlapping = Q(ends_on__gte=first) | Q(ends_on__isnull=True, starts_on__gte=first)
    doubles = (
        Activity.objects.visible_to(user)
        .filter(overlapping, kind=details.kind, starts_on__lte=last)
        .filter(Exists(same_place), ~Exists(same_programme), starts_precision=Precision.DAY)
    )
    if apart_from is not None:
        doubles = doubles.exclude(pk=apart_from.pk)
    return doubles.for_table()


@dataclass(frozen=True, slots=True)
class Counted:
    """One figure that a record will count for, with what it adds."""

    label: str
    adds: str


def counts_for(details: ActivityDetails) -> list[Counted]:
    """The figures that a record counts for once it is validated."""
    counted = []
    for programme in details.programmes:
        counted.append(
            Counted(_("Activities of %(programme)s") % {"programme": programme.acronym}, "1")
        )
        counted.append(
            Counted(
                _("%(kind)s of %(programme)s")
                % {"kind": details.kind.name, "programme": programme.acronym},
                "1",
            )
        )
        if details.participants is not None:
            counted.append(
                Counted(
                    _("Participants of %(programme)s") % {"programme": programme.acronym},
                    formats.number(details.participants),
                )
            )
        if details.women is not None:
            counted.append(
                Counted(
                    _("of which women, of %(programme)s") % {"programme": programme.acronym},
                    formats.number(details.women),
                )
            )
    return counted


def last_change_of(activity: Activity) -> Event | None:
    """The last line of the trail about a record: who saved it, and when."""
    return Event.objects.about(activity).last()


def drafts_of(user: User) -> QuerySet[Activity]:
    """Records that the person logged and has not submitted, the latest first."""
    return Activity.objects.filter(created_by=user, state=ActivityState.DRAFT).order_by(
        "-changed_at", "-pk"
    )


def returned_to(user: User) -> QuerySet[Activity]:
    """Records that came back to the person with a question, the oldest first."""
    mine = Q(created_by=user) | Q(submitted_by=user)
    return Activity.objects.filter(mine, state=ActivityState.RETURNED).order_by("changed_at", "pk")


def unsaved_of(user: User) -> QuerySet[Draft]:
    """Forms that the person typed in and did not save, the latest first."""
    return Draft.objects.visible_to(user).select_related("activity").order_by("-saved_at", "-pk")


def waiting_for(user: User) -> QuerySet[Activity]:
    """Submitted records that the person's roles may sign, the oldest first.

    Their own stand among them, so that they see where they are; they may not sign those.
    """
    scope = user.scope()
    if not scope.has(Permission.ACTIVITY_VALIDATE):
        return Activity.objects.none()
    signing = Q(region__code__in=scope.regions_with(Permission.ACTIVITY_VALIDATE))
    agencies = scope.implementing_ids & scope.organisations_with(Permission.ACTIVITY_VALIDATE)
    if agencies:
        implemented = Programme.objects.implemented_by(agencies)
        signing |= Q(
            Exists(Attribution.objects.filter(activity=OuterRef("pk"), programme__in=implemented))
        )
    return (
        Activity.objects.awaiting_validation()
        .filter(signing)
        .select_related("kind", "owner", "region", "submitted_by")
        .prefetch_related("attributions__programme", "places", "evidence")
        .order_by("submitted_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many records wait for a person, and since when the oldest does."""

    count: int
    since: datetime | None


def waiting_summary(user: User) -> Waiting:
    """What waits for a person's validation, their own records apart."""
    others = waiting_for(user).exclude(created_by=user).exclude(submitted_by=user)
    since = others.order_by().aggregate(since=Min("submitted_at"))["since"]
    return Waiting(count=others.count(), since=since)


def last_validation(user: User) -> Activity | None:
    """The record validated last among those that the person may see."""
    return (
        Activity.objects.visible_to(user)
        .validated()
        .filter(validated_at__isnull=False)
        .select_related("validated_by")
        .order_by("-validated_at", "-pk")
        .first()
    )


EXPORT_LIMIT = 20_000


def activity_table(activities: QuerySet[Activity]) -> Sheet:
    """The log as a sheet of a workbook, loaded by `for_table`."""
    header = [
        _("Reference"),
        _("What"),
        _("Kind"),
        _("First day"),
        _("Precision of the date"),
        _("Last day"),
        _("Places"),
        _("Programmes"),
        _("Owner"),
        _("Participants"),
        _("Qualifier"),
        _("of which women"),
        _("State"),
        _("Files"),
        _("Validated at"),
    ]
    rows = [_exported(one) for one in activities[:EXPORT_LIMIT].iterator(chunk_size=500)]
    return Sheet(_("Activities"), header, rows, rtl=formats.direction() == "rtl")


def _exported(activity: Activity) -> Sequence[object]:
    told = activity.participants is not None
    return [
        activity.reference,
        activity.title,
        activity.kind.name,
        activity.starts_on,
        activity.get_starts_precision_display(),
        activity.ends_on,
        " ; ".join(place.name for place in activity.places.all()),
        " ; ".join(
            f"{line.programme.acronym} {line.share.normalize():f} %"
            for line in activity.attributions.all()
        ),
        activity.owner.name,
        activity.participants,
        activity.get_participants_qualifier_display() if told else "",
        activity.women,
        activity.get_state_display(),
        len(activity.evidence.all()),
        activity.validated_at,
    ]
