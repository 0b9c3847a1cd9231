"""Build the bundled fonts from the packages they come from. Run by hand by maintainers; downloads nothing.

    python fonts/build.py DEBIAN NODE_MODULES [--out fonts]

DEBIAN is a folder into which three Debian 12 packages were unpacked (`apt-get download`, then `dpkg -x`):
fonts-noto-cjk, fonts-noto-core, fonts-noto-extra. NODE_MODULES is the folder of that name made by
`npm install @expo-google-fonts/noto-sans ...`. `PACKAGES` has the versions, `FACES` says what is taken from which file.

Every file is cut by hb-subset (hints and vertical metrics go, letters stay), renamed and written without
a clock, so that the same sources and the same versions of uharfbuzz and fontTools give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import fontTools
import uharfbuzz as hb
from fontTools.ttLib import TTFont, newTable

PACKAGES = {
    "fonts-noto-cjk": "1:20220127+repack1-1",
    "fonts-noto-core": "20201225-1",
    "fonts-noto-extra": "20201225-1",
    "@expo-google-fonts/noto-emoji": "0.4.7",
    "@expo-google-fonts/noto-nastaliq-urdu": "0.4.2",
    "@expo-google-fonts/noto-sans": "0.4.2",
    "@expo-google-fonts/noto-sans-bengali": "0.4.4",
    "@expo-google-fonts/noto-sans-devanagari": "0.4.1",
    "@expo-google-fonts/noto-sans-hebrew": "0.4.1",
    "@expo-google-fonts/noto-sans-khmer": "0.4.3",
    "@expo-google-fonts/noto-sans-mono": "0.4.2",
    "@expo-google-fonts/noto-sans-tamil": "0.4.3",
    "@expo-google-fonts/noto-sans-thai": "0.4.2",
    "@expo-google-fonts/vollkorn": "0.4.1",
}

CAPS = 714
"""Cap height of Noto in 1/1000 em, for every face set beside it: the design language aligns texts by capitals."""


class Source(NamedTuple):
    """Where a face is taken from. `number` is its place in a collection."""

    package: str
    file: str
    number: int = 0


class Recipe(NamedTuple):
    """One file of the bundle. `family` is said after "Parcel", `bold`: a bold file of the family follows.

    `cap_height` is what stands for capitals (1/1000 em). `layout`: the only OpenType features kept, none for
    HarfBuzz's own choice; `features` are kept besides and switched on when text is set. `keep` are the characters
    kept, all by default.
    """

    family: str
    weight: str
    source: Source
    scripts: tuple[str, ...] = ()
    role: str = ""
    bold: bool = False
    cap_height: int = CAPS
    layout: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    keep: range | None = None

    @property
    def name(self) -> str:
        return f"Parcel{self.family.replace(' ', '')}-{self.weight}"

    @property
    def file(self) -> str:
        return self.name + (".otf" if self.source.package == "fonts-noto-cjk" else ".ttf")

    @property
    def bold_file(self) -> str:
        return f"Parcel{self.family.replace(' ', '')}-Bold.ttf" if self.bold else ""


def npm(package: str, file: str) -> Source:
    """A file of an npm package."""
    return Source(f"@expo-google-fonts/{package}", file)


def core(file: str) -> Source:
    """A file of the Debian package with most scripts."""
    return Source("fonts-noto-core", f"usr/share/fonts/truetype/noto/{file}")


def pair(family: str, package: str, stem: str, *scripts: str) -> tuple[Recipe, Recipe]:
    """Regular and bold of an npm package."""
    return (
        Recipe(family, "Regular", npm(package, f"400Regular/{stem}_400Regular.ttf"), scripts, bold=True),
        Recipe(family, "Bold", npm(package, f"700Bold/{stem}_700Bold.ttf"), scripts),
    )


def single(family: str, *scripts: str) -> Recipe:
    """A regular of the Debian package, without a bold."""
    return Recipe(family, "Regular", core(f"NotoSans{family}-Regular.ttf"), scripts)


_SANS, _SANS_BOLD = pair("Sans", "noto-sans", "NotoSans", "Latn", "Grek", "Cyrl")
_CJK = Source("fonts-noto-cjk", "usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
_ARABIC = core("NotoSansArabic-Regular.ttf"), core("NotoSansArabic-Bold.ttf")
_POSTER = Source("fonts-noto-extra", "usr/share/fonts/truetype/noto/NotoSans-ExtraCondensedBlack.ttf")

# In the order a face is looked for when no face is preferred: this is the order of the manifest too.
FACES = (
    _SANS._replace(role="text"),
    _SANS_BOLD._replace(role="strong"),
    # The Japanese face of the collection: the only one with all variation sequences. The forms of the other
    # regions come from "locl". An ideograph is as high as 0.82 em; layout makes it smaller beside Latin letters.
    Recipe(
        "CJK",
        "Regular",
        _CJK,
        ("Hani", "Hira", "Kana", "Hang", "Bopo"),
        cap_height=820,
        layout=("locl", "ccmp", "ljmo", "vjmo", "tjmo", "calt"),
    ),
    # Not the newer Noto Sans Arabic: it draws letters from skeletons and dots, which ruins copying text out of a PDF.
    Recipe("Arabic", "Regular", _ARABIC[0], ("Arab",), bold=True),
    Recipe("Arabic", "Bold", _ARABIC[1], ("Arab",)),
    *pair("Hebrew", "noto-sans-hebrew", "NotoSansHebrew", "Hebr"),
    *pair("Thai", "noto-sans-thai", "NotoSansThai", "Thai"),
    *pair("Devanagari", "noto-sans-devanagari", "NotoSansDevanagari", "Deva"),
    *pair("Bengali", "noto-sans-bengali", "NotoSansBengali", "Beng"),
    *pair("Tamil", "noto-sans-tamil", "NotoSansTamil", "Taml"),
    *pair("Khmer", "noto-sans-khmer", "NotoSansKhmer", "Khmr"),
    single("Telugu", "Telu"),
    single("Kannada", "Knda"),
    single("Malayalam", "Mlym"),
    single("Gujarati", "Gujr"),
    single("Gurmukhi", "Guru"),
    single("Oriya", "Orya"),
    single("Sinhala", "Sinh"),
    single("Lao", "Laoo"),
    single("Myanmar", "Mymr"),
    single("Georgian", "Geor"),
    single("Armenian", "Armn"),
    single("Ethiopic", "Ethi"),
    single("Thaana", "Thaa"),
    Recipe(
        "Voice",
        "Regular",
        npm("vollkorn", "400Regular/Vollkorn_400Regular.ttf"),
        role="voice",
        cap_height=676,
        features=("lnum",),
    ),
    Recipe("Poster", "Black", _POSTER, role="poster"),
    Recipe(
        "Code", "Bold", npm("noto-sans-mono", "700Bold/NotoSansMono_700Bold.ttf"), role="code", keep=range(0x20, 0x7F)
    ),
    single("Symbols", "Zsym"),
    # Cut to what product names and national standards use: the rest is for composers, chess players and typesetters.
    Recipe("Symbols 2", "Regular", core("NotoSansSymbols2-Regular.ttf"), ("Zsym",), keep=range(0x2190, 0x2C00)),
    Recipe("Math", "Regular", core("NotoSansMath-Regular.ttf"), ("Zmth",), keep=range(0x2190, 0x2C00)),
    Recipe("Emoji", "Regular", npm("noto-emoji", "400Regular/NotoEmoji_400Regular.ttf"), ("Zsye",)),
    Recipe("Nastaliq", "Regular", npm("noto-nastaliq-urdu", "400Regular/NotoNastaliqUrdu_400Regular.ttf"), ("Aran",)),
)

DROPPED = "vmtx vhea VORG BASE DSIG STAT MVAR meta gasp hdmx VDMX LTSH"
LICENCE = "This Font Software is licensed under the SIL Open Font License, Version 1.1."
LICENCE_URL = "https://openfontlicense.org"
CHANGES = (
    "The font files beside this text are Modified Versions: they were cut to the characters inserts uses, "
    "their hinting\nand vertical metrics were removed, and they were renamed."
)


def build(recipe: Recipe, source: Path) -> bytes:
    """The recipe's font file, cut from `source`."""
    face = hb.Face(hb.Blob.from_file_path(str(source)), recipe.source.number)
    file = io.BytesIO()
    font = TTFont(io.BytesIO(_cut(recipe, face)), lazy=True, recalcTimestamp=False, recalcBBoxes=False)
    _rename(font, recipe, face)
    font["head"].modified = font["head"].created
    font["post"].formatType = 3.0
    font.save(file)
    return file.getvalue()


