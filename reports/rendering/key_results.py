"""The key indicators of an edition's frameworks, as its first pages show them. Reads nothing but
the content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import zip_longest
from typing import Any


def key_measures(
    frameworks: Sequence[dict[str, Any]], codes: Collection[str]
) -> list[dict[str, Any]]:
    """Some indicators of the frameworks, in their order, each with its programme."""
    wanted = set(codes)
    return [
        {**measure, "programme": framework["programme"]}
        for framework in frameworks
        for measure in framework["measures"]
        if measure["code"] in wanted
    ]


def for_cover(measures: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that have something to say, each programme in turn so that none takes all the room."""
    by_programme: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for measure in measures:
        told = measure["amount"]
        if told["is_withheld"] or told["quantity"].number is not None:
            by_programme[measure["programme"]].append(measure)
    turns = zip_longest(*by_programme.values())
    return [measure for turn in turns for measure in turn if measure is not None]
