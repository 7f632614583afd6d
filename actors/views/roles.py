from django.shortcuts import render
from django.views.decorators.http import require_safe

from actors import selectors


@require_safe
def role_table(request):
    """Who may do what: the table of roles, in words."""
    held = {grant.role for grant in request.user.scope().grants}
    return render(
        request,
        "actors/roles.html",
        {"lines": selectors.roles_table(), "duties": selectors.role_duties(), "held": held},
    )
