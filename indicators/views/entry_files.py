"""Files of values: handed out and taken away, never by an address of their own."""

from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from indicators.actions import evidence
from indicators.selectors.entries import files_visible_to
from indicators.selectors.periods import WHOLE
from lib.downloads import stored_file
from lib.http import read_only


@read_only
def value_file(request, uuid):
    """The file, to save; no browser may run or show anything of it."""
    row = get_object_or_404(files_visible_to(request.user), uuid=uuid)
    return stored_file(row.file, name=row.name, content_type=row.content_type)


@require_POST
def value_file_remove(request, uuid):
    """Take a file away from a value that is still open."""
    files = files_visible_to(request.user).select_related(
        "value__period__programme", "value__place"
    )
    row = get_object_or_404(files, uuid=uuid)
    value = row.value
    evidence.remove(file=row, by=request.user, at=timezone.now())
    place = value.place.slug if value.place else WHOLE
    return redirect("indicators:grid", value.period.programme.slug, place, value.period.slug)
