"""Frozen dashboards: making one, opening it, comparing two."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actors.models import Committee
from lib.dates import Precision, partial
from lib.http import read_only
from lib.identifiers import normalise_code
from reports import actions
from reports.content.steering_changes import difference
from reports.content.steering_reasons import with_reasons
from reports.forms import FreezeForm
from reports.permissions import check_can_freeze
from reports.selectors import steering as selectors
from reports.selectors import steering_pages
from reports.selectors.steering_changes import groups_of
from reports.views.steering import EVERYTHING, about_of


@require_http_methods(["GET", "POST"])
def freeze(request, slug):
    """« Figer pour la réunion »: keep the dashboard as it stands, with its own address."""
    about = about_of(request, slug)
    today = timezone.localdate()
    check_can_freeze(request.user, about, on=today)
    meetings = meeting = None
    if isinstance(about, Committee):
        meetings = steering_pages.meetings_to_freeze_for(about, request.user)
        meeting = steering_pages.meeting_asked_for(meetings, request.GET.get("reunion", ""))
    form = FreezeForm(
        request.POST or None,
        meetings=meetings,
        initial={"as_of": partial(today, Precision.DAY), "meeting": meeting},
    )
    if form.is_valid():
        try:
            snapshot = actions.freeze(
                about=about,
                meeting=form.cleaned_data.get("meeting"),
                as_of=form.cleaned_data["as_of"],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            for name, problems in error.message_dict.items():
                form.add_error(name if name in form.fields else None, problems)
        else:
            messages.success(request, _("The dashboard is frozen: it will not change any more."))
            return redirect("reports:snapshot", snapshot.code)
    context = {"about": about, "meeting": meeting, "form": form}
    return render(request, "reports/steering/freeze.html", context)


@read_only
def snapshot(request, code):
    """A dashboard as it was frozen: nothing on it is read anew."""
    proper = normalise_code(code)
    if proper and proper != code:
        return redirect("reports:snapshot", proper)
    found = found_behind(request, proper)
    about = found.programme or found.committee
    body = told_to(request, found)
    context = {
        "snapshot": found,
        "about": about,
        "board": selectors.board(body, limits=EVERYTHING),
        "changes": groups_of(body["since"]["changes"]) if body["since"] else [],
        "since": body["since"],
        "others": steering_pages.snapshots_of(about, request.user).exclude(pk=found.pk)[:12],
    }
    return render(request, "reports/steering/snapshot.html", context)


@read_only
def compare(request, code, other):
    """What changed between two snapshots of one dashboard, and why."""
    first, second = found_behind(request, code), found_behind(request, other)
    if (first.programme_id, first.committee_id) != (second.programme_id, second.committee_id):
        raise Http404
    before, after = sorted((first, second), key=lambda one: (one.as_of, one.made_at, one.pk))
    changes = difference(told_to(request, before), told_to(request, after))
    since, until = sorted((before.made_at, after.made_at))
    changes = with_reasons(changes, since=since, until=until, reader=None)
    context = {
        "about": before.programme or before.committee,
        "before": before,
        "after": after,
        "changes": groups_of(changes),
    }
    return render(request, "reports/steering/compare.html", context)


def found_behind(request, code):
    found = steering_pages.snapshot_behind(code, request.user) if code else None
    if found is None:
        raise Http404
    return found


def told_to(request, found):
    """The frozen body in the language of the page; of a donor's, the public decisions."""
    body = found.bodies[get_language()]
    if steering_pages.tells_public_only(request.user, found.programme or found.committee):
        return selectors.for_outsiders(body)
    return body
