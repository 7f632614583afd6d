"""Pages of programmes: the list, and the sheet of each."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from actors.permissions import allows
from lib.http import read_only
from programmes.models import Programme
from programmes.permissions import check_can_read_budget
from reports.filters import ProgrammeFilter
from reports.selectors import programmes as selectors
from reports.selectors.figures import figures_of_programme
from reports.selectors.maps import areas_of


@read_only
def programme_list(request):
    """Every programme one may see, one line each."""
    filters = ProgrammeFilter(
        request.GET, Programme.objects.visible_to(request.user), request=request
    )
    template = "_programme_table" if request.htmx else "programme_list"
    context = {
        "filters": filters,
        "rows": selectors.programme_rows(filters.qs, today=timezone.localdate()),
        "now": timezone.now(),
    }
    return render(request, f"reports/pages/{template}.html", context)


@read_only
def programme_detail(request, slug):
    """The sheet of a programme: who, where, when, what sources say, its figures."""
    programme = get_object_or_404(selectors.programmes_for_sheet(request.user), slug=slug)
    today = timezone.localdate()
    shown = figures_of_programme(programme, on=today)
    context = {
        "programme": programme,
        "sheet": selectors.programme_sheet(programme, user=request.user, today=today),
        "figures": shown,
        "areas": areas_of(shown.counts.places, shown.regions),
        "reads_budget": allows(check_can_read_budget, request.user, programme),
        "now": timezone.now(),
    }
    return render(request, "reports/pages/programme_detail.html", context)
