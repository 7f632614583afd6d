"""The figures of a report, as `reports.figures` counts them: this module only arranges."""

from datetime import date
from typing import Any

from reports import figures as counted
from reports.content.activities import Scope
from reports.content.plain import Sources, day, partial, quantity
from reports.figures import Figure, claims


def figures(scope: Scope, sources: Sources, *, on: date) -> list[dict[str, Any]]:
    """All figures: of each programme in turn, then what sources claim of the region."""
    names = {programme.slug: programme.acronym for programme in scope.programmes}
    rows: dict[str, Figure] = {}
    there: dict[int, list[Figure]] = {}
    if scope.region is not None:
        there = counted.programmes_in_region(
            scope.programmes, scope.region, on=on, period=scope.period
        )
    for programme in scope.programmes:
        if scope.region is None:
            found = counted.programme_figures(programme, on=on, period=scope.period)
        else:
            found = [
                *claims.of_programmes([programme], scope.period),
                *there[programme.pk],
            ]
        rows |= {figure.code: figure for figure in found}
    if scope.region is not None:
        for figure in claims.of_place(scope.region, scope.period):
            # Claims about programmes outside this report are for the reports of those.
            if not figure.programme or figure.programme in names:
                rows.setdefault(figure.code, figure)
    return [told(figure, names, sources) for figure in rows.values()]


def key(rows: list[dict[str, Any]]) -> list[str]:
    """The codes of those that stand on the cover: the marked ones, then what the log counted."""
    marked = [row["code"] for row in rows if row["is_key"]]
    computed = [
        row["code"]
        for row in rows
        if row["kind"] == "computed" and row["quantity"]["number"] not in (None, "0")
    ]
    return (marked + computed)[: counted.KEY_FIGURES]


def told(figure: Figure, names: dict[str, str], sources: Sources) -> dict[str, Any]:
    """One figure; `names` are the acronyms of the programmes by their slugs."""
    return {
        "code": figure.code,
        "kind": str(figure.kind),
        "label": str(figure.label),
        "short_label": str(figure.short_label),
        "unit": str(figure.unit),
        "quantity": quantity(figure.quantity),
        "reading": str(figure.reading),
        "wording": figure.wording,
        "as_of": partial(figure.as_of) if figure.as_of else None,
        "starts_on": day(figure.starts_on),
        "ends_on": day(figure.ends_on),
        "programme": names.get(figure.programme, ""),
        "source": sources.cite_figure(figure),
        "is_key": figure.is_key,
    }
