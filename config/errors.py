"""Pages for what goes wrong: what happened, a way back, and a reference to quote."""

import logging
import secrets

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from lib.api import problem

logger = logging.getLogger("wasl.errors")


@requires_csrf_token
def bad_request(request, exception):
    if _is_program(request):
        return problem("bad_request", 400, _("This request cannot be read."))
    return render(request, "400.html", {"reference": _noted(request, 400)}, status=400)


@requires_csrf_token
def permission_denied(request, exception):
    if _is_program(request):
        return problem("permission_denied", 403, str(exception) or _("You may not do this."))
    context = {"exception": str(exception), "reference": ""}
    return render(request, "403.html", context, status=403)


@requires_csrf_token
def page_not_found(request, exception):
    if _is_program(request):
        return problem("not_found", 404, _("This address leads nowhere."))
    return render(request, "404.html", {"reference": ""}, status=404)


def server_error(request):
    """Without the request: what failed may be what a page is made with."""
    reference = _noted(request, 500)
    if _is_program(request):
        title = _("Something failed here. Reference: %(reference)s") % {"reference": reference}
        return problem("server_error", 500, title)
    content = render_to_string("500.html", {"reference": reference})
    return HttpResponseServerError(content)


def _is_program(request):
    """Whether a program asked: the API answers it in JSON, whatever went wrong."""
    return request.path.startswith("/api/")


def _noted(request, status):
    """A short code, on the page and in the log, by which the two are brought together."""
    reference = secrets.token_hex(4)
    logger.error("%s at %s, reference %s", status, request.path, reference)
    return reference
