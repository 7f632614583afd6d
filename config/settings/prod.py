"""Production: everything secret comes from the environment, nothing secret has a default."""

from django.core.exceptions import ImproperlyConfigured

from config import env
from config.settings.base import *  # noqa: F403  a settings module names what it does not change
from config.settings.base import BASE_DIR, REDIS_URL, REST_FRAMEWORK, STORAGES

SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
PUBLIC_URL = env.text("PUBLIC_URL").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# Refuse to start on the embedded database or broker by mistake.
env.text("DATABASE_URL")
if not REDIS_URL:
    raise ImproperlyConfigured("REDIS_URL is not set.")

SECOND_FACTOR_REQUIRED = env.flag("SECOND_FACTOR_REQUIRED", True)
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 1)
REST_FRAMEWORK = {**REST_FRAMEWORK, "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT}

# The reverse proxy ends TLS and overwrites this header (README.md, "Production").
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
# The health checks come from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz/$", r"^readyz/$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
LANGUAGE_COOKIE_SECURE = True

# Collected when the image is built; not under the volume that holds what running makes.
STATIC_ROOT = BASE_DIR / "collected"

_bucket = env.text("S3_BUCKET", "")
if _bucket:
    STORAGES = {
        **STORAGES,
        "default": {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": _bucket,
                "endpoint_url": env.text("S3_ENDPOINT_URL"),
                "region_name": env.text("S3_REGION", "us-east-1"),
                "access_key": env.text("S3_ACCESS_KEY"),
                "secret_key": env.text("S3_SECRET_KEY"),
                "default_acl": "private",
                "file_overwrite": False,
                # A file is handed out by a view that asked for permission, never by its address.
                "querystring_expire": 60,
            },
        },
    }

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 587, at_least=1)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", True)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
