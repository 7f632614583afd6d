"""Pages of the shared library of indicators."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actors.permissions import allows
from indicators.actions import library as actions
from indicators.filters.frameworks import IndicatorFilter
from indicators.forms.library import IndicatorForm
from indicators.permissions import (
    check_can_add_indicator,
    check_can_edit_indicator,
    check_can_keep_library,
)
from indicators.selectors import library as selectors
from indicators.selectors import library_details as details
from indicators.selectors.frameworks import is_under_way
from indicators.views.frameworks import newer
from lib.concurrency import StaleVersion
from lib.http import read_only
from lib.pages import paginate


@read_only
def library(request):
    """What may be measured, with search."""
    filters = IndicatorFilter(
        request.GET, selectors.indicators_for_table(request.user), request=request
    )
    context = {
        "filters": filters,
        "page": paginate(filters.qs, request),
        "may_add": allows(check_can_add_indicator, request.user),
        "keeps_library": allows(check_can_keep_library, request.user),
    }
    template = "_library_table" if request.htmx else "library"
    return render(request, f"indicators/{template}.html", context)


@read_only
def indicator(request, code):
    """The definition card of one indicator."""
    one = get_object_or_404(selectors.indicators_for_card(request.user), code=code)
    context = {
        "indicator": one,
        "uses": selectors.uses_of(one, user=request.user),
        "history": details.history_of_indicator(one),
        "may_edit": allows(check_can_edit_indicator, request.user, one),
    }
    return render(request, "indicators/indicator.html", context)


@require_http_methods(["GET", "POST"])
def indicator_new(request):
    """A new indicator; whoever builds a framework may place it there at once."""
    check_can_add_indicator(request.user)
    results = details.results_to_place_under(request.user)
    chosen = _asked_result(request, results)
    form = IndicatorForm(
        request.POST if request.method == "POST" else None,
        keeps_library=allows(check_can_keep_library, request.user),
        results=results,
        needs_reason=chosen is not None and is_under_way(chosen.programme),
        initial=IndicatorForm.FIRST | {"result": chosen.pk if chosen else None},
    )
    form.ask_code()
    if form.is_valid():
        placed = form.cleaned_data.get("result")
        try:
            added = actions.add_indicator(
                details=form.details(),
                code=form.cleaned_data["code"],
                result=placed,
                reason=form.reason(),
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.take_problems(error)
        else:
            messages.success(
                request, _("Indicator %(code)s is in the library.") % {"code": added.code}
            )
            if placed is not None:
                return redirect("indicators:framework", placed.programme.slug)
            return redirect("indicators:indicator", added.code)
    context = {
        "form": form,
        "indicator": None,
        "is_fixed": False,
        "programme": chosen.programme if chosen else None,
    }
    return render(request, "indicators/indicator_form.html", context)


@require_http_methods(["GET", "POST"])
def indicator_edit(request, code):
    """An indicator's words and, while nothing stands on it, what it means."""
    one = get_object_or_404(selectors.indicators_for_card(request.user), code=code)
    check_can_edit_indicator(request.user, one)
    options = {
        "keeps_library": allows(check_can_keep_library, request.user),
        "needs_reason": details.speaks_for_signed(one),
    }
    context = {"indicator": one, "programme": None, "stale": (), "is_fixed": details.is_fixed(one)}
    if request.method != "POST":
        initial = IndicatorForm.initial_of(one, details.indicator_details(one))
        context["form"] = IndicatorForm(initial=initial, **options)
        return render(request, "indicators/indicator_form.html", context)
    form = context["form"] = IndicatorForm(request.POST, **options)
    status = 200
    if form.is_valid():
        try:
            actions.edit_indicator(
                indicator=one,
                details=form.details(origin=one.origin, origin_note=one.origin_note),
                version=form.cleaned_data["version"] or 0,
                reason=form.reason(),
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.take_problems(error)
        except StaleVersion as stale:
            context["stale"] = details.versions_in_words(stale)
            now = get_object_or_404(selectors.indicators_for_card(request.user), code=code)
            context["form"] = newer(form, now.version)
            status = 409
        else:
            messages.success(request, _("The indicator is saved."))
            return redirect("indicators:indicator", code)
    return render(request, "indicators/indicator_form.html", context, status=status)


def _asked_result(request, results):
    """The result that the form or the address names, where a new indicator is to stand."""
    asked = request.POST.get("result") or request.GET.get("resultat", "")
    return results.filter(pk=asked).first() if asked.isdecimal() else None
