"""The bare page that the others are compared with: what any page of this portal costs at least."""

from django.shortcuts import render

from lib.http import read_only
from programmes.models import Activity


@read_only
def bare_page(request):
    """The frame of every page around one query of 25 rows, as objects in a table."""
    rows = Activity.objects.visible_to(request.user).select_related("kind").order_by("-pk")
    return render(request, "bench/bare.html", {"rows": rows[:25]})
