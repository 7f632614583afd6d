"""A form that arrives after the session has ended: its text waits for its author to sign in."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from programmes.forms.kept import fields_to_keep

SESSION_KEY = "activity_pending"
# A form says who it was made for, so that the next person at this computer does not get its text.
AUTHOR = "author"
_SALT = "programmes.activity-form"
RESUME = "reprise"
# One note of 5 000 characters and all the rest, with room to spare; nobody fills the table.
MAX_CHARACTERS = 20_000


def keep_until_signed_in(request):
    """Put what was typed into the visitor's own session, then ask them to sign in.

    The session belongs to this browser; signing in keeps it. Files cannot wait there.
    """
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    fields = fields_to_keep(request.POST, today=timezone.localdate())
    if sum(len(text) for values in fields.values() for text in values) > MAX_CHARACTERS:
        messages.warning(
            request,
            _("Your session had ended, and this text is too long to be kept: go back and copy it."),
        )
        return redirect_to_login(request.path)
    request.session[SESSION_KEY] = {
        "path": request.path,
        "fields": fields,
        "key": request.POST.get("submission_key", "")[:40],
        "author": _author_in(request.POST.get(AUTHOR, "")),
    }
    messages.info(request, _("Your session had ended. Sign in: what you typed is kept."))
    return redirect_to_login(f"{request.path}?{urlencode({RESUME: 1})}")


def pending_fields(request):
    """What waits for this form, as (fields, key), or None."""
    pending = request.session.get(SESSION_KEY)
    if RESUME not in request.GET or not pending:
        return None
    if (pending["path"], pending["author"]) != (request.path, request.user.pk):
        return None
    return pending["fields"], pending["key"]


def forget_pending(request):
    """Once it is saved nothing waits any more."""
    request.session.pop(SESSION_KEY, None)


def author_mark(user):
    """What a form carries to say whose it is."""
    return signing.dumps(user.pk, salt=_SALT)


def _author_in(mark):
    try:
        return signing.loads(mark, salt=_SALT)
    except signing.BadSignature:
        return None
