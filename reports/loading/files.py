"""Reads the data files: tables as CSV, nested records as TOML."""

import csv
import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def read_csv(name: str) -> list[dict[str, str]]:
    """The rows of a table; the name is relative to the repository."""
    with (ROOT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_toml(name: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / name).read_text(encoding="utf-8"))


def flat(record: dict[str, Any]) -> dict[str, Any]:
    """A record with the names of the columns that its parts go to.

    `name = { fr = …, ar = … }` goes to `name_fr` and `name_ar`, and so does a partial date:
    `held = { on = 2023-07-07, precision = "day" }` goes to `held_on` and `held_precision`.
    """
    columns = {}
    for name, value in record.items():
        if isinstance(value, dict):
            columns |= {f"{name}_{part}": content for part, content in value.items()}
        else:
            columns[name] = value
    return columns
