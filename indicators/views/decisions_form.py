"""Writing a decision down, and changing what is said of it."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actors.actions.decisions import details_of
from actors.models import Committee, Meeting
from actors.permissions import check_can_run_committee
from indicators.actions import decisions as actions
from indicators.forms.decision_details import DecisionForm, initial_of
from indicators.selectors.amendments import Change
from indicators.selectors.decision_choices import choices_for
from indicators.selectors.decisions import about, decisions_for_page
from lib.concurrency import StaleVersion
from lib.forms import is_beyond_rows
from lib.workflow import WrongState
from programmes.models import Programme

# A button that adds what was typed to a list, without saving.
ADD = "add"
# The meeting at which it was decided, in the address of a new decision.
MEETING = "reunion"
# What is a code in a snapshot and a word on the screen.
CODED = ("kind", "priority")


@require_http_methods(["GET", "POST"])
def decision_new(request, slug):
    """The secretariat writes a decision down."""
    committee = get_object_or_404(Committee.objects.visible_to(request.user), slug=slug)
    check_can_run_committee(request.user, committee, on=timezone.localdate())
    context = {"committee": committee, "decision": None, "stale": ()}
    if request.method != "POST":
        meeting = _asked_meeting(request, committee)
        context["form"] = DecisionForm(
            initial={
                "kind": "decision",
                "meeting": meeting,
                "programmes": _usual_programmes(request.user, committee),
                "key": uuid4(),
            },
            choices=_choices(request, committee, meeting_id=meeting.pk if meeting else None),
        )
        return render(request, "indicators/decisions/form.html", context)
    form = context["form"] = DecisionForm(request.POST, choices=_choices(request, committee))
    if _is_wanted(request, form):
        try:
            decision = actions.record_whole(
                committee=committee, **_said(form), key=form.cleaned_data["key"], **_now(request)
            )
        except ValidationError as error:
            form.take_problems(error)
        except WrongState as error:
            form.add_error("meeting", str(error))
        else:
            messages.success(
                request, _("Decision no. %(number)s is recorded.") % {"number": decision.number}
            )
            return redirect("indicators:decision_detail", slug, decision.number)
    return render(request, "indicators/decisions/form.html", context)


@require_http_methods(["GET", "POST"])
def decision_edit(request, slug, number):
    """The secretariat changes what is said of a decision."""
    decision = _decision(request, slug, number)
    committee = decision.committee
    check_can_run_committee(request.user, committee, on=timezone.localdate())
    context = {"committee": committee, "decision": decision, "stale": ()}
    if request.method != "POST":
        subjects = about(decision, user=request.user)
        context["form"] = DecisionForm(
            initial=initial_of(
                decision,
                details_of(decision),
                programmes=subjects.programmes,
                measures=subjects.measures,
            ),
            choices=_choices(
                request,
                committee,
                meeting_id=decision.meeting_id,
                owner=decision.owner.slug if decision.owner else "",
            ),
        )
        return render(request, "indicators/decisions/form.html", context)
    form = context["form"] = DecisionForm(request.POST, choices=_choices(request, committee))
    status = 200
    if _is_wanted(request, form):
        try:
            actions.change_whole(
                decision=decision,
                version=form.cleaned_data["version"] or 0,
                **_said(form),
                **_now(request),
            )
        except ValidationError as error:
            form.take_problems(error)
        except WrongState as error:
            form.add_error(None, str(error))
        except StaleVersion as stale:
            form.meet(version=_decision(request, slug, number).version)
            context["stale"] = _both(form, stale)
            status = 409
        else:
            messages.success(request, _("The decision is saved."))
            return redirect("indicators:decision_detail", slug, number)
    return render(request, "indicators/decisions/form.html", context, status=status)


def _is_wanted(request, form):
    """Whether to save: a button that only adds to a list does not ask for it."""
    if ADD not in request.POST:
        return form.is_valid()
    form.is_valid()
    form.judge_only(request.POST[ADD])
    return False


def _said(form):
    return {
        "details": form.details(),
        "programmes": form.cleaned_data["programmes"],
        "measures": form.cleaned_data["measures"].things,
    }


def _now(request):
    return {"by": request.user, "at": timezone.now()}


def _choices(request, committee, *, meeting_id=None, owner=""):
    """What the form offers; a form that comes in says its own meeting and organisation."""
    typed = request.POST.get("meeting", "")
    return choices_for(
        committee,
        user=request.user,
        meeting_id=int(typed) if _is_a_row(typed) else meeting_id,
        owner_slug=request.POST.get("owner", "") or owner,
    )


def _asked_meeting(request, committee):
    asked = request.GET.get(MEETING, "")
    meetings = Meeting.objects.visible_to(request.user).filter(committee=committee)
    return meetings.filter(pk=asked).first() if _is_a_row(asked) else None


def _is_a_row(text):
    return text.isdecimal() and not is_beyond_rows(text)


def _usual_programmes(user, committee):
    """The programme of a committee that follows one only."""
    followed = Programme.objects.visible_to(user).filter(committee_links__committee=committee)
    slugs = list(followed.order_by("pk").values_list("slug", flat=True))
    return slugs if len(slugs) == 1 else []


def _both(form, stale):
    """Both versions, where they differ, in the words of the form."""
    return [
        Change(
            label=form.fields[name].label if name in form.fields else name,
            before=_in_words(form, name, stale.theirs[name]),
            after=_in_words(form, name, stale.mine[name]),
        )
        for name in stale.differing
    ]


def _in_words(form, name, value):
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    labels = dict(getattr(form.fields.get(name), "choices", ())) if name in CODED else {}
    return str(labels.get(value, value))


def _decision(request, slug, number):
    decisions = decisions_for_page(request.user)
    return get_object_or_404(decisions, committee__slug=slug, number=number)
