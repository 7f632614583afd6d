"""The reports that are made by themselves."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actors.enums import Language
from lib.dates import partial, quarter_of
from lib.http import read_only
from programmes.models import Programme
from reports import actions
from reports.enums import EditionKind
from reports.forms import ScheduleForm
from reports.permissions import check_can_schedule
from reports.selectors.editions import planned


@read_only
def schedules(request):
    """Each programme with the plan of its reports."""
    check_can_schedule(request.user)
    rows = planned(Programme.objects.visible_to(request.user))
    return render(request, "reports/editions/schedules.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def schedule_edit(request, slug):
    """How often a programme's report is made, and in which languages."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    check_can_schedule(request.user, programme)
    (row,) = planned(Programme.objects.visible_to(request.user).filter(pk=programme.pk))
    form = ScheduleForm(request.POST or None, initial=_initial(row.schedule))
    if form.is_valid():
        actions.save_schedule(
            programme=programme,
            kind=EditionKind.CAPITALISATION,
            **form.cleaned_data,
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("The plan is saved."))
        return redirect("reports:schedules")
    context = {"programme": programme, "form": form}
    return render(request, "reports/editions/schedule_form.html", context)


def _initial(schedule):
    """The plan as it stands; for a new one, French and Arabic from this quarter on."""
    if schedule is None:
        start = quarter_of(timezone.localdate()).start
        return {"languages": [Language.FRENCH, Language.ARABIC], "first_on": partial(start)}
    return {
        "frequency": schedule.frequency,
        "languages": schedule.languages,
        "first_on": partial(schedule.first_on),
        "is_active": schedule.is_active,
    }
