"""Pages for what goes wrong: what happened, a way back, and a reference to quote."""

import logging
import secrets

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

logger = logging.getLogger("wasl.errors")


@requires_csrf_token
def bad_request(request, exception):
    return render(request, "400.html", {"reference": _noted(request, 400)}, status=400)


@requires_csrf_token
def permission_denied(request, exception):
    context = {"exception": str(exception), "reference": ""}
    return render(request, "403.html", context, status=403)


@requires_csrf_token
def page_not_found(request, exception):
    return render(request, "404.html", {"reference": ""}, status=404)


def server_error(request):
    """Without the request: what failed may be what a page is made with."""
    content = render_to_string("500.html", {"reference": _noted(request, 500)})
    return HttpResponseServerError(content)


def _noted(request, status):
    """A short code, on the page and in the log, by which the two are brought together."""
    reference = secrets.token_hex(4)
    logger.error("%s at %s, reference %s", status, request.path, reference)
    return reference
