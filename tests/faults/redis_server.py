"""A Redis of a test's own: it can be killed, and comes back at the same port with nothing."""

import signal
import socket
import subprocess
from pathlib import Path

from config.bootstrap.services import free_port
from config.bootstrap.supervisor import die_with_parent
from config.bootstrap.system import command
from tests.run.processes import wait_for


class Redis:
    """One server process; it keeps nothing on disk, so a death loses all that it held."""

    def __init__(self, folder: Path):
        self.port = free_port()
        self._folder = folder
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        words = [command("redis-server"), "--bind", "127.0.0.1", "--port", str(self.port)]
        words += ["--save", "", "--appendonly", "no", "--dir", str(self._folder)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGKILL),
            )
        wait_for(self._answers)

    def kill(self) -> None:
        """kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except OSError:
            return False
