"""Gradients of an SVG, resolved and written anew."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement

from inserts.artwork.svg_numbers import length, transform, written
from inserts.artwork.svg_style import AS_PDF, INHERITED, Styles, paint, share
from inserts.images import Refused

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_KINDS: Mapping[str, Mapping[str, str]] = {
    f"{_SVG}linearGradient": {"x1": "0%", "y1": "0%", "x2": "100%", "y2": "0%"},
    f"{_SVG}radialGradient": {"cx": "50%", "cy": "50%", "r": "50%"},
}
_MOST_STEPS = 10


class Gradients:
    """Writes the gradients that are used into `defs`, each once."""

    def __init__(self, ids: Mapping[str, Element], styles: Styles, defs: Element) -> None:
        self._ids = ids
        self._styles = styles
        self._defs = defs
        self._known: dict[str, str] = {}
        self._stretched: set[str] = set()

    def use(self, name: str, opacity: float, *, square: bool) -> str:
        """The value of `fill` for a shape painted with it. Raises Refused."""
        if opacity < 1:
            raise Refused("a gradient in the SVG is see-through", AS_PDF)
        if name not in self._known:
            self._known[name] = self._written(name)
        if name in self._stretched and not square:
            raise Refused("a round gradient in the SVG is stretched to its shape", AS_PDF)
        return self._known[name]

    def _written(self, name: str) -> str:
        chain = self._chain(name)
        told: dict[str, str] = {}
        for element in reversed(chain):
            told |= element.attrib
        if told.get("spreadMethod", "pad") != "pad":
            raise Refused("a gradient in the SVG repeats itself", AS_PDF)
        stops = next((found for element in chain if (found := element.findall(f"{_SVG}stop"))), [])
        colours = [self._stop(stop) for stop in stops]
        if len(colours) < 2:
            return colours[0][1] if colours else "none"
        key = f"g{len(self._known)}"
        made = SubElement(self._defs, chain[0].tag.removeprefix(_SVG), {"id": key, **_geometry(chain[0].tag, told)})
        if made.tag == "radialGradient" and made.get("gradientUnits") == "objectBoundingBox":
            self._stretched.add(name)
        least = 0.0
        for offset, colour in colours:
            least = max(least, offset)
            SubElement(made, "stop", {"offset": f"{least:.6f}", "stop-color": colour})
        return f"url(#{key})"

    def _chain(self, name: str) -> list[Element]:
        """The gradient and those it takes what it does not say from."""
        chain: list[Element] = []
        while name:
            element = self._ids.get(name)
            if element is None or element.tag not in _KINDS:
                raise Refused("a shape in the SVG is painted with a pattern or with nothing", AS_PDF)
            if len(chain) >= _MOST_STEPS:
                raise Refused("the SVG's gradients refer to each other without end", AS_PDF)
            chain.append(element)
            link = element.get("href", element.get(_XLINK, "")).strip()
            if link and not link.startswith("#"):
                raise Refused("the SVG refers to another file", AS_PDF)
            name = link[1:]
        return chain

    def _stop(self, stop: Element) -> tuple[float, str]:
        style = self._styles.of(stop, INHERITED)
        colour, opacity = paint(style["stop-color"], style["color"])
        if opacity * share(style["stop-opacity"]) < 1:
            raise Refused("a gradient in the SVG is see-through", AS_PDF)
        return share(stop.get("offset", "0")), colour


def _geometry(tag: str, told: Mapping[str, str]) -> dict[str, str]:
    units = told.get("gradientUnits", "objectBoundingBox")
    in_user_space = units == "userSpaceOnUse"
    made = {"gradientUnits": units}
    for key, usual in _KINDS[tag].items():
        value = told.get(key, usual)
        if in_user_space and value.endswith("%"):
            raise Refused("a gradient in the SVG is measured in percent of the whole", AS_PDF)
        made[key] = f"{length(value, 1.0):.9g}"
    for focus, centre in (("fx", "cx"), ("fy", "cy")):
        if focus in told and centre in made and abs(length(told[focus], 1.0) - float(made[centre])) > 1e-6:
            raise Refused("a gradient in the SVG has its focus off its centre", AS_PDF)
    if told.get("gradientTransform"):
        made["gradientTransform"] = written(transform(told["gradientTransform"]))
    return made
