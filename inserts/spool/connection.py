"""A connection to the print server, through its socket's path or to its host."""

from __future__ import annotations

import socket
from http.client import HTTPConnection, HTTPException

__all__ = ["HTTPException", "connected"]


def connected(server: str, patience: float) -> HTTPConnection:
    """A connection that opens when something is asked; `server` is a path, or a host and its port."""
    return _Socket(server, patience) if server.startswith("/") else _host(server, patience)


class _Socket(HTTPConnection):
    """HTTP over a socket that is a file."""

    def __init__(self, path: str, patience: float) -> None:
        super().__init__("localhost", timeout=patience)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def _host(server: str, patience: float) -> HTTPConnection:
    host, _, port = server.rpartition(":")
    if not port.isdecimal():
        host, port = server, "631"
    return HTTPConnection(host.strip("[]"), int(port), timeout=patience)
