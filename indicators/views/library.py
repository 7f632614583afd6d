"""Pages of the shared library of indicators."""

from django.shortcuts import get_object_or_404, render

from indicators.filters.frameworks import IndicatorFilter
from indicators.selectors import library as selectors
from lib.http import read_only
from lib.pages import paginate


@read_only
def library(request):
    """What may be measured, with search."""
    filters = IndicatorFilter(
        request.GET, selectors.indicators_for_table(request.user), request=request
    )
    context = {"filters": filters, "page": paginate(filters.qs, request)}
    template = "_library_table" if request.htmx else "library"
    return render(request, f"indicators/{template}.html", context)


@read_only
def indicator(request, code):
    """The definition card of one indicator."""
    one = get_object_or_404(selectors.indicators_for_card(request.user), code=code)
    context = {"indicator": one, "uses": selectors.uses_of(one, user=request.user)}
    return render(request, "indicators/indicator.html", context)
