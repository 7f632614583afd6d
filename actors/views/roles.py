from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from actors import selectors
from actors.forms import RoleForm
from actors.models import Organisation


@login_not_required
@require_safe
def role_table(request):
    """Who may do what: the table of roles, in words. No secret: anybody may read it."""
    is_known = request.user.is_authenticated
    held = {grant.role for grant in request.user.scope().grants} if is_known else set()
    return render(
        request,
        "actors/roles.html",
        {"lines": selectors.roles_table(), "duties": selectors.role_duties(), "held": held},
    )


def offered_roles(request):
    """The roles that fit the organisation just chosen, for the forms that grant one."""
    organisations = Organisation.objects.visible_to(request.user).select_related("place")
    chosen = request.GET.get("organisation", "")
    form = RoleForm()
    if chosen.isdecimal():
        form.offer_roles_of(get_object_or_404(organisations, pk=chosen))
    return render(request, "actors/people/_role_field.html", {"form": form})
