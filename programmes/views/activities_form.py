"""The form of an activity: new, from another one, corrected, and saved twice at once."""

from dataclasses import replace
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lib.concurrency import StaleVersion
from lib.dates import partial
from lib.http import read_only
from lib.workflow import WrongState
from programmes.actions import activities as actions
from programmes.enums import ActivityState
from programmes.forms.activities import TODAY, initial_of
from programmes.forms.kept import as_typed, fields_to_keep
from programmes.models import Activity, Draft
from programmes.permissions import check_can_edit, check_can_log
from programmes.selectors import activities as selectors
from programmes.selectors import versions
from programmes.selectors.details import details_of
from programmes.selectors.lookups import last_programme_of
from programmes.views.activities_choices import activity_form
from programmes.views.activities_pending import (
    author_mark,
    forget_pending,
    keep_until_signed_in,
    pending_fields,
)

SUBMIT, ADD = "submit", "add"
DRAFT, SAVED = "brouillon", "enregistree"


@login_not_required
@require_http_methods(["GET", "POST"])
def activity_new(request):
    """An empty form, or one that was left; after saving, the next one with a way to the last."""
    if not request.user.is_authenticated:
        return keep_until_signed_in(request)
    check_can_log(request.user)
    if request.method == "POST":
        return _save(request, None)
    form = _resumed(request) or activity_form(request, initial=_first_values(request.user))
    return _draw(request, form)


@login_not_required
@require_http_methods(["GET", "POST"])
def activity_edit(request, uuid):
    """The form of a record that is not validated."""
    if not request.user.is_authenticated:
        return keep_until_signed_in(request)
    activity = get_object_or_404(Activity.objects.visible_to(request.user), uuid=uuid)
    check_can_edit(request.user, activity)
    if request.method == "POST":
        return _save(request, activity)
    if activity.state == ActivityState.VALIDATED:
        messages.warning(request, _("This activity is validated: it can no longer be changed."))
        return redirect("programmes:activity_detail", activity.uuid)
    initial = {
        **initial_of(details_of(activity)),
        "version": activity.version,
        "submission_key": uuid4(),
    }
    form = _resumed(request, activity) or activity_form(request, initial=initial)
    return _draw(request, form, activity)


@read_only
def activity_duplicate(request, uuid):
    """A new form that begins with what another record says; nothing is saved yet."""
    source = get_object_or_404(Activity.objects.visible_to(request.user), uuid=uuid)
    check_can_log(request.user)
    told = replace(
        details_of(source), participants=None, women=None, breakdown=(), is_planned=False
    )
    initial = {
        **initial_of(told),
        "when": TODAY,
        "on": partial(None),
        "ends_on": None,
        "submission_key": uuid4(),
    }
    return _draw(request, activity_form(request, initial=initial), source=source)


@require_POST
def activity_conflict(request, uuid):
    """What a person chose, thing by thing, between their version and the stored one."""
    activity = get_object_or_404(Activity.objects.visible_to(request.user), uuid=uuid)
    check_can_edit(request.user, activity)
    form = activity_form(request, data=request.POST)
    if not form.is_valid():
        return _draw(request, form, activity)
    stored = details_of(activity)
    chosen = [
        name.removeprefix("choose-")
        for name, value in request.POST.items()
        if name.startswith("choose-") and value == "theirs"
    ]
    mine = form.details
    form.details = versions.mixture(mine, stored, take_theirs=chosen)
    given_up = versions.given_up(mine, stored, take_theirs=chosen)
    return _write(request, form, activity, not_kept=given_up)


def _save(request, activity):
    """Judge what was sent and save it, or show it again with what is wrong."""
    form = activity_form(request, data=request.POST, files=request.FILES)
    is_valid = form.is_valid()
    if ADD in request.POST:
        form.judge_only(request.POST[ADD])
        return _draw(request, form, activity)
    if request.POST.get("do") == SUBMIT:
        form.refuse_ahead()
    if not is_valid or form.errors:
        return _draw(request, form, activity)
    if not form.cleaned_data["is_another"]:
        doubles = selectors.likely_doubles(form.details, user=request.user, apart_from=activity)
        if found := list(doubles[:3]):
            return _draw(request, form, activity, doubles=found)
    return _write(request, form, activity)


