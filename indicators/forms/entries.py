"""The rows of the grid as they are typed: boxes by name, what they mean, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from indicators.enums import UnitKind, ValueState
from indicators.forms.amounts import NOT_AVAILABLE, read_amount, split_share, write_amount
from indicators.models import Category
from indicators.selectors.checks import not_broken_down, wanting_comment
from indicators.selectors.entries import Part, Told, share
from indicators.selectors.grid import Row, cumulative
from lib.forms import ProseFormField
from lib.identifiers import short_hash
from lib.quantities import Qualifier, Quantity

COMMENT_LENGTH = 2_000

# Names of boxes: the whole, its qualifier, numerator and denominator, its comment.
WHOLE, QUALIFIER, ABOVE, BELOW, COMMENT = "v", "q", "a", "b", "k"


@dataclass(slots=True)
class PartBox:
    """The boxes of one category."""

    category: Category
    name: str
    text: str
    below_name: str = ""
    below_text: str = ""
    problem: str = ""


@dataclass(slots=True)
class DimensionBoxes:
    """The categories of one dimension, and what they leave of the whole."""

    pk: int
    name: str
    parts: list[PartBox] = field(default_factory=list)
    rest: Quantity | None = None
    rest_below: Decimal | None = None


class RowForm:
    """One measure of the grid: as stored, or as typed when `data` holds its boxes.

    `problems` are sentences by box; what they are about is saved nowhere.
    """

    def __init__(self, row: Row, data: Mapping[str, str] | None = None) -> None:
        self.row = row
        self.pk = row.measure.pk
        self.problems: dict[str, str] = {}
        self.conflict = False
        # Saved, but not handed in with the others: why; and what became of its files.
        self.not_submitted = ""
        self.file_problem = ""
        self.said = row.said
        self.stored_texts = _texts_of(row)
        self.texts = dict(self.stored_texts)
        self.version = row.version
        self.was = _mark(self.stored_texts)
        self.is_touched = False
        if data is not None and f"ver-{self.pk}" in data:
            self._read(data)

    # What was typed

    def _read(self, data: Mapping[str, str]) -> None:
        self.texts = {
            key: data.get(f"{key}-{self.pk}", stored).replace("\r\n", "\n").strip()
            for key, stored in self.stored_texts.items()
        }
        posted_was = data.get(f"was-{self.pk}", "")
        self.is_touched = _mark(self.texts) != posted_was
        if not self.is_touched:
            # Untouched on a page that is old: what is stored now stands.
            self.texts = dict(self.stored_texts)
            return
        try:
            self.version = int(data.get(f"ver-{self.pk}", ""))
        except ValueError:
            self.version = -1
        self.said = self._meaning()

    def _meaning(self) -> Told:
        indicator = self.row.measure.indicator
        comment = self._comment()
        if indicator.unit_kind == UnitKind.TEXT:
            typed = read_text(comment)
            return Told(is_not_available=typed is None, comment=typed or "")
        cells = {
            category: part
            for category in self.row.categories
            if (part := self._part(category)) is not None
        }
        if indicator.is_share:
            return self._share(comment, cells)
        amount = self._amount(WHOLE)
        qualifier = amount.qualifier or self._qualifier()
        return Told(
            number=amount.number,
            qualifier=qualifier if amount.number is not None else Qualifier.EXACT,
            is_not_available=amount.is_not_available,
            comment=comment,
            cells=cells,
        )

    def _share(self, comment: str, cells: dict[int, Part]) -> Told:
        part = self._sides(ABOVE, BELOW)
        if part is None:
            return Told(comment=comment, cells=cells)
        return Told(
            number=part.number,
            numerator=part.numerator,
            denominator=part.denominator,
            qualifier=self._qualifier() if part.is_reported else Qualifier.EXACT,
            is_not_available=not part.is_reported,
            comment=comment,
            cells=cells,
        )

    def _part(self, category: int) -> Part | None:
        """What is typed for a category; None where its boxes are blank."""
        if self.row.measure.indicator.is_share:
            return self._sides(f"pa{category}", f"pb{category}")
        amount = self._amount(f"p{category}")
        return None if amount.is_blank else Part(amount.number)

    def _sides(self, above_key: str, below_key: str) -> Part | None:
        if "/" in self.texts[above_key] and not self.texts[below_key]:
            self.texts[above_key], self.texts[below_key] = split_share(self.texts[above_key])
        above, below = self._amount(above_key), self._amount(below_key)
        if above.is_blank and below.is_blank:
            return None
        if above.is_not_available or below.is_not_available:
            return Part()
        if above.number is None or below.number is None:
            missing = above_key if above.number is None else below_key
            self.problems.setdefault(
                missing, _("Write both the numerator and the denominator, or n.d.")
            )
            return None
        if below.number <= 0:
            self.problems.setdefault(below_key, _("The denominator must be above 0."))
            return None
        if above.number < 0:
            self.problems.setdefault(above_key, _("Write a number that is 0 or more."))
            return None
        per = self.row.measure.indicator.per
        return Part(share(above.number, below.number, per=per), above.number, below.number)

    def _amount(self, key: str):
        try:
            return read_amount(self.texts[key])
        except ValidationError as error:
            self.problems.setdefault(key, " ".join(error.messages))
            return read_amount("")

    def _qualifier(self) -> Qualifier:
        typed = self.texts[QUALIFIER]
        return Qualifier(typed) if typed in Qualifier.values else Qualifier.EXACT

    def _comment(self) -> str:
        try:
            return ProseFormField(max_length=COMMENT_LENGTH, required=False).clean(
                self.texts[COMMENT]
            )
        except ValidationError as error:
            self.problems.setdefault(COMMENT, " ".join(error.messages))
            return ""

    # What became of it

    def refuse(self, sentences: list[str]) -> None:
        """Say at the main box why the row was not saved."""
        self.problems.setdefault(self.main_key, " ".join(sentences))

    def hold_back(self, sentences: list[str]) -> None:
        """Say that the row is saved but was not submitted."""
        self.not_submitted = " ".join(sentences)

    def clash(self, now: Row) -> None:
        """Someone else saved this row: theirs is stored, what was typed stays on the page.

        The form goes on from their version, so that saving again replaces it knowingly.
        """
        self.row, self.version = now, now.version
        self.was = _mark(_texts_of(now))
        self.conflict = True

    # What the page shows

    @property
    def main_key(self) -> str:
        indicator = self.row.measure.indicator
        if indicator.is_share:
            return ABOVE
        return WHOLE if indicator.is_numeric else COMMENT

    @property
    def is_share(self) -> bool:
        return self.row.measure.indicator.is_share

    @property
    def is_percentage(self) -> bool:
        return self.row.measure.indicator.is_percentage

    @property
    def is_text(self) -> bool:
        return not self.row.measure.indicator.is_numeric

    @property
    def whole(self) -> str:
        return self.texts.get(WHOLE, "")

    @property
    def above(self) -> str:
        return self.texts.get(ABOVE, "")

    @property
    def below(self) -> str:
        return self.texts.get(BELOW, "")

    @property
    def comment(self) -> str:
        return self.texts[COMMENT]

    @property
    def qualifier(self) -> str:
        return self.texts.get(QUALIFIER, "")

    @property
    def qualifiers(self) -> list[tuple[str, str]]:
        return list(Qualifier.choices)

    @property
    def is_qualified(self) -> bool:
        return self.said.qualifier != Qualifier.EXACT

    @property
    def main_problem(self) -> str:
        """What is wrong with the whole: its boxes stand in the row itself."""
        return " ".join(
            dict.fromkeys(
                self.problems[key] for key in (WHOLE, ABOVE, BELOW) if key in self.problems
            )
        ) or ("" if not self.is_text else self.problems.get(COMMENT, ""))

    @property
    def comment_problem(self) -> str:
        return "" if self.is_text else self.problems.get(COMMENT, "")

    @property
    def cell_state(self) -> str:
        """What the row is called by its border and its word."""
        if self.conflict:
            return "conflict"
        if self.problems:
            return "invalid"
        if self.row.is_validated:
            return "locked"
        if self.row.value is None:
            return "blank"
        return str(ValueState(self.row.value.state))

    @property
    def findings(self):
        """What is unusual about what is stored."""
        return [] if self.problems else self.row.findings

    @property
    def wants_comment(self) -> bool:
        return bool(wanting_comment(self.findings, self.row.said))

    @property
    def cumulative(self) -> Quantity | None:
        return cumulative(self.row)

    @property
    def needs_attention(self) -> bool:
        """Whether the person should look at this row before going on."""
        return bool(self.problems or self.conflict or self.not_submitted or self.file_problem)

    @property
    def first_sentence(self) -> str:
        """What the list at the top of the page says of the row."""
        if self.conflict:
            return _("Someone else saved this meanwhile: both versions are shown.")
        sentences = [*self.problems.values(), self.not_submitted, self.file_problem]
        return next(one for one in sentences if one)

    @property
    def main_id(self) -> str:
        return f"{self.main_key}-{self.pk}"

    @property
    def has_details(self) -> bool:
        """Whether the row opens by itself: something in it needs to be seen."""
        if self.not_submitted or self.file_problem:
            return True
        return any(key not in (WHOLE, ABOVE, BELOW) for key in self.problems)

    @property
    def dimensions(self) -> list[DimensionBoxes]:
        """The boxes of the breakdown, by dimension; parts and rest add up to the whole."""
        rest = not_broken_down(self.said, self.row.categories)
        found: dict[int, DimensionBoxes] = {}
        for category in self.row.categories.values():
            boxes = found.setdefault(
                category.dimension_id,
                DimensionBoxes(category.dimension_id, str(category.dimension)),
            )
            boxes.parts.append(self._part_box(category))
        for pk, boxes in found.items():
            if self.said.number is not None:
                number, below = rest.get(pk, (self._whole_number(), self.said.denominator))
                boxes.rest, boxes.rest_below = Quantity(number), below
        return list(found.values())

    def _whole_number(self) -> Decimal | None:
        return self.said.numerator if self.is_share else self.said.number

    def _part_box(self, category: Category) -> PartBox:
        keys = (
            (f"pa{category.pk}", f"pb{category.pk}") if self.is_share else (f"p{category.pk}", "")
        )
        problem = " ".join(self.problems[key] for key in keys if key in self.problems)
        return PartBox(
            category=category,
            name=f"{keys[0]}-{self.pk}",
            text=self.texts[keys[0]],
            below_name=f"{keys[1]}-{self.pk}" if keys[1] else "",
            below_text=self.texts[keys[1]] if keys[1] else "",
            problem=problem,
        )


def read_text(typed: str) -> str | None:
    """The words of a text indicator; None for « n.d. », empty for blank."""
    try:
        is_not_available = read_amount(typed).is_not_available
    except ValidationError:
        is_not_available = False
    return None if is_not_available else typed


def _texts_of(row: Row) -> dict[str, str]:
    """The boxes of a row as they show what is stored."""
    said, indicator = row.said, row.measure.indicator
    texts = {COMMENT: said.comment}
    if indicator.unit_kind == UnitKind.TEXT:
        return {COMMENT: NOT_AVAILABLE if said.is_not_available else said.comment}
    texts[QUALIFIER] = str(said.qualifier)
    whole = Part(said.number, said.numerator, said.denominator)
    texts |= _boxes(
        whole if said.is_reported or said.is_not_available else None,
        (ABOVE, BELOW) if indicator.is_share else (WHOLE, ""),
    )
    for category in row.categories:
        keys = (f"pa{category}", f"pb{category}") if indicator.is_share else (f"p{category}", "")
        texts |= _boxes(said.cells.get(category), keys)
    return texts


def _boxes(part: Part | None, keys: tuple[str, str]) -> dict[str, str]:
    first, second = keys
    if part is None:
        texts = {first: "", second: ""}
    elif not part.is_reported:
        texts = {first: NOT_AVAILABLE, second: ""}
    elif second:
        texts = {first: write_amount(part.numerator), second: write_amount(part.denominator)}
    else:
        texts = {first: write_amount(part.number)}
    texts.pop("", None)
    return texts


def _mark(texts: Mapping[str, str]) -> str:
    """Tells whether the boxes of a row still say what the page showed."""
    return short_hash("\x1f".join(f"{key}={texts[key]}" for key in sorted(texts)))
