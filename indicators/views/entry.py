"""What is left to fill in, and the grid of one place in one period."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from actors.roles import Permission
from indicators.actions import entries as actions
from indicators.forms.entries import RowForm
from indicators.forms.pasting import preview_of
from indicators.models import Period
from indicators.permissions import check_can_enter
from indicators.selectors.grid import entries_in, grid_of, measures_in
from indicators.selectors.history import value_history
from indicators.selectors.past import past_of
from indicators.selectors.periods import WHOLE, name_of, sheets_for
from indicators.views.entry_saving import keep_files, saved_rows
from lib import formats
from lib.http import read_only
from lib.workflow import WrongState
from regions.models import Place

SUBMIT, COMPLETE, WITHDRAW = "submit", "complete", "withdraw"


@read_only
def entry_home(request):
    """What is left to fill in, what is late first."""
    if not request.user.scope().has(Permission.VALUE_ENTER):
        raise PermissionDenied(
            _("Only council staff and programme officers give the values of indicators.")
        )
    sheets = [
        (sheet, name_of(sheet.period))
        for sheet in sheets_for(request.user, on=timezone.localdate())
    ]
    context = {
        "left": [pair for pair in sheets if pair[0].is_open],
        "done": [pair for pair in sheets if not pair[0].is_open],
    }
    return render(request, "indicators/entry/home.html", context)


@require_http_methods(["GET", "POST"])
def grid(request, programme, place, period):
    """All rows of one place and period; a plain form that saves what was changed."""
    period, place = _sheet(request, programme, place, period)
    if request.method == "POST":
        return _post(request, period, place)
    sheet = grid_of(period, place, on=timezone.localdate())
    return _draw(request, sheet, [RowForm(row) for row in sheet.rows])


@require_POST
def grid_save(request, programme, place, period):
    """The rows that a script sends while one types: what each should now show, as JSON."""
    period, place = _sheet(request, programme, place, period)
    try:
        sheet, forms, _count = saved_rows(request.user, period, place, request.POST)
    except WrongState as error:
        return JsonResponse({"locked": str(error)}, status=409)
    rows = {
        str(form.pk): _slots(request, sheet, form)
        for form in forms
        if f"ver-{form.pk}" in request.POST
    }
    return JsonResponse(
        {"rows": rows, "completeness": _fragment(request, "_completeness", {"sheet": sheet})}
    )


@require_http_methods(["GET", "POST"])
def grid_paste(request, programme, place, period):
    """A block of a workbook: typed into a box, shown over the grid, then saved."""
    period, place = _sheet(request, programme, place, period)
    if request.POST.get("do") == "apply":
        return _post(request, period, place)
    sheet = grid_of(period, place, on=timezone.localdate())
    text, start = request.POST.get("block", ""), request.POST.get("start", "")
    preview = preview_of(sheet.rows, text, start=start) if text.strip() else None
    context = {
        **_about(sheet),
        "preview": preview,
        "pasted": text,
        "start": start,
        "starts": [RowForm(row) for row in sheet.rows],
    }
    if "fragment" in request.POST:
        return render(request, "indicators/entry/_preview.html", context)
    return render(request, "indicators/entry/paste.html", context)


@read_only
def grid_past(request, programme, place, period, code):
    """What the place gave for one measure so far, and what happened to the value of this period."""
    period, place = _sheet(request, programme, place, period)
    measure = next((one for one in measures_in(period, place) if one.code == code), None)
    if measure is None:
        raise Http404(_("This indicator is not asked for here."))
    value = entries_in(period, place, [measure]).get(measure.pk)
    context = {
        "measure": measure,
        "past": past_of(measure, place, before=period),
        "history": value_history(value) if value else (),
        "name": name_of(period),
        "period": period,
        "place_slug": place.slug if place else WHOLE,
    }
    template = "_past" if request.htmx else "past"
    return render(request, f"indicators/entry/{template}.html", context)


def _post(request, period, place):
    """Save what was changed, then what the button says; whatever is refused stays on the page."""
    at = timezone.now()
    do = request.POST.get("do", "")
    if do == WITHDRAW:
        actions.withdraw_declaration(period=period, place=place, by=request.user, at=at)
        return redirect(_address(period, place))
    sheet, forms, saved = saved_rows(request.user, period, place, request.POST)
    saved += keep_files(request, forms, at=at)
    if any(form.needs_attention for form in forms):
        return _draw(request, sheet, forms, saved=saved, status=422)
    if do == SUBMIT:
        try:
            handed = actions.submit(values=sheet.submittable, by=request.user, at=at)
        except ValidationError as error:
            _tell(forms, error)
            return _draw(request, sheet, forms, saved=saved, status=422)
        messages.success(request, _submitted(len(handed)))
    elif do == COMPLETE:
        actions.declare_complete(period=period, place=place, by=request.user, at=at)
        messages.success(
            request, _("The period is declared complete: what is blank is so on purpose.")
        )
    else:
        messages.success(request, _saved(saved))
    return redirect(_address(period, place))


def _draw(request, sheet, forms, *, saved=0, status=200):
    problems = [form for form in forms if form.needs_attention]
    context = {
        **_about(sheet),
        "forms": forms,
        "problems": problems,
        "saved": _saved(saved) if saved else "",
    }
    return render(request, "indicators/entry/grid.html", context, status=status)


def _about(sheet):
    place = sheet.place.slug if sheet.place else WHOLE
    return {
        "sheet": sheet,
        "place_slug": place,
        "name": name_of(sheet.period),
    }


def _slots(request, sheet, form):
    """What a row shows after it was sent, by the places of the page that change."""
    context = {"form": form, "sheet": sheet}
    slots = {
        name: _fragment(request, f"_{name}", context)
        for name in ("state", "notes", "cumulative", "qualifier")
    }
    for boxes in form.dimensions:
        slots[f"rest-{boxes.pk}"] = _fragment(request, "_rest", {"boxes": boxes, "form": form})
    return {
        "state": form.cell_state,
        "version": form.version,
        "was": form.was,
        "texts": {f"{key}-{form.pk}": text for key, text in form.texts.items()},
        "invalid": [f"{key}-{form.pk}" for key in form.problems],
        "slots": slots,
    }


def _fragment(request, name, context):
    return render_to_string(f"indicators/entry/{name}.html", context, request=request)


def _tell(forms, error):
    by_measure = error.message_dict
    for form in forms:
        if str(form.pk) in by_measure:
            form.hold_back(by_measure[str(form.pk)])


def _saved(count):
    if not count:
        return _("Nothing was changed.")
    return ngettext(
        "%(number)s row is saved on the server.", "%(number)s rows are saved on the server.", count
    ) % {"number": formats.number(count)}


def _submitted(count):
    if not count:
        return _("Nothing was left to submit.")
    return ngettext("%(number)s value is submitted.", "%(number)s values are submitted.", count) % {
        "number": formats.number(count)
    }


def _address(period, place):
    """The grid itself, from wherever in it a form was sent."""
    where = place.slug if place else WHOLE
    return reverse("indicators:grid", args=[period.programme.slug, where, period.slug])


def _sheet(request, programme, place, period):
    """The period and the place of an address, for those who give values there."""
    periods = Period.objects.visible_to(request.user).select_related("programme")
    period = get_object_or_404(periods, programme__slug=programme, slug=period)
    place = None if place == WHOLE else _region(request, place)
    check_can_enter(request.user, period.programme, place)
    return period, place


def _region(request, slug):
    regions = Place.objects.visible_to(request.user).regions()
    region = regions.filter(slug=slug).first()
    if region is None:
        raise Http404(_("There is no such region."))
    return region
