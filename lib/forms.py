"""Form fields for text, numbers and dates as people here type them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from lib import formats
from lib.dates import PartialDate, Precision, partial
from lib.text import clean, clean_line, has_ink


class LineFormField(forms.CharField):
    """One line of text, cleaned before it is measured."""

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        _speak_clearly(self, max_length)

    def to_python(self, value: Any) -> Any:
        return super().to_python(clean_line(value) if isinstance(value, str) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # The browser would cut pasted text at maxlength without a word: the form says it instead.
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return {"dir": "auto"} | attrs if not widget.is_hidden else attrs


class ProseFormField(forms.CharField):
    """Paragraphs, cleaned before they are measured."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        _speak_clearly(self, max_length)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = clean(value)
            value = value if has_ink(value) else ""
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return {"dir": "auto"} | attrs if not widget.is_hidden else attrs


def _speak_clearly(field: forms.CharField, max_length: int | None) -> None:
    if max_length is not None:
        field.validators = [v for v in field.validators if not isinstance(v, MaxLengthValidator)]
        field.validators.append(MaxLengthValidator(max_length, _TOO_LONG))


_TOO_LONG = ngettext_lazy(
    "This text has %(show_value)d characters; at most %(limit_value)d fits.",
    "This text has %(show_value)d characters; at most %(limit_value)d fit.",
    "limit_value",
)


class NumberInput(forms.TextInput):
    """A text box with the number keys.

    `type=number` would refuse a decimal comma and change when the page scrolls.
    """

    def __init__(self, inputmode: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"inputmode": inputmode, "autocomplete": "off", "dir": "ltr"} | (attrs or {})
        )


class DecimalNumberField(forms.Field):
    """A number typed the usual ways, as a Decimal; None when empty."""

    inputmode = "decimal"
    default_error_messages = {
        "invalid": _("Write a number with digits only, such as 1250 or 12,5."),
        "ambiguous": _(
            "“%(typed)s” can be read in two ways: write %(whole)s without a dot or comma, "
            "or %(fraction)s if it is a fraction."
        ),
        "too_small": _("Write a number that is at least %(limit)s."),
        "too_large": _("Write a number that is at most %(limit)s."),
        "too_precise": ngettext_lazy(
            "Write at most %(places)d digit after the decimal comma.",
            "Write at most %(places)d digits after the decimal comma.",
            "places",
        ),
    }

    def __init__(
        self,
        *,
        min_value: Decimal | int | None = 0,
        max_value: Decimal | int | None = 999_999_999_999,
        decimal_places: int = 4,
        **kwargs: Any,
    ) -> None:
        self.min_value = min_value
        self.max_value = max_value
        self.decimal_places = decimal_places
        kwargs.setdefault("widget", NumberInput(self.inputmode))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal | int):
            return value
        typed = clean_line(str(value))
        if not typed:
            return None
        try:
            return parse_number(typed)
        except AmbiguousNumber as ambiguous:
            raise ValidationError(
                self.error_messages["ambiguous"],
                code="ambiguous",
                params={"typed": typed, "whole": ambiguous.whole, "fraction": ambiguous.fraction},
            ) from None
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if self.min_value is not None and value < self.min_value:
            self._refuse("too_small", limit=formats.number(self.min_value))
        if self.max_value is not None and value > self.max_value:
            self._refuse("too_large", limit=formats.number(self.max_value))
        if -_exponent(value) > self.decimal_places:
            self._refuse("too_precise", places=self.decimal_places)

    def prepare_value(self, value: Any) -> Any:
        """A number as this field reads it back; what was typed, as it was typed."""
        if not isinstance(value, Decimal | int) or isinstance(value, bool):
            return value
        text = f"{value:f}"
        if "." not in text:
            return text
        text = text.rstrip("0").rstrip(".")
        # Three decimals would look like thousands to anyone, parse_number included.
        text = text + "0" if re.fullmatch(r"-?\d+\.\d{3}", text) else text
        return text if _language() == "en" else text.replace(".", ",")

    def _refuse(self, code: str, **params: Any) -> None:
        raise ValidationError(self.error_messages[code], code=code, params=params)


class WholeNumberField(DecimalNumberField):
    """A whole number typed the usual ways, as an int; None when empty."""

    inputmode = "numeric"
    default_error_messages = {
        "invalid": _("Write a whole number with digits only, such as 1250."),
        "not_whole": _("Write a whole number, without a fraction."),
    }

    def __init__(
        self, *, min_value: int | None = 0, max_value: int | None = 999_999_999, **kwargs: Any
    ) -> None:
        super().__init__(min_value=min_value, max_value=max_value, decimal_places=0, **kwargs)

    def to_python(self, value: Any) -> int | None:
        number = super().to_python(value)
        if number is None:
            return None
        if number != int(number):
            raise ValidationError(self.error_messages["not_whole"], code="not_whole")
        return int(number)


class AmbiguousNumber(ValueError):
    """One separator before exactly three digits: thousands to some, a fraction to others."""

    def __init__(self, whole: str, fraction: str) -> None:
        super().__init__(whole, fraction)
        self.whole = whole
        self.fraction = fraction


