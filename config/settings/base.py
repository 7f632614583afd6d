"""What is true of the portal everywhere; dev, test and prod say only what differs."""

from pathlib import Path

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import env
from config.settings.sign_in import *  # noqa: F403  a part of this file that outgrew it

# Core

BASE_DIR = Path(__file__).resolve().parents[2]
# Everything that running makes: database, broker, private files, collected static files.
VAR_DIR = env.folder("WASL_VAR", BASE_DIR / "var")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DEBUG = False

# Apps, lower before higher: each may know only those before it (CONTRIBUTING.md).

INSTALLED_APPS = [
    "lib",
    "regions",
    "actors",
    "programmes",
    "indicators",
    "reports",
    "config",
    # Before the admin, which it extends.
    "modeltranslation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    # Its widgets, found through the same template engine as ours.
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "csp",
]

# Middleware

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.compression.TextGZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Every page asks for a sign-in; a public one says @login_not_required.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.fragments.VaryOnFragmentMiddleware",
    "config.middleware.PrivateAnswersMiddleware",
    "config.middleware.SessionLifeMiddleware",
    "config.middleware.PersonLanguageMiddleware",
    "config.middleware.SecondFactorMiddleware",
    "config.middleware.WrongStateMiddleware",
]

# Templates

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "lib.components",
                "lib.templatetags.formats",
            ],
        },
    }
]
# Field templates of our own, found in templates/django/forms/.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database

# A page that needs longer than this is a fault, not a patient reader.
DATABASE_STATEMENT_TIMEOUT_SECONDS = env.number("DATABASE_STATEMENT_TIMEOUT_SECONDS", 30)
DATABASE_CONNECTION_LIFE_SECONDS = env.number("DATABASE_CONNECTION_LIFE_SECONDS", 60)

_database = dj_database_url.parse(
    env.text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'wasl.sqlite3'}"),
    conn_health_checks=True,
)
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        # Writers queue up instead of failing: with the defaults one write in five was refused.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        ),
    }
else:
    _database["CONN_MAX_AGE"] = DATABASE_CONNECTION_LIFE_SECONDS
    _database.setdefault("OPTIONS", {})["options"] = " ".join(
        [
            f"-c statement_timeout={DATABASE_STATEMENT_TIMEOUT_SECONDS}s",
            "-c lock_timeout=10s",
            "-c idle_in_transaction_session_timeout=60s",
        ]
    )
DATABASES = {"default": _database}

# Cache: only counters of attempts and used one-time codes, which all processes must share

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        # Made by a migration of actors.
        "LOCATION": "wasl_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # Of one process: for what may be forgotten, such as how often the API was asked.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# Languages, numbers, time

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("ar", _("Arabic")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
# Every number on a page goes through lib/formats.py; Django's own separators stay out.
USE_THOUSAND_SEPARATOR = False
USE_TZ = True
TIME_ZONE = "Africa/Casablanca"

MODELTRANSLATION_LANGUAGES = ("fr", "ar", "en")
MODELTRANSLATION_DEFAULT_LANGUAGE = "fr"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("fr", "en", "ar")

# Static files, private files

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# What `make setup` takes out of node_modules: fonts, served under vendor/fonts/, and the map.
VENDOR_DIR = env.folder("WASL_VENDOR", VAR_DIR / "vendor")
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/fonts", VENDOR_DIR / "fonts"),
    ("vendor/js", VENDOR_DIR / "js"),
]
# The map is read by the server and never served as a file of its own.
MAP_DIR = VENDOR_DIR / "map"
MAP_STYLE = env.text("MAP_STYLE", "outlines")

MEDIA_ROOT = VAR_DIR / "media"
# Private files have no address of their own: views hand them out after asking for permission.
MEDIA_URL = ""
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.staticfiles.ManifestStorage"},
}
WHITENOISE_MAX_AGE = 300

# Mail

DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Wasl <wasl@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10
EMAIL_SUBJECT_PREFIX = "[Wasl] "

# Celery: the database is the truth, the broker only wakes the workers (docs/adr/0002).