def _cut(recipe: Recipe, face: hb.Face) -> bytes:
    request = hb.SubsetInput()
    request.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE | hb.SubsetFlags.CFF_IDENTITY_CHARSET
    request.unicode_set.update(code for code in face.unicodes if recipe.keep is None or code in recipe.keep)
    # Without the selectors themselves hb-subset forgets the variation sequences.
    request.unicode_set.update(face.variation_selectors if recipe.keep is None else ())
    if recipe.layout:
        request.layout_feature_tag_set.clear()
    request.layout_feature_tag_set.update(map(_tag, (*recipe.layout, *recipe.features)))
    request.drop_table_tag_set.update(map(_tag, DROPPED.split()))
    return bytes(request.subset(face).blob.data)


def _tag(name: str) -> int:
    return int.from_bytes(name.encode("ascii"), "big")


def _rename(font: TTFont, recipe: Recipe, face: hb.Face) -> None:
    family = f"Parcel {recipe.family}"
    names = {
        0: _name(face, 0),
        1: family,
        2: recipe.weight,
        3: f"{recipe.name};{version(face)}",
        4: f"{family} {recipe.weight}",
        5: version(face),
        6: recipe.name,
        10: f"Modified version (subset, hinting removed) of {_name(face, 4)}",
        13: LICENCE,
        14: LICENCE_URL,
    }
    font["name"] = table = newTable("name")
    table.names = []
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    if "CFF " in font:
        _rename_cff(font["CFF "].cff, recipe.name)


