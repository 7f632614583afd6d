"""The home page."""

from django.shortcuts import render
from django.utils import timezone

from lib.http import read_only
from reports.selectors.home import home_of


@read_only
def home(request):
    """What this person has to do or wants to know, by their roles."""
    context = {
        "home": home_of(request.user, today=timezone.localdate()),
        "now": timezone.now(),
    }
    return render(request, "reports/pages/home.html", context)
