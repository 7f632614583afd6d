"""Pages of committees: members, meetings, decisions and what became of them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actors import actions
from actors.models import Committee, Decision
from actors.permissions import (
    allows,
    check_can_comment,
    check_can_manage_committees,
    check_can_read_minutes,
    check_can_run_committee,
)
from lib.http import read_only
from lib.pages import paginate
from programmes.filters.institutions import CommitteeFilter
from programmes.forms.institutions import CommentForm
from programmes.selectors import institutions as selectors


@read_only
def committee_list(request):
    """The committees one may see."""
    filters = CommitteeFilter(
        request.GET, selectors.committees_for_table(request.user), request=request
    )
    page = paginate(filters.qs, request)
    context = {
        "filters": filters,
        "page": page,
        "rows": [selectors.around(committee, timezone.localdate()) for committee in page],
        "can_manage": allows(check_can_manage_committees, request.user),
        "now": timezone.now(),
    }
    template = "_committee_table" if request.htmx else "committee_list"
    return render(request, f"programmes/institutions/{template}.html", context)


@read_only
def committee_detail(request, slug):
    """One committee: who sits, when it met, what it decided."""
    committee = get_object_or_404(
        Committee.objects.visible_to(request.user).select_related("place", "parent"), slug=slug
    )
    context = {
        "committee": committee,
        "sheet": selectors.committee_sheet(
            committee, user=request.user, today=timezone.localdate()
        ),
        "can_run": allows(
            check_can_run_committee, request.user, committee, on=timezone.localdate()
        ),
        "now": timezone.now(),
    }
    return render(request, "programmes/institutions/committee_detail.html", context)


@read_only
def meeting_detail(request, slug, pk):
    """One meeting: its agenda, who came, what it decided."""
    meeting = get_object_or_404(
        selectors.meetings_for_sheet(request.user), committee__slug=slug, pk=pk
    )
    today = timezone.localdate()
    context = {
        "meeting": meeting,
        "sheet": selectors.meeting_sheet(meeting, user=request.user, today=today),
        "may_run": allows(check_can_run_committee, request.user, meeting.committee, on=today),
        "may_read_minutes": allows(
            check_can_read_minutes,
            request.user,
            meeting,
            getattr(meeting, "proceedings", None),
            on=today,
        ),
        "now": timezone.now(),
    }
    return render(request, "programmes/institutions/meeting_detail.html", context)


@require_http_methods(["GET", "POST"])
def decision_comment(request, slug, number):
    """One decision with its notes; those in charge of it add theirs."""
    decision = get_object_or_404(
        Decision.objects.visible_to(request.user).select_related(
            "committee", "meeting", "owner", "owner_person", "source"
        ),
        committee__slug=slug,
        number=number,
    )
    form = CommentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.comment_on_decision(
            decision=decision,
            text=form.cleaned_data["text"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Your note is on the record."))
        return redirect("programmes:decision_comment", slug, number)
    context = {
        "decision": decision,
        "row": selectors.decision_with_notes(decision, today=timezone.localdate()),
        "form": form,
        "can_comment": allows(check_can_comment, request.user, decision),
    }
    return render(request, "programmes/institutions/decision_detail.html", context)
