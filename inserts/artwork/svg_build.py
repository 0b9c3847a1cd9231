"""An SVG written anew with nothing in it but shapes, gradients and clips whose every value was looked at."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement

from inserts.artwork.limits import AGAIN, too_large
from inserts.artwork.svg_numbers import SAME, Matrix, length, numbers, times, transform, viewport, written
from inserts.artwork.svg_paint import Gradients
from inserts.artwork.svg_style import AS_PDF, INHERITED, Style, Styles, is_property, paint, share
from inserts.images import Refused, upright_png

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_MOST_DRAWN = 50_000
_DEEPEST = 60

_SHAPES: Mapping[str, tuple[str, ...]] = {
    "path": ("d",),
    "rect": ("x", "y", "width", "height", "rx", "ry"),
    "circle": ("cx", "cy", "r"),
    "ellipse": ("cx", "cy", "rx", "ry"),
    "line": ("x1", "y1", "x2", "y2"),
    "polyline": ("points",),
    "polygon": ("points",),
}
_IMAGE = ("x", "y", "width", "height", "href", "preserveAspectRatio")
_SILENT = frozenset(
    {"defs", "title", "desc", "metadata", "style", "linearGradient", "radialGradient", "clipPath", "symbol", "filter"}
    | {"mask", "pattern", "marker", "view", "color-profile", "solidColor"}
)
"""They draw nothing where they stand; what refers to them is looked at."""

_TEXT = frozenset({"text", "tspan", "textPath", "tref", "flowRoot", "altGlyph", "font"})
_PLAIN = frozenset(
    {"id", "class", "style", "version", "baseProfile", "role", "lang", "tabindex", "focusable"}
    | {"x", "y", "width", "height", "viewBox"}
)
_JOINED = frozenset({"path", "polyline", "polygon"})
_PATH = re.compile(r"[MmZzLlHhVvCcSsQqTtAaEe0-9+\-.,\s]*\Z")
_UP, _ACROSS = frozenset({"y", "height", "cy", "y1", "y2", "ry"}), frozenset({"x", "width", "cx", "x1", "x2", "rx"})
_URL = re.compile(r"url\(\s*['\"]?#([^'\")]+)['\"]?\s*\)\s*(.*)\Z")
_DATA = re.compile(r"data:image/(?:png|jpe?g)(?:;[^,;]*)*;base64,", re.IGNORECASE)


class Builder:
    """Writes one SVG anew. Raises Refused for all that is not known to be drawn as it is meant."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._styles = Styles(root)
        self._ids = {name: element for element in root.iter() if (name := element.get("id"))}
        self._drawn = 0
        self.miters: set[float] = set()
        self._clips = 0

    def build(self) -> tuple[Element, float, float]:
        """The new SVG with its width and height in px."""
        root = self._root
        box = numbers(root.get("viewBox", ""))
        usual = box[2:4] if len(box) == 4 else [0.0, 0.0]
        width, height = (
            length(root.get(side, "100%"), whole) for side, whole in zip(("width", "height"), usual, strict=True)
        )
        if width <= 0 or height <= 0:
            raise Refused("the SVG has no size", 'it needs a viewBox, or a width and height such as "96mm"')
        ratio = root.get("preserveAspectRatio", "")
        matrix = viewport(root.get("viewBox", ""), ratio, width, height) if box else SAME
        self._view = (box[2], box[3]) if box else (width, height)
        made = Element("svg", {"xmlns": _SVG[1:-1], "width": f"{width:.6f}", "height": f"{height:.6f}"})
        made.set("viewBox", f"0 0 {width:.6f} {height:.6f}")
        self._defs = SubElement(made, "defs")
        self._gradients = Gradients(self._ids, self._styles, self._defs)
        self._group(made, root, INHERITED, 1.0, matrix, 0)
        return made, width, height

    # Elements

    def _element(self, out: Element, element: Element, around: Style, opacity: float, depth: int) -> None:
        self._drawn += 1
        if self._drawn > _MOST_DRAWN or depth > _DEEPEST:
            raise too_large()
        name = element.tag.removeprefix(_SVG)
        if name.startswith("{") or name in _SILENT:
            return
        style = self._styles.of(element, around)
        if style["display"] == "none":
            return
        if name in _TEXT:
            raise Refused("the SVG holds text, whose font would be another one here", "convert text to paths first")
        if name in ("g", "a"):
            self._check(element, ())
            self._group(out, element, around, opacity, SAME, depth)
        elif name == "use":
            self._use(out, element, around, opacity, depth)
        elif name in _SHAPES or name == "image":
            self._shape(out, element, name, style, opacity)
        elif name == "svg":
            raise Refused("the SVG holds another SVG", AS_PDF)
        else:
            raise Refused(f"the SVG holds <{name[:40]}>, which is not drawn", AS_PDF)

    def _group(self, out: Element, group: Element, around: Style, opacity: float, matrix: Matrix, depth: int) -> None:
        style = self._styles.of(group, around)
        if style["display"] == "none":
            return
        own = share(style["opacity"])
        if own < 1 and self._leaves(group, 0) > 1:
            raise Refused("the SVG makes a group of shapes see-through as one", AS_PDF)
        inner = self._placed(out, style, matrix)
        for child in group:
            self._element(inner, child, style, opacity * own, depth + 1)

    def _use(self, out: Element, use: Element, around: Style, opacity: float, depth: int) -> None:
        self._check(use, ("href",))
        target = self._ids.get(_href(use).removeprefix("#"))
        if target is None or not _href(use).startswith("#"):
            raise Refused("the SVG uses a part that is not in it", AGAIN)
        x, y = (length(use.get(key, "0"), whole) for key, whole in zip("xy", self._view, strict=True))
        style = self._styles.of(use, around)
        if share(style["opacity"]) < 1 and self._leaves(target, 0) > 1:
            raise Refused("the SVG makes a group of shapes see-through as one", AS_PDF)
        inner = self._placed(out, style, SAME)
        moved = SubElement(inner, "g", {"transform": written((1, 0, 0, 1, x, y))})
        opacity *= share(style["opacity"])
        if target.tag == f"{_SVG}symbol":
            if "viewBox" in target.attrib:
                raise Refused("the SVG uses a symbol with a viewBox", AS_PDF)
            self._drawn += 1
            self._group(moved, target, style, opacity, SAME, depth + 1)
        else:
            self._element(moved, target, style, opacity, depth + 1)

    def _shape(self, out: Element, element: Element, name: str, style: Style, opacity: float) -> None:
        keys = _IMAGE if name == "image" else _SHAPES[name]
        self._check(element, keys)
        opacity *= share(style["opacity"])
        if style["visibility"] != "visible" or opacity == 0:
            return
        inner = self._placed(out, style, SAME)
        if name == "image":
            self._image(inner, element, opacity)
            return
        made = SubElement(inner, name, self._geometry(element, keys))
        if name == "rect":
            _rounded(made)
        fill, stroke = self._fill(made, style, opacity), self._stroke(made, style, opacity)
        if opacity < 1 and fill and stroke:
            raise Refused("a shape with both fill and line is see-through as one", AS_PDF)

    def _placed(self, out: Element, style: Style, matrix: Matrix) -> Element:
        """A group in `out` with the element's transform and clip."""
        matrix = times(transform(style["transform"]), matrix)
        if matrix != SAME:
            out = SubElement(out, "g", {"transform": written(matrix)})
        if style["clip-path"] != "none":
            out = SubElement(out, "g", {"clip-path": self._clip(style["clip-path"])})
        return out

    def _geometry(self, element: Element, keys: tuple[str, ...]) -> dict[str, str]:
        made: dict[str, str] = {}
        for key in keys:
            value = element.get(key)
            if value is None or value == "auto":
                continue
            if key == "d":
                if not _PATH.match(value):
                    raise Refused("a path in the SVG is not understood", AGAIN)
                made[key] = value
            elif key == "points":
                made[key] = " ".join(f"{number:.9g}" for number in numbers(value))
            else:
                made[key] = f"{length(value, self._whole(key)):.9g}"
        return made

    def _whole(self, key: str) -> float:
        """What percentages are of."""
        width, height = self._view
        diagonal: float = ((width**2 + height**2) / 2) ** 0.5
        return height if key in _UP else width if key in _ACROSS else diagonal

    # Paint

    def _fill(self, made: Element, style: Style, opacity: float) -> bool:
        made.set("fill-rule", style["fill-rule"])
        url = _URL.match(style["fill"])
        opacity *= share(style["fill-opacity"])
        if url:
            found = self._gradients.use(url[1], opacity, square=_is_square(made))
            made.set("fill", found)
            return found != "none"
        return _painted(made, "fill", *paint(style["fill"], style["color"]), opacity)

    def _stroke(self, made: Element, style: Style, opacity: float) -> bool:
        width = length(style["stroke-width"], self._whole(""))
        if style["stroke"] == "none" or width <= 0:
            made.set("stroke", "none")
            return False
        if style["stroke"].startswith("url("):
            raise Refused("a line in the SVG is painted with a gradient or pattern", AS_PDF)
        made.set("stroke-width", f"{width:.9g}")
        for key in ("stroke-linecap", "stroke-linejoin"):
            made.set(key, style[key])
        if style["stroke-linejoin"] == "miter" and made.tag in _JOINED:
            self.miters |= set(numbers(style["stroke-miterlimit"]))
            if len(self.miters) > 1:
                raise Refused("the SVG's lines have several miter limits", AS_PDF)
        if style["stroke-dasharray"] != "none":
            made.set("stroke-dasharray", " ".join(f"{part:.9g}" for part in numbers(style["stroke-dasharray"])))
            made.set("stroke-dashoffset", f"{length(style['stroke-dashoffset'], self._whole('')):.9g}")
        opacity *= share(style["stroke-opacity"])
        return _painted(made, "stroke", *paint(style["stroke"], style["color"]), opacity)

    def _clip(self, value: str) -> str:
        url = _URL.match(value)
        clip = self._ids.get(url[1]) if url and not url[2] else None
        if clip is None or clip.tag != f"{_SVG}clipPath":
            raise Refused("the SVG clips with something else than a path in it", AS_PDF)
        if {"transform", "clip-path"} & set(clip.attrib) or clip.get(
            "clipPathUnits", "userSpaceOnUse"
        ) != "userSpaceOnUse":
            raise Refused("the SVG clips with a path that is itself turned or clipped", AS_PDF)
        self._clips += 1
        made = SubElement(self._defs, "clipPath", {"id": f"c{self._clips}"})
        for child in clip:
            name = child.tag.removeprefix(_SVG)
            if name.startswith("{") or name in _SILENT:
                continue
            style = self._styles.of(child, INHERITED)
            turned = transform(style["transform"]) != SAME or style["clip-path"] != "none"
            if name not in _SHAPES or turned or style["clip-rule"] != "nonzero":
                raise Refused("the SVG clips with more than plain paths", AS_PDF)
            self._check(child, _SHAPES[name])
            shape = SubElement(made, name, self._geometry(child, _SHAPES[name]))
            if name == "rect":
                _rounded(shape)
        if len(made) != 1:
            raise Refused("the SVG clips with several paths at once, or with none", AS_PDF)
        return f"url(#c{self._clips})"

    def _image(self, out: Element, element: Element, opacity: float) -> None:
        """A picture in the SVG itself, placed as it says; any other is not opened."""
        link = _href(element)
        head = _DATA.match(link)
        if head is None:
            raise Refused("the SVG shows a picture that is not in it", "embed PNG or JPEG pictures when you export it")
        if opacity < 1:
            raise Refused("a picture in the SVG is see-through", AS_PDF)
        try:
            data = base64.b64decode(
                link[head.end() :].translate({32: None, 9: None, 10: None, 13: None}), validate=True
            )
        except ValueError as error:
            raise Refused("a picture in the SVG is damaged", AGAIN) from error
        png, width, height = upright_png(data)
        box = {key: length(element.get(key, "0"), self._whole(key)) for key in ("x", "y", "width", "height")}
        if box["width"] <= 0 or box["height"] <= 0:
            raise Refused("a picture in the SVG has no size", AGAIN)
        ratio = element.get("preserveAspectRatio", "")
        if "slice" in ratio:
            raise Refused("a picture in the SVG is cut to its frame", AS_PDF)
        a, _, _, d, e, f = viewport(f"0 0 {width} {height}", ratio, box["width"], box["height"])
        placed = {"x": box["x"] + e, "y": box["y"] + f, "width": width * a, "height": height * d}
        made = SubElement(out, "image", {key: f"{value:.9g}" for key, value in placed.items()})
        made.set("preserveAspectRatio", "none")
        made.set("href", "data:image/png;base64," + base64.b64encode(png).decode("ascii"))

    # Checks

    def _leaves(self, element: Element, depth: int) -> int:
        """About how many shapes an element draws; a part used elsewhere counts as several."""
        if element.tag == f"{_SVG}use" or depth > _DEEPEST:
            return 2
        shapes = element.tag.removeprefix(_SVG) in (*_SHAPES, "image")
        return int(shapes) + sum(self._leaves(child, depth + 1) for child in element)

    def _check(self, element: Element, keys: tuple[str, ...]) -> None:
        """Raise Refused for an attribute that says something nobody here listens to."""
        for key in element.attrib:
            if key.startswith("on"):
                raise Refused("the SVG holds a script", "export it without interaction")
            known = key in keys or key in _PLAIN or is_property(key) or key.startswith(("{", "aria-", "data-"))
            if not known and not (key == "href" and element.tag == f"{_SVG}a"):
                raise Refused(f"the SVG uses the attribute {key[:40]}, which is not drawn", AS_PDF)


