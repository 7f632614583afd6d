"""The project as a Django app: it carries the system checks and the commands of the whole."""

from django.apps import AppConfig

from config.celery import app as celery_app

__all__ = ["ConfigConfig", "celery_app"]


class ConfigConfig(AppConfig):
    """Sits above every other app; imported early, so that tasks find the Celery application."""

    name = "config"

    def ready(self):
        # Registers itself by being imported, which the models must precede.
        from config import checks  # noqa: F401, PLC0415  see above
