"""A block copied from a workbook: which cells of the grid it touches, before anything is saved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from indicators.forms.entries import ABOVE, BELOW, COMMENT, WHOLE, RowForm
from indicators.selectors.checks import findings_of, refusals
from indicators.selectors.grid import Row
from lib.text import clean, fold

# More than any grid has; a whole workbook is not a block.
MAX_LINES = 500
MAX_CHARACTERS = 60_000


@dataclass(frozen=True, slots=True)
class Slot:
    """Where one line of a block goes: the boxes of a measure, or of one of its categories."""

    row: Row
    keys: tuple[str, ...]
    label: str

    @property
    def name(self) -> str:
        return f"{self.keys[0]}-{self.row.measure.pk}"


@dataclass(slots=True)
class PastedCell:
    """One box that the block changes: what stands in it, and what would."""

    label: str
    part: str
    name: str
    before: str
    after: str
    problem: str = ""


@dataclass(slots=True)
class Preview:
    """What a block would do. `data` are the boxes as a form would post them."""

    cells: list[PastedCell]
    # Lines that go nowhere.
    unused: list[str]
    data: dict[str, str]

    @property
    def good(self) -> int:
        return sum(1 for cell in self.cells if not cell.problem)


def preview_of(rows: Sequence[Row], text: str, *, start: str) -> Preview:
    """Lay a block over the grid from a box on, or by name where its first column has names."""
    lines = lines_of(text)
    placed, unused = _by_name(rows, lines) or _in_order(rows, lines, start)
    cells: list[PastedCell] = []
    data: dict[str, str] = {}
    for slot, values in placed:
        pk = slot.row.measure.pk
        data |= {f"ver-{pk}": str(slot.row.version), f"was-{pk}": ""}
        for key, value in zip(slot.keys, _spread(slot, values), strict=False):
            before = RowForm(slot.row).texts[key]
            if value == before:
                continue
            data[f"{key}-{pk}"] = value
            part = "" if key in (WHOLE, ABOVE, BELOW, COMMENT) else slot.label
            cells.append(PastedCell(slot.row.measure.name, part, f"{key}-{pk}", before, value))
    _judge(rows, cells, data)
    return Preview(cells, unused, data)


def lines_of(text: str) -> list[list[str]]:
    """The cells of a block as a workbook copies them: tabs between, one line each."""
    lines = clean(text[:MAX_CHARACTERS]).rstrip("\n").split("\n")[:MAX_LINES]
    return [[cell.strip().strip('"') for cell in line.split("\t")] for line in lines]


def _by_name(
    rows: Iterable[Row], lines: list[list[str]]
) -> tuple[list[tuple[Slot, list[str]]], list[str]] | None:
    """By the names or codes in the first column; None where most lines have none."""
    slots: dict[str, Slot] = {}
    for row in rows:
        slot = _whole_of(row)
        measure = row.measure
        for name in (measure.name, measure.indicator.name, measure.code, measure.indicator.code):
            slots.setdefault(fold(str(name)), slot)
    found = [slots.get(fold(line[0])) for line in lines]
    if not any(found) or 2 * sum(1 for one in found if one) < len(lines):
        return None
    placed = [(slot, line[1:]) for slot, line in zip(found, lines, strict=True) if slot]
    lost = zip(found, lines, strict=True)
    return placed, [" · ".join(line) for slot, line in lost if slot is None and any(line)]


def _in_order(
    rows: Sequence[Row], lines: list[list[str]], start: str
) -> tuple[list[tuple[Slot, list[str]]], list[str]]:
    slots = _from(rows, start)
    placed = list(zip(slots, lines, strict=False))
    return placed, [" · ".join(line) for line in lines[len(slots) :] if any(line)]


def _from(rows: Sequence[Row], start: str) -> list[Slot]:
    """The boxes from one on: of the following measures, or of the following categories."""
    for row in rows:
        parts = _parts_of(row)
        for place, slot in enumerate(parts):
            if start in {f"{key}-{row.measure.pk}" for key in slot.keys}:
                return parts[place:]
    wholes = [_whole_of(row) for row in rows]
    for place, slot in enumerate(wholes):
        if start in {f"{key}-{slot.row.measure.pk}" for key in slot.keys}:
            return wholes[place:]
    return wholes


def _whole_of(row: Row) -> Slot:
    indicator = row.measure.indicator
    if not indicator.is_numeric:
        return Slot(row, (COMMENT,), "")
    return Slot(row, (ABOVE, BELOW) if indicator.is_share else (WHOLE,), "")


def _parts_of(row: Row) -> list[Slot]:
    is_share = row.measure.indicator.is_share
    return [
        Slot(row, (f"pa{pk}", f"pb{pk}") if is_share else (f"p{pk}",), str(category))
        for pk, category in row.categories.items()
    ]


def _spread(slot: Slot, values: list[str]) -> list[str]:
    """A share in one cell (« 12/40 ») fills both of its boxes."""
    if len(slot.keys) == 2 and len([one for one in values if one]) == 1 and "/" in values[0]:
        above, _stroke, below = values[0].partition("/")
        return [above.strip(), below.strip()]
    return values


def _judge(rows: Iterable[Row], cells: list[PastedCell], data: dict[str, str]) -> None:
    """Say at each cell why it would not be saved, as the grid itself would."""
    by_name = {cell.name: cell for cell in cells}
    for row in rows:
        form = RowForm(row, data)
        if not form.is_touched:
            continue
        own = [cell for name, cell in by_name.items() if name.endswith(f"-{row.measure.pk}")]
        if row.is_validated:
            for cell in own:
                cell.problem = _("This value is validated: it is left as it is.")
            continue
        for key, sentence in form.problems.items():
            cell = by_name.get(f"{key}-{row.measure.pk}")
            if cell is not None:
                cell.problem = sentence
        if form.problems:
            continue
        found = findings_of(row.measure, form.said, row.categories, previous=row.previous_number)
        for cell in own:
            cell.problem = " ".join(one.sentence for one in refusals(found))