def _rounded(rect: Element) -> None:
    """Elliptic corners, which the library draws wrongly, as a path."""
    x, y, w, h = (float(rect.get(key, "0")) for key in ("x", "y", "width", "height"))
    rx, ry = (float(rect.get(key, rect.get(other, "0"))) for key, other in (("rx", "ry"), ("ry", "rx")))
    rx, ry = min(rx, w / 2), min(ry, h / 2)
    if rx <= 0 or ry <= 0 or rx == ry:
        return
    rect.tag = "path"
    right, bottom, arc = x + w, y + h, f"A {rx:.9g} {ry:.9g} 0 0 1"
    rect.attrib = {
        "d": f"M {x + rx:.9g} {y:.9g} H {right - rx:.9g} {arc} {right:.9g} {y + ry:.9g} V {bottom - ry:.9g} "
        f"{arc} {right - rx:.9g} {bottom:.9g} H {x + rx:.9g} {arc} {x:.9g} {bottom - ry:.9g} V {y + ry:.9g} "
        f"{arc} {x + rx:.9g} {y:.9g} Z"
    }


def _is_square(made: Element) -> bool:
    """Whether what bounds the shape is known to be a square."""
    width, height = made.get("width"), made.get("height")
    return made.tag == "circle" or (made.tag == "rect" and width == height)


def _href(element: Element) -> str:
    return element.get("href", element.get(_XLINK, "")).strip()


def _painted(made: Element, key: str, colour: str, own: float, opacity: float) -> bool:
    seen = colour != "none" and own * opacity > 0
    made.set(key, colour if seen else "none")
    if seen:
        made.set(f"{key}-opacity", f"{own * opacity:.4f}")
    return seen
