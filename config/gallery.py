"""The gallery of components, for development and tests."""

import datetime as dt
from decimal import Decimal

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lib.charts import Area, Bar, Month, Series, Share
from lib.components.statuses import KINDS
from lib.dates import Precision, partial
from lib.forms import PartialDateField, WholeNumberField
from lib.pages import paginate
from lib.quantities import NOT_REPORTED, Qualifier, Quantity

# Words of the gallery are examples, never facts: each figure here is invented and says so.
REGIONS = [
    ("MA-01", "Tanger-Tétouan-Al Hoceima", 4),
    ("MA-02", "Oriental", 16),
    ("MA-03", "Fès-Meknès", 0),
    ("MA-04", "Rabat-Salé-Kénitra", 2),
    ("MA-05", "Béni Mellal-Khénifra", 7),
    ("MA-06", "Casablanca-Settat", 1),
    ("MA-07", "Marrakech-Safi", None),
    ("MA-08", "Drâa-Tafilalet", 0),
    ("MA-09", "Souss-Massa", 11),
    ("MA-10", "Guelmim-Oued Noun", 0),
    ("MA-11", "Laâyoune-Sakia El Hamra", 0),
    ("MA-12", "Dakhla-Oued Ed-Dahab", 0),
]


class ExampleForm(forms.Form):
    """One field of each shape."""

    title = forms.CharField(label=_("What?"), max_length=200, help_text=_("One line."))
    kind = forms.ChoiceField(
        label=_("Kind"),
        widget=forms.RadioSelect,
        choices=[("workshop", _("Workshop")), ("meeting", _("Meeting")), ("visit", _("Visit"))],
    )
    starts = PartialDateField(label=_("When?"), help_text=_("A day, a month or a year."))
    programme = forms.ChoiceField(
        label=_("Programme"), choices=[("", "—"), ("prim", "PRIM"), ("depomi", "DEPOMI")]
    )
    places = forms.MultipleChoiceField(
        label=_("Places"),
        required=False,
        choices=[("1", "Tiznit"), ("2", "Agadir"), ("3", "أكادير"), ("4", "Béni Mellal")],
        widget=forms.SelectMultiple(
            {"data-typeahead": "", "data-none": _("Nothing found"), "data-remove": _("Remove %s")}
        ),
    )
    total = WholeNumberField(label=_("Participants"), required=False)
    women = WholeNumberField(label=_("of which women"), required=False)
    note = forms.CharField(label=_("Note"), widget=forms.Textarea({"rows": 3}), required=False)
    evidence = forms.FileField(label=_("File"), required=False, help_text=_("PDF or image, 10 MB."))
    is_planned = forms.BooleanField(label=_("Planned, not yet held"), required=False)


class ExampleFilters(forms.Form):
    """A filter form: plain fields, none required."""

    programme = forms.ChoiceField(
        label=_("Programme"), required=False, choices=[("", _("All")), ("prim", "PRIM")]
    )
    since = forms.DateField(label=_("Since"), required=False)


def _figures():
    return {
        "quantities": {
            "exact": Quantity(5),
            "about": Quantity(120, Qualifier.ABOUT),
            "at_least": Quantity(30, Qualifier.AT_LEAST),
            "large": Quantity(Decimal("12345.6")),
            "not_reported": NOT_REPORTED,
        },
        "bars": [
            Bar(_("Workshop"), 18, href="#"),
            Bar(_("Meeting"), Quantity(12, Qualifier.AT_LEAST), note=_("from one source")),
            Bar(_("Visit"), 5, is_provisional=True),
            Bar(_("Publication"), 0),
            Bar(_("Training"), None),
        ],
        "months": [
            Month(dt.date(2023, month, 1), value)
            for month, value in enumerate([2, 3, 8, 5, 0, 4, None, 1, 6, 9, 7, 3], start=1)
        ],
        "points": ["2021-S1", "2021-S2", "2022-S1", "2022-S2", "2023-S1", "2023-S2"],
        "series": [
            Series("PRIM", [2, 4, 6, None, 11, 16]),
            Series("DEPOMI", [1, 2, 5, 9, 9, 10]),
            Series("ICMD", [3, 3, 2, 4, 8, 10]),
        ],
        "shares": [
            Share(_("women"), 41),
            Share(_("men"), 36),
            Share(_("not broken down"), 23, is_rest=True),
        ],
        "spark": [2, 4, 3, None, 6, 9],
        "areas": [Area(code, name, value, href="#") for code, name, value in REGIONS],
    }


@login_not_required
@require_safe
def component_gallery(request):
    """Show every component with each of its variants."""
    name = "gallery/_results" if request.htmx else "index"
    return render(
        request,
        f"components/{name}.html",
        {
            "statuses": list(KINDS),
            "fields": ExampleForm(),
            "wrong": ExampleForm(
                {"title": "", "total": "12,5", "starts": "31/02/2023", "women": "15"}
            ),
            "filters_form": ExampleFilters(request.GET or None, auto_id="filter_%s"),
            "page": paginate(range(1, 240), request),
            "day": dt.date(2023, 7, 7),
            "summer": partial(dt.date(2022, 6, 1), Precision.MONTH),
            "arabic": "ورشة تخطيط بأكادير مع PRIM",
            "markup": "<b>Agadir</b> & DEPOMI\nالسطر الثاني",
            **_figures(),
        },
    )
