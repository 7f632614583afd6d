"""Typed readers of the environment; no other module of the portal reads it."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """Read a variable, which must be set and not empty unless there is a default."""
    value = os.environ.get(name, "")
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set.")
    return default


def flag(name: str, default: bool = False) -> bool:
    """Read a yes-or-no variable, refusing anything but 1 and 0."""
    value = os.environ.get(name, "")
    if not value:
        return default
    if value not in {"1", "0"}:
        raise ImproperlyConfigured(f"{name} is {value!r}, expected 1 or 0.")
    return value == "1"


def number(name: str, default: int, *, at_least: int = 0) -> int:
    """Read a whole number, refusing one below `at_least`."""
    value = os.environ.get(name, "")
    if not value:
        return default
    try:
        result = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}, expected a whole number.") from None
    if result < at_least:
        raise ImproperlyConfigured(f"{name} is {result}, expected at least {at_least}.")
    return result


def words(name: str, default: list[str] | None = None) -> list[str]:
    """Read a list separated by commas; without a default the list must not be empty."""
    found = [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]
    if found:
        return found
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set.")
    return default


def folder(name: str, default: Path) -> Path:
    """Read a folder's path, made absolute."""
    return Path(os.environ.get(name, "") or default).resolve()
