"""Pages of a programme's framework: its tree, its results, its rules, its amendments."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actors.permissions import allows
from indicators.actions import frameworks as actions
from indicators.enums import ResultLevel
from indicators.filters.frameworks import AmendmentFilter
from indicators.forms.frameworks import ReasonForm, ResultForm, SettingsForm
from indicators.models import Result
from indicators.permissions import check_can_edit_framework, check_can_manage_periods
from indicators.selectors import amendments as told
from indicators.selectors import frameworks as selectors
from lib.concurrency import StaleVersion
from lib.http import read_only
from lib.pages import paginate
from lib.workflow import WrongState
from programmes.models import Programme


@read_only
def framework(request, slug):
    """The results of a programme as a tree, with their indicators."""
    programme = _programme(request, slug)
    own = selectors.framework_of(programme)
    context = {
        "programme": programme,
        "framework": own,
        "tree": selectors.tree_of(own),
        "amended": told.amendments_of(programme, user=request.user).count(),
        "can_edit": allows(check_can_edit_framework, request.user, programme),
        "can_manage_periods": allows(check_can_manage_periods, request.user, programme),
    }
    return render(request, "indicators/framework.html", context)


@require_http_methods(["GET", "POST"])
def result_new(request, slug):
    """A new result, at the top or under another one."""
    programme = _programme(request, slug)
    check_can_edit_framework(request.user, programme)
    own = selectors.framework_of(programme)
    if request.method == "POST":
        form = ResultForm(request.POST, framework=own)
        if form.is_valid():
            try:
                result = actions.add_result(
                    programme=programme,
                    details=form.details(),
                    by=request.user,
                    at=timezone.now(),
                )
            except ValidationError as error:
                form.take_problems(error)
            else:
                messages.success(
                    request, _("Result %(number)s is saved.") % {"number": result.number}
                )
                return redirect("indicators:framework", slug)
    else:
        form = ResultForm(framework=own, initial=_first_values(request, programme))
    context = {"programme": programme, "form": form, "result": None}
    return render(request, "indicators/result_form.html", context)


@require_http_methods(["GET", "POST"])
def result_edit(request, slug, pk):
    """A result's level, number, words and assumptions."""
    programme = _programme(request, slug)
    result = _result(request, programme, pk)
    check_can_edit_framework(request.user, programme)
    options = {
        "framework": selectors.framework_of(programme),
        "result": result,
        "needs_reason": selectors.is_under_way(programme),
    }
    context = {"programme": programme, "result": result, "stale": ()}
    if request.method != "POST":
        context["form"] = ResultForm(initial=ResultForm.initial_of(result), **options)
        return render(request, "indicators/result_form.html", context)
    form = context["form"] = ResultForm(request.POST, **options)
    status = 200
    if form.is_valid():
        try:
            actions.edit_result(
                result=result,
                details=form.details(),
                version=form.cleaned_data["version"] or 0,
                reason=form.reason(),
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.take_problems(error)
        except StaleVersion as stale:
            context["stale"] = told.versions_in_words(stale, programme=programme)
            context["form"] = newer(form, _result(request, programme, pk).version)
            status = 409
        else:
            messages.success(request, _("Result %(number)s is saved.") % {"number": result.number})
            return redirect("indicators:framework", slug)
    return render(request, "indicators/result_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def result_remove(request, slug, pk):
    """Asks once more, and for a reason where one is needed; then the result is gone."""
    programme = _programme(request, slug)
    result = _result(request, programme, pk)
    check_can_edit_framework(request.user, programme)
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        needs_reason=selectors.is_under_way(programme),
    )
    if form.is_valid():
        try:
            actions.remove_result(
                result=result, reason=form.reason(), by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.take_problems(error)
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The result is removed."))
            return redirect("indicators:framework", slug)
    context = {"programme": programme, "result": result, "form": form}
    return render(request, "indicators/result_remove.html", context)


@require_http_methods(["GET", "POST"])
def framework_settings(request, slug):
    """The calendar, the signatures and the level names of a programme."""
    programme = _programme(request, slug)
    check_can_edit_framework(request.user, programme)
    own = selectors.framework_of(programme)
    form = SettingsForm(
        request.POST if request.method == "POST" else None, initial=SettingsForm.initial_of(own)
    )
    if form.is_valid():
        actions.save_settings(
            programme=programme, details=form.details(), by=request.user, at=timezone.now()
        )
        messages.success(request, _("The settings of the framework are saved."))
        return redirect("indicators:framework", slug)
    context = {"programme": programme, "form": form}
    return render(request, "indicators/framework_settings.html", context)


@read_only
def amendments(request, slug):
    """What changed between two dates, why, and by whom."""
    programme = _programme(request, slug)
    filters = AmendmentFilter(
        request.GET, told.amendments_of(programme, user=request.user), request=request
    )
    page = paginate(filters.qs, request)
    context = {
        "programme": programme,
        "filters": filters,
        "page": page,
        "lines": told.lines_of(page, programme=programme),
        "now": timezone.now(),
    }
    template = "_amendment_lines" if request.htmx else "amendments"
    return render(request, f"indicators/{template}.html", context)


def newer(form, version):
    """The same form as it was typed, on top of the version that someone saved meanwhile."""
    form.data = form.data.copy()
    form.data["version"] = version
    return form


def _programme(request, slug):
    return get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)


def _result(request, programme, pk):
    rows = Result.objects.visible_to(request.user).select_related("parent", "programme")
    return get_object_or_404(rows, programme=programme, pk=pk)


def _first_values(request, programme):
    """What a new result begins with: the next number, one level under its parent."""
    parent = request.GET.get("sous", "")
    results = Result.objects.visible_to(request.user).filter(programme=programme)
    above = results.filter(pk=parent).first() if parent.isdecimal() else None
    levels = list(ResultLevel)
    rank = levels.index(ResultLevel(above.level)) + 1 if above else 0
    return {
        "parent": above.pk if above else None,
        "number": selectors.next_number(programme, above),
        "level": levels[min(rank, len(levels) - 1)].value,
    }
