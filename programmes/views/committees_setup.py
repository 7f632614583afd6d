"""Setting a committee up: what it is, and its seats."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from actors.actions import seats as seat_actions
from actors.models import Committee, Seat
from actors.permissions import allows, check_can_manage_committees, check_can_run_committee
from lib.http import read_only
from programmes.actions import committees as actions
from programmes.forms.committees import CommitteeForm, EndMandateForm, SeatForm
from programmes.models import Programme
from programmes.selectors import committees as selectors
from programmes.selectors import lookups


@require_http_methods(["GET", "POST"])
def committee_new(request):
    """The coordination adds a committee."""
    check_can_manage_committees(request.user)
    return _committee_form(request, None)


@require_http_methods(["GET", "POST"])
def committee_edit(request, slug):
    """Whoever runs a committee changes what is said of it."""
    return _committee_form(request, committee_to_run(request, slug))


@read_only
def seat_list(request, slug):
    """Who sits in a committee, and who sat."""
    committee = get_object_or_404(Committee.objects.visible_to(request.user), slug=slug)
    today = timezone.localdate()
    context = {
        "committee": committee,
        "seats": selectors.seats_of(committee, today=today),
        "can_run": allows(check_can_run_committee, request.user, committee, on=today),
        "now": timezone.now(),
    }
    return render(request, "programmes/committees/seats.html", context)


@require_http_methods(["GET", "POST"])
def seat_new(request, slug):
    """One more seat."""
    committee = committee_to_run(request, slug)
    form = SeatForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        seat = form.attempt(
            seat_actions.add_seat,
            committee=committee,
            details=form.details(),
            by=request.user,
            at=timezone.now(),
        )
        if seat:
            messages.success(request, _("The seat is saved."))
            return redirect("programmes:seat_list", committee.slug)
    context = {"committee": committee, "seat": None, "form": form}
    return render(request, "programmes/committees/seat_form.html", context)


@require_http_methods(["GET", "POST"])
def seat_edit(request, slug, pk):
    """Who sits there, until when."""
    committee = committee_to_run(request, slug)
    seat = _seat(request, committee, pk)
    form = SeatForm(
        request.POST if request.method == "POST" else None, initial=SeatForm.initial_of(seat)
    )
    if form.is_valid():
        saved = form.attempt(
            seat_actions.change_seat,
            current=lambda: _seat(request, committee, pk).version,
            seat=seat,
            details=form.details(),
            version=form.cleaned_data["version"] or 0,
            by=request.user,
            at=timezone.now(),
        )
        if saved:
            messages.success(request, _("The seat is saved."))
            return redirect("programmes:seat_list", committee.slug)
    context = {"committee": committee, "seat": seat, "form": form}
    return render(request, "programmes/committees/seat_form.html", context)


@require_http_methods(["GET", "POST"])
def seat_end(request, slug, pk):
    """End a mandate with a day."""
    committee = committee_to_run(request, slug)
    seat = _seat(request, committee, pk)
    form = EndMandateForm(
        request.POST if request.method == "POST" else None,
        initial={"ends_on": seat.ends_on or timezone.localdate()},
    )
    if form.is_valid():
        saved = form.attempt(
            seat_actions.end_mandate,
            seat=seat,
            on=form.cleaned_data["ends_on"],
            by=request.user,
            at=timezone.now(),
        )
        if saved:
            messages.success(request, _("The mandate has its last day."))
            return redirect("programmes:seat_list", committee.slug)
    context = {"committee": committee, "seat": seat, "form": form}
    return render(request, "programmes/committees/seat_end.html", context)


@require_POST
def seat_remove(request, slug, pk):
    """Delete a seat that was added by mistake."""
    committee = committee_to_run(request, slug)
    seat_actions.remove_seat(seat=_seat(request, committee, pk), by=request.user, at=timezone.now())
    messages.success(request, _("The seat is deleted."))
    return redirect("programmes:seat_list", committee.slug)


@read_only
def organisation_search(request):
    """Organisations by the letters typed."""
    found = lookups.search_organisations(request.GET.get("q", "")[:100])
    return JsonResponse(
        {"results": [{"value": o.slug, "label": lookups.organisation_label(o)} for o in found]}
    )


@read_only
def place_search(request):
    """Places by the letters typed, one's own region first."""
    own = lookups.own_region_codes(request.user)
    found = lookups.search_places(request.GET.get("q", "")[:100], first=own)
    return JsonResponse(
        {"results": [{"value": one.code, "label": lookups.place_label(one)} for one in found]}
    )


def committee_to_run(request, slug):
    """A committee that this person runs: 404 for whoever may not see it, 403 for the others."""
    committee = get_object_or_404(Committee.objects.visible_to(request.user), slug=slug)
    check_can_run_committee(request.user, committee, on=timezone.localdate())
    return committee


def _seat(request, committee, pk):
    seats = Seat.objects.visible_to(request.user).filter(committee=committee)
    return get_object_or_404(seats.select_related("organisation", "holder", "alternate"), pk=pk)


def _committee_form(request, committee):
    user = request.user
    form = CommitteeForm(
        request.POST if request.method == "POST" else None,
        initial=CommitteeForm.initial_of(committee) if committee else None,
        parents=selectors.possible_parents(committee, user=user),
        programmes=Programme.objects.visible_to(user).in_order(),
    )
    if form.is_valid():
        saved = form.attempt(
            actions.save_committee,
            current=lambda: Committee.objects.visible_to(user).get(pk=committee.pk).version,
            committee=committee,
            details=form.details(),
            programmes=form.cleaned_data["programmes"],
            version=form.cleaned_data["version"] or 0,
            by=user,
            at=timezone.now(),
        )
        if saved:
            messages.success(request, _("The committee is saved."))
            return redirect("programmes:committee_detail", saved.slug)
    context = {"committee": committee, "form": form}
    return render(request, "programmes/institutions/committee_form.html", context)
