"""Figures that sources claim, or that someone entered: one row, one figure."""

from collections.abc import Iterable

from indicators.enums import ValueState
from indicators.models import Value
from indicators.models.values import ValueQuerySet
from lib.dates import Period
from programmes.models import Programme
from regions.models import Place, Source
from reports.figures.types import Figure, FigureKind, SourceRef

# What `claimed` and `source_ref` read: a fifth of the columns of the tables that they come from.
READ = (
    *("code", "number", "qualifier", "wording", "reading", "is_key"),
    *("as_of_on", "as_of_precision", "as_of_words", "starts_on", "ends_on"),
    *("indicator__name", "indicator__short_name", "indicator__unit"),
    *("source__code", "source__title", "source__publication", "source__kind", "source__url"),
    *("source__published_on", "source__published_precision", "source__published_words"),
    *("programme__slug", "place__code"),
)


def source_ref(source: Source | None) -> SourceRef | None:
    """The source of a figure as plain data."""
    if source is None:
        return None
    return SourceRef(
        code=source.code,
        title=source.title,
        publication=source.publication,
        published=source.published,
        kind=source.get_kind_display(),
        url=source.url,
    )


def claimed(value: Value) -> Figure:
    """A value as a figure. Reads its indicator, source, programme and place: load them."""
    return Figure(
        code=value.code,
        kind=FigureKind.CLAIMED,
        label=value.indicator.name,
        short_label=value.indicator.short_name,
        unit=value.indicator.unit,
        quantity=value.quantity,
        reading=value.reading,
        wording=value.wording,
        as_of=value.as_of,
        starts_on=value.starts_on,
        ends_on=value.ends_on,
        source=source_ref(value.source),
        programme=value.programme.slug if value.programme else "",
        place=value.place.code if value.place else "",
        is_key=value.is_key,
    )


def of_programmes(programmes: Iterable[Programme], period: Period | None) -> list[Figure]:
    """The validated values in use of some programmes, in the order of their sheets."""
    rows = Value.objects.claims().filter(programme__in=[programme.pk for programme in programmes])
    return _figures(rows, period)


def of_place(
    place: Place, period: Period | None, among: ValueQuerySet | None = None
) -> list[Figure]:
    """The validated values in use that concern a place or one inside it; all, or those given."""
    rows = Value.objects.claims() if among is None else among
    return _figures(rows.filter(place__in=Place.objects.within(place)), period)


def _figures(rows: ValueQuerySet, period: Period | None) -> list[Figure]:
    rows = rows.filter(state=ValueState.VALIDATED).in_use().for_figures().only(*READ)
    return [claimed(value) for value in rows if _concerns(value, period)]


def _concerns(value: Value, period: Period | None) -> bool:
    """Tell whether a value was known by the end of the period.

    A figure of 2023 is what is known in 2026 too, until a newer one takes its place, and it says
    its date. A value without any date belongs in every report: leaving it out would hide it.
    """
    known = value.starts_on or value.as_of.earliest
    return period is None or known is None or known <= period.end
