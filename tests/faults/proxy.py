"""A wire that can be cut: a small TCP proxy before a server."""

import contextlib
import select
import socket
import threading
from enum import StrEnum, auto

from config.bootstrap.services import free_port


class Mode(StrEnum):
    """What the wire does with what is sent into it."""

    PASS = auto()
    #: Nobody listens: a connection is refused at once, open ones are cut.
    REFUSE = auto()
    #: Connections are taken, what comes through them is swallowed. Those stay dead for ever.
    SWALLOW = auto()


class Proxy:
    """Stands at a port of its own before `target`; `mode` may change while connections are open."""

    def __init__(self, target: int):
        self.port = free_port()
        self._target = target
        self._mode = Mode.REFUSE
        self._listener: socket.socket | None = None
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()

    def switch(self, mode: Mode) -> None:
        """Change what the wire does, for new connections and for those that are open."""
        with self._lock:
            self._mode = mode
            if mode == Mode.REFUSE:
                self._stop_listening()
                self._cut()
            elif self._listener is None:
                self._listen()

    def close(self) -> None:
        self.switch(Mode.REFUSE)

    def _listen(self) -> None:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(64)
        self._listener = listener
        threading.Thread(target=self._accept, args=[listener], daemon=True).start()

    def _stop_listening(self) -> None:
        if self._listener is not None:
            # Closing alone leaves a thread that waits in accept() holding the port.
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None

    def _cut(self) -> None:
        for end in list(self._open):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=[near], daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        """Carry one connection until an end closes it or the wire is cut."""
        with near, self._reach() as far:
            self._open |= {near, far}
            with contextlib.suppress(OSError):
                self._carry(near, far)
            self._open -= {near, far}

    def _reach(self) -> socket.socket:
        far = socket.socket()
        if self._mode == Mode.PASS:
            with contextlib.suppress(OSError):
                far.connect(("127.0.0.1", self._target))
        return far

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        other = {near: far, far: near}
        watched = [near, far] if self._mode == Mode.PASS else [near]
        while self._mode != Mode.REFUSE:
            for end in select.select(watched, [], [], 1)[0]:
                data = end.recv(65_536)
                if not data:
                    return
                if self._mode == Mode.SWALLOW:
                    # What a wire swallowed once it never brings again.
                    watched = [near]
                elif len(watched) == 2:
                    other[end].sendall(data)
