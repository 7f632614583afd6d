"""One decision: what became of it, the files behind it, what is said of it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actors import actions
from actors.models import Committee, CommitteeFile
from actors.permissions import allows, check_can_follow_up, check_can_run_committee
from indicators.forms.decisions import FollowUpForm
from indicators.selectors import decisions as selectors
from lib.concurrency import StaleVersion
from lib.downloads import stored_file
from lib.http import read_only
from lib.uploads import refused_uploads
from lib.workflow import WrongState
from programmes.selectors.decisions import decision_with_notes


@require_http_methods(["GET", "POST"])
def decision_detail(request, slug, number):
    """One decision with its notes; those in charge of it, and its secretariat, add theirs."""
    decision = _decision(request, slug, number)
    today = timezone.localdate()
    row = decision_with_notes(decision, user=request.user, today=today)
    seen = len(decision.follow_ups.all())
    if request.method == "POST":
        check_can_follow_up(request.user, decision, on=today)
        form = FollowUpForm(request.POST, request.FILES, decision=decision, seen=seen)
        if _noted(request, decision, form):
            messages.success(request, _("Your note is on the record."))
            return redirect("indicators:decision_detail", slug, number)
    else:
        form = FollowUpForm(decision=decision, seen=seen)
    context = {
        "decision": decision,
        "row": row,
        "about": selectors.about(decision, user=request.user),
        "committee_is_seen": Committee.objects.visible_to(request.user)
        .filter(pk=decision.committee_id)
        .exists(),
        "form": form,
        "can_follow_up": allows(check_can_follow_up, request.user, decision, on=today),
        "can_change": allows(check_can_run_committee, request.user, decision.committee, on=today),
    }
    status = 409 if form.is_bound and form.has_error("to", "stale") else 200
    return render(request, "indicators/decisions/detail.html", context, status=status)


@read_only
def decision_file(request, uuid):
    """A file behind a note, to save."""
    files = CommitteeFile.objects.visible_to(request.user).behind_notes()
    row = get_object_or_404(files, uuid=uuid)
    return stored_file(row.file, name=row.name, content_type=row.content_type)


def _noted(request, decision, form):
    """Whether the note is written; if not, the form says why."""
    for name in refused_uploads(request):
        form.add_error("files", _("This file is too large: %(name)s.") % {"name": name})
    if not form.is_valid():
        return False
    try:
        actions.follow_up(decision=decision, **form.told(), by=request.user, at=timezone.now())
    except ValidationError as error:
        form.take_problems(error)
    except WrongState as error:
        form.add_error("to", str(error))
    except StaleVersion:
        form.meet(seen=len(decision.follow_ups.all()))
    else:
        return True
    return False


def _decision(request, slug, number):
    decisions = selectors.decisions_for_page(request.user)
    return get_object_or_404(decisions, committee__slug=slug, number=number)
