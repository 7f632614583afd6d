"""Whether the portal is alive, and whether it can do its work."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def healthz(request):
    """The process answers. Asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request):
    """The process can reach its database; 503 while it cannot."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse({"database": "ok"})