def _rename_cff(cff: object, name: str) -> None:
    cff.fontNames[0] = name  # type: ignore[attr-defined]
    top = cff.topDictIndex[0]  # type: ignore[attr-defined]
    for key in ("FullName", "FamilyName", "Notice", "Copyright"):
        top.rawDict.pop(key, None)
        vars(top).pop(key, None)


def version(face: hb.Face) -> str:
    """The version the source tells, without what its build tools added."""
    return _name(face, 5).partition(";")[0]


def _name(face: hb.Face, number: int) -> str:
    return " ".join((face.get_name(number) or "").split())


def row(recipe: Recipe, source: Path, data: bytes) -> dict[str, object]:
    """What the manifest says of a face: how it is used, then where it is from, then what the file holds."""
    face = hb.Face(hb.Blob.from_file_path(str(source)), recipe.source.number)
    made = hb.Face(data)
    return {
        "file": recipe.file,
        "name": recipe.name,
        "family": f"Parcel {recipe.family}",
        "full_name": f"Parcel {recipe.family} {recipe.weight}",
        "weight": {"Regular": 400, "Bold": 700, "Black": 900}[recipe.weight],
        "role": recipe.role,
        "scripts": list(recipe.scripts),
        "bold": recipe.bold_file,
        "features": list(recipe.features),
        "cap_height": recipe.cap_height,
        "package": recipe.source.package,
        "package_version": PACKAGES[recipe.source.package],
        "source": recipe.source.file,
        "source_index": recipe.source.number,
        "source_sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
        "source_version": version(face),
        "copyright": _name(face, 0),
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "code_points": len(made.unicodes),
        "glyphs": made.glyph_count,
    }


def manifest(rows: Iterable[dict[str, object]]) -> str:
    """fonts.toml: a table [[face]] for each file."""
    tables = ("[[face]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in entry.items()) for entry in rows)
    return f"# Written by build.py (uharfbuzz {hb.__version__}, fontTools {fontTools.version}).\n\n" + "\n".join(tables)


def _toml(value: object) -> str:
    # The strings and lists of JSON are those of TOML, as long as nothing needs escaping beyond both.
    return json.dumps(value, ensure_ascii=False)


def licence(rows: Iterable[dict[str, object]], notices: Iterable[tuple[str, str]], text: str) -> str:
    """OFL.txt: every notice with its files, what was changed, the licence."""
    files: dict[str, list[str]] = {}
    for entry in rows:
        files.setdefault(str(entry["copyright"]), []).append(str(entry["file"]))
    for notice, file in notices:
        files.setdefault(notice, [])
        if file not in files[notice]:
            files[notice].append(file)
    heads = "\n".join(f"{notice}\n    {', '.join(names)}" for notice, names in files.items())
    return f"{heads}\n\n{CHANGES}\n\n{LICENCE}\nThe licence is copied below; it is also at {LICENCE_URL}\n\n\n{text}"


def _npm_licence(folder: Path) -> tuple[str, str]:
    """The copyright notice and the licence text of an npm package."""
    text = (folder / "LICENSE_FONT").read_text("utf-8").replace("\r\n", "\n")
    notice, _, rest = text.partition("\n")
    return notice.strip(), rest[rest.index("-----------") :].strip() + "\n"


def _find(source: Source, debian: Path, node_modules: Path) -> Path:
    if not source.package.startswith("@"):
        return debian / source.file
    folder = node_modules / source.package
    found = json.loads((folder / "package.json").read_text("utf-8"))["version"]
    if found != PACKAGES[source.package]:
        raise SystemExit(f"{source.package} is {found}, not {PACKAGES[source.package]}")
    return folder / source.file


def _notices(node_modules: Path) -> Iterator[tuple[str, str]]:
    for recipe in FACES:
        if recipe.source.package.startswith("@"):
            yield _npm_licence(node_modules / recipe.source.package)[0], recipe.file


def _put(path: Path, data: bytes) -> None:
    """Replace the file by another one: a program may have the old one mapped into memory."""
    made = path.with_suffix(".part")
    made.write_bytes(data)
    made.replace(path)


def main() -> None:
    """Build all files into --out, then the manifest and OFL.txt."""
    parser = argparse.ArgumentParser(description="Build the bundled fonts.")
    parser.add_argument("debian", type=Path)
    parser.add_argument("node_modules", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    args = parser.parse_args()
    rows = []
    for recipe in FACES:
        source = _find(recipe.source, args.debian, args.node_modules)
        data = build(recipe, source)
        _put(args.out / recipe.file, data)
        rows.append(row(recipe, source, data))
        print(f"{len(data):>10,} {recipe.file}")
    text = _npm_licence(args.node_modules / "@expo-google-fonts/noto-sans")[1]
    (args.out / "fonts.toml").write_text(manifest(rows), "utf-8")
    (args.out / "OFL.txt").write_text(licence(rows, tuple(_notices(args.node_modules)), text), "utf-8")
    print(f"{sum(int(str(entry['bytes'])) for entry in rows):>10,} in all")


if __name__ == "__main__":
    main()
