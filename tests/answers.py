"""A server that answers IPP as it is told, in one thread of the test."""

from __future__ import annotations

import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

Told = Sequence[tuple[str | int, ...]]
"""Attributes: the name, then its values."""


class Server(HTTPServer):
    """`answers` are the attributes by the operation they are asked with; `raw` is said instead, if it is set."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[int, Told] = {}
        self.raw: bytes | None = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        answer = self.server.raw
        if answer is None:
            operation = struct.unpack_from(">H", asked, 2)[0]
            answer = _encoded(self.server.answers.get(operation, ()))
        self.send_response(200)
        self.send_header("Content-Type", "application/ipp")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged."""


def _encoded(told: Told) -> bytes:
    """RFC 8010, 3.1: version, status, number, then the group of the job's or the printer's attributes."""
    data = b"\x02\x00" + b"\x00\x00" + b"\x00\x00\x00\x01" + b"\x01"
    data += _value(0x47, "attributes-charset", b"utf-8") + _value(0x48, "attributes-natural-language", b"en") + b"\x02"
    for name, *values in told:
        for number, value in enumerate(values):
            own = "" if number else str(name)
            if isinstance(value, int):
                data += _value(0x23, own, struct.pack(">i", value))
            else:
                data += _value(0x44, own, value.encode())
    return data + b"\x03"


def _value(tag: int, name: str, value: bytes) -> bytes:
    return bytes([tag]) + struct.pack(">H", len(name)) + name.encode() + struct.pack(">H", len(value)) + value


@contextmanager
def serving() -> Iterator[Server]:
    """A server for as long as the block runs."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
