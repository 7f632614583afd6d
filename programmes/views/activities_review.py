"""Submitting, validating, returning and throwing away; the validators' queue."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lib.http import read_only
from lib.pages import paginate
from programmes.actions import activities as actions
from programmes.actions import review
from programmes.models import Activity
from programmes.permissions import check_can_validate
from programmes.selectors import activities as selectors
from programmes.selectors.details import details_of
from programmes.selectors.versions import in_words

QUEUE = "queue"


@require_POST
def activity_submit(request, uuid):
    """Hand a record to its validators."""
    activity = _visible(request, uuid)
    review.submit(activity=activity, by=request.user, at=timezone.now())
    messages.success(request, _("%(reference)s is submitted.") % {"reference": activity.reference})
    return redirect("programmes:activity_detail", uuid)


@require_POST
def activity_validate(request, uuid):
    """Sign the version that was read."""
    activity = _visible(request, uuid)
    review.validate(
        activity=activity, version=_version(request), by=request.user, at=timezone.now()
    )
    messages.success(request, _("%(reference)s is validated.") % {"reference": activity.reference})
    return _back(request, uuid)


@require_POST
def activity_return(request, uuid):
    """Hand a record back with a question."""
    activity = _visible(request, uuid)
    question = request.POST.get("question", "")
    try:
        review.return_with_question(
            activity=activity,
            version=_version(request),
            question=question,
            by=request.user,
            at=timezone.now(),
        )
    except ValidationError as error:
        context = {
            "activity": activity,
            "question": question,
            "problem": error.messages[0],
            "words": in_words(details_of(activity)).values(),
            "next": request.POST.get("next", ""),
        }
        return render(request, "programmes/activities/return.html", context)
    messages.success(
        request,
        _("%(reference)s went back with your question.") % {"reference": activity.reference},
    )
    return _back(request, uuid)


@require_POST
def activity_discard(request, uuid):
    """Delete a draft."""
    activity = _visible(request, uuid)
    actions.discard(activity=activity, by=request.user, at=timezone.now())
    messages.success(request, _("The draft %(title)s is deleted.") % {"title": activity.title})
    return redirect("programmes:activity_list")


@read_only
def validation_queue(request):
    """What waits for a signature, the oldest first, with one record open beside the list."""
    waiting = selectors.waiting_for(request.user)
    page = paginate(waiting, request, per_page=20)
    shown = _chosen(request, waiting, page.rows)
    why_not = _why_not(request.user, shown) if shown else ""
    context = {
        "page": page,
        "shown": shown,
        "words": in_words(details_of(shown)).values() if shown else (),
        "evidence": list(shown.evidence.all()) if shown else [],
        "may_validate": not why_not,
        "why_not": why_not,
        "last_validation": None if page.total else selectors.last_validation(request.user),
        "next": QUEUE,
    }
    return render(request, "programmes/activities/queue.html", context)


def _chosen(request, waiting, rows):
    """The record asked for, on whichever page of the list it stands; else the first shown."""
    try:
        wanted = UUID(request.GET.get("fiche", ""))
    except ValueError:
        wanted = None
    return (wanted and waiting.filter(uuid=wanted).first()) or (rows[0] if rows else None)


def _why_not(user, activity):
    """The sentence that keeps a person from signing a record; empty for those who may."""
    try:
        check_can_validate(user, activity)
    except PermissionDenied as denied:
        return str(denied)
    return ""


def _visible(request, uuid):
    return get_object_or_404(Activity.objects.visible_to(request.user), uuid=uuid)


def _version(request):
    try:
        return int(request.POST.get("version", ""))
    except ValueError as error:
        raise BadRequest from error


def _back(request, uuid):
    """To the next one in the queue for whoever came from there."""
    if request.POST.get("next") == QUEUE:
        return redirect("programmes:validation_queue")
    return redirect("programmes:activity_detail", uuid)
