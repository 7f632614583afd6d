"""What every request passes through, beside Django's own middleware."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from lib.workflow import WrongState


class WrongStateMiddleware:
    """Turn « this is already validated » into a message on the page one came from."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, WrongState) or request.path.startswith("/api/"):
            return None
        messages.warning(request, str(exception))
        back = request.headers.get("Referer", "")
        allowed = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
        return redirect(back if allowed else "/")


class SecondFactorMiddleware:
    """Send those whose role needs a second factor to set one up, where settings ask for it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)
