"""Text set cold, as every customer's name is; faces opened; what one card costs a file, and one more card a run."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any
from unittest.mock import patch

import uharfbuzz as hb

import tests.benchmarks.peers as peers
from inserts import pdf, text
from inserts.builtin import builtin_folder
from inserts.layout.fit import Fitter, Typesetting, Words
from inserts.model.card import Sheet, Text
from inserts.model.colour import INK
from inserts.model.length import MM, Box
from inserts.model.template import Style, TextElement
from tests.benchmarks.measure import Spread, beside, memory, milliseconds, number, spread, times
from tests.benchmarks.report import Table
from tests.shops import SHOP, export, make_shop, run

_NAMES, _REPEATS = 300, 11
_OPENED = 15
_CANNOT = ("–", "–")
_CHINESE = "欧阳志强"

_LABEL = TextElement("label", Box(0, 0, 80 * MM, 6 * MM), Style("text", 11, 7.5), (("", "x"),))
_GREETING = TextElement(
    "greeting", Box(0, 0, 66 * MM, 8.2 * MM), Style("voice", 18, 11, leading=1.25), (("", "x"),), lines=2, balanced=True
)

Name = Callable[[Random], str]


def tables() -> Sequence[Table]:
    """All of this benchmark."""
    return _cold(), _faces(), _cards()


# Names: letters by chance, so that no two repeats share one


def _words(*letters: str) -> Name:
    """A word for each string of letters, of six of them."""
    return lambda chance: " ".join("".join(chance.choices(pool, k=6)) for pool in letters)


def _latin(chance: Random) -> str:
    """22 characters, two of them umlauts."""
    letters = "abcdefghijklmnoprstuvwz"
    first, last = (chance.choices(letters, k=count) for count in (10, 11))
    first[3], last[4] = chance.choice("äöü"), chance.choice("äöü")
    return f"{''.join(first).capitalize()} {''.join(last).capitalize()}"


def _two_latin(chance: Random) -> str:
    return f"{_latin(chance)} {_latin(chance)}"


def _syllables(letters: str, signs: Sequence[str], count: int) -> Name:
    return lambda chance: "".join(chance.choice(letters) + chance.choice(signs) for _ in range(count))


_HAN = "张伟王芳李娜刘洋陈静杨勇赵磊黄敏周杰吴徐孙志刚朱马胡郭林何高梁郑罗宋谢唐韩曹许邓冯曾程蔡彭潘袁董余苏叶"
_KANA = "さとうすずきたかはしなかむらいえおくけこせそちつてねのひふへほまみめもやゆよりるれろわ"
_HANGUL = "김이박최정강조윤장임한오서신권황안송류전홍민지수영현우진"
_ARABIC = "محمدعبداللهفاطمةأحمدإبراهيمخالديوسفعليحسن"
_PICTURES = ("👩‍👩‍👧", "🇩🇪", "🎁", "❤️", "👍🏽")
_SMILEYS = "😀😁😂😃😄😅😆😇😉😊😋😌😍😎"

CLASSES: dict[str, Name] = {
    "Latin, 22 characters": _latin,
    "Vietnamese": _words("NguyễnThị", "HồngPhương", "ĐặngƯớcTrần"),
    "Cyrillic": _words("абвгдежзийклмнопрстуфхцчшщъыьэюя", "АБВГДЕЖЗИКЛМНОПРСТУФ", "абвгдежзийклмнопрстуф"),
    "Chinese, 4 characters": lambda chance: "".join(chance.choices(_HAN, k=4)),
    "Japanese": lambda chance: "".join(chance.choices(_HAN, k=2) + chance.choices(_KANA, k=3)),
    "Korean": lambda chance: "".join(chance.choices(_HANGUL, k=4)),
    "Arabic": _words(_ARABIC, _ARABIC),
    "Arabic, Latin, digits": lambda chance: (
        f"{_words(_ARABIC)(chance)} {_words('abcdefgh')(chance)} {chance.random():.3}"
    ),
    "Hebrew": _words("אבגדהוזחטיכלמנסעפצקרשת", "אבגדהוזחטיכלמנסעפצקרשת"),
    "Thai": _syllables("กขคงจฉชซดตถทนบปผพฟภมยรลวศสหอ", ("", "่", "ี", "า"), 9),
    "Hindi": _syllables("अनतरमशकपवल", ("", "ि", "ा", "्र"), 8),
    "Khmer": _syllables("កខគឃងចឆជឈញដនបផពភមយរលវសហ", ("", "ា", "្ត", "ី"), 7),
    "Latin with emoji": lambda chance: (
        f"{_words('abcdefgh')(chance)} {chance.choice(_PICTURES)}{chance.choice(_SMILEYS)}"
    ),
}


def _names(make: Name, chance: Random) -> list[str]:
    return list({make(chance) for _ in range(_NAMES)})


# Cold strings


class _Ours:
    """The text layer with the built-in faces, as a run has it."""

    def __init__(self) -> None:
        self.type, _ = text.open_typesetter([builtin_folder("fonts")])
        self._fitter = Fitter(Typesetting(self.type.clean, self.type.line, self.type.breaks, text.describe_missing))

    def fit(self, element: TextElement, name: str) -> None:
        words = Words(self.type.clean(name).text, "", None)
        self._fitter.fit(element, words, element.box.w, element.box.h)


def _cold() -> Table:
    ours, chance = _Ours(), Random(1)
    rows: list[tuple[str, ...]] = []
    for title, make in CLASSES.items():
        sample = make(chance)
        face = ours.type.line(sample, role="text").runs[0].face

        others = (peers.harfbuzz(face), peers.fpdf2(face), peers.reportlab(face))
        able = [call for call in others if call]
        own, *theirs = beside(_REPEATS, partial(_names, make, chance), partial(ours.fit, _LABEL), *able)
        told = iter(theirs)
        cells = [cell for call in others for cell in (_beside(own, next(told)) if call else _CANNOT)]
        rows.append((title, str(len(sample)), str(own), *cells))
    for title, greeted in (("Latin, a size smaller", _latin), ("Latin, two lines", _two_latin)):
        (own,) = beside(_REPEATS, partial(_names, greeted, chance), partial(ours.fit, _GREETING))
        rows.append((title, str(len(greeted(chance))), str(own), *_CANNOT * len(others)))
    return Table(
        "A name never seen before",
        "Microseconds from the raw string to its fitted line: cleaned, ordered, faces chosen, shaped, size found "
        "(`Typesetter.clean`, `Typesetter.line`, `Fitter.fit`); wanted: Latin under 40, Chinese under 25, Arabic under "
        "100. Beside it, of the same kind of names: **HarfBuzz bare**, one given face, glyphs and clusters read and "
        "nothing else, which is a floor; **fpdf2**, the width of a shaped string in one given face; **reportlab**, "
        "`stringWidth` in one given face without shaping (no CFF, so no Han). The peers neither clean, nor choose "
        "faces, nor measure ink, nor fit. The ratio is ours over theirs. The last rows are fitted into a box where the "
        "first size is too wide: one line smaller, or two balanced lines.",
        ("name", "length", "inserts", "HarfBuzz bare", "ratio", "fpdf2", "ratio", "reportlab", "ratio"),
        tuple(rows),
        ("uharfbuzz", "fpdf2", "reportlab"),
    )


def _beside(own: Spread, peer: Spread) -> tuple[str, str]:
    return str(peer), times(own.median, peer.median)


# Faces


def _faces() -> Table:
    opened = [_opened() for _ in range(_OPENED)]
    files = builtin_folder("fonts")
    size = sum(path.stat().st_size for path in files.glob("*.[ot]tf")) / 1e6
    grown = {kind: median(one["kB"][kind] for one in opened) for kind in opened[0]["kB"]}
    took = spread([one["ms"] for one in opened])
    rows = [("time, ms (wanted: under 60)", str(took)), ("faces", str(opened[0]["faces"]))]
    rows += [("files, MB", number(size)), *((f"memory: {kind}, kB", f"{value:.0f}") for kind, value in grown.items())]
    return Table(
        "All built-in faces opened",
        "In fresh processes, after the imports: manifest read, every file mapped, its kind told. Private_Dirty is "
        "memory of the process's own; the rest is pages of mapped files, which the system may drop and share.",
        ("what", "measured"),
        tuple(rows),
        ("uharfbuzz",),
    )


def _opened() -> dict[str, Any]:
    call = [sys.executable, "-c", "import tests.benchmarks.text as text; text.opening()"]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def opening() -> None:
    """Open the faces, and tell how long it took and what it left in memory: what a fresh process does."""
    before = memory()
    start = process_time()
    typesetter, _ = text.open_typesetter([builtin_folder("fonts")])
    took = (process_time() - start) * 1000
    after = memory()
    grown = {kind: after[kind] - before[kind] for kind in ("Rss", "Private_Dirty") if after}
    sys.stdout.write(json.dumps({"ms": took, "faces": len(typesetter.faces.faces), "kB": grown}))


# Cards


def _cards() -> Table:
    ours = _Ours()
    line = ours.type.line(_CHINESE, role="text", language="zh-Hans")

    def alone() -> bytes:
        file = BytesIO()
        pdf.write(file, [Sheet(90 * MM, 54 * MM, (), (Text(line, 20, 40, 18, INK),))], {}, title="", flip="")
        return file.getvalue()

    whole, _ = _printed(1, _CHINESE, "CN")
    calls = {count: _printed(count, "", "DE")[1] for count in (1, 20, 40)}
    more = (calls[40] - calls[20]) / 20
    rows = (
        ("a page with a Chinese name alone, kB (wanted: under 15)", number(len(alone()) / 1000)),
        ("the same written again, ms", str(milliseconds(_REPEATS, alone))),
        ("a batch of one such customer's two-sided card, with its cover, kB", number(whole / 1000)),
        ("shapings of a run with one card, cover included", str(calls[1])),
        ("shapings for each further card", number(more)),
    )
    return Table(
        "Cards",
        "Sizes of PDFs, and how often HarfBuzz is called: what does not vary is shaped once a file, so each further "
        "card shapes its own texts only (the customer's name in the greeting, the order's number, the code).",
        ("what", "measured"),
        rows,
        ("uharfbuzz", "reportlab"),
    )


def _printed(count: int, name: str, country: str) -> tuple[int, int]:
    """Bytes of the PDF, and calls of HarfBuzz, of a run that prints so many cards."""
    chance = Random(2)
    orders = [
        {
            "Name": f"#{1001 + number}",
            "Email": f"c{number}@x.example",
            "Shipping Name": name or _latin(chance),
            "Shipping Country": country,
        }
        for number in range(count)
    ]
    with TemporaryDirectory() as folder, patch.object(hb, "shape", wraps=hb.shape) as shaped:
        made = run(make_shop(Path(folder) / "shop", export(orders), SHOP), templates=("classic",)).batches[0]
        assert made.pdf
        assert not made.held_back
        return made.pdf.stat().st_size, shaped.call_count
