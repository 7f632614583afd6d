"""Numbers, dates and lists of words as they are shown: the only place that formats.

Every function speaks the current language unless `language` says otherwise. Text meant for
Arabic stands the right way round inside right-to-left paragraphs, in plain text as in HTML.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any
from unicodedata import bidirectional

from babel import dates as babel_dates
from babel import numbers as babel_numbers
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lib.dates import PartialDate, Precision
from lib.quantities import Qualifier, Quantity

Number = Decimal | int | float

THIN = (
    "\u202f"  # narrow no-break space: inside a number it keeps its digits together in Arabic text
)
HARD = "\u00a0"
MINUS = "\u2212"
LEFT_TO_RIGHT, FIRST_STRONG, POP = "\u2066", "\u2068", "\u2069"

RIGHT_TO_LEFT = {"ar"}

# Moroccan months; English as written in Europe.
_LOCALES = {"fr": "fr", "ar": "ar_MA", "en": "en_GB"}
_GROUP = {"fr": THIN, "ar": THIN, "en": ","}
_POINT = {"fr": ",", "ar": ",", "en": "."}
_PERCENT = {"fr": f"{HARD}%", "ar": f"{HARD}%", "en": "%"}
_CLOCK = {"fr": f"%H{HARD}h{HARD}%M", "ar": "%H:%M", "en": "%H:%M"}
_BYTES = {
    "fr": ("o", "ko", "Mo", "Go", "To"),
    "ar": ("بايت", "كيلوبايت", "ميغابايت", "غيغابايت", "تيرابايت"),
    "en": ("B", "kB", "MB", "GB", "TB"),
}
_TIMES = {
    "fr": ("j", "h", "min", "s", "ms"),
    "ar": ("ي", "س", "د", "ث", "م.ث"),
    "en": ("d", "h", "min", "s", "ms"),
}
_QUOTES = {"fr": (f"«{HARD}", f"{HARD}»"), "ar": ("«", "»"), "en": ("“", "”")}


def direction(language: str | None = None) -> str:
    """`rtl` or `ltr`."""
    return "rtl" if _language(language) in RIGHT_TO_LEFT else "ltr"


def isolate(text: object) -> str:
    """The text between isolates, for plain text: what stands around it cannot reorder it."""
    return f"{FIRST_STRONG}{text}{POP}"


def number(
    value: Number | None, decimals: int | None = None, *, language: str | None = None
) -> str:
    """`12 345,6`; all its decimals unless their count is given. None is "not reported", never 0."""
    language = _language(language)
    if value is None:
        return not_reported(language=language)
    if decimals is None and isinstance(value, int):
        text = _grouped(abs(value), language)
    else:
        text = _digits(abs(_decimal(value)), decimals, language)
    negative = value < 0 and any(char in "123456789" for char in text)
    return _left_to_right(f"{MINUS}{text}", language) if negative else text


def signed(
    value: Number | None, decimals: int | None = None, *, language: str | None = None
) -> str:
    """A change: `+5`, `−5`, `0`."""
    language = _language(language)
    text = number(value, decimals, language=language)
    if value is not None and value > 0 and any(char in "123456789" for char in text):
        return _left_to_right(f"+{text}", language)
    return text


def percent(
    value: Number | None, decimals: int | None = None, *, language: str | None = None
) -> str:
    """A percentage given as such: 12.5 is `12,5 %`. At most one decimal unless told otherwise."""
    language = _language(language)
    if value is None:
        return not_reported(language=language)
    exact = _decimal(value)
    if decimals is None:
        exact = _rounded(exact, 1)
    sign = MINUS if exact < 0 else ""
    text = _digits(abs(exact), decimals, language)
    return _left_to_right(f"{sign}{text}{_PERCENT[language]}", language)


def money(amount: Decimal | int | None, currency: str, *, language: str | None = None) -> str:
    """`1 234,50 MAD`; an amount without cents is shown without them."""
    language = _language(language)
    if amount is None:
        return not_reported(language=language)
    exact = _rounded(_decimal(amount), 2)
    decimals = 0 if exact == exact.to_integral_value() else 2
    sign = MINUS if exact < 0 else ""
    return _left_to_right(
        f"{sign}{_digits(abs(exact), decimals, language)}{HARD}{currency}", language
    )


def currency_name(code: str, *, language: str | None = None) -> str:
    """`euro`, `dirham marocain`: the name of an ISO 4217 code."""
    return babel_numbers.get_currency_name(code, locale=_LOCALES[_language(language)])


def not_reported(*, language: str | None = None) -> str:
    """The words that stand where there is no number."""
    with _speaking(_language(language)):
        return pgettext("in place of a number", "not reported")


def quantity(value: Quantity, *, decimals: int | None = None, language: str | None = None) -> str:
    """`30`, `about 30`, `at least 30`, or "not reported"."""
    language = _language(language)
    shown = number(value.number, decimals, language=language)
    if value.number is None or value.qualifier == Qualifier.EXACT:
        return shown
    with _speaking(language):
        if value.qualifier == Qualifier.ABOUT:
            return pgettext("quantity", "about %(number)s") % {"number": shown}
        return pgettext("quantity", "at least %(number)s") % {"number": shown}


def date(day: dt.date | None, *, language: str | None = None) -> str:
    """`7 juillet 2023`; nothing for None."""
    if day is None:
        return ""
    language = _language(language)
    text = _spelled(day, "d MMMM y", language)
    return f"1er{text[1:]}" if language == "fr" and day.day == 1 else text


def month(day: dt.date | None, *, language: str | None = None) -> str:
    """`juillet 2023`; nothing for None."""
    if day is None:
        return ""
    return _spelled(day, "LLLL y", _language(language))


def short_month(day: dt.date | None, *, language: str | None = None) -> str:
    """`juil. 2023`; nothing for None."""
    if day is None:
        return ""
    return _spelled(day, "LLL y", _language(language))


def year(day: dt.date | int) -> str:
    """`2023`, never grouped."""
    return str(day.year if isinstance(day, dt.date) else day)


def time(moment: dt.datetime | dt.time, *, language: str | None = None) -> str:
    """`14 h 05`; a datetime is shown in the current time zone."""
    if isinstance(moment, dt.datetime) and timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return moment.strftime(_CLOCK[_language(language)])


def datetime(moment: dt.datetime | None, *, language: str | None = None) -> str:
    """`7 juillet 2023 à 14 h 05` in the current time zone; nothing for None."""
    if moment is None:
        return ""
    language = _language(language)
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    parts = {"date": date(local.date(), language=language), "time": time(local, language=language)}
    with _speaking(language):
        return _("%(date)s at %(time)s") % parts


def partial_date(value: PartialDate, *, language: str | None = None) -> str:
    """What is known of a date: a day, a month, a year, or the words of the source."""
    language = _language(language)
    if value.on is not None and value.precision == Precision.DAY:
        return date(value.on, language=language)
    if value.on is not None and value.precision == Precision.MONTH:
        return month(value.on, language=language)
    if value.on is not None and value.precision == Precision.YEAR:
        return year(value.on)
    with _speaking(language):
        if value.words:
            return _("date not stated (%(words)s)") % {
                "words": quoted(value.words, language=language)
            }
        return _("date not stated")


def period(start: dt.date | None, end: dt.date | None, *, language: str | None = None) -> str:
    """`du 1er janvier 2020 au 31 décembre 2023`; one side may be open."""
    language = _language(language)
    days = {"start": date(start, language=language), "end": date(end, language=language)}
    with _speaking(language):
        if start and end and start == end:
            return days["start"]
        if start and end:
            return _("from %(start)s to %(end)s") % days
        if start:
            return _("since %(start)s") % days
        return _("until %(end)s") % days if end else ""


def quoted(text: object, *, language: str | None = None) -> str:
    """The text between the quotation marks of the language, whatever its own language is."""
    opening, closing = _QUOTES[_language(language)]
    return f"{opening}{isolate(text)}{closing}"


def join_words(words: Iterable[object], *, language: str | None = None) -> str:
    """`A, B et C`, in the order of the language even where words are written the other way."""
    language = _language(language)
    texts: Sequence[str] = [_foreign_isolated(str(word), language) for word in words]
    if len(texts) < 2:
        return "".join(texts)
    # In Arabic the conjunction is written together with the word that follows it.
    comma, last = {"fr": (", ", " et "), "ar": ("، ", " و"), "en": (", ", " and ")}[language]
    return comma.join(texts[:-1]) + last + texts[-1]


def file_size(size: int, *, language: str | None = None) -> str:
    """`1,2 Mo`, by thousands."""
    language = _language(language)
    units = _BYTES[language]
    amount, rank = Decimal(size), 0
    # Rounded first: 999 950 bytes would otherwise be shown as "1000 ko".
    while _rounded(amount, 0) >= 1000 and rank < len(units) - 1:
        amount, rank = amount / 1000, rank + 1
    shown = number(_rounded(amount, 1 if rank and amount < 100 else 0), language=language)
    return f"{shown}{HARD}{units[rank]}"


def duration(length: dt.timedelta | Number, *, language: str | None = None) -> str:
    """`1 h 5 min`, its two largest units; seconds or a timedelta."""
    seconds = _decimal(length.total_seconds() if isinstance(length, dt.timedelta) else length)
    units = _TIMES[_language(language)]
    if seconds < 1:
        return f"{int(_rounded(seconds * 1000, 0))}{HARD}{units[4]}"
    rest, parts = int(_rounded(seconds, 0)), []
    for size, unit in zip((86400, 3600, 60, 1), units, strict=False):
        count, rest = divmod(rest, size)
        parts.append((count, unit))
    first = next(rank for rank, (count, _unit) in enumerate(parts) if count)
    return " ".join(f"{count}{HARD}{unit}" for count, unit in parts[first : first + 2] if count)


def _language(language: str | None) -> str:
    code = (language or translation.get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return code if code in _LOCALES else "en"


@lru_cache(maxsize=2048)
def _spelled(day: dt.date, pattern: str, language: str) -> str:
    """A day in the words of Babel. Kept: a page says the same few dates many times over."""
    return babel_dates.format_date(day, pattern, locale=_LOCALES[language])


def _speaking(language: str) -> AbstractContextManager[Any]:
    """Speak a language for a while; most pages speak it already, and to change it costs."""
    if translation.get_language() == language:
        return nullcontext()
    return translation.override(language)


def _left_to_right(text: str, language: str) -> str:
    """Signs and units stay on their side of the number in a right-to-left line."""
    return f"{LEFT_TO_RIGHT}{text}{POP}" if language in RIGHT_TO_LEFT else text


def _foreign_isolated(word: str, language: str) -> str:
    """Two Latin names would otherwise stand left to right in an Arabic list."""
    other = {"L"} if language in RIGHT_TO_LEFT else {"R", "AL"}
    return isolate(word) if any(bidirectional(char) in other for char in word) else word


def _decimal(value: Number) -> Decimal:
    # Through its text a float keeps the digits it is known by (0.1, not 0.1000000000000000055…).
    return Decimal(str(value)) if isinstance(value, float) else Decimal(value)


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _grouped(whole: int, language: str) -> str:
    return f"{whole:,}".replace(",", _GROUP[language])


def _digits(value: Decimal, decimals: int | None, language: str) -> str:
    if decimals is not None:
        value = _rounded(value, decimals)
    whole, _point, fraction = f"{value:f}".partition(".")
    if decimals is None:
        fraction = fraction.rstrip("0")
    whole = _grouped(int(whole), language)
    return f"{whole}{_POINT[language]}{fraction}" if fraction else whole
