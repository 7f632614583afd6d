"""Words around numbers and dates: qualifiers, partial dates, periods; with the catalogues."""

import datetime as dt

import pytest

from lib import formats
from lib.dates import Precision, partial
from lib.quantities import NOT_REPORTED, Qualifier, Quantity

HARD = "\u00a0"
LANGUAGES = ["fr", "ar", "en"]


@pytest.mark.parametrize(
    ("value", "french", "arabic", "english"),
    [
        (Quantity(30), "30", "30", "30"),
        (Quantity(30, Qualifier.ABOUT), "environ 30", "حوالي 30", "about 30"),
        (Quantity(30, Qualifier.AT_LEAST), "au moins 30", "30 على الأقل", "at least 30"),
        (NOT_REPORTED, "n.d.", "غير متوفر", "not reported"),
    ],
)
def test_a_quantity_says_how_sure_it_is(value, french, arabic, english):
    shown = [formats.quantity(value, language=language) for language in LANGUAGES]
    assert shown == [french, arabic, english]


@pytest.mark.parametrize(
    ("value", "french", "arabic", "english"),
    [
        (partial(dt.date(2022, 6, 1)), "1er juin 2022", "1 يونيو 2022", "1 June 2022"),
        (partial(dt.date(2022, 6, 9), Precision.MONTH), "juin 2022", "يونيو 2022", "June 2022"),
        (partial(dt.date(2022, 6, 9), Precision.YEAR), "2022", "2022", "2022"),
        (partial(None), "date non précisée", "تاريخ غير محدد", "date not stated"),
        (
            partial(None, words="jeudi dernier"),
            f"date non précisée («{HARD}\u2068jeudi dernier\u2069{HARD}»)",
            "تاريخ غير محدد («\u2068jeudi dernier\u2069»)",
            "date not stated (“\u2068jeudi dernier\u2069”)",
        ),
    ],
)
def test_a_partial_date_says_what_is_known(value, french, arabic, english):
    shown = [formats.partial_date(value, language=language) for language in LANGUAGES]
    assert shown == [french, arabic, english]


FIRST, LAST = dt.date(2020, 1, 1), dt.date(2023, 12, 31)


@pytest.mark.parametrize(
    ("start", "end", "french", "arabic", "english"),
    [
        (
            FIRST,
            LAST,
            "du 1er janvier 2020 au 31 décembre 2023",
            "من 1 يناير 2020 إلى 31 دجنبر 2023",
            "from 1 January 2020 to 31 December 2023",
        ),
        (
            FIRST,
            None,
            "depuis le 1er janvier 2020",
            "منذ 1 يناير 2020",
            "since 1 January 2020",
        ),
        (
            None,
            LAST,
            "jusqu’au 31 décembre 2023",
            "إلى غاية 31 دجنبر 2023",
            "until 31 December 2023",
        ),
        (LAST, LAST, "31 décembre 2023", "31 دجنبر 2023", "31 December 2023"),
    ],
)
def test_a_period_may_be_open(start, end, french, arabic, english):
    shown = [formats.period(start, end, language=language) for language in LANGUAGES]
    assert shown == [french, arabic, english]


def test_a_moment_joins_its_day_and_its_hour():
    moment = dt.datetime(2023, 7, 7, 14, 5)  # noqa: DTZ001  already local
    shown = [formats.datetime(moment, language=language) for language in LANGUAGES]
    assert shown == [
        f"7 juillet 2023 à 14{HARD}h{HARD}05",
        "7 يوليوز 2023 على الساعة 14:05",
        "7 July 2023 at 14:05",
    ]
