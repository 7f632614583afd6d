"""The gallery of components, for development and tests."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def component_gallery(request):
    """Show every component with each of its variants."""
    return render(request, "components/index.html")
