"""Writes icons.toml from the unpacked npm packages `simple-icons` 16.37.0 and `@phosphor-icons/core` 2.1.1.

    python templates/icons/build.py SIMPLE_ICONS_FOLDER PHOSPHOR_FOLDER

Both arguments are the folders that hold the package's package.json. Every outline becomes absolute M, L, C
and Z in a box of 24 units, rounded to three decimals; the same packages give the same bytes. Needs fontTools.
"""

from __future__ import annotations

import json
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from fontTools.pens.basePen import BasePen
from fontTools.svgLib.path import parse_path

PACKAGES = (("simple-icons", "16.37.0"), ("@phosphor-icons/core", "2.1.1"))

# Brand marks, by the name cards use. Taobao's mark is a word nobody reads at 3 mm: it gets a tile with its letter.
# Ways to pay whose mark is such a word, or in no free set, have a neutral icon among the ALIASES.
BRANDS = {
    name: name
    for name in (
        *("whatsapp", "wechat", "qq", "line", "telegram", "kakaotalk", "messenger", "instagram", "viber", "signal"),
        *("x", "facebook", "youtube", "tiktok", "pinterest", "sinaweibo", "zalo", "discord", "threads"),
        *("alipay", "paypal", "klarna", "pix", "afterpay"),
    )
} | {
    "apple-pay": "applepay",
    "cash-app": "cashapp",
    "google-pay": "googlepay",
}

THINGS = {
    "address": "map-pin",
    "account": "user-circle",
    "bank": "bank",
    "book": "book-open",
    "calendar": "calendar",
    "camera": "camera",
    "care": "drop",
    "cash": "money",
    "chat": "chat-circle",
    "crown": "crown",
    "delivery": "truck",
    "email": "envelope-simple",
    "event": "confetti",
    "express": "lightning",
    "gift": "gift",
    "heart": "heart",
    "help": "question",
    "invoice": "receipt",
    "leaf": "leaf",
    "level": "star",
    "lock": "lock",
    "new": "sparkle",
    "offer": "tag",
    "parcel": "package",
    "percent": "percent",
    "payment": "credit-card",
    "phone": "phone",
    "plant": "plant",
    "points": "coins",
    "recycle": "recycle",
    "repair": "wrench",
    "returns": "arrow-u-up-left",
    "shop": "storefront",
    "size": "ruler",
    "sms": "chat-text",
    "support": "headset",
    "ticket": "ticket",
    "time": "clock",
    "wallet": "wallet",
    "warranty": "shield-check",
    "web": "globe-simple",
}

ALIASES = {
    "bancontact": "payment",
    "birthday": "gift",
    "blik": "wallet",
    "card": "payment",
    "cod": "cash",
    "contact": "chat",
    "coupon": "offer",
    "discount": "offer",
    "early": "time",
    "exchange": "returns",
    "faq": "help",
    "guarantee": "warranty",
    "hours": "time",
    "ideal": "bank",
    "kakao": "kakaotalk",
    "kakaopay": "wallet",
    "konbini": "shop",
    "line-pay": "line",
    "loyalty": "points",
    "mail": "email",
    "member": "level",
    "membership": "level",
    "mercado-pago": "wallet",
    "mobile": "phone",
    "package": "parcel",
    "paypay": "wallet",
    "paytm": "wallet",
    "postage": "delivery",
    "question": "help",
    "refund": "returns",
    "return": "returns",
    "sale": "percent",
    "samsung-pay": "wallet",
    "sepa": "bank",
    "shipping": "delivery",
    "sizes": "size",
    "storage": "care",
    "store": "address",
    "swish": "wallet",
    "tencentqq": "qq",
    "tracking": "delivery",
    "twint": "wallet",
    "twitter": "x",
    "unionpay": "payment",
    "upi": "wallet",
    "venmo": "wallet",
    "vipps": "wallet",
    "washing": "care",
    "website": "web",
    "wechat-pay": "wechat",
    "weibo": "sinaweibo",
}

SIDE = 24.0
PHOSPHOR_SIDE = 256.0
PHOSPHOR_GROWTH = 1.18
"""Its marks sit in padding; the brands' fill their box."""


class OutlinePen(BasePen):
    """Collects absolute M, L, C, Z, scaled about the middle of the box. Arcs and quadratics arrive as cubics."""

    def __init__(self, side: float, growth: float) -> None:
        super().__init__(None)
        self.factor = SIDE / side * growth
        self.middle = side / 2
        self.steps: list[str] = []

    def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self.steps.append(f"M{self.at(point)}")

    def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self.steps.append(f"L{self.at(point)}")

    def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self.steps.append(f"C{' '.join(self.at(point) for point in points)}")

    def _closePath(self) -> None:  # noqa: N802
        self.steps.append("Z")

    def _endPath(self) -> None:  # noqa: N802
        self._closePath()  # an outline is filled, and so closed, either way

    def at(self, point: tuple[float, float]) -> str:
        return " ".join(rounded((value - self.middle) * self.factor + SIDE / 2) for value in point)


def rounded(value: float) -> str:
    """Three decimals at most."""
    return f"{round(value, 3) + 0.0:.3f}".rstrip("0").rstrip(".")  # + 0.0 turns -0.0 into 0.0


def outline(svg: Path, side: float, growth: float) -> str:
    """The one path of all the paths in the file."""
    pen = OutlinePen(side, growth)
    for shape in ElementTree.parse(svg).getroot():
        kind = shape.tag.rpartition("}")[2]
        if kind == "path":
            parse_path(shape.attrib["d"], pen)
        elif kind != "title":
            raise SystemExit(f"{svg}: holds <{kind}>, but only paths are understood")
    return "".join(pen.steps)


def check(folder: Path, name: str, version: str) -> None:
    """Another version may draw or name its icons otherwise."""
    package = json.loads((folder / "package.json").read_text("utf-8"))
    if (package["name"], package["version"]) != (name, version):
        raise SystemExit(f"{folder}: is {package['name']} {package['version']}, not {name} {version}")


def main(simple: Path, phosphor: Path) -> None:
    """Write icons.toml beside this script."""
    for folder, (name, version) in zip((simple, phosphor), PACKAGES, strict=True):
        check(folder, name, version)
    icons = {name: outline(simple / "icons" / f"{file}.svg", SIDE, 1.0) for name, file in BRANDS.items()}
    for name, file in THINGS.items():
        svg = phosphor / "assets" / "fill" / f"{file}-fill.svg"
        icons[name] = outline(svg, PHOSPHOR_SIDE, PHOSPHOR_GROWTH)
    lines = ["# Written by build.py from simple-icons and Phosphor; see LICENSES.txt. Outlines in a box of 24 units."]
    lines += ["", "[alias]", *(f'{name} = "{target}"' for name, target in sorted(ALIASES.items()))]
    lines += ["", "[icon]", *(f'{name} = "{path}"' for name, path in sorted(icons.items())), ""]
    Path(__file__).with_name("icons.toml").write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
