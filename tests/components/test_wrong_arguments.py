"""A component refuses what it does not know, on the first render."""

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import TemplateSyntaxError, engines
from django.test import RequestFactory

from lib.charts import Bar, Series, Share


class OneField(forms.Form):
    title = forms.CharField()


WRONG = {
    "status of an unknown kind": '{% status "purple" %}',
    "status of an unknown tone": '{% status "ok" tone="purple" %}',
    "page head without a title": '{% page_head title="" %}{% endpage_head %}',
    "page head with an unknown status": '{% page_head title="A" status="x" %}{% endpage_head %}',
    "notice of an unknown tone": '{% notice tone="loud" %}{% endnotice %}',
    "empty state of an unknown kind": '{% empty_state kind="void" %}{% endempty_state %}',
    "table without a caption": '{% table caption="" %}{% endtable %}',
    "table of an unknown layout": '{% table caption="A" layout="grid" %}{% endtable %}',
    "fact without a name": '{% fact "" %}{% endfact %}',
    "work without a title": '{% work title="" %}{% endwork %}',
    "work of an unknown kind": '{% work title="A" kind="x" %}{% endwork %}',
    "button without words": '{% button "" %}',
    "button of an unknown tone": '{% button "A" tone="loud" %}',
    "button of an unknown size": '{% button "A" size="huge" %}',
    "link button without an address": '{% link_button "A" "" %}',
    "post button without an action": '{% post_button "A" action="" %}',
    "breadcrumbs of an odd number": '{% breadcrumbs "A" "/" "B" %}',
    "breadcrumbs of nothing": "{% breadcrumbs %}",
    "tabs of an odd number": '{% tabs "A" %}',
    "disclosure of an unknown look": '{% disclosure title="A" look="x" %}{% enddisclosure %}',
    "event of an unknown tone": (
        '{% timeline_event when="A" title="A" tone="x" %}{% endtimeline_event %}'
    ),
    "progress with half a count": '{% progress stage="A" done=3 %}',
    "key figure as a float": '{% key_figure label="A" value=1.5 %}',
    "key figure of an unknown status": '{% key_figure label="A" value=1 status="x" %}',
    "field that is none": '{% field "title" %}',
    "field of an unknown width": '{% field form.title width="x" %}',
    "error summary of no form": '{% error_summary "form" %}',
    "filters of no form": '{% filters "form" %}{% endfilters %}',
    "pages of another paginator": "{% pagination django_page %}",
    "chart without a title": '{% chart title="" %}{% endchart %}',
    "chart of an unknown level": '{% chart title="A" level=7 %}{% endchart %}',
    "bars that are none": '{% bar_table numbers caption="A" heading="A" value_heading="A" %}',
    "months that are none": '{% month_chart numbers caption="A" value_heading="A" %}',
    "seven lines": '{% line_chart seven points=numbers caption="A" heading="A" %}',
    "a line without its points": '{% line_chart short points=numbers caption="A" heading="A" %}',
    "seven shares": '{% share_bar shares caption="A" %}',
    "map of things": '{% load region_map %}{% region_map numbers caption="A" value_heading="A" %}',
    "map of an unknown style": (
        '{% load region_map %}{% region_map none caption="A" value_heading="A" style="x" %}'
    ),
    "download without a format": '{% download "/a" "" %}',
    "download of a size in words": '{% download "/a" "PDF" size="1 MB" %}',
    "pill without words": '{% pill "" %}',
    "person without a name": '{% person name="" %}',
    "citation of nothing": '{% cite address="" %}',
    "navigation with an unknown icon": '{% nav_link "admin:index" "A" icon="x" %}',
}


@pytest.mark.parametrize("source", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_argument_raises(source):
    context = {
        "form": OneField(),
        "django_page": Paginator(range(3), 2).page(1),
        "numbers": [1, 2, 3],
        "none": [],
        "seven": [Series(str(number), [1, 2, 3]) for number in range(7)],
        "short": [Series("A", [1])],
        "shares": [Share(str(number), 1) for number in range(7)],
    }
    template = engines["django"].from_string(source)

    with pytest.raises(TemplateSyntaxError):
        template.render(context, RequestFactory().get("/fr/"))


def test_a_right_argument_does_not():
    template = engines["django"].from_string(
        '{% bar_table bars caption="A" heading="A" value_heading="A" %}'
    )

    assert "bars__mark" in template.render({"bars": [Bar("A", 3)]})
