"""What every request passes through, beside Django's own middleware."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core import signing
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_from_path
from django.utils.translation import gettext as _

from actors.adapters import SIGNED_IN_AT
from actors.selectors import SECOND_FACTORS
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


class PrivateAnswersMiddleware:
    """Keep what a person was shown out of every cache.

    On a shared computer the Back button would show it to the next one, after the sign-out.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class SessionLifeMiddleware:
    """End a session that is too old, or that nobody used for too long.

    The moment of the last request stands in a signed cookie bound to the session, so that
    reading a page writes nothing. Without the cookie the sign-in counts as the last request:
    a stolen session without it lives no longer.
    """

    cookie = "wasl_seen"
    # The cookie is renewed no more often than this, in seconds.
    grain = 60

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began = request.session.get(SIGNED_IN_AT)
        if began is None:
            return self.get_response(request)
        now = timezone.now().timestamp()
        seen = self._seen(request) or began
        if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_SECONDS:
            return self._ended(request)
        response = self.get_response(request)
        if request.session.session_key and now - seen > self.grain:
            self._renew(request, response, now)
        return response

    def _seen(self, request):
        try:
            return float(request.get_signed_cookie(self.cookie, salt=self._salt(request)))
        except (KeyError, ValueError, signing.BadSignature):
            return None

    def _renew(self, request, response, now):
        response.set_signed_cookie(
            self.cookie,
            str(int(now)),
            salt=self._salt(request),
            max_age=settings.SESSION_COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite=settings.SESSION_COOKIE_SAMESITE,
        )

    def _ended(self, request):
        """Go on as nobody. The row stays until it is swept: this request only reads."""
        request.session = SessionStore()
        request.user = AnonymousUser()
        messages.info(request, _("You were signed out after a while without activity."))
        response = self.get_response(request)
        response.delete_cookie(self.cookie)
        return response

    @staticmethod
    def _salt(request):
        return f"seen:{request.session.session_key}"


class PersonLanguageMiddleware:
    """An address without a language (`/`, `/v/…`, the API) speaks that of the person signed in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not get_language_from_path(request.path_info) and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return self.get_response(request)


class SecondFactorMiddleware:
    """Send those whose role needs a second factor to set one up, where settings ask for it."""

    # Where one sets it up, and the way out.
    exempt = frozenset(
        {"account_logout", "account_reauthenticate", "account_change_password", "healthz", "readyz"}
    )

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.view_name or ""
        if name in self.exempt or name.startswith("mfa_") or not self._lacks_one(request.user):
            return None
        sentence = _("Your role needs a second factor: set one up, then go on.")
        if request.path.startswith("/api/"):
            # A program brings a token; this is a browser's session trying the API directly.
            problem = {"type": "about:blank", "title": sentence, "status": 403}
            return JsonResponse(problem, status=403, content_type="application/problem+json")
        messages.warning(request, sentence)
        return redirect("mfa_index")

    @staticmethod
    def _lacks_one(user):
        return (
            settings.SECOND_FACTOR_REQUIRED
            and user.is_authenticated
            and user.scope().needs_second_factor
            and not is_mfa_enabled(user, SECOND_FACTORS)
        )
