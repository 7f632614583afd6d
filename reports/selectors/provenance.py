"""Where a figure comes from: its source and its author, or the activities that it counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from actors.models import User
from actors.selectors.trail import EventLine, history_of
from indicators.models import Indicator, Value
from indicators.selectors.periods import name_of
from lib import formats
from lib.quantities import Qualifier, Quantity
from lib.tables import Sheet
from programmes.models import Activity, Programme
from regions.models import Place
from reports.figures import Figure, Subject, claims, done, find, subject_of, summary
from reports.selectors.entries import EntryStory, story_of


@dataclass(frozen=True, slots=True)
class Provenance:
    """A figure with all that it takes to check it.

    A claimed figure has its `value`, its definition, the other claims about the same thing and a
    history; a counted one has the activities that it counts, as far as the reader sees them.
    """

    figure: Figure
    programme: Programme | None
    place: Place | None
    value: Value | None = None
    indicator: Indicator | None = None
    others: tuple[Figure, ...] = ()
    history: tuple[EventLine, ...] = ()
    comment: str = ""
    # Of an entry: the reporting period that it was given for.
    period: str = ""
    story: EntryStory | None = None
    activities: QuerySet[Activity] | None = None
    counted: int = 0


def provenance_of(code: str, *, user: User, on: date) -> Provenance | None:
    """The figure behind a permanent address; None where there is none, or not for this person."""
    figure = find(code, user=user, on=on)
    if figure is None:
        return None
    value = Value.objects.visible_to(user).for_table().filter(code=code).first()
    if value is not None:
        story = None
        if value.is_entry:
            story = story_of(value, user=user, is_withheld=figure.is_withheld)
        tells_all = story is None or story.is_read_whole
        return Provenance(
            figure=figure,
            programme=value.programme,
            place=value.place,
            value=value,
            indicator=value.indicator,
            others=tuple(claims.claimed(other) for other in other_claims(value, user=user)),
            history=story.history if story else history_of(value),
            comment=value.comment if tells_all or not value.indicator.is_numeric else "",
            period=name_of(value.period) if value.period else "",
            story=story,
        )
    subject = subject_of(code, user)
    if subject is None:
        return None
    return Provenance(
        figure=figure,
        programme=subject.programmes[0] if subject.programmes else None,
        place=subject.place,
        activities=contributing(subject, user=user),
        counted=summary(subject).activities,
    )


def contributing(subject: Subject, *, user: User) -> QuerySet[Activity]:
    """The activities that a counted figure counts, of those the person may see."""
    return (done(subject) & Activity.objects.visible_to(user)).for_table()


def with_participants(activities: Iterable[Activity]) -> list[tuple[Activity, Quantity]]:
    """Activities, each with how many took part as its record says it."""
    return [
        (one, Quantity(one.participants, Qualifier(one.participants_qualifier)))
        for one in activities
    ]


def other_claims(value: Value, *, user: User) -> QuerySet[Value]:
    """What other sources, or other days, say of the same thing."""
    return (
        Value.objects.visible_to(user)
        .claims()
        .filter(indicator=value.indicator, programme=value.programme, place=value.place)
        .exclude(pk=value.pk)
        .for_table()
    )


def values_for_list(user: User) -> QuerySet[Value]:
    """The figures in use that one may see, programme by programme."""
    return Value.objects.visible_to(user).claims().in_use().for_table()


def figure_table(values: Iterable[Value]) -> Sheet:
    """Figures as a sheet of a workbook; the number and how sure it is stand apart."""
    header = [
        _("Code"),
        _("Figure"),
        _("Number"),
        _("Certainty"),
        _("Unit"),
        _("How to read it"),
        _("In the words of the source"),
        _("Programme"),
        _("Place"),
        _("As of"),
        _("Source"),
        _("Date of the source"),
    ]
    rows = []
    for value in values:
        figure = claims.claimed(value)
        told = figure.quantity.is_reported
        rows.append(
            [
                figure.code,
                figure.label,
                figure.quantity.number,
                str(figure.quantity.qualifier.label) if told else formats.not_reported(),
                figure.unit,
                figure.reading,
                figure.wording,
                value.programme.acronym if value.programme else "",
                value.place.name if value.place else "",
                formats.partial_date(figure.as_of) if figure.as_of else "",
                figure.source.title if figure.source else "",
                formats.partial_date(figure.source.published) if figure.source else "",
            ]
        )
    return Sheet(_("Figures"), header, rows, rtl=formats.direction() == "rtl")


def as_figures(values: Iterable[Value]) -> list[Figure]:
    """Values as the figures that pages show."""
    return [claims.claimed(value) for value in values]
