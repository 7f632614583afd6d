"""The filters of `{% load formats %}`."""

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from lib.dates import Precision, partial
from lib.quantities import Qualifier, Quantity

DAY = dt.date(2023, 7, 7)


def shown(template, value=None, language="en", **more):
    with translation.override(language):
        return Template("{% load formats %}" + template).render(Context({"value": value} | more))


@pytest.mark.parametrize(
    ("template", "value", "english"),
    [
        ("{{ value|number }}", 2639, "2,639"),
        ("{{ value|number:1 }}", 5, "5.0"),
        ("{{ value|number }}", None, "not reported"),
        ("{{ value|number }}", "", ""),
        (
            "{{ value|number_cells }}",
            (2639, 0),
            '<td class="num">2,639</td><td class="num"><span class="muted">0</span></td>',
        ),
        ("{{ value|signed }}", 5, "+5"),
        ("{{ value|percent }}", Decimal("12.5"), "12.5%"),
        ("{{ value|percent:0 }}", Decimal("12.5"), "13%"),
        ("{{ value|money:'MAD' }}", 1500, "1,500\u00a0MAD"),
        ("{{ value|quantity }}", Quantity(30, Qualifier.AT_LEAST), "at least 30"),
        ("{{ value|date_text }}", DAY, "7 July 2023"),
        ("{{ value|date_text }}", None, ""),
        ("{{ value|date_text }}", "", ""),
        ("{{ value|month_text }}", DAY, "July 2023"),
        ("{{ value|short_month }}", DAY, "Jul 2023"),
        ("{{ value|datetime_text }}", dt.datetime(2023, 7, 7, 9, 5), "7 July 2023 at 09:05"),  # noqa: DTZ001  already local
        ("{{ value|partial_date }}", partial(DAY, Precision.MONTH), "July 2023"),
        ("{{ value|period_text:None }}", DAY, "since 7 July 2023"),
        ("{{ value|file_size }}", 1234, "1.2\u00a0kB"),
        ("{{ value|duration_text }}", 90, "1\u00a0min 30\u00a0s"),
        ("{{ value|join_words }}", ["A", "B"], "A and B"),
    ],
)
def test_a_filter_shows_what_lib_formats_says(template, value, english):
    assert shown(template, value) == english


def test_markup_in_text_is_shown_as_text():
    assert shown("{{ value|isolated }}", "<b>") == "<bdi>&lt;b&gt;</bdi>"
    assert shown("{{ value|join_words }}", ["<b>", "c"]) == "&lt;b&gt; and c"
    assert "&lt;b&gt;" in shown("{{ value|partial_date }}", partial(None, words="<b>"))


def test_the_direction_is_that_of_the_language():
    assert shown("{% dir_of %}", language="ar") == "rtl"
    assert shown("{% dir_of %}", language="fr") == "ltr"
    assert shown("{{ value|dir_of }}", "ar", language="fr") == "rtl"
    assert shown("{{ value|dir_of }}", "", language="ar") == "rtl"


def test_the_attributes_of_a_widget_keep_their_order_and_are_escaped():
    attrs = {"maxlength": 9, "required": True, "disabled": False, "data-say": 'a "b" <c>'}

    drawn = shown("{{ value|attributes }}", attrs)

    assert drawn == ' maxlength="9" required data-say="a &quot;b&quot; &lt;c&gt;"'
