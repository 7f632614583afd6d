"""Two programmes side by side (« bilans »), and what all of them do where."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from actors.permissions import allows
from lib.http import read_only
from programmes.models import Programme
from reports.enums import EditionKind
from reports.figures import bilans as figures
from reports.filters import BilanForm
from reports.permissions import check_can_request
from reports.selectors.bilans import bilan_page, earliest_start


@read_only
def bilan(request):
    """What each of two programmes does, what they share, what only one has."""
    form = BilanForm(
        request.GET or None, programmes=Programme.objects.visible_to(request.user).in_order()
    )
    context = {"form": form, "shown": None}
    if form.is_valid():
        period = form.period(figures.FIRST_DAY, timezone.localdate())
        left, right = form.couple
        context |= {
            "on": period.end,
            "since": form.since and period.start,
            "shown": bilan_page(
                left,
                right,
                reader=request.user,
                period=period,
                on=period.end,
                language=get_language(),
            ),
            "ask_for_edition": _request_address(form.couple, form.since, period.end)
            if allows(check_can_request, request.user, form.couple)
            else "",
        }
    return render(request, "reports/bilans/bilan.html", context)


def _request_address(couple, since, until):
    """Where to ask for the same as an edition, the form filled in."""
    asked = {
        "kind": EditionKind.BILAN,
        "programme": [programme.slug for programme in couple],
        "du": f"{since or earliest_start(couple):%d/%m/%Y}",
        "au": f"{until:%d/%m/%Y}",
    }
    return f"{reverse('reports:edition_request')}?{urlencode(asked, doseq=True)}"


@read_only
def complementarity(request):
    """Region × kind of activity × programme."""
    programmes = list(Programme.objects.visible_to(request.user).in_order())
    context = {"matrix": figures.matrix(programmes), "now": timezone.now()}
    return render(request, "reports/bilans/complementarity.html", context)
