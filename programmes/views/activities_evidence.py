"""Files of activities: handed out and taken away, never by an address of their own."""

from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from lib.downloads import stored_file
from lib.http import read_only
from programmes.actions import evidence as actions
from programmes.models import Evidence


@read_only
def evidence_download(request, uuid):
    """The file, to save; no browser may run or show anything of it."""
    evidence = _visible(request, uuid)
    return stored_file(evidence.file, name=evidence.name, content_type=evidence.content_type)


@require_POST
def evidence_remove(request, uuid):
    """Take a file away from a record that is still open."""
    evidence = _visible(request, uuid)
    actions.remove(evidence=evidence, by=request.user, at=timezone.now())
    return redirect("programmes:activity_detail", evidence.activity.uuid)


def _visible(request, uuid):
    """A file is seen by whoever sees its activity."""
    files = Evidence.objects.visible_to(request.user).select_related("activity")
    return get_object_or_404(files, uuid=uuid)
