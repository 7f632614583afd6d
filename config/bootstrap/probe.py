"""Health checks of the containers: python -m config.bootstrap.probe web|beat."""

import os
import sys
import time
import urllib.request
from pathlib import Path

#: The schedule is written every half minute (CELERY_BEAT_SYNC_EVERY).
BEAT_SECONDS = 120


def web() -> bool:
    """Tell whether the web server of this container answers."""
    port = os.environ.get("PORT") or "8000"
    # The portal answers to its own names only.
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz/", headers={"Host": host})
    with urllib.request.urlopen(request, timeout=4) as answer:
        return bool(answer.status == 200)


def beat() -> bool:
    """Tell whether beat wrote its schedule lately."""
    written = [path.stat().st_mtime for path in Path(os.environ["WASL_VAR"]).glob("beat-schedule*")]
    return bool(written) and time.time() - max(written) < BEAT_SECONDS


if __name__ == "__main__":
    try:
        healthy = {"web": web, "beat": beat}[sys.argv[1]]()
    except OSError as error:
        print(error, file=sys.stderr)
        healthy = False
    sys.exit(0 if healthy else 1)
