"""Where django-allauth asks us: who may come in, what is noted, how e-mails leave."""

import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.urls import translate_url
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from actors import actions, selectors
from actors.actions.sign_in import SECURITY_CHANGES

# Session key: when this session began, as a Unix time.
SIGNED_IN_AT = "signed_in_at"
# Session key of allauth: by which means its owner came in.
_MEANS = "account_authentication_methods"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come by invitation; sign-ins leave a line in the trail; e-mails are rows."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "This e-mail address and this password do not go together. Check both, "
            "or choose a new password with the link below."
        ),
        "too_many_login_attempts": _(
            "Too many attempts. Wait five minutes, then try again. If you no longer know your "
            "password, choose a new one."
        ),
        "rate_limited": _("Too many attempts. Wait a minute, then try again."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not the password in use."),
    }

    def is_open_for_signup(self, request):
        return False

    def login(self, request, user):
        super().login(request, user)
        request.session[SIGNED_IN_AT] = timezone.now().timestamp()

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        means = [
            method.get("type") or method["method"] for method in request.session.get(_MEANS, [])
        ]
        actions.record_sign_in(means=means, by=user, at=timezone.now())
        # Whatever language the sign-in page was in, the person goes on in their own.
        response["Location"] = translate_url(response["Location"], user.language)
        return response

    def get_login_redirect_url(self, request):
        return f"/{request.user.language}/"

    def get_logout_redirect_url(self, request):
        return f"/{translation.get_language()}/"

    def logout(self, request):
        person = request.user
        super().logout(request)
        actions.record_sign_out(by=person, at=timezone.now())

    def authentication_failed(self, request, **credentials):
        actions.record_refusal(email=credentials.get("email", ""), at=timezone.now())

    def second_factor_failed(self, user):
        """Called by our forms: allauth itself would send a signal."""
        actions.record_refusal(email=user.email, at=timezone.now())

    def is_reauthentication_required(self, *, app, **kwargs):
        """Whoever came in a moment ago need not prove again who they are."""
        began = self.request.session.get(SIGNED_IN_AT, 0)
        if timezone.now().timestamp() - began < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def get_reset_password_from_key_url(self, key):
        path = super().get_reset_password_from_key_url(key).split("/", 3)[3]
        return f"{settings.PUBLIC_URL}/{path}"

    def send_mail(self, template_prefix, email, context):
        """Queue the e-mail; the tick sends it. At most one of a kind per address and minute."""
        message = template_prefix.rpartition("/")[2]
        at = timezone.now()
        recipient = context.get("user") or selectors.person_by_email(email)
        language = recipient.language if recipient else translation.get_language()
        link = context.get("password_reset_url", "")
        address = hashlib.sha256(email.lower().encode()).hexdigest()[:32]
        actions.queue_notice(
            to=email,
            language=language,
            message=message,
            context={
                "recipient": recipient,
                "email": email,
                "link": translate_url(link, language) if link else "",
                "at": at,
            },
            key=f"{message}:{address}:{at:%Y%m%d%H%M}",
            at=at,
        )

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """A password or second factor changed: note it, and tell its owner."""
        change = template_prefix.rpartition("/")[2]
        if change in SECURITY_CHANGES:
            actions.record_security_change(change=change, by=user, at=timezone.now())
        self.send_mail(template_prefix, email or user.email, {"user": user})


class FactorAdapter(DefaultMFAAdapter):
    """Second factors, in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "This code is not the right one, or it has just changed. Type the one shown now; "
            "if it fails again, check that your phone sets its clock by itself."
        ),
        "cannot_generate_recovery_codes": _("Set up an app or a key first."),
    }
