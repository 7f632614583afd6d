"""Tests: nothing is kept, nothing leaves the machine, a password costs nothing."""

import os
import tempfile
from pathlib import Path

from config.settings.base import *  # noqa: F403  a settings module names what it does not change
from config.settings.base import DATABASES

SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

# A folder and a database per run, so that two runs in one checkout do not meet.
_own = Path(tempfile.gettempdir()) / f"wasl-test-{os.getpid()}"
MEDIA_ROOT = _own / "media"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in the embedded portal: the shared cache of a database in memory locks otherwise.
    DATABASES["default"]["TEST"] = {"NAME": f"{_own}.sqlite3"}
else:
    DATABASES["default"]["TEST"] = {"NAME": f"test_{os.getpid()}"}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}

SHOW_COMPONENTS = True
DEMO_ACCOUNTS = True
