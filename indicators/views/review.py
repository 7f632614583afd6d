"""The queue of values that wait for a signature: read one, sign it, return it, or sign several."""

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from indicators.actions import review as actions
from indicators.models import Value
from indicators.selectors import review as selectors
from indicators.selectors.history import value_history
from lib import formats
from lib.http import read_only
from lib.pages import paginate

PER_PAGE = 20
# More than any version has; a number as long as a page is none.
VERSION_DIGITS = 9
# The value that is open beside the list.
SHOWN = "valeur"


@read_only
def queue(request):
    """What waits for a signature, the oldest first, with one value open beside the list."""
    return _show(request)


@require_POST
def sign(request, code):
    """Sign the version that was read."""
    value = _visible(request, code)
    signed = actions.sign(
        value=value, version=_version(request), by=request.user, at=timezone.now()
    )
    messages.success(
        request,
        _("%(code)s: %(state)s.")
        % {"code": formats.isolate(signed.code), "state": signed.get_state_display()},
    )
    return _on(request)


@require_POST
def return_(request, code):
    """Hand a value back with a question."""
    value = _visible(request, code)
    question = request.POST.get("question", "")
    try:
        actions.return_with_question(
            value=value,
            version=_version(request),
            question=question,
            by=request.user,
            at=timezone.now(),
        )
    except ValidationError as error:
        return _show(request, value=value, question=question, problem=error.messages[0])
    messages.success(
        request,
        _("%(code)s went back with your question.") % {"code": formats.isolate(code)},
    )
    return _on(request)


@require_POST
def batch(request):
    """Sign the values that were ticked and that nothing is said about."""
    versions = _ticked(request)
    if not versions:
        messages.warning(request, _("Tick the values that you want to sign."))
        return redirect("indicators:review")
    done = actions.sign_all(versions=versions, by=request.user, at=timezone.now())
    if done.signed:
        count = len(done.signed)
        messages.success(
            request,
            ngettext("%(number)s value is signed.", "%(number)s values are signed.", count)
            % {"number": formats.number(count)},
        )
    for left in done.left:
        messages.warning(
            request,
            _("%(code)s is left: %(reason)s")
            % {"code": formats.isolate(left.value.code), "reason": left.sentence},
        )
    return redirect("indicators:review")


def _show(request, *, value=None, question="", problem=""):
    waiting = selectors.waiting_for(request.user)
    page = paginate(waiting, request, per_page=PER_PAGE)
    lines = selectors.queue_lines(page.rows, user=request.user)
    codes = [row.code for row in page.rows]
    wanted = value.code if value else request.GET.get(SHOWN, "")
    shown = next((row for row in page.rows if row.code == wanted), None)
    if shown is None and wanted:
        shown = waiting.filter(code=wanted).first()
    shown = shown or (page.rows[0] if page.rows else None)
    at = codes.index(shown.code) if shown and shown.code in codes else -1
    after = codes[(at + 1) % len(codes)] if len(codes) > 1 else ""
    before = codes[at - 1] if at > 0 else ""
    context = {
        "page": page,
        "lines": lines,
        "open": _opened(shown, request.user),
        "history": value_history(shown) if shown else (),
        "after": after,
        "before": before,
        "question": question,
        "problem": problem,
        "last_signed": None if page.total else selectors.last_signed(request.user),
        "changes": selectors.changes_for(request.user).count(),
        "may_batch": any(line.may_batch for line in lines),
    }
    return render(request, "indicators/review/queue.html", context)


def _opened(shown, user):
    return selectors.opened(shown, user=user, on=timezone.localdate()) if shown else None


def _visible(request, code):
    return get_object_or_404(Value.objects.visible_to(request.user).entries(), code=code)


def _version(request):
    try:
        return int(request.POST.get("version", ""))
    except ValueError as error:
        raise BadRequest from error


def _ticked(request):
    """The versions that were read of the values that were ticked, of those one may see."""
    versions = {}
    for typed in request.POST.getlist("value"):
        code, _colon, version = typed.rpartition(":")
        if not code or not version.isdecimal() or len(version) > VERSION_DIGITS:
            raise BadRequest
        versions[code] = int(version)
    visible = Value.objects.visible_to(request.user).entries().filter(code__in=versions)
    return {pk: versions[code] for pk, code in visible.values_list("pk", "code").order_by("pk")}


def _on(request):
    """To the next value of the queue."""
    address = reverse("indicators:review")
    after = request.POST.get("after", "")
    return redirect(f"{address}?{urlencode({SHOWN: after})}" if after else address)
