"""The tables that the bench prints, and its targets."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """Something promised, what was measured, and whether it is kept."""

    promise: str
    measured: str
    is_met: bool


def table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns of text; all but the first are set to the right."""
    lines = [list(header), *map(list, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    written = [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    written.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(["", title, "", *written])


def targets(found: Sequence[Target]) -> str:
    """Each target with its mark; nothing where nothing was promised."""
    if not found:
        return ""
    rows = [("✓" if one.is_met else "✗", one.promise, one.measured) for one in found]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(["", "Targets", "", *(line.rstrip() for line in lines)])


def ms(seconds: float) -> str:
    """A time as a page has it."""
    return f"{seconds * 1000:.1f}"


def times(ratio: float) -> str:
    return f"{ratio:.2f}×"
