"""Two programmes side by side (« bilans »), and what all of them do where."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from lib.http import read_only
from programmes.models import Programme
from reports.figures import bilans as figures
from reports.filters import BilanForm
from reports.selectors.bilans import bilan_page


@read_only
def bilan(request):
    """What each of two programmes does, what they share, what only one has."""
    form = BilanForm(
        request.GET or None, programmes=Programme.objects.visible_to(request.user).in_order()
    )
    context = {"form": form, "shown": None}
    if form.is_valid():
        on = form.on(timezone.localdate())
        left, right = form.couple
        context |= {
            "on": on,
            "shown": bilan_page(left, right, reader=request.user, on=on, language=get_language()),
        }
    return render(request, "reports/bilans/bilan.html", context)


@read_only
def complementarity(request):
    """Region × kind of activity × programme."""
    programmes = list(Programme.objects.visible_to(request.user).in_order())
    context = {"matrix": figures.matrix(programmes), "now": timezone.now()}
    return render(request, "reports/bilans/complementarity.html", context)
