"""The frameworks that figures are read of, as they stood on the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Model

from actors.selectors.past_names import owners_named
from indicators.selectors.past_framework import PastFramework, as_it_stood, measures_until
from programmes.models import Programme


def frameworks_on(
    programmes: Sequence[Programme],
    *,
    on: date,
    told: Mapping[str, Any] | None = None,
    beside: Sequence[Model] = (),
) -> PastFramework:
    """Some frameworks as they stood on a day, with what figures say of their measures; what is
    `told` is annotated to each. The trail of what stands `beside` them is read with theirs. One
    query, and one more where something changed since.
    """
    measures = list(
        measures_until(programmes, on)
        .annotate(**(told or {}))
        .select_related("indicator", "result", "rule")
        .order_by(
            "programme__position",
            "programme_id",
            "result__position",
            "result_id",
            "position",
            "pk",
        )
    )
    # The caller has read the programmes: the same wide row beside each measure tells nothing new.
    known = {programme.pk: programme for programme in programmes}
    for measure in measures:
        measure.programme = known[measure.programme_id]
    return as_it_stood(measures, on, beside=beside, annotated=owners_named() if beside else None)
