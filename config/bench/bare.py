"""The bare page that the others are compared with: what any page of this portal costs at least."""

from django.shortcuts import render

from lib.http import read_only
from programmes.models import Activity


@read_only
def bare_page(request):
    """The frame of every page around one query of 25 rows, two columns each."""
    rows = Activity.objects.visible_to(request.user).order_by("-pk")
    return render(request, "bench/bare.html", {"rows": rows.values_list("pk", "title")[:25]})
