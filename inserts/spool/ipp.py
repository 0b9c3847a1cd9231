"""The one question asked of CUPS that `lpstat` has no answer to: a job's state, and what a queue can do.

`lpstat` lists a job that was cancelled at the printer among those that are completed. So the attributes are asked
for by IPP (RFC 8010 and 8011), where `lpstat -H` says that the server is.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from urllib.parse import quote

GET_JOB, GET_PRINTER = 0x0009, 0x000B

Value = int | bool | str | tuple[int, int]
Attributes = dict[str, tuple[Value, ...]]

_PATIENCE = 5.0
"""Seconds the server has for an answer."""

_MOST = 1 << 20
"""Bytes of an answer that are read."""

_OPERATION, _END = 0x01, 0x03
_LAST_OF_GROUPS = 0x0F
_INTEGER, _BOOLEAN, _ENUM, _RANGE = 0x21, 0x22, 0x23, 0x33
_FIRST_TEXT, _KEYWORD, _URI, _CHARSET, _LANGUAGE = 0x41, 0x44, 0x45, 0x47, 0x48


class NoAnswer(Exception):
    """The server did not say, or not in a way that is understood."""


def ask(server: str, queue: str, operation: int, wanted: Sequence[str], job: int = 0) -> Attributes:
    """Attributes of a queue or of one of its jobs; those that there are none of are left out.

    `server` is the path of a socket, or a host and its port. Raises NoAnswer.
    """
    from inserts.spool.connection import HTTPException, connected  # takes long to import, and most runs send nothing

    resource = f"/printers/{quote(queue)}"
    question = _question(operation, f"ipp://localhost{resource}", wanted, job)
    connection = connected(server, _PATIENCE)
    headers = {"Content-Type": "application/ipp", "Host": "localhost"}
    try:
        connection.request("POST", resource, question, headers)
        answer = connection.getresponse()
        if answer.status != 200:
            raise NoAnswer(f"status {answer.status}")
        return _read(answer.read(_MOST))
    except (OSError, HTTPException, struct.error, UnicodeError, IndexError) as error:
        raise NoAnswer(str(error)) from error
    finally:
        connection.close()


def _question(operation: int, uri: str, wanted: Sequence[str], job: int) -> bytes:
    attributes = [
        _attribute(_CHARSET, "attributes-charset", b"utf-8"),
        _attribute(_LANGUAGE, "attributes-natural-language", b"en"),
        _attribute(_URI, "printer-uri", uri.encode()),
    ]
    if job:
        attributes.append(_attribute(_INTEGER, "job-id", struct.pack(">i", job)))
    for number, name in enumerate(wanted):
        attributes.append(_attribute(_KEYWORD, "" if number else "requested-attributes", name.encode()))
    head = struct.pack(">BBHIB", 2, 0, operation, 1, _OPERATION)
    return head + b"".join(attributes) + bytes([_END])


def _attribute(tag: int, name: str, value: bytes) -> bytes:
    return struct.pack(">BH", tag, len(name)) + name.encode() + struct.pack(">H", len(value)) + value


def _read(answer: bytes) -> Attributes:
    status = struct.unpack_from(">H", answer, 2)[0]
    if status >= 0x0100:
        raise NoAnswer(f"IPP status {status:04x}")
    found: Attributes = {}
    name = ""
    for tag, own, value in _values(answer):
        name = own or name
        read = _value(tag, value)
        if read is not None:
            found[name] = (*found.get(name, ()), read)
    return found


def _values(answer: bytes) -> Iterator[tuple[int, str, bytes]]:
    """Every value with its tag and its attribute's name, which further values of the same attribute leave empty."""
    place = 8
    while (tag := answer[place]) != _END:
        place += 1
        if tag <= _LAST_OF_GROUPS:
            continue
        parts = []
        for _ in range(2):
            length = struct.unpack_from(">H", answer, place)[0]
            parts.append(answer[place + 2 : place + 2 + length])
            place += 2 + length
        yield tag, parts[0].decode(), parts[1]


def _value(tag: int, value: bytes) -> Value | None:
    """A value as it is read; None for the kinds that nobody asks for."""
    if tag in (_INTEGER, _ENUM):
        return int(struct.unpack(">i", value)[0])
    if tag == _BOOLEAN:
        return value != b"\x00"
    if tag == _RANGE:
        low, high = struct.unpack(">ii", value)
        return low, high
    return value.decode("utf-8", "replace") if tag >= _FIRST_TEXT else None
