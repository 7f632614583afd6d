"""The worker that shows kept pages of meetings without a network (docs/adr/0019)."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def service_worker(request):
    """Its code: at the root, since a worker governs only what lies below its own address.

    Asked for anew each time, so that a mended worker reaches every device.
    """
    answer = render(request, "sw.js", content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    answer["Service-Worker-Allowed"] = "/"
    return answer