REDIS_URL = env.text("REDIS_URL", "")
BROKER_DIR = VAR_DIR / "broker"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        # Longer than any task may run, so that no task is handed out twice while it runs.
        "visibility_timeout": 600,
        "socket_keepalive": True,
        "health_check_interval": 25,
        "socket_connect_timeout": 5,
        # A swallowed message delays beat and worker so long.
        "socket_timeout": 10,
    }
else:
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
        "store_processed": False,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_BACKEND = None
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_ACKS_ON_FAILURE_OR_TIMEOUT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_TIME_LIMIT = 330
CELERY_TASK_SOFT_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_DEFAULT_QUEUE = "ticks"
# Short work and long work apart, so that a worker may be kept for either.
CELERY_TASK_ROUTES = {"reports.dispatch": {"queue": "ticks"}, "reports.*": {"queue": "reports"}}
CELERY_TASK_QUEUES = None
# Often enough for the health check, which looks at the age of the file.
CELERY_BEAT_SYNC_EVERY = 15
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
TICK_SECONDS = 2
CELERY_BEAT_SCHEDULE = {
    "tick": {
        "task": "reports.dispatch",
        "schedule": TICK_SECONDS,
        # A tick that waited is worth nothing: the next one does the same work.
        "options": {"expires": TICK_SECONDS},
    },
    "sweep": {
        "task": "actors.sweep_sessions",
        # At night, when nobody waits for the database.
        "schedule": crontab(hour=3, minute=30),
    },
}

# API

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "actors.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.parsers.TextParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "lib.api.StablePagination",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "lib.api.problem_handler",
    "DEFAULT_THROTTLE_CLASSES": [
        "config.throttles.AnonThrottle",
        "config.throttles.PersonThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min", "user": "600/min"},
    # The limits count by the address that the proxy saw, not by one that a client claims.
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Wasl",
    "DESCRIPTION": (
        "Regional migration programmes of Morocco: places, actors, programmes, figures, reports."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "QualifierEnum": "lib.quantities.Qualifier.choices",
        "DecisionKindEnum": "actors.enums.DecisionKind.choices",
        "LanguageEnum": "actors.enums.Language.choices",
        "DecisionStateEnum": "actors.enums.DecisionState.choices",
        "MeetingStateEnum": "actors.enums.MeetingState.choices",
        "TransactionKindEnum": "programmes.enums.TransactionKind.choices",
    },
}

# Security

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
# Form fields; a file counts towards EVIDENCE_MAX_BYTES instead.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = [
    # First: what it drops never reaches memory or disk.
    "lib.uploads.CappedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Logging

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # The libraries under WeasyPrint tell of every font they open.
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
        # A tick every two seconds would be the whole log.
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        # The filesystem broker has no host name, and the log says so at every start.
        "kombu.connection": {"level": "ERROR"},
    },
}

# Ours

# Shown at the foot of each page; the same as in pyproject.toml.
PORTAL_VERSION = "0.1.0"
# Component gallery and other pages for those who build the portal.
SHOW_COMPONENTS = False
# Accounts whose password everybody knows (load_demo): never where work is done in earnest.
DEMO_ACCOUNTS = False
EVIDENCE_MAX_BYTES = 10_000_000
# A breakdown with a group below this is not shown to readers outside the scope.
SUPPRESSION_BELOW_PEOPLE = env.number("SUPPRESSION_BELOW_PEOPLE", 5, at_least=1)
REPORT_RENDER_TIMEOUT_SECONDS = env.number("REPORT_RENDER_TIMEOUT_SECONDS", 120, at_least=1)
REPORT_RENDER_MEMORY_MB = env.number("REPORT_RENDER_MEMORY_MB", 1_500, at_least=256)
REPORT_LEASE_SECONDS = env.number("REPORT_LEASE_SECONDS", 30, at_least=5)
REPORT_MAX_ATTEMPTS = env.number("REPORT_MAX_ATTEMPTS", 3, at_least=1)
REPORT_MAX_PAGES = env.number("REPORT_MAX_PAGES", 200, at_least=1)
REPORT_MAX_TABLE_ROWS = env.number("REPORT_MAX_TABLE_ROWS", 2_000, at_least=1)
# Address of the portal as its readers know it, printed on a report beside its code.
PUBLIC_URL = env.text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