def _write(request, form, activity, not_kept=None):
    """Hand the details to the action; whatever it refuses is shown on the form."""
    submits = request.POST.get("do") == SUBMIT
    common = {
        "details": form.details,
        "submission_key": form.cleaned_data["submission_key"],
        "files": form.cleaned_data["evidence"],
        "by": request.user,
        "at": timezone.now(),
    }
    try:
        if activity is None:
            action = actions.log_and_submit if submits else actions.log
            saved = action(**common)
        else:
            action = actions.edit_and_submit if submits else actions.edit
            version = form.cleaned_data["version"] or 0
            saved = action(activity=activity, version=version, not_kept=not_kept, **common)
    except StaleVersion:
        return _show_conflict(request, form, activity)
    except ValidationError as error:
        form.add_problems(error.message_dict)
        return _draw(request, form, activity)
    except WrongState as error:
        form.add_error(None, str(error))
        return _draw(request, form, activity)
    forget_pending(request)
    if activity is None:
        return redirect(f"{reverse('programmes:activity_new')}?{SAVED}={saved.uuid}")
    messages.success(request, _("Record %(reference)s saved.") % {"reference": saved.reference})
    return redirect("programmes:activity_detail", saved.uuid)


def _show_conflict(request, form, activity):
    """Both versions side by side; the person's own is set aside on the server meanwhile."""
    actions.set_aside(
        activity=activity,
        submission_key=form.cleaned_data["submission_key"],
        fields=fields_to_keep(request.POST, today=timezone.localdate()),
        files=form.cleaned_data["evidence"],
        by=request.user,
        at=timezone.now(),
    )
    stored = Activity.objects.visible_to(request.user).get(pk=activity.pk)
    carried = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in {"csrfmiddlewaretoken", "version", "do"} and not name.startswith("choose-")
    ]
    context = {
        "activity": stored,
        "differences": versions.differences(form.details, details_of(stored)),
        "carried": carried,
        "do": request.POST.get("do", "save"),
        "last_change": selectors.last_change_of(stored),
    }
    return render(request, "programmes/activities/conflict.html", context, status=409)


def _draw(request, form, activity=None, *, source=None, doubles=()):
    key = form["submission_key"].value()
    query = f"?activite={activity.uuid}" if activity else ""
    counts = selectors.counts_for(form.partial) if form.is_bound and form.can_count else []
    context = {
        "form": form,
        "activity": activity,
        "source": source,
        "doubles": doubles,
        "saved": _just_saved(request),
        "counts": counts,
        "author": author_mark(request.user),
        "autosave_url": _autosave_address(key, query),
    }
    return render(request, "programmes/activities/form.html", context)


def _autosave_address(key, query):
    try:
        return reverse("programmes:activity_draft", args=[UUID(str(key))]) + query
    except ValueError:
        return ""


def _just_saved(request):
    try:
        uuid = UUID(request.GET.get(SAVED, ""))
    except ValueError:
        return None
    return Activity.objects.visible_to(request.user).filter(uuid=uuid).first()


def _first_values(user):
    programme = last_programme_of(user)
    return {
        "when": TODAY,
        "programme": programme.slug if programme else None,
        "submission_key": uuid4(),
    }


def _resumed(request, activity=None):
    """The form of an unsaved draft, or of what waited for the sign-in; None without either."""
    kept = pending_fields(request)
    if kept is None and DRAFT in request.GET:
        kept = _draft_fields(request, activity)
    if kept is None:
        return None
    fields, key = kept
    try:
        key = UUID(key)
    except ValueError:
        key = uuid4()
    form = activity_form(request, data=as_typed(fields, submission_key=key))
    form.is_valid()
    form.judge_only()
    return form


def _draft_fields(request, activity):
    try:
        key = UUID(request.GET[DRAFT])
    except ValueError:
        raise Http404 from None
    drafts = Draft.objects.visible_to(request.user).filter(activity=activity)
    draft = get_object_or_404(drafts, uuid=key)
    return draft.fields, str(draft.uuid)
