"""A page's drawing with all it needs, as PDF objects in their own syntax, free of the file they came from."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

import pikepdf

from inserts.artwork.limits import AGAIN, MOST_OBJECTS, MOST_UNPACKED, plain_85, too_large, unfolds_to
from inserts.images import MOST_PIXELS, Refused
from inserts.model.card import ArtObject

_NOT_DRAWN = frozenset(
    {"/AF", "/Alternates", "/LastModified", "/Length", "/Metadata", "/Name", "/OC", "/OPI", "/Parent", "/PieceInfo"}
    | {"/StructParent", "/StructParents"}
)
"""What an XObject may hold beside its drawing; layers are looked at before."""

_ACTIVE = frozenset({"/AA", "/EF", "/EmbeddedFiles", "/JS", "/JavaScript", "/Launch", "/URI"})
_DEEPEST = 60


class Copier:
    """Copies what can be reached from one object, which becomes object 0."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, int], int] = {}
        self._waiting: deque[Any] = deque()
        self._unpacked = 0

    def copy(self, form: Any) -> tuple[ArtObject, ...]:
        """The form and all it refers to. Raises Refused."""
        self._number(form)
        made: list[ArtObject] = []
        while self._waiting:
            made.append(self._object(self._waiting.popleft()))
        return tuple(made)

    def _number(self, thing: Any) -> int:
        known = self._numbers.get(thing.objgen)
        if known is None:
            known = self._numbers[thing.objgen] = len(self._numbers)
            if known >= MOST_OBJECTS:
                raise too_large()
            self._waiting.append(thing)
        return known

    def _object(self, thing: Any) -> ArtObject:
        if not isinstance(thing, pikepdf.Stream):
            return ArtObject(_joined(self._value(thing, 0)))
        data, filters = self._data(thing)
        entries = {key: value for key, value in thing.items() if key not in _NOT_DRAWN}
        if filters is not None:
            entries.pop("/Filter", None)
            entries.pop("/DecodeParms", None)
        body = _joined(self._entries(entries, 0))
        if filters:
            body = (*body, b" /Filter " + filters.encode("ascii"))
        return ArtObject(body, data)

    def _data(self, stream: Any) -> tuple[bytes, str | None]:
        """The stream's bytes, and its filter where that changed: base-85, a quarter longer, is undone."""
        if "/F" in stream or "/FFilter" in stream:
            raise Refused("the artwork takes data from another file", "embed all pictures when you export it")
        _check_picture(stream)
        data, names = stream.read_raw_bytes(), filter_names(stream)
        changed = None
        if names[:1] == ["/ASCII85Decode"] and len(names) <= 2 and "/DecodeParms" not in stream:
            data, names = plain_85(data), names[1:]
            changed = names[0] if names else ""
        if names[:1] == ["/FlateDecode"]:
            self._unpacked += unfolds_to(data, MOST_UNPACKED - self._unpacked)
        if names.count("/FlateDecode") + names.count("/LZWDecode") > 1:
            raise Refused("a part of the artwork is packed more than once", AGAIN)
        return data, changed

    def _value(self, value: Any, depth: int) -> Iterator[bytes | int]:
        if depth > _DEEPEST:
            raise too_large()
        if isinstance(value, pikepdf.Stream) or (
            isinstance(value, pikepdf.Object) and value.is_indirect and (depth or value.objgen not in self._numbers)
        ):
            yield self._number(value)
        elif isinstance(value, pikepdf.Dictionary):
            yield b"<<"
            yield from self._entries(dict(value.items()), depth)
            yield b">>"
        elif isinstance(value, pikepdf.Array):
            yield b"["
            for part in value:
                yield b" "
                yield from self._value(part, depth + 1)
            yield b"]"
        else:
            yield _scalar(value)

    def _entries(self, entries: dict[str, Any], depth: int) -> Iterator[bytes | int]:
        if _ACTIVE & entries.keys():
            raise Refused("the artwork holds a script, a link or an attached file", AGAIN)
        for key, value in entries.items():
            yield pikepdf.Name(key).unparse() + b" "
            if key == "/Properties" and isinstance(value, pikepdf.Dictionary):
                yield b"<<" + b" ".join(pikepdf.Name(name).unparse() + b" << >>" for name in value.keys()) + b">>"  # noqa: SIM118
            else:
                yield from self._value(value, depth + 1)


def filter_names(stream: Any) -> list[str]:
    """The names of a stream's filters, first first."""
    filters = stream.get("/Filter")
    if filters is None:
        return []
    return [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]


def _check_picture(stream: Any) -> None:
    if stream.get("/Subtype") == "/Image":
        width, height = stream.get("/Width", 0), stream.get("/Height", 0)
        if not (isinstance(width, int) and isinstance(height, int)):
            raise Refused("a picture in the artwork has no size", AGAIN)
        if width * height > MOST_PIXELS:
            limit = MOST_PIXELS // 10**6
            raise Refused(f"a picture in the artwork has more than {limit} million pixels", "300 dpi are plenty")
    elif stream.get("/Subtype") == "/PS":
        raise Refused("the artwork holds a PostScript program", AGAIN)


def _scalar(value: Any) -> bytes:
    if isinstance(value, pikepdf.Object):
        return value.unparse(resolved=True)
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return b"null" if value is None else format(value, "f" if not isinstance(value, int) else "d").encode("ascii")


def _joined(parts: Iterator[bytes | int]) -> tuple[bytes | int, ...]:
    """Neighbouring bytes as one."""
    out: list[bytes | int] = []
    run: list[bytes] = []
    for part in parts:
        if isinstance(part, int):
            out += [b"".join(run), part]
            run = [b" "]
        else:
            run.append(part)
    return (*out, b"".join(run))
