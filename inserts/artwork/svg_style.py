"""The style of SVG elements: stylesheets, attributes and inheritance resolved into plain values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

import cssselect2
import tinycss2
import tinycss2.color4

from inserts.images import Refused

AS_PDF = "export the artwork as PDF, which keeps it"

INHERITED: Mapping[str, str] = {
    "fill": "black",
    "fill-rule": "nonzero",
    "fill-opacity": "1",
    "stroke": "none",
    "stroke-width": "1",
    "stroke-linecap": "butt",
    "stroke-linejoin": "miter",
    "stroke-miterlimit": "4",
    "stroke-dasharray": "none",
    "stroke-dashoffset": "0",
    "stroke-opacity": "1",
    "color": "black",
    "visibility": "visible",
    "clip-rule": "nonzero",
}
"""Properties an element takes from the one around it, with what they are at the root."""

OWN: Mapping[str, str] = {
    "opacity": "1",
    "display": "inline",
    "clip-path": "none",
    "stop-color": "black",
    "stop-opacity": "1",
    "transform": "",
}

_NEUTRAL: Mapping[str, tuple[str, ...]] = {
    "filter": ("none",),
    "mask": ("none",),
    "marker": ("none",),
    "marker-start": ("none",),
    "marker-mid": ("none",),
    "marker-end": ("none",),
    "mix-blend-mode": ("normal",),
    "isolation": ("auto", "isolate"),
    "paint-order": ("normal", "fill", "fill stroke", "fill stroke markers", "fill markers stroke"),
    "vector-effect": ("none",),
    "clip": ("auto",),
    "mask-type": ("luminance",),
}
"""Properties that are not drawn, with the values that change nothing."""

_NO_INK = re.compile(
    r"(font|text-|letter-|word-|line-height|writing-mode|direction$|unicode-bidi|white-space|-|shape-|color-"
    r"|image-rendering|enable-background|pointer-events|cursor|dominant-|alignment-|baseline-|kerning|glyph-"
    r"|flood-|lighting-|solid-|overflow|inline-size|tab-size|user-select)"
)
"""Properties of text, of filters, of screens: they make no mark on a shape."""

Style = Mapping[str, str]


def is_property(name: str) -> bool:
    """Whether a style or attribute of this name is known, drawn or not."""
    return name in INHERITED or name in OWN or name in _NEUTRAL or _NO_INK.match(name) is not None


class Styles:
    """What stylesheets and attributes say of each element. Raises Refused for what would be drawn wrongly."""

    def __init__(self, root: Element) -> None:
        self._matcher = cssselect2.Matcher()
        for sheet in _sheets(root):
            self._add(sheet)
        self._wrapped = {e.etree_element: e for e in cssselect2.ElementWrapper.from_xml_root(root).iter_subtree()}

    def of(self, element: Element, around: Style) -> dict[str, str]:
        """Every property of an element that stands in one of the style `around`."""
        style = {**around, **OWN}
        for name, value in self._declared(element):
            _check(name, value)
            if value == "inherit":
                style[name] = around.get(name, OWN.get(name, ""))
            elif name in style:
                style[name] = INHERITED.get(name, OWN.get(name, "")) if value == "initial" else value
        if style["color"].lower() == "currentcolor":
            style["color"] = around["color"]
        return style

    def _declared(self, element: Element) -> Iterator[tuple[str, str]]:
        for name, value in element.attrib.items():
            if is_property(name):
                yield name, value.strip()
        rules = self._matcher.match(self._wrapped[element])
        found = [part for _, _, pseudo, part in rules if pseudo is None]
        found.append(list(_declarations(element.get("style", ""))))
        for urgent in (False, True):
            for part in found:
                yield from ((name, value) for name, value, important in part if important == urgent)

    def _add(self, text: str) -> None:
        for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
            if rule.type != "qualified-rule":
                name = f"@{rule.at_keyword}" if rule.type == "at-rule" else "what cannot be read"
                raise Refused(f"its stylesheet holds {name}", "export it with plain styles, or as PDF")
            try:
                selectors = cssselect2.compile_selector_list(rule.prelude)
            except cssselect2.SelectorError as error:
                raise Refused("its stylesheet has a selector that cannot be read", AS_PDF) from error
            told = list(_declarations(rule.content))
            for selector in selectors:
                self._matcher.add_selector(selector, told)


def paint(value: str, current: str) -> tuple[str, float]:
    """A colour as #rrggbb with its opacity; "none" for none. Raises Refused for a colour that is not sRGB."""
    if value in ("none", "transparent"):
        return "none", 0.0
    colour: Any = tinycss2.color4.parse_color(current if value.lower() == "currentcolor" else value)
    try:
        parts = [min(1.0, max(0.0, part)) for part in colour.to("srgb")]
    except (AttributeError, NotImplementedError, TypeError, ValueError) as error:
        raise Refused(f"the colour '{value[:40]}' is not understood", AS_PDF) from error
    red, green, blue = (round(part * 255) for part in parts[:3])
    return f"#{red:02x}{green:02x}{blue:02x}", parts[3]


def share(value: str) -> float:
    """An opacity or offset, 0..1."""
    try:
        number = float(value[:-1]) / 100 if value.endswith("%") else float(value)
    except ValueError as error:
        raise Refused(f"'{value[:40]}' is no number", "export it again") from error
    return min(1.0, max(0.0, number))


def _check(name: str, value: str) -> None:
    if name in _NEUTRAL:
        if " ".join(value.split()) not in (*_NEUTRAL[name], "inherit", "initial"):
            raise Refused(f"the SVG uses {name}, which is not drawn", AS_PDF)
    elif not is_property(name):
        raise Refused(f"the SVG uses the style {name}, which is not drawn", AS_PDF)
    if "url(" in value and not re.search(r"url\(\s*['\"]?#", value):
        raise Refused("the SVG refers to another file", "embed it, or export the artwork as PDF")


def _declarations(source: Any) -> Iterator[tuple[str, str, bool]]:
    for one in tinycss2.parse_declaration_list(source, skip_comments=True, skip_whitespace=True):
        if one.type != "declaration":
            raise Refused("a style in the SVG cannot be read", AS_PDF)
        yield one.lower_name, tinycss2.serialize(one.value).strip(), one.important


def _sheets(root: Element) -> Iterator[str]:
    for element in root.iter():
        if element.tag.endswith("}style"):
            yield "".join(element.itertext())
