from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, translate_url
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from actors import actions
from actors.forms import ProfileForm, TokenForm
from actors.models import ApiToken, Membership


@require_http_methods(["GET", "POST"])
def profile(request):
    """One's own name and language, and the roles one has."""
    person = request.user
    initial = {"full_name": person.full_name, "language": person.language}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        actions.change_profile(**form.cleaned_data, by=person, at=timezone.now())
        with translation.override(person.language):
            messages.success(request, _("Your profile is saved."))
        return redirect(translate_url(reverse("actors:account"), person.language))
    roles = Membership.objects.visible_to(person).filter(user=person).in_force()
    return render(
        request,
        "actors/account/profile.html",
        {"form": form, "roles": roles.select_related("organisation", "delegated_by")},
    )


@never_cache
@require_http_methods(["GET", "POST"])
def token_list(request):
    """The API tokens of the person; a new one is shown once, in the answer to the form."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    secret = ""
    if form.is_valid():
        # No redirect: the secret would have to be kept somewhere until the next page.
        _token, secret = actions.make_token(**form.cleaned_data, by=request.user, at=timezone.now())
        form = TokenForm()
    tokens = ApiToken.objects.visible_to(request.user).order_by("-created_at", "-pk")
    return render(
        request,
        "actors/account/tokens.html",
        {"form": form, "tokens": tokens, "secret": secret, "now": timezone.now()},
    )


@require_POST
def token_revoke(request, uuid):
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), uuid=uuid)
    actions.revoke_token(token=token, by=request.user, at=timezone.now())
    messages.success(request, _("The token is revoked."))
    return redirect("actors:token_list")
