"""What a record of an activity says, apart from who wrote it and what state it is in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actors.models import Organisation
from lib import formats
from lib.dates import PartialDate, Precision
from lib.quantities import Qualifier, tells_of_few
from programmes.enums import Dimension, Involvement, PartnerRole
from programmes.models import (
    Activity,
    ActivityKind,
    Component,
    ParticipationCategory,
    Partnership,
    Programme,
)
from regions.models import Place, PlanItem

TITLE_LENGTH = 200
NOTE_LENGTH = 5_000
# The dimensions that participants are broken down by, beside the number of women.
BREAKDOWNS = (Dimension.STATUS, Dimension.AGE)
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Share:
    """What part of an activity a programme, and perhaps one of its funders, accounts for.

    `component` is the one of the programme's components that the activity belongs to, if known.
    """

    programme: Programme
    share: Decimal = WHOLE
    funder: Organisation | None = None
    component: Component | None = None

    @property
    def key(self) -> tuple[int, int | None]:
        return self.programme.pk, self.funder.pk if self.funder else None


@dataclass(frozen=True, slots=True)
class Part:
    """How many participants fall in one category."""

    category: ParticipationCategory
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityDetails:
    """All that a person says of an activity; the form and the API make it, actions store it.

    `new_organisers` and `new_partners` are names of organisations that the portal does not know
    yet. `breakdown` leaves out « not broken down », which is what remains of the total.
    """

    title: str
    kind: ActivityKind
    starts: PartialDate
    ends_on: date | None = None
    is_planned: bool = False
    shares: tuple[Share, ...]
    places: tuple[Place, ...] = ()
    participants: int | None = None
    participants_qualifier: str = Qualifier.EXACT
    women: int | None = None
    breakdown: tuple[Part, ...] = ()
    organisers: tuple[Organisation, ...] = ()
    new_organisers: tuple[str, ...] = ()
    partners: tuple[Organisation, ...] = ()
    new_partners: tuple[str, ...] = ()
    plan_item: PlanItem | None = None
    note: str = ""

    @property
    def programmes(self) -> tuple[Programme, ...]:
        """Each programme once, the main one first."""
        return tuple({share.programme.pk: share.programme for share in self.shares}.values())


# What two versions of a record are compared by: what belongs together is chosen together, so that
# a mixture of both still makes sense.
GROUPS = {
    "title": ("title",),
    "kind": ("kind",),
    "when": ("starts", "ends_on", "is_planned"),
    "shares": ("shares",),
    "places": ("places",),
    "participants": ("participants", "participants_qualifier", "women", "breakdown"),
    "organisers": ("organisers", "new_organisers"),
    "partners": ("partners", "new_partners"),
    "plan_item": ("plan_item",),
    "note": ("note",),
}


def details_of(activity: Activity) -> ActivityDetails:
    """What a stored record says. Seven queries, unless its relations are loaded."""
    involved = activity.involvements.select_related("organisation").order_by("pk")
    organisations = [(line.role, line.organisation) for line in involved]
    parts = activity.participations.select_related("category").order_by(
        "category__position", "category"
    )
    return ActivityDetails(
        title=activity.title,
        kind=activity.kind,
        starts=activity.starts.normalised(),
        ends_on=activity.ends_on,
        is_planned=activity.is_planned,
        shares=tuple(
            Share(line.programme, line.share, line.funder, line.component)
            for line in activity.attributions.select_related(
                "programme", "funder", "component"
            ).order_by("pk")
        ),
        places=tuple(activity.places.select_related("parent").order_by("code")),
        participants=activity.participants,
        participants_qualifier=activity.participants_qualifier,
        women=activity.women,
        breakdown=tuple(
            Part(part.category, part.count) for part in parts if not part.category.is_unspecified
        ),
        organisers=tuple(one for role, one in organisations if role == Involvement.ORGANISER),
        partners=tuple(one for role, one in organisations if role == Involvement.PARTNER),
        plan_item=activity.plan_item,
        note=activity.note,
    )


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One dimension of the participants: its parts, and what is not broken down.

    Withheld where one of the parts is of so few people that they might be known. It has no parts
    then at all: a single one that is missing could be had by subtraction.
    """

    dimension: str
    parts: tuple[Part, ...] = ()
    rest: int = 0
    is_withheld: bool = False


