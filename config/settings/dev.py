"""This machine: the embedded portal of `make run`, and `make dev` with DEBUG=1."""

import secrets

from config import env
from config.settings.base import *  # noqa: F403  a settings module names what it does not change
from config.settings.base import BROKER_DIR, STORAGES, VAR_DIR

DEBUG = env.flag("DEBUG", False)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])


def _own_secret():
    """Make the secret of this machine at the first start, keep it for the next ones."""
    path = VAR_DIR / "secret_key"
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


SECRET_KEY = env.text("SECRET_KEY", "") or _own_secret()

for _folder in ("queue", "control"):
    # Who may write here may give the workers orders.
    (BROKER_DIR / _folder).mkdir(mode=0o700, parents=True, exist_ok=True)
BROKER_DIR.chmod(0o700)

if DEBUG:
    STORAGES = {
        **STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = True

ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
# Links in e-mails and reports lead to where this portal is served.
_port = env.number("PORT", 8000, at_least=1)
PUBLIC_URL = env.text("PUBLIC_URL", f"http://127.0.0.1:{_port}").rstrip("/")
# Passkeys can be tried on http://localhost:8000 (a browser refuses them on an IP address).
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

# Mails land as files, so that an invitation can be followed without a mail server.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"

SHOW_COMPONENTS = True
DEMO_ACCOUNTS = True
