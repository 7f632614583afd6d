"""Pages about the portal itself, for anyone."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def accessibility(request):
    """Show what the portal promises to readers with a disability, and what it does not reach."""
    return render(request, "about/accessibility.html")


@login_not_required
@require_safe
def data_protection(request):
    """Show what the portal knows of people, why, and for how long."""
    context = {
        "smallest_shown": settings.SUPPRESSION_BELOW_PEOPLE,
        "session_hours": settings.SESSION_COOKIE_AGE // 3600,
    }
    return render(request, "about/data_protection.html", context)