def breakdowns_of(details: ActivityDetails) -> list[Breakdown]:
    """The parts of each dimension, as those see them whose record it is."""
    return [
        Breakdown(
            dimension,
            tuple(part for part in details.breakdown if part.category.dimension == dimension),
            rest,
        )
        for dimension, rest in not_broken_down(details.participants, details.breakdown).items()
    ]


def withhold_few(breakdowns: Iterable[Breakdown]) -> list[Breakdown]:
    """The same for all other readers."""
    return [
        Breakdown(one.dimension, is_withheld=True)
        if tells_of_few(part.count for part in one.parts)
        else one
        for one in breakdowns
    ]


def not_broken_down(total: int | None, parts: Iterable[Part]) -> dict[str, int]:
    """What remains of the total in each dimension that has parts."""
    sums: dict[str, int] = {}
    for part in parts:
        sums[part.category.dimension] = sums.get(part.category.dimension, 0) + part.count
    return {} if total is None else {dimension: total - sum_ for dimension, sum_ in sums.items()}


# The field that a problem is about, and the sentence.
Problem = tuple[str, str]

M = TypeVar("M", bound=Model)


def problems_of(details: ActivityDetails, *, today: date) -> dict[str, list[str]]:
    """What keeps a record from being stored, as sentences by field; empty when all is well."""
    found: dict[str, list[str]] = {}
    for check in (_check_texts, _check_dates, _check_participants, _check_breakdown, _check_shares):
        for field, sentence in check(details, today):
            found.setdefault(field, []).append(sentence)
    return found


def _check_texts(details: ActivityDetails, today: date) -> Iterator[Problem]:
    if not details.title:
        yield "title", _("Say in one line what was done.")
    for field, text, limit in (
        ("title", details.title, TITLE_LENGTH),
        ("note", details.note, NOTE_LENGTH),
    ):
        if len(text) > limit:
            yield (
                field,
                _("This text has %(count)s characters; at most %(limit)s fit.")
                % {"count": formats.number(len(text)), "limit": formats.number(limit)},
            )


def _check_dates(details: ActivityDetails, today: date) -> Iterator[Problem]:
    starts, ends_on = details.starts, details.ends_on
    first, earliest = starts.on, starts.earliest
    if first is None or earliest is None:
        yield "starts", _("Say when it took place: a day, a month or a year.")
        return
    if first.year < 1990 or first.year > today.year + 10:
        yield "starts", _("Check the year: activities here are from 1990 on.")
    if ends_on is not None and starts.precision != Precision.DAY:
        yield "ends_on", _("A last day needs a first day: write the whole date of the first one.")
    elif ends_on is not None and ends_on < first:
        yield (
            "ends_on",
            _("The last day (%(end)s) is before the first day (%(start)s).")
            % {"end": formats.date(ends_on), "start": formats.date(first)},
        )
    if earliest > today and not details.is_planned:
        yield (
            "starts",
            _("This date is ahead. Is the activity planned? Then tick “planned”."),
        )


def _check_participants(details: ActivityDetails, today: date) -> Iterator[Problem]:
    total, women = details.participants, details.women
    if women is None:
        return
    if total is None:
        yield "participants", _("Give the number of participants too, not only of women.")
    elif women > total:
        sentence = _("There are more women (%(women)s) than participants (%(total)s).") % {
            "women": formats.number(women),
            "total": formats.number(total),
        }
        yield "participants", sentence
        yield "women", sentence


