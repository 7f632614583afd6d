from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from actors import actions, selectors
from actors.forms import AcceptForm, InvitationForm
from actors.models import Invitation
from actors.permissions import check_can_manage_accounts
from actors.views.roles import offered_roles


@require_http_methods(["GET", "POST"])
def invitation_new(request):
    """Invite someone, which is the only way to get an account."""
    check_can_manage_accounts(request.user)
    if request.htmx and request.method == "GET":
        return offered_roles(request)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            invitation = actions.invite(**form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                _("The invitation to %(email)s is on its way.") % {"email": invitation.email},
            )
            return redirect("actors:person_list")
    return render(request, "actors/people/invite.html", {"form": form})


@require_POST
def invitation_renew(request, pk):
    check_can_manage_accounts(request.user)
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
    actions.renew_invitation(invitation=invitation, by=request.user, at=timezone.now())
    messages.success(request, _("A new link is on its way; the former one no longer works."))
    return redirect("actors:person_list")


@require_POST
def invitation_withdraw(request, pk):
    check_can_manage_accounts(request.user)
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
    actions.withdraw_invitation(invitation=invitation, by=request.user, at=timezone.now())
    messages.success(request, _("The invitation is withdrawn: its link no longer works."))
    return redirect("actors:person_list")


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "POST"])
def invitation_accept(request, token):
    """Open the account that an invitation offers, and go in."""
    if request.user.is_authenticated:
        return render(request, "actors/invitation/signed_in.html", status=409)
    invitation = selectors.invitation_for(token)
    if invitation is None:
        return render(request, "actors/invitation/unknown.html", status=404)
    if invitation.accepted_at:
        return render(request, "actors/invitation/used.html", status=410)
    if invitation.expires_at <= timezone.now():
        return render(
            request, "actors/invitation/expired.html", {"invitation": invitation}, status=410
        )
    form = AcceptForm(
        request.POST if request.method == "POST" else None,
        initial={"full_name": invitation.full_name, "language": invitation.language},
        invited_email=invitation.email,
    )
    if form.is_valid():
        person = actions.accept_invitation(
            invitation=invitation,
            full_name=form.cleaned_data["full_name"],
            password=form.cleaned_data["password1"],
            language=form.cleaned_data["language"],
            at=timezone.now(),
        )
        return perform_login(request, person, email=person.email)
    return render(
        request, "actors/invitation/accept.html", {"form": form, "invitation": invitation}
    )
