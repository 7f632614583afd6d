"""The database that `make test` migrated, of which each SQLite database of the run is a copy."""

import os
import shutil
from pathlib import Path

from config.bootstrap.suite import MIGRATED


def begin_as_migrated(path: str | Path) -> bool:
    """Put a copy there; False where nothing was migrated beforehand, as without `make test`."""
    source = os.environ.get(MIGRATED)
    if source:
        shutil.copyfile(source, path)
    return bool(source)
