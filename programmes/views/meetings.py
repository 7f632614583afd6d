"""Meetings to come: planned, changed, convened, replied to, cancelled."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from actors.enums import MeetingState, Reply
from actors.permissions import check_can_run_committee
from programmes.actions import convening, planning
from programmes.forms.meetings import CancelForm, MeetingForm, ReplyForm
from programmes.selectors import convening as selectors
from programmes.selectors import meetings as lists
from programmes.selectors.institutions import meetings_for_sheet
from programmes.views.committees_setup import committee_to_run


@require_http_methods(["GET", "POST"])
def meeting_new(request, slug):
    """Plan a meeting."""
    committee = committee_to_run(request, slug)
    form = MeetingForm(
        request.POST if request.method == "POST" else None, chairs=lists.chairs_of(committee)
    )
    if form.is_valid():
        meeting = form.attempt(
            planning.plan_meeting,
            committee=committee,
            details=form.details(),
            by=request.user,
            at=timezone.now(),
        )
        if meeting:
            messages.success(request, _("The meeting is planned. Build its agenda, then convene."))
            return redirect("programmes:agenda", committee.slug, meeting.pk)
    context = {"committee": committee, "meeting": None, "form": form}
    return render(request, "programmes/meetings/form.html", context)


@require_http_methods(["GET", "POST"])
def meeting_edit(request, slug, pk):
    """Change when or where; those who were convened are told."""
    meeting = meeting_to_run(request, slug, pk)
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        initial=MeetingForm.initial_of(meeting),
        chairs=lists.chairs_of(meeting.committee),
    )
    if form.is_valid():
        saved = form.attempt(
            planning.change_meeting,
            current=lambda: meetings_for_sheet(request.user).get(pk=pk).version,
            meeting=meeting,
            details=form.details(),
            version=form.cleaned_data["version"] or 0,
            by=request.user,
            at=timezone.now(),
        )
        if saved:
            told = saved.sequence != meeting.sequence
            messages.success(
                request,
                _("The meeting is saved, and everybody is convened again.")
                if told
                else _("The meeting is saved."),
            )
            return redirect("programmes:meeting_detail", slug, pk)
    context = {"committee": meeting.committee, "meeting": meeting, "form": form}
    return render(request, "programmes/meetings/form.html", context)


@require_http_methods(["GET", "POST"])
def meeting_cancel(request, slug, pk):
    """Cancel a meeting with a reason."""
    meeting = meeting_to_run(request, slug, pk)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        saved = form.attempt(
            planning.cancel_meeting,
            meeting=meeting,
            because=form.cleaned_data["because"],
            by=request.user,
            at=timezone.now(),
        )
        if saved:
            messages.success(request, _("The meeting is cancelled."))
            return redirect("programmes:meeting_detail", slug, pk)
    context = {"meeting": meeting, "form": form}
    return render(request, "programmes/meetings/cancel.html", context)


@require_POST
def meeting_take_up(request, slug, pk):
    """Plan a cancelled meeting again."""
    meeting = meeting_to_run(request, slug, pk)
    planning.take_up_again(meeting=meeting, by=request.user, at=timezone.now())
    messages.success(request, _("The meeting is planned again. Check its day, then convene."))
    return redirect("programmes:meeting_edit", slug, pk)


@require_http_methods(["GET", "POST"])
def meeting_convene(request, slug, pk):
    """Who will be called, then the call."""
    meeting = meeting_to_run(request, slug, pk)
    if request.method == "POST":
        convening.convene(meeting=meeting, by=request.user, at=timezone.now())
        messages.success(request, _("The convocations leave by e-mail within a minute."))
        return redirect("programmes:meeting_detail", slug, pk)
    day = meeting.held_on or timezone.localdate()
    context = {
        "meeting": meeting,
        "invitees": selectors.people_to_convene(meeting, on=day),
        "items": selectors.agenda_of(meeting, user=request.user),
    }
    return render(request, "programmes/meetings/convene.html", context)


@require_http_methods(["GET", "POST"])
def meeting_reply(request, slug, pk):
    """Somebody who was convened says whether they come."""
    meeting = get_object_or_404(meetings_for_sheet(request.user), committee__slug=slug, pk=pk)
    convocation = selectors.own_convocation(meeting, request.user)
    if convocation is None:
        raise PermissionDenied(_("Only those who were convened to this meeting reply."))
    form = ReplyForm(
        request.POST if request.method == "POST" else None,
        initial=ReplyForm.initial_of(convocation),
    )
    if form.is_valid():
        saved = form.attempt(
            convening.reply,
            meeting=meeting,
            reply=Reply(form.cleaned_data["reply"]),
            note=form.cleaned_data["note"],
            by=request.user,
            at=timezone.now(),
        )
        if saved:
            messages.success(request, _("Your reply is noted. You may change it until the day."))
            return redirect("programmes:meeting_detail", slug, pk)
    context = {
        "meeting": meeting,
        "convocation": convocation,
        "form": form,
        "is_open": meeting.state == MeetingState.CONVENED,
    }
    return render(request, "programmes/meetings/reply.html", context)


def meeting_to_run(request, slug, pk):
    """A meeting of a committee that this person runs: 404 unseen, 403 for the others."""
    meeting = get_object_or_404(meetings_for_sheet(request.user), committee__slug=slug, pk=pk)
    check_can_run_committee(request.user, meeting.committee, on=timezone.localdate())
    return meeting
