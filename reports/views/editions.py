"""The library of reports: find one, ask for one, watch it being made, take its files."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from actors.permissions import allows
from lib.http import read_only
from lib.pages import paginate
from programmes.models import Programme
from regions.models import Place
from reports import actions
from reports.enums import EditionKind, EditionState, Stage
from reports.filters import EditionFilter
from reports.forms import OWN_DATES, EditionRequestForm
from reports.models import Edition
from reports.permissions import (
    check_can_download,
    check_can_request,
    check_can_request_again,
    check_can_schedule,
    check_can_write,
)

FILES = {
    "pdf": ("pdf", "application/pdf", "pdf"),
    "workbook": (
        "workbook",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
}


@read_only
def edition_list(request):
    """The reports that one may see, newest first."""
    filters = EditionFilter(request.GET, _editions(request), request=request)
    programmes = Programme.objects.visible_to(request.user).in_order()
    context = {
        "filters": filters,
        "page": paginate(filters.qs, request),
        "programmes": programmes,
        "may_request": allows(check_can_request, request.user, []),
        "may_write": allows(check_can_write, request.user),
        "may_schedule": allows(check_can_schedule, request.user),
    }
    template = "_results" if request.htmx else "list"
    return render(request, f"reports/editions/{template}.html", context)


@require_http_methods(["GET", "POST"])
def edition_request(request):
    """Ask for a report."""
    check_can_request(request.user, [])
    form = EditionRequestForm(
        request.POST or None,
        programmes=Programme.objects.visible_to(request.user).in_order(),
        regions=Place.objects.visible_to(request.user).regions(),
        today=timezone.localdate(),
        initial=_asked_for(request),
    )
    if not form.is_valid():
        return render(request, "reports/editions/request.html", {"form": form})
    now = timezone.now()
    edition = actions.request_edition(
        kind=form.cleaned_data["kind"],
        programmes=form.cleaned_data["programmes"],
        region=form.cleaned_data["region"],
        period=form.cleaned_data["span"],
        language=form.cleaned_data["language"],
        by=request.user,
        at=now,
    )
    if edition.state == EditionState.READY:
        messages.info(request, _("Nothing has changed since: this edition says it all."))
    elif edition.requested_at != now:
        messages.info(request, _("This report had been asked for already."))
    return redirect("reports:edition_detail", edition.uuid)


def _asked_for(request):
    """What the address fills in: a link from a page asks for a report on what the page shows."""
    asked = {
        "programmes": Programme.objects.visible_to(request.user).filter(
            slug__in=request.GET.getlist("programme")
        ),
        "region": request.GET.get("region"),
        "language": translation.get_language(),
    }
    if request.GET.get("kind") in EditionKind.values:
        asked["kind"] = request.GET["kind"]
    if "au" in request.GET:
        asked |= {
            "period": OWN_DATES,
            "du": request.GET.get("du", ""),
            "au": request.GET["au"],
        }
    return asked


@read_only
def edition_detail(request, uuid):
    """One report: how far it is, or what it is and its files."""
    edition = get_object_or_404(_editions(request), uuid=uuid)
    if edition.state == EditionState.UNCHANGED:
        messages.info(request, _("Nothing has changed since the edition before: here it is again."))
        return redirect("reports:edition_detail", edition.same_as.uuid)
    context = {
        "edition": edition,
        "stages": len(Stage),
        "may_download": allows(check_can_download, request.user, edition),
        "may_request": allows(
            check_can_request_again, request.user, edition, on=timezone.localdate()
        ),
    }
    return render(request, "reports/editions/detail.html", context)


@read_only
def edition_progress(request, uuid):
    """The stage of an edition, asked for every two seconds; once it is made, the page reloads."""
    edition = get_object_or_404(_editions(request), uuid=uuid)
    if not edition.is_under_way:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"edition": edition, "stages": len(Stage)}
    return render(request, "reports/editions/_progress.html", context)


@require_POST
def edition_retry(request, uuid):
    """Make a failed edition again."""
    edition = get_object_or_404(_editions(request), uuid=uuid)
    edition = actions.retry_edition(edition=edition, by=request.user, at=timezone.now())
    return redirect("reports:edition_detail", edition.uuid)


@require_POST
def edition_pdf(request, uuid):
    """Take the PDF away. A POST, since it leaves a line on the trail."""
    return _file(request, uuid, "pdf")


@require_POST
def edition_workbook(request, uuid):
    """Take the workbook away."""
    return _file(request, uuid, "workbook")


def _file(request, uuid, name):
    edition = get_object_or_404(_editions(request), uuid=uuid)
    field, content_type, extension = FILES[name]
    file = getattr(edition, field)
    if not file:
        raise Http404
    opened = file.open("rb")
    actions.note_download(edition=edition, file=name, by=request.user, at=timezone.now())
    return FileResponse(
        opened,
        as_attachment=True,
        filename=f"{edition.file_name}.{extension}",
        content_type=content_type,
    )


def _editions(request):
    return (
        Edition.objects.visible_to(request.user)
        .for_library()
        .select_related("same_as", "requested_by")
    )
