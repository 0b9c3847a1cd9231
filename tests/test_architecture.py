"""The house as a table: which room may import which, and which outside package has its one home where."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "inserts"

# Room -> rooms of ours it may import. `model` is the middle and is allowed everywhere. A room that is not listed fails.
ROOMS: dict[str, set[str]] = {
    "inserts": set(),
    "__main__": {"cli"},
    "model": set(),
    "builtin": set(),
    "crew": {"cycles", "interrupts"},
    "cycles": set(),
    "interrupts": set(),
    "tables": set(),
    "orders": {"cycles"},
    "batches": set(),
    "offers": set(),
    "ledger": set(),
    "settings": {"tables"},
    "templates": {"tables", "fields"},
    "fields": set(),
    "fill": {"fields"},
    "palette": set(),
    "demo": set(),
    "text": set(),
    "qr": set(),
    "barcode": set(),
    "images": set(),
    "inks": set(),
    "artwork": {"images"},
    "layout": set(),
    "impose": set(),
    "pdf": set(),
    "manifest": set(),
    "uploads": set(),
    "raster": set(),
    "spool": set(),
    "proof": {"crew", "manifest"},
    "results": set(),
    "run": {
        "artwork",
        "barcode",
        "batches",
        "builtin",
        "crew",
        "cycles",
        "fill",
        "images",
        "impose",
        "inks",
        "interrupts",
        "layout",
        "ledger",
        "manifest",
        "offers",
        "orders",
        "palette",
        "pdf",
        "proof",
        "qr",
        "raster",
        "results",
        "settings",
        "spool",
        "tables",
        "templates",
        "text",
        "uploads",
    },
    "cli": {"builtin", "demo", "interrupts", "manifest", "orders", "proof", "results", "run", "settings", "uploads"},
}

# Outside package -> the rooms it may be imported in.
HOMES: dict[str, set[str]] = {
    "babel": {"fill", "orders", "settings", "uploads"},
    "click": {"cli"},
    "cssselect2": {"artwork"},
    "csv": {"orders", "manifest"},
    "http": {"spool"},
    "icu4py": {"text"},
    "liquid": {"fields", "fill"},
    "openpyxl": {"orders"},
    "phonenumbers": {"settings"},
    "pikepdf": {"artwork", "pdf", "proof"},
    "PIL": {"images", "inks", "proof"},
    "psycopg": {"ledger"},
    "pypdfium2": {"proof", "raster"},
    "qrcode": {"qr"},
    "reportlab": {"artwork", "pdf"},
    "stdnum": {"settings"},
    "sqlite3": {"ledger"},
    "svglib": {"artwork"},
    "tinycss2": {"artwork"},
    "tomlkit": {"settings"},
    "tomllib": {"tables", "text"},
    "uharfbuzz": {"text"},
    "zxingcpp": {"barcode", "proof"},
}

STANDARD = {"random", "secrets"}
"""Sources of chance: only the outermost room may call them."""


def modules() -> list[Path]:
    return sorted(ROOT.rglob("*.py"))


def room_of(module: Path) -> str:
    parts = module.relative_to(ROOT).with_suffix("").parts
    return "inserts" if parts == ("__init__",) else parts[0]


def imports(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            yield node.module or ""


def ours(module: Path) -> set[str]:
    rooms = set()
    for name in imports(module):
        top, _, rest = name.partition(".")
        if top == "inserts":
            rooms.add(rest.partition(".")[0] or "inserts")
    return rooms


def test_every_module_has_its_room_in_the_table():
    assert {room_of(module) for module in modules()} == set(ROOMS)


@pytest.mark.parametrize("module", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_what_the_table_allows(module):
    room = room_of(module)
    allowed = ROOMS[room] | {room, "inserts"} | (set() if room == "inserts" else {"model"})
    assert ours(module) <= allowed


@pytest.mark.parametrize("module", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_an_outside_package_is_imported_in_its_home_only(module):
    for name in imports(module):
        top = name.partition(".")[0]
        assert room_of(module) in HOMES.get(top, {room_of(module)}), f"{name} is imported in {module.name}"


def test_business_types_and_geometry_types_do_not_know_each_other():
    business = {"experiment", "order", "offer", "outcome", "rule", "shop"}
    geometry = {"template", "stock", "glyphs", "card", "colour", "length"}
    for module in (ROOT / "model").glob("*.py"):
        known = {name.rpartition(".")[2] for name in imports(module) if name.startswith("inserts.model.")}
        if module.stem in business:
            assert not known & geometry, module.name
        if module.stem in geometry:
            assert not known & business, module.name


def test_chance_enters_through_arguments_only():
    for module in modules():
        if room_of(module) != "cli":
            assert not {name.partition(".")[0] for name in imports(module)} & STANDARD, module.name


def test_the_proof_knows_nothing_of_how_the_file_was_made():
    for module in modules():
        if room_of(module) == "proof":
            names = set(imports(module))
            assert not {n for n in names if n.startswith(("reportlab", "qrcode"))}
            assert not ours(module) & {"layout", "impose", "pdf", "qr", "barcode", "text"}


@pytest.mark.parametrize("module", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_outgrows_its_room(module):
    assert len(module.read_text("utf-8").splitlines()) <= 400


def test_modules_do_not_import_in_a_circle():
    graph: dict[str, set[str]] = {}
    for module in modules():
        name = ".".join(("inserts", *module.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")
        graph[name] = {target for target in imports(module) if target.startswith("inserts")}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join((*path, name))
        if name in done:
            return
        for target in graph.get(name, ()):
            visit(target, (*path, name))
        done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("module", [m for m in modules() if m.name == "__init__.py"], ids=str)
def test_an_init_hands_names_on_and_does_nothing(module):
    for node in ast.parse(module.read_text("utf-8")).body:
        assert isinstance(node, (ast.Expr, ast.Import, ast.ImportFrom, ast.Assign)), ast.dump(node)[:80]
