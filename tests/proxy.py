"""A wire to a PostgreSQL server that breaks at a COMMIT."""

from __future__ import annotations

import re
import socket
import threading
from contextlib import suppress
from pathlib import Path

QUERY = b"COMMIT\0"


class Proxy:
    """Forwards one connection after another, and breaks at the n-th COMMIT it sees, counted from 1.

    `answered`: the server has the COMMIT and has answered it, which the other side never hears; else the server
    never gets it. `process`: the number of the server's process as a pooler would tell it.
    """

    def __init__(self, server: Path, at: int, answered: bool, process: int = 0) -> None:
        self._process = process
        self._server = server
        self._left = at
        self._answered = answered
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.has_cut = False

    @property
    def address(self) -> str:
        """As parts of a connection's url."""
        return f"host=127.0.0.1&port={self._listening.getsockname()[1]}"

    def __enter__(self) -> Proxy:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(10)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._listening.accept()
                with here, socket.socket(socket.AF_UNIX) as there:
                    there.connect(str(self._server))
                    with suppress(OSError):
                        self._forward(here, there)

    def _forward(self, here: socket.socket, there: socket.socket) -> None:
        """The protocol is question and answer: whoever speaks is forwarded until the other one does."""
        answers = threading.Thread(target=self._pump, args=(there, here), daemon=True)
        answers.start()
        while data := here.recv(1 << 16):
            if QUERY in data:
                self._left -= 1
                if self._left == 0:
                    self.has_cut = True
                    if self._answered:
                        there.sendall(data)
                        there.settimeout(10)
                        answers.join(10)  # it has swallowed the answer
                    break
            there.sendall(data)
        for end in (there, here):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        answers.join(10)

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(1 << 16):
                if self.has_cut:
                    return
                if self._process:  # BackendKeyData: type, length, process, secret
                    data = re.sub(
                        rb"(K\0\0\0\x0c).{4}", lambda m: m[1] + self._process.to_bytes(4, "big"), data, flags=re.S
                    )
                target.sendall(data)
