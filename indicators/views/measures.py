"""Pages of a framework's indicators: taken from the library, worded, given targets, taken out."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from actors.permissions import allows
from indicators.actions import measures as actions
from indicators.forms.frameworks import AddMeasuresForm, ReasonForm
from indicators.forms.measures import MeasureForm
from indicators.models import Measure
from indicators.permissions import check_can_edit_framework
from indicators.selectors import amendments as told
from indicators.selectors import frameworks as selectors
from indicators.selectors import library
from indicators.selectors.framework_details import measure_details
from indicators.views.frameworks import newer
from lib import formats
from lib.concurrency import StaleVersion
from lib.http import read_only
from lib.workflow import WrongState
from programmes.models import Programme

SEARCH = "search"


@require_http_methods(["GET", "POST"])
def measures_add(request, slug):
    """Tick indicators of the library, choose their result, add them all at once."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    check_can_edit_framework(request.user, programme)
    results = selectors.results_of(programme)
    if not results:
        messages.warning(request, _("Add a result first: indicators stand under one."))
        return redirect("indicators:result_new", slug)
    options = {"programme": programme, "needs_reason": selectors.is_under_way(programme)}
    if request.method != "POST":
        chosen = _asked_result(request, results)
        form = AddMeasuresForm(initial={"result": chosen.pk}, **options)
        return _draw_offers(request, programme, form, chosen)
    form = AddMeasuresForm(request.POST, **options)
    if request.POST.get("do") == SEARCH:
        chosen = _asked_result(request, results)
        return _draw_offers(request, programme, _unjudged(form, options), chosen)
    if form.is_valid():
        try:
            added = actions.add_measures(
                result=form.cleaned_data["result"],
                indicators=list(form.cleaned_data["indicators"].in_order()),
                reason=form.reason(),
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.take_problems(error)
        else:
            count = len(added)
            messages.success(
                request,
                ngettext(
                    "%(number)s indicator is added to the framework.",
                    "%(number)s indicators are added to the framework.",
                    count,
                )
                % {"number": formats.number(count)},
            )
            return redirect("indicators:framework", slug)
    return _draw_offers(request, programme, form, _asked_result(request, results))


@read_only
def measure(request, slug, code):
    """What a programme says of an indicator: words, baseline, targets, and their amendments."""
    one = _measure(request, slug, code)
    amended = told.amendments_of(one.programme, user=request.user).filter(measure=one)
    context = {
        "programme": one.programme,
        "measure": one,
        "targets": selectors.target_lines(one),
        "is_counted": selectors.is_counted(one),
        "lines": told.lines_of(amended, programme=one.programme),
        "can_edit": one.removed_at is None
        and allows(check_can_edit_framework, request.user, one.programme),
    }
    return render(request, "indicators/measure.html", context)


@require_http_methods(["GET", "POST"])
def measure_edit(request, slug, code):
    """The wording, baseline, targets and collection of a measure."""
    one = _measure(request, slug, code)
    check_can_edit_framework(request.user, one.programme)
    options = selectors.choices_of(one) | {
        "measure": one,
        "needs_reason": selectors.is_under_way(one.programme),
    }
    context = {"programme": one.programme, "measure": one, "stale": ()}
    initial = MeasureForm.initial_of(one, measure_details(one))
    if request.method != "POST":
        context["form"] = MeasureForm(initial=initial, **options)
        return render(request, "indicators/measure_form.html", context)
    form = context["form"] = MeasureForm(request.POST, initial=initial, **options)
    status = 200
    if form.is_valid():
        try:
            actions.edit_measure(
                measure=one,
                details=form.details(),
                version=form.cleaned_data["version"] or 0,
                reason=form.reason(),
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.take_problems(error)
        except WrongState as error:
            form.add_error(None, str(error))
        except StaleVersion as stale:
            context["stale"] = told.versions_in_words(stale, programme=one.programme)
            context["form"] = newer(form, _measure(request, slug, code).version)
            status = 409
        else:
            messages.success(request, _("The indicator is saved."))
            return redirect("indicators:measure", slug, code)
    return render(request, "indicators/measure_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def measure_remove(request, slug, code):
    """Asks once more, and for a reason where one is needed; then it is taken out."""
    one = _measure(request, slug, code)
    check_can_edit_framework(request.user, one.programme)
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        needs_reason=selectors.is_under_way(one.programme),
    )
    if form.is_valid():
        try:
            actions.remove_measure(
                measure=one, reason=form.reason(), by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.take_problems(error)
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The indicator is taken out of the framework."))
            return redirect("indicators:framework", slug)
    context = {
        "programme": one.programme,
        "measure": one,
        "form": form,
        "has_values": selectors.has_values(one),
    }
    return render(request, "indicators/measure_remove.html", context)


def _measure(request, slug, code):
    rows = Measure.objects.visible_to(request.user).for_table()
    return get_object_or_404(rows, programme__slug=slug, code=code)


def _asked_result(request, results):
    """The result that the address or the form names, or the first one."""
    asked = request.POST.get("result") or request.GET.get("resultat", "")
    return next((one for one in results if str(one.pk) == asked), results[0])


def _unjudged(form, options):
    """The form as it was typed, without judging what is still missing."""
    names = [name for name in form.fields if name != "indicators"]
    typed = {name: form.data.get(name, "") for name in names}
    typed["indicators"] = form.data.getlist("indicators")
    return AddMeasuresForm(initial=typed, **options)


def _draw_offers(request, programme, form, result):
    words = form["q"].value() or ""
    groups = library.offers(
        request.user,
        text=words,
        level=form["level"].value() or "",
        ticked=form.ticked,
        there=selectors.indicators_under(result),
    )
    context = {
        "programme": programme,
        "form": form,
        "groups": groups,
        "found": sum(len(group.offers) for group in groups),
    }
    return render(request, "indicators/measures_add.html", context)
