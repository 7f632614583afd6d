from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actors import actions, selectors
from actors.filters import PeopleFilter
from actors.forms import RoleForm
from actors.models import Invitation, Membership, User
from actors.permissions import allows, check_can_change_account, check_can_manage_accounts
from actors.views.roles import offered_roles
from lib.pages import paginate


@require_safe
def person_list(request):
    """The accounts, and the invitations that nobody accepted yet."""
    check_can_manage_accounts(request.user)
    filters = PeopleFilter(request.GET)
    people = filters.narrow(selectors.people_table(User.objects.visible_to(request.user)))
    page = paginate(people, request)
    if request.htmx:
        return render(request, "actors/people/_table.html", {"page": page})
    invitations = Invitation.objects.visible_to(request.user).awaited()
    return render(
        request,
        "actors/people/list.html",
        {
            "filters": filters,
            "page": page,
            "invitations": invitations,
            "now": timezone.now(),
        },
    )


@require_safe
def person_detail(request, pk):
    """One account: its roles, past ones too, and its history."""
    return _show(request, _person(request, pk), RoleForm())


@require_http_methods(["GET", "POST"])
def membership_new(request, pk):
    """Grant a role; a form with mistakes comes back on the person's page."""
    person = _person(request, pk)
    if request.method == "GET":
        return offered_roles(request) if request.htmx else redirect("actors:person_detail", pk=pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            actions.grant_role(
                person=person, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The role is granted, from today."))
            return redirect("actors:person_detail", pk=pk)
    return _show(request, person, form)


@require_POST
def membership_end(request, pk, membership_pk):
    person = _person(request, pk)
    membership = get_object_or_404(
        Membership.objects.visible_to(request.user).select_related("user", "organisation"),
        pk=membership_pk,
        user=person,
    )
    actions.end_membership(membership=membership, by=request.user, at=timezone.now())
    messages.success(request, _("The role is withdrawn, at once."))
    return redirect("actors:person_detail", pk=pk)


@require_POST
def person_deactivate(request, pk):
    person = _person(request, pk)
    actions.deactivate(person=person, by=request.user, at=timezone.now())
    messages.success(request, _("The account is closed: its sessions and tokens no longer work."))
    return redirect("actors:person_detail", pk=pk)


@require_POST
def person_reactivate(request, pk):
    person = _person(request, pk)
    actions.reactivate(person=person, by=request.user, at=timezone.now())
    messages.success(request, _("The account is open again."))
    return redirect("actors:person_detail", pk=pk)


def _person(request, pk):
    check_can_manage_accounts(request.user)
    people = selectors.people_table(User.objects.visible_to(request.user))
    return get_object_or_404(people, pk=pk)


def _show(request, person, form):
    held = Membership.objects.visible_to(request.user).filter(user=person)
    current = {membership.pk for membership in person.current}
    return render(
        request,
        "actors/people/detail.html",
        {
            "person": person,
            "form": form,
            "past": held.exclude(pk__in=current)
            .select_related("organisation")
            .order_by("-ends_on", "-pk"),
            "may_change": allows(check_can_change_account, request.user, person),
            "history": selectors.history_of(person),
        },
    )
