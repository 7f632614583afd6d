"""Changes of signed values: what was, what should be, who says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from actors.models import User
from indicators.models import Revision, Value
from indicators.permissions import signatory_of
from indicators.selectors.entries import told_of
from indicators.selectors.grid import Earlier, Row
from indicators.selectors.periods import name_of
from indicators.selectors.review import previous_of, signatures_of
from indicators.selectors.told import Difference, categories_of, differences


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """A change in words."""

    revision: Revision
    period: str
    differences: tuple[Difference, ...]


def for_page(revisions: QuerySet[Revision]) -> QuerySet[Revision]:
    """Changes with all that their page prints."""
    return revisions.select_related(
        "value__measure__indicator",
        "value__indicator",
        "value__period",
        "value__place",
        "value__programme",
        "proposed_by",
        "decided_by",
    )


def revision_lines(revisions: Iterable[Revision], *, parts: bool = True) -> list[RevisionLine]:
    """Changes in words; `parts` or the whole alone."""
    revisions = list(revisions)
    categories = categories_of(one.value.indicator_id for one in revisions)
    return [
        RevisionLine(
            one,
            name_of(one.value.period) if one.value.period else "",
            differences(
                one.value.indicator,
                categories[one.value.indicator_id],
                one.before,
                one.after,
                parts=parts,
            ),
        )
        for one in revisions
    ]


def revisions_of(value: Value, *, user: User) -> QuerySet[Revision]:
    """The changes of a value that a person may know of, the latest first."""
    rows: QuerySet[Revision] = Revision.objects.visible_to(user).filter(value=value)
    return for_page(rows).order_by("-proposed_at", "-pk")


def why_not_decide(user: User, revision: Revision) -> str:
    """The sentence that keeps a person from deciding; empty for those who may."""
    programme = revision.value.programme_id
    try:
        signatory_of(user).check_change(
            revision.value,
            proposed_by_id=revision.proposed_by_id,
            signatures=signatures_of([programme])[programme],
        )
    except PermissionDenied as denied:
        return str(denied)
    return ""


def row_of(value: Value, *, user: User) -> Row:
    """A value as a row of its grid, so that its boxes are typed as there."""
    assert value.measure is not None
    return Row(
        measure=value.measure,
        categories=categories_of([value.indicator_id])[value.indicator_id],
        value=value,
        said=told_of(value),
        previous=previous_of(value, user=user),
        earlier=Earlier(),
        target=None,
        is_final_target=False,
        is_expected=True,
    )
