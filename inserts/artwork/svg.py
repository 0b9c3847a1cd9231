"""SVG as artwork: read without opening anything else, rewritten as what the library draws rightly, drawn as a PDF."""

from __future__ import annotations

import logging
from io import BytesIO
from xml.etree.ElementTree import Element, SubElement, tostring
from xml.parsers import expat

from reportlab.graphics import renderPDF
from reportlab.pdfgen.canvas import Canvas
from svglib.svglib import svg2rlg

from inserts.artwork.limits import damaged, too_large
from inserts.artwork.page import open_page
from inserts.artwork.svg_build import Builder
from inserts.images import Refused
from inserts.model.card import ArtData

SVG = "http://www.w3.org/2000/svg"
_MOST_ELEMENTS = 50_000
_DEEPEST = 100


def open_svg(data: bytes) -> ArtData:
    """The drawing as vectors. Raises Refused for what is unsafe, damaged, or would not be drawn as it is meant."""
    root = _Reader().read(data)
    builder = Builder(root)
    safe, width, height = builder.build()
    logging.getLogger("svglib").setLevel(logging.CRITICAL)
    try:
        drawing = svg2rlg(BytesIO(tostring(safe)))
        file = BytesIO()
        canvas = Canvas(file, pagesize=(width * 0.75, height * 0.75), pageCompression=1, invariant=1)
        # The usual one sets a font, which a drawing without text does not have.
        canvas._preamble = "".join(f"{limit:g} M" for limit in builder.miters if limit >= 1)
        renderPDF.draw(drawing, canvas, 0, 0)
        canvas.save()
    except Refused:
        raise
    except Exception as error:  # the library raises whatever a wrong number makes it raise
        raise damaged() from error
    return open_page(file.getvalue(), 1)


class _Reader:
    """XML as a tree, without entities and without looking at anything outside the file."""

    def __init__(self) -> None:
        self._open: list[Element] = []
        self._root: Element | None = None
        self._count = 0

    def read(self, data: bytes) -> Element:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(data, True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            line = getattr(error, "lineno", 0)
            place = f" in line {line}" if line else ""
            raise Refused(f"the SVG is damaged or cut off{place}", "export it again") from error
        if self._root is None or self._root.tag != f"{{{SVG}}}svg":
            raise Refused("this XML file is no SVG", "save the artwork as SVG or PDF")
        return self._root

    def _doctype(self, name: str, system: str | None, public: str | None, inner: int) -> None:
        if inner:
            self._entity()

    def _entity(self, *parts: object) -> None:
        raise Refused("the SVG defines entities of its own", "export it as plain SVG 1.1, or as PDF")

    def _instruction(self, target: str, data: str) -> None:
        if target.lower() == "xml-stylesheet":
            raise Refused("the SVG takes its styles from another file", "export it with its styles inside")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > _MOST_ELEMENTS or len(self._open) > _DEEPEST:
            raise too_large()
        named = {_named(key): value for key, value in attributes.items()}
        element = SubElement(self._open[-1], _named(tag), named) if self._open else Element(_named(tag), named)
        self._root = self._root if self._root is not None else element
        self._open.append(element)

    def _end(self, tag: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        element = self._open[-1]
        if len(element) == 0:
            element.text = (element.text or "") + text
        else:
            element[-1].tail = (element[-1].tail or "") + text


def _named(name: str) -> str:
    return f"{{{name}" if "}" in name else name
