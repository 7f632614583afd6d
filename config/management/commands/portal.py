"""Serves the portal on one machine: web server, worker and beat, until Ctrl-C."""

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config import env
from config.bootstrap.supervisor import Program, Supervisor

START_SECONDS = 60
#: Files whose change starts the programs again under --reload.
WATCHED = ("*.py", "*.mo")


class Command(BaseCommand):
    """Start the three programs of the portal, keep them running, stop them together."""

    help = "Serve the portal: web server, worker and beat in one; Ctrl-C stops all three."

    def add_arguments(self, parser):
        parser.add_argument("--host", default=env.text("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=env.number("PORT", 8000, at_least=1))
        parser.add_argument("--reload", action="store_true", help="Start again on code changes.")

    def handle(self, *, host, port, reload, **options):
        refuse_taken(host, port)
        supervisor = Supervisor(programs(host, port))
        if reload:
            supervisor.restart_when(Changes(settings.BASE_DIR))
        supervisor.run(on_start=lambda: self._tell(host, port))

    def _tell(self, host, port):
        address = f"http://{host}:{port}"
        if not answers(f"{address}/healthz/"):
            self.stderr.write(f"The web server does not answer at {address} yet.")
            return
        self.stdout.write(f"\nWasl serves {address} (Ctrl-C stops it)\n\n")
        call_command("load_demo", "--list", stdout=self.stdout)
        self.stdout.flush()


def programs(host, port):
    """List what the portal is made of on one machine."""
    folder = Path(sys.executable).parent
    celery = [str(folder / "celery"), "--quiet", "-A", "config.celery"]
    environment = {
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        # The message "do not run as root" concerns pickled tasks, which are refused here.
        "PYTHONWARNINGS": "ignore::UserWarning:celery.platforms",
    }
    web = [
        str(folder / "granian"),
        *["--interface", "wsgi", "--host", host, "--port", str(port)],
        # A body sent half holds a thread until it comes: many threads, made when needed.
        *["--workers", "1", "--blocking-threads", "128", "--blocking-threads-idle-timeout", "30"],
        *["--http1-header-read-timeout", "10000"],
        *["--no-ws", "--http", "1", "--log-level", "error"],
        "config.wsgi:application",
    ]
    worker = [
        *[*celery, "worker", "--queues", "ticks,reports", "--concurrency", "2"],
        *["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"],
    ]
    beat = [*celery, "beat", "--pidfile", "", "--loglevel", "WARNING"]
    return [
        Program("web", web, environment, stop_seconds=5),
        # Told to stop, it finishes its task; a longer one is ended, and another worker redoes it.
        Program("worker", worker, environment, stop_seconds=25),
        Program("beat", beat, environment, stop_seconds=5),
    ]


def refuse_taken(host, port):
    """Say so when something else has the port, instead of three programs failing over it."""
    with socket.socket() as probe:
        # As the server does: a port that only waits for old connections to end is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is taken ({error.strerror}); choose another: make run PORT={port + 1}"
            ) from None


def answers(address):
    """Wait for the web server; tell whether it answered within START_SECONDS."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.2)
    return False


class Changes:
    """Tells whether a watched file changed since it was last asked."""

    def __init__(self, root):
        self._root = root
        self._asked_at = 0.0
        self._known = self._times()

    def __call__(self):
        if time.monotonic() - self._asked_at < 1:
            return False
        known, self._known = self._known, self._times()
        self._asked_at = time.monotonic()
        return known != self._known

    def _times(self):
        folders = [
            folder
            for folder in self._root.iterdir()
            if folder.is_dir()
            and not folder.name.startswith(".")
            and folder.name not in {"var", "node_modules", "tests", "docs"}
        ]
        return {
            path: path.stat().st_mtime_ns
            for folder in folders
            for pattern in WATCHED
            for path in folder.rglob(pattern)
        }
