"""The dashboard of a programme."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from lib.http import read_only
from programmes.models import Programme
from reports.filters import PeriodForm
from reports.selectors.dashboard import dashboard, period_between


@read_only
def programme_dashboard(request, slug):
    """Key figures, charts, completeness and what changed lately, for a period or for all of it."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    form = PeriodForm(request.GET)
    today = timezone.localdate()
    period = period_between(form.since, form.until, today=today) if form.is_valid() else None
    context = {
        "programme": programme,
        "board": dashboard(programme, user=request.user, on=today, period=period),
        "filter_form": form,
        "now": timezone.now(),
    }
    return render(request, "reports/pages/dashboard.html", context)