def _check_breakdown(details: ActivityDetails, today: date) -> Iterator[Problem]:
    if details.breakdown and details.participants is None:
        yield (
            "participants",
            _("Give the number of participants that the breakdown is of."),
        )
        return
    for dimension, rest in not_broken_down(details.participants, details.breakdown).items():
        if rest < 0:
            yield (
                "breakdown",
                ngettext(
                    "By %(dimension)s, the parts add up to %(excess)s person more than the total.",
                    "By %(dimension)s, the parts add up to %(excess)s people more than the total.",
                    -rest,
                )
                % {"dimension": Dimension(dimension).label, "excess": formats.number(-rest)},
            )


def _check_shares(details: ActivityDetails, today: date) -> Iterator[Problem]:
    if not details.shares:
        yield "programme", _("Choose a programme.")
        return
    if any(not 0 < one.share <= WHOLE for one in details.shares):
        yield "shares", _("A share is more than 0 and at most 100.")
    for one in details.shares:
        if one.component and one.component.programme_id != one.programme.pk:
            yield (
                "component",
                _("%(component)s is not a component of %(programme)s. Choose one of its own.")
                % {
                    "component": formats.quoted(one.component.name),
                    "programme": formats.isolate(one.programme.acronym),
                },
            )
    yield from _check_funders(details)
    keys = [one.key for one in details.shares]
    if len(keys) != len(set(keys)):
        yield "shares", _("The same programme and funder appear twice: put their shares together.")
    total = sum((one.share for one in details.shares), Decimal(0))
    # Thirds typed as 33,33 are meant as a whole.
    if abs(total - WHOLE) > Decimal("0.01") * len(details.shares):
        yield (
            "shares",
            _("The shares add up to %(total)s instead of 100 %%.")
            % {"total": formats.percent(total, 2 if total % 1 else 0)},
        )


def _check_funders(details: ActivityDetails) -> Iterator[Problem]:
    funded = [one for one in details.shares if one.funder]
    known = set(
        Partnership.objects.filter(
            role=PartnerRole.FUNDING, programme__in=[one.programme for one in funded]
        ).values_list("programme", "organisation")
    )
    for one in funded:
        if one.funder and (one.programme.pk, one.funder.pk) not in known:
            yield (
                "shares",
                _("%(funder)s does not fund %(programme)s. Choose one of its funders, or none.")
                % {
                    "funder": formats.isolate(one.funder.short_name),
                    "programme": formats.isolate(one.programme.acronym),
                },
            )


def snapshot(details: ActivityDetails) -> dict[str, Any]:
    """The details as plain data for the audit trail, names in the portal's first language."""
    with translation.override(settings.LANGUAGE_CODE):
        return {
            "title": details.title,
            "kind": str(details.kind),
            "starts_on": _date_code(details.starts),
            "ends_on": details.ends_on.isoformat() if details.ends_on else None,
            "is_planned": details.is_planned,
            "shares": [
                _share_code(one)
                for one in sorted(details.shares, key=lambda one: (one.key[0], one.key[1] or 0))
            ],
            "places": [f"{place.name} ({place.code})" for place in _by_pk(details.places)],
            "participants": details.participants,
            "participants_qualifier": str(details.participants_qualifier),
            "women": details.women,
            "breakdown": {
                part.category.name: part.count
                for part in sorted(details.breakdown, key=lambda part: part.category.pk)
            },
            "organisers": [str(one) for one in _by_pk(details.organisers)]
            + list(details.new_organisers),
            "partners": [str(one) for one in _by_pk(details.partners)] + list(details.new_partners),
            "plan_item": str(details.plan_item) if details.plan_item else None,
            "note": details.note,
        }


def _share_code(one: Share) -> str:
    funder = f" ({one.funder})" if one.funder else ""
    component = f", {one.component}" if one.component else ""
    return f"{one.programme}{component}{funder} {one.share.normalize():f} %"


def _by_pk(things: Iterable[M]) -> list[M]:
    return sorted(things, key=lambda thing: thing.pk)


def _date_code(when: PartialDate) -> str | None:
    if when.on is None:
        return None
    length = {Precision.YEAR: 4, Precision.MONTH: 7}.get(Precision(when.precision), 10)
    return when.on.isoformat()[:length]
