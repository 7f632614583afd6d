"""The steering dashboard of a programme or a committee, its headline and its reasons."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actors.enums import Language
from actors.roles import Permission
from indicators.actions.explanations import explain
from indicators.models import Measure
from indicators.permissions import check_can_explain
from lib.concurrency import StaleVersion
from lib.http import read_only
from reports import actions
from reports.content import steering as contents
from reports.forms import HeadlineForm, ReasonForm, SteeringForm
from reports.permissions import check_can_head, rights_on
from reports.selectors import steering as selectors
from reports.selectors import steering_pages
from reports.selectors.steering_changes import groups_of

# With `?tout=1` nothing is left out of the lists.
EVERYTHING = (1_000, 1_000, 1_000)


@read_only
def steering_list(request):
    """The dashboards one may open."""
    committees, programmes = steering_pages.entries(request.user)
    context = {"committees": committees, "programmes": programmes}
    return render(request, "reports/steering/list.html", context)


@read_only
def steering(request, slug):
    """The dashboard as of a day: what is off, why, and what is to be decided."""
    about = about_of(request, slug)
    today = timezone.localdate()
    form = SteeringForm(request.GET, today=today)
    form.is_valid()
    language = get_language()
    snapshots, earlier = steering_pages.snapshots_on(about, request.user, form.on)
    body = contents.compared(
        contents.body(about, reader=request.user, on=form.on, language=language),
        earlier,
        until=timezone.now(),
        reader=request.user,
    )
    whole = "tout" in request.GET
    board = selectors.board(body, limits=EVERYTHING) if whole else selectors.board(body)
    context = {
        "about": about,
        "board": board,
        "changes": groups_of(body["since"]["changes"]) if earlier else [],
        "earlier": earlier,
        "filter_form": form,
        "snapshots": snapshots,
        "rights": rights_on(request.user, about, on=today),
        "can_explain": _may_explain(request.user),
        "is_whole": whole,
        # Of the councils only some read a budget, which would be one more question to ask here.
        "links_budget": not request.user.scope().region_codes,
    }
    return render(request, "reports/steering/dashboard.html", context)


@require_http_methods(["GET", "POST"])
def explanation(request, slug, code):
    """Say why a measure is late, missing or without a target."""
    about = about_of(request, slug)
    measure = get_object_or_404(
        Measure.objects.visible_to(request.user).active().select_related("programme", "indicator"),
        code=code,
    )
    check_can_explain(request.user, measure.programme)
    form = ReasonForm(request.POST or None, initial={"as_of": timezone.localdate()})
    if form.is_valid():
        try:
            explain(
                measure=measure,
                text=form.cleaned_data["text"],
                as_of=form.cleaned_data["as_of"],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error("text", error.messages)
        else:
            messages.success(request, _("The reason is on the dashboard."))
            return redirect(f"{reverse('reports:steering', args=[slug])}#a-traiter")
    context = {"about": about, "measure": measure, "form": form}
    return render(request, "reports/steering/reason.html", context)


@require_http_methods(["GET", "POST"])
def headline(request, slug):
    """Write the sentence above the figures. A stale form shows both texts and loses neither."""
    about = about_of(request, slug)
    check_can_head(request.user, about, on=timezone.localdate())
    language = Language(get_language())
    written = steering_pages.headline_in(about, language)
    initial = {"text": written.text, "version": written.version} if written else {"version": 0}
    form = HeadlineForm(request.POST or None, initial=initial)
    context = {
        "about": about,
        "language": language,
        "written": written,
        "form": form,
        "theirs": None,
        "sentence": "",
    }
    if form.is_valid():
        try:
            actions.write_headline(
                about=about,
                language=language,
                text=form.cleaned_data["text"],
                as_of=timezone.localdate(),
                version=form.cleaned_data["version"],
                by=request.user,
                at=timezone.now(),
            )
        except StaleVersion as stale:
            return _both(request, form, stale, context)
        messages.success(request, _("The headline is saved."))
        return redirect("reports:steering", slug)
    if request.method == "GET":
        body = contents.body(about, reader=request.user, on=timezone.localdate(), language=language)
        context["drawn"] = body["headline"]["drawn"]
    return render(request, "reports/steering/headline.html", context)


def _both(request, form, stale, context):
    """The same form with one's own text, the other text beside it, ready to be saved over it."""
    newest = steering_pages.headline_in(context["about"], context["language"])
    mine = {"text": form.cleaned_data["text"], "version": newest.version}
    context |= {
        "written": newest,
        "form": HeadlineForm(initial=mine),
        "theirs": stale.theirs["text"],
        "sentence": stale.sentence,
    }
    return render(request, "reports/steering/headline.html", context, status=409)


def about_of(request, slug):
    """The programme or committee of an address; 404 where the person may not see it."""
    about = steering_pages.about_behind(slug, request.user)
    if about is None:
        raise Http404
    return about


def _may_explain(user):
    """Whether a person explains at all; of which programme, the action asks."""
    return user.scope().has(Permission.NARRATIVE_WRITE)
