"""The reporting calendar of a programme: read, made, added to, locked, opened again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from indicators.actions import periods as actions
from indicators.forms.periods import CalendarForm, PeriodForm, ReopenForm
from indicators.models import Period
from indicators.permissions import check_can_manage_periods
from indicators.selectors.periods import framework_of, lines_of, name_of
from lib import formats
from lib.http import read_only
from programmes.models import Programme


@read_only
def period_list(request, slug):
    """All periods, the latest first, each with its status; officers manage them here."""
    programme = _programme(request, slug)
    return _draw_list(request, programme, CalendarForm())


@require_POST
def period_calendar(request, slug):
    """Make the calendar up to a day."""
    programme = _programme(request, slug)
    check_can_manage_periods(request.user, programme)
    framework = framework_of(programme)
    if framework is None:
        raise Http404(_("This programme has no results framework yet."))
    form = CalendarForm(request.POST)
    if not form.is_valid():
        return _draw_list(request, programme, form)
    until = form.cleaned_data["until"]
    try:
        made = actions.make_calendar(
            framework=framework, until=until, by=request.user, at=timezone.now()
        )
    except ValidationError as error:
        _tell(form, error)
        return _draw_list(request, programme, form)
    messages.success(
        request,
        ngettext("%(number)s period was added.", "%(number)s periods were added.", len(made))
        % {"number": formats.number(len(made))},
    )
    return redirect("indicators:period_list", slug)


@require_http_methods(["GET", "POST"])
def period_new(request, slug):
    """Add one period of free dates."""
    programme = _programme(request, slug)
    check_can_manage_periods(request.user, programme)
    form = PeriodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            period = actions.add(
                programme=programme,
                days=form.days,
                label=told["label"],
                due_on=told["due_on"],
                locks_on=told["locks_on"],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            _tell(form, error)
        else:
            messages.success(request, _("%(period)s was added.") % {"period": name_of(period)})
            return redirect("indicators:period_list", slug)
    context = {"programme": programme, "form": form}
    return render(request, "indicators/periods/new.html", context)


@require_POST
def period_lock(request, slug, period):
    """Close a period at once."""
    row = _period(request, slug, period)
    row = actions.lock(period=row, by=request.user, at=timezone.now())
    messages.success(request, _("%(period)s is locked.") % {"period": name_of(row)})
    return redirect("indicators:period_list", slug)


@require_http_methods(["GET", "POST"])
def period_reopen(request, slug, period):
    """Open a locked period again until a day, with a reason."""
    row = _period(request, slug, period)
    check_can_manage_periods(request.user, row.programme)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            row = actions.reopen(
                period=row,
                until=told["until"],
                reason=told["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            _tell(form, error)
        else:
            messages.success(
                request,
                _("%(period)s is open again until %(day)s.")
                % {"period": name_of(row), "day": formats.date(row.reopened_until)},
            )
            return redirect("indicators:period_list", slug)
    context = {"programme": row.programme, "period": row, "name": name_of(row), "form": form}
    return render(request, "indicators/periods/reopen.html", context)


def _draw_list(request, programme, form):
    today = timezone.localdate()
    lines = [(line, name_of(line.period)) for line in lines_of(programme, on=today)]
    context = {
        "programme": programme,
        "framework": framework_of(programme),
        "lines": lines,
        "form": form,
        "may_manage": _may_manage(request.user, programme),
    }
    return render(request, "indicators/periods/list.html", context)


def _tell(form, error):
    for name, sentences in error.message_dict.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)


def _may_manage(user, programme):
    try:
        check_can_manage_periods(user, programme)
    except PermissionDenied:
        return False
    return True


def _programme(request, slug):
    return get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)


def _period(request, slug, period):
    rows = Period.objects.visible_to(request.user).select_related("programme")
    return get_object_or_404(rows, programme__slug=slug, slug=period)
