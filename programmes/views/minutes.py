"""Minutes of a meeting: read, circulated, corrected, approved, rectified."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actors.actions import minutes as actions
from actors.permissions import (
    allows,
    check_can_read_minutes,
    check_can_run_committee,
    check_can_speak_up,
)
from lib.concurrency import StaleVersion
from lib.http import read_only
from programmes.actions.proceedings import circulate
from programmes.forms.proceedings import CorrectionForm, RectificationForm, SummaryForm
from programmes.selectors.proceedings import minutes_sheet
from programmes.views.proceedings import meetings_seen, run_by


@read_only
def minutes(request, slug, pk):
    """The minutes of a meeting, and what may be done with them now."""
    return _page(request, _read_by(request, slug, pk))


@require_POST
def minutes_summary(request, slug, pk):
    """Write the summary that opens them."""
    meeting = run_by(request, slug, pk)
    form = SummaryForm(request.POST)
    if not form.is_valid():
        return _page(request, meeting, summary_form=form)
    try:
        actions.save_summary(
            meeting=meeting,
            summary=form.cleaned_data["summary"],
            version=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        )
    except StaleVersion as stale:
        return _page(request, run_by(request, slug, pk), stale=stale)
    messages.success(request, _("The summary is saved."))
    return redirect("programmes:minutes", slug, pk)


@require_POST
def minutes_circulate(request, slug, pk):
    meeting = run_by(request, slug, pk)
    circulate(meeting=meeting, by=request.user, at=timezone.now())
    messages.success(request, _("The minutes go round: the members with an account are told."))
    return redirect("programmes:minutes", slug, pk)


@require_POST
def minutes_correction(request, slug, pk):
    """A member asks for a correction."""
    meeting = _read_by(request, slug, pk)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _page(request, meeting, correction_form=form)
    found = _minutes_of(meeting)
    actions.ask_correction(
        minutes=found, text=form.cleaned_data["text"], by=request.user, at=timezone.now()
    )
    messages.success(request, _("The secretariat sees your correction."))
    return redirect("programmes:minutes", slug, pk)


@require_POST
def minutes_correction_settle(request, slug, pk, correction_pk):
    meeting = run_by(request, slug, pk)
    correction = get_object_or_404(_minutes_of(meeting).corrections.all(), pk=correction_pk)
    actions.settle_correction(correction=correction, by=request.user, at=timezone.now())
    return redirect("programmes:minutes", slug, pk)


@require_POST
def minutes_approve(request, slug, pk):
    """Approve the version that was read."""
    meeting = run_by(request, slug, pk)
    try:
        version = int(request.POST.get("version", ""))
    except ValueError as error:
        raise BadRequest from error
    try:
        actions.approve(meeting=meeting, version=version, by=request.user, at=timezone.now())
    except StaleVersion:
        messages.error(
            request, _("The minutes changed since you read them: read them again, then approve.")
        )
    else:
        messages.success(request, _("The minutes are approved and locked."))
    return redirect("programmes:minutes", slug, pk)


@require_POST
def minutes_rectify(request, slug, pk):
    """Add a rectification: the only way on from approved minutes."""
    meeting = run_by(request, slug, pk)
    form = RectificationForm(request.POST)
    if not form.is_valid():
        return _page(request, meeting, rectification_form=form)
    actions.rectify(
        minutes=_minutes_of(meeting),
        text=form.cleaned_data["text"],
        reason=form.cleaned_data["reason"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("The rectification stands under the minutes."))
    return redirect("programmes:minutes", slug, pk)


def _read_by(request, slug, pk):
    meeting = get_object_or_404(meetings_seen(request), committee__slug=slug, pk=pk)
    found = getattr(meeting, "proceedings", None)
    check_can_read_minutes(request.user, meeting, found, on=timezone.localdate())
    return meeting


def _minutes_of(meeting):
    found = getattr(meeting, "proceedings", None)
    if found is None:
        raise Http404
    return found


def _page(
    request,
    meeting,
    *,
    summary_form=None,
    correction_form=None,
    rectification_form=None,
    stale=None,
):
    today = timezone.localdate()
    sheet = minutes_sheet(meeting)
    version = sheet.minutes.version if sheet.minutes else 1
    if stale:
        text = stale.mine["summary"]
        summary_form = SummaryForm(initial={"summary": text, "version": version})
    wrong = [form for form in (summary_form, correction_form, rectification_form) if form]
    context = {
        "meeting": meeting,
        "sheet": sheet,
        "version": version,
        "may_run": allows(check_can_run_committee, request.user, meeting.committee, on=today),
        "may_speak": allows(check_can_speak_up, request.user, meeting.committee, on=today),
        "summary_form": summary_form
        or SummaryForm(initial={"summary": sheet.record["summary"], "version": version}),
        "correction_form": correction_form or CorrectionForm(),
        "rectification_form": rectification_form or RectificationForm(),
        "stale": stale,
        "form": wrong[0] if wrong else None,
    }
    status = 409 if stale else 422 if wrong else 200
    return render(request, "programmes/proceedings/minutes.html", context, status=status)
