"""The helpers that belong to no domain."""

from django.apps import AppConfig


class LibConfig(AppConfig):
    """An app without models: only template tags and plain modules."""

    name = "lib"
