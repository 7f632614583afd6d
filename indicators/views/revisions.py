"""Changes of signed values: proposed with a reason, accepted or not by somebody else."""

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from indicators.actions import revisions as actions
from indicators.forms.entries import RowForm
from indicators.models import Revision, Value
from indicators.permissions import check_can_propose
from indicators.selectors import revisions as selectors
from indicators.selectors.review import changes_for
from lib.http import read_only
from lib.pages import paginate


@read_only
def listing(request):
    """The changes that wait for one's decision, and those that one proposed."""
    page = paginate(changes_for(request.user), request, per_page=20)
    context = {"page": page, "lines": selectors.revision_lines(page.rows)}
    return render(request, "indicators/review/revisions.html", context)


@require_http_methods(["GET", "POST"])
def propose(request, code):
    """What a signed value should say, and why."""
    value = get_object_or_404(
        Value.objects.visible_to(request.user)
        .entries()
        .select_related("measure__indicator", "indicator", "period", "place", "programme")
        .prefetch_related("cells"),
        code=code,
    )
    check_can_propose(request.user, value)
    row = selectors.row_of(value, user=request.user)
    form = RowForm(row, request.POST if request.method == "POST" else None)
    problems = {}
    if request.method == "POST":
        problems = form.problems
        if not problems:
            try:
                revision = actions.propose(
                    value=value,
                    said=form.said,
                    version=_version(request, form),
                    reason=request.POST.get("reason", ""),
                    by=request.user,
                    at=timezone.now(),
                )
            except ValidationError as error:
                problems = _by_field(error)
            else:
                messages.success(
                    request, _("Your change is proposed. The value stays until it is accepted.")
                )
                return redirect("indicators:revision", revision.pk)
    context = {
        "value": value,
        "form": form,
        "reason": request.POST.get("reason", ""),
        "problems": problems,
    }
    return render(request, "indicators/review/propose.html", context)


@read_only
def detail(request, pk):
    """One change: the old and the new value side by side."""
    return _show(request, _visible(request, pk))


@require_POST
def accept(request, pk):
    """Let it happen."""
    revision = _visible(request, pk)
    answer = request.POST.get("answer", "")
    try:
        actions.accept(revision=revision, answer=answer, by=request.user, at=timezone.now())
    except ValidationError as error:
        return _show(request, revision, answer=answer, problem=error.messages[0])
    messages.success(request, _("The change is accepted: every figure counts it from now on."))
    return redirect("indicators:revision", pk)


@require_POST
def refuse(request, pk):
    """Leave the value as it is."""
    revision = _visible(request, pk)
    answer = request.POST.get("answer", "")
    try:
        actions.refuse(revision=revision, answer=answer, by=request.user, at=timezone.now())
    except ValidationError as error:
        return _show(request, revision, answer=answer, problem=error.messages[0])
    messages.success(request, _("The change is not accepted: the value stays as it was."))
    return redirect("indicators:revision", pk)


def _show(request, revision, *, answer="", problem=""):
    context = {
        "revision": revision,
        "line": selectors.revision_lines([revision])[0],
        "why_not": selectors.why_not_decide(request.user, revision),
        "takes_values": revision.value.period.takes_values(on=timezone.localdate()),
        "answer": answer,
        "problem": problem,
    }
    return render(request, "indicators/review/revision.html", context)


def _visible(request, pk):
    rows = selectors.for_page(Revision.objects.visible_to(request.user).read_whole_by(request.user))
    return get_object_or_404(rows, pk=pk)


def _version(request, form):
    try:
        return int(request.POST.get(f"ver-{form.pk}", ""))
    except ValueError as error:
        raise BadRequest from error


def _by_field(error):
    """Sentences by the field that they are about."""
    if hasattr(error, "error_dict"):
        return {name: " ".join(found) for name, found in error.message_dict.items()}
    return {"__all__": " ".join(error.messages)}