_SPACES = re.compile("[ \u00a0\u2009\u202f]")
_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f]")
_ARABIC_SIGNS = str.maketrans({"٫": ",", "٬": "\u202f", "−": "-"})
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?")
_PLAIN = re.compile(r"[+-]?[0-9]{1,30}(?:[.,][0-9]{1,30})?")
_AMBIGUOUS = re.compile(r"([+-]?[1-9][0-9]{0,2})[.,]([0-9]{3})")
_THOUSANDS = re.compile(
    r"[+-]?[0-9]{1,3}(?:(?:,[0-9]{3})+\.[0-9]+|(?:\.[0-9]{3})+,[0-9]+|(?:,[0-9]{3}){2,}|(?:\.[0-9]{3}){2,})"
)


def parse_number(text: str) -> Decimal:
    """The number that a text means, in any of the usual spellings.

    Raises AmbiguousNumber for `1.234` and `1,234`, ValueError for what is no number.
    """
    typed = _DIRECTION_MARKS.sub("", text.strip()).translate(_ARABIC_SIGNS)
    typed = "".join(str(int(char)) if char.isdecimal() else char for char in typed)
    typed = _SPACES.sub(" ", typed)
    if len(typed) > 60:
        raise ValueError("Too long for a number.")
    if _GROUPED.fullmatch(typed):
        return Decimal(typed.replace(" ", "").replace(",", "."))
    if ambiguous := _AMBIGUOUS.fullmatch(typed):
        before, after = ambiguous.groups()
        raise AmbiguousNumber(before + after, f"{before},{after}0")
    if _PLAIN.fullmatch(typed):
        return Decimal(typed.replace(",", "."))
    if _THOUSANDS.fullmatch(typed):
        decimal_mark = max(typed.rfind(","), typed.rfind("."))
        mark = typed[decimal_mark]
        other = "," if mark == "." else "."
        # The same mark twice can only group; two marks: the last one begins the fraction.
        if typed.count(mark) > 1:
            return Decimal(typed.replace(mark, ""))
        return Decimal(typed.replace(other, "").replace(mark, "."))
    raise ValueError("Not a number.")


def _exponent(value: Decimal | int) -> int:
    exponent = Decimal(value).normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _language() -> str:
    return (get_language() or "fr").split("-")[0]


class PartialDateInput(forms.TextInput):
    """A text box for a date that may lack its day or its month."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"} | (attrs or {})
        )


class PartialDateField(forms.Field):
    """A day, a month or a year (`07/07/2023`, `07/2023`, `2023`, or ISO), as a PartialDate.

    Empty gives an unknown date, so the value is never None.
    """

    widget = PartialDateInput
    default_error_messages = {
        "invalid": _("Write a day (07/07/2023), a month (07/2023) or a year (2023)."),
        "no_such_day": _("The calendar has no such day. Check the day and the month."),
    }

    def to_python(self, value: Any) -> PartialDate:
        if isinstance(value, PartialDate):
            return value.normalised()
        if isinstance(value, date):
            return partial(value)
        typed = clean_line(str(value)) if value is not None else ""
        if not typed:
            return partial(None)
        typed = "".join(str(int(char)) if char.isdecimal() else char for char in typed)
        parts = _date_parts(typed)
        if parts is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        year, month, day = parts
        precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
        try:
            return partial(date(int(year), int(month or 1), int(day or 1)), precision)
        except ValueError:
            raise ValidationError(self.error_messages["no_such_day"], code="no_such_day") from None

    def validate(self, value: Any) -> None:
        if self.required and not value.is_known:
            raise ValidationError(self.error_messages["required"], code="required")

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, PartialDate):
            return value
        if value.on is None:
            return ""
        on = value.on
        return {
            Precision.DAY: f"{on.day:02}/{on.month:02}/{on.year:04}",
            Precision.MONTH: f"{on.month:02}/{on.year:04}",
            Precision.YEAR: f"{on.year:04}",
        }.get(Precision(value.precision), "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        try:
            before, after = self.to_python(initial), self.to_python(data)
        except ValidationError:
            return True
        return (before.on, before.precision) != (after.on, after.precision)


# Digits that every column of row numbers holds.
_MOST_DIGITS = 18


def is_beyond_rows(value: Any) -> bool:
    """Whether something is a number with more digits than a column of row numbers holds."""
    text = str(value)
    return len(text) > _MOST_DIGITS and text.lstrip("-").isdecimal()


class RowField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """One row; a number beyond any row is none."""

    def clean(self, value: Any) -> Any:
        if is_beyond_rows(value):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Several rows; a number beyond any row is none of them."""

    def clean(self, value: Any) -> Any:
        for one in value or ():
            if is_beyond_rows(one):
                raise ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": one},
                )
        return super().clean(value)


class DayField(PartialDateField):
    """A whole day, as a date; None when empty."""

    default_error_messages = {"not_a_day": _("Write the whole date, such as 30/06/2026.")}

    def clean(self, value: Any) -> date | None:
        told: PartialDate = super().clean(value)
        if not told.is_known:
            return None
        if told.precision != Precision.DAY:
            raise ValidationError(self.error_messages["not_a_day"], code="not_a_day")
        return told.on

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, date):
            value = partial(value)
        return super().prepare_value(value)


_DATE_FORMS = [
    re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?"),
    re.compile(r"(?:(?P<day>[0-9]{1,2})/)?(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})"),
]


def _date_parts(typed: str) -> tuple[str, str | None, str | None] | None:
    typed = re.sub(r"\s*[/.]\s*", "/", typed)
    for form in _DATE_FORMS:
        if found := form.fullmatch(typed):
            return found["year"], found["month"], found["day"]
    return None
