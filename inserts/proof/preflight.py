"""A PDF/X-4 file held against the rules of ISO 15930-7 that can be told from the file, each one by name.

The standard's own text is not free; the rules are those that other programs and published summaries agree on. No
validator is free either, so that no outside one has seen the file: whoever reads the report must be told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf

from inserts.proof.inked import Finding, Walk

NO_VALIDATOR = (
    "No outside PDF/X validator has checked this file: these are the rules inserts knows. Ask the print shop."
)

_FORBIDDEN = ("/AA", "/OpenAction", "/AcroForm", "/Names", "/Collection", "/Encrypt", "/Perms")
_ACTIONS = {"/JavaScript", "/Launch", "/URI", "/GoTo", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/Named"}
_XMP = {
    "title": "<dc:title>",
    "format": "<dc:format>application/pdf<",
    "creation date": "<xmp:CreateDate>",
    "modification date": "<xmp:ModifyDate>",
    "metadata date": "<xmp:MetadataDate>",
    "document ID": "<xmpMM:DocumentID>",
    "version ID": "<xmpMM:VersionID>",
    "rendition class": "<xmpMM:RenditionClass>",
    "trapping": "<pdf:Trapped>",
    "version PDF/X-4": "<pdfxid:GTS_PDFXVersion>PDF/X-4<",
}
_STEPS = 0.01
"""Points by which boxes may seem to stick out of each other, as they are written in thousandths."""


class Rule(NamedTuple):
    """A rule and what breaks it; nothing: the file keeps it."""

    name: str
    findings: tuple[str, ...] = ()


def preflight(path: Path) -> tuple[Rule, ...]:
    """Every rule checked. A file that cannot be opened breaks the first one, and no other is checked."""
    try:
        with pikepdf.open(path, attempt_recovery=False) as pdf:
            rules = [Rule(name, tuple(dict.fromkeys(check(pdf)))) for name, check in _RULES]
            walk = Walk()
            seen = [(number, page, walk.page(page)) for number, page in _pages(pdf)]
            return (
                *rules,
                Rule("Everything that pages and forms name is in their own resources.", _found(seen, "name")),
                Rule(
                    "Colours are grey, CMYK, spot on CMYK, or told by a profile: no plain RGB.", _found(seen, "colour")
                ),
                Rule("Pages with transparency mix it in CMYK.", tuple(_blending(seen))),
            )
    except pikepdf.PasswordError:
        return (Rule("The file is not encrypted.", ("it is locked with a password",)),)
    except (pikepdf.PdfError, OSError):
        return (Rule("The file is a PDF.", ("it cannot be opened",)),)


def as_text(rules: Iterable[Rule], name: str) -> str:
    """The report that lies beside the file."""
    listed = list(rules)
    broken = sum(bool(rule.findings) for rule in listed)
    head = f"Preflight of {name} as PDF/X-4: {len(listed)} rules checked, {broken} broken."
    lines = [head, NO_VALIDATOR, ""]
    for rule in listed:
        lines.append(f"{'BROKEN' if rule.findings else 'kept  '}  {rule.name}")
        lines += (f"        {finding}" for finding in rule.findings)
    return "\n".join(lines) + "\n"


Check = Callable[[pikepdf.Pdf], Iterator[str]]


def _plain(pdf: pikepdf.Pdf) -> Iterator[str]:
    if pdf.is_encrypted:
        yield "it is encrypted"


def _version(pdf: pikepdf.Pdf) -> Iterator[str]:
    if not "1.3" <= pdf.pdf_version <= "1.7":
        yield f"it is version {pdf.pdf_version}"


def _identity(pdf: pikepdf.Pdf) -> Iterator[str]:
    if len(pdf.trailer.get("/ID", ())) != 2:
        yield "the trailer has no ID"


def _actions(pdf: pikepdf.Pdf) -> Iterator[str]:
    yield from (f"the catalog has {key}" for key in _FORBIDDEN if key in pdf.Root)
    for thing in _dictionaries(pdf):
        if "/JS" in thing or str(thing.get("/S", "")) in _ACTIONS:
            yield "there is a script or an action"
        if "/EF" in thing or thing.get("/Type") == "/EmbeddedFile":
            yield "another file is attached"
    yield from (f"page {number} has an action" for number, page in _pages(pdf) if "/AA" in page or "/PresSteps" in page)


def _information(pdf: pikepdf.Pdf) -> Iterator[str]:
    info = pdf.docinfo
    yield from (
        f"{key[1:]} is missing" for key in ("/Title", "/CreationDate", "/ModDate") if not str(info.get(key, ""))
    )
    if info.get("/Trapped") not in (pikepdf.Name("/True"), pikepdf.Name("/False")):
        yield "Trapped is neither True nor False"


def _xmp(pdf: pikepdf.Pdf) -> Iterator[str]:
    stream = pdf.Root.get("/Metadata")
    if not isinstance(stream, pikepdf.Stream):
        yield "there is none"
        return
    if "/Filter" in stream:
        yield "it is compressed"
    text = stream.read_bytes().decode("utf-8", "replace")
    yield from (f"its {name} is missing" for name, mark in _XMP.items() if mark not in text)


def _intent(pdf: pikepdf.Pdf) -> Iterator[str]:
    intents = [intent for intent in pdf.Root.get("/OutputIntents", ()) if intent.get("/S") == "/GTS_PDFX"]
    if len(intents) != 1:
        yield f"there are {len(intents)}"
        return
    if not str(intents[0].get("/OutputConditionIdentifier", "")):
        yield "it names no printing condition"
    profile = intents[0].get("/DestOutputProfile")
    if not isinstance(profile, pikepdf.Stream):
        yield "its profile is not embedded"
        return
    data = profile.read_bytes()
    if data[36:40] != b"acsp" or data[12:16] != b"prtr":
        yield "its profile is none of a press"
    if data[16:20] != b"CMYK" or profile.get("/N") != 4:
        yield "its profile is not one of four inks"


def _fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for thing in _dictionaries(pdf):
        if thing.get("/Type") == "/Font":
            if thing.get("/Subtype") in ("/Type0", "/Type3"):
                continue  # a Type0 font is in the file if its descendant is; a Type3 font is drawn
            descriptor = thing.get("/FontDescriptor", pikepdf.Dictionary())
            if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
                yield f"{str(thing.get('/BaseFont', 'a font'))[1:]} is not embedded"


def _boxes(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, page in _pages(pdf):
        if ("/TrimBox" in page) == ("/ArtBox" in page):
            yield f"page {number} has not exactly one of TrimBox and ArtBox"
            continue
        inner = page.get("/TrimBox") or page.get("/ArtBox")
        media = pikepdf.Page(page).mediabox
        for outer in (page.get("/BleedBox", media), media):
            if not _within(inner, outer):
                yield f"page {number}: its boxes do not lie within each other"
            inner = outer


def _within(inner: Any, outer: Any) -> bool:
    left, bottom, right, top = map(float, inner)
    x1, y1, x2, y2 = map(float, outer)
    return x1 - _STEPS <= left < right <= x2 + _STEPS and y1 - _STEPS <= bottom < top <= y2 + _STEPS


def _annotations(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, page in _pages(pdf):
        if any(one.get("/Subtype") not in ("/PrinterMark", "/TrapNet") for one in page.get("/Annots", ())):
            yield f"page {number} has annotations"


def _states(pdf: pikepdf.Pdf) -> Iterator[str]:
    for state in _dictionaries(pdf):
        if "/TR" in state or "/HTP" in state:
            yield "a graphics state has a transfer curve or a halftone phase"
        if state.get("/TR2", "/Default") != "/Default":
            yield "a graphics state has a transfer curve"


def _streams(pdf: pikepdf.Pdf) -> Iterator[str]:
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Stream):
            continue
        filters = thing.get("/Filter", ())
        if "/LZWDecode" in ([filters] if isinstance(filters, pikepdf.Name) else list(filters)):
            yield "a stream is packed with LZW"
        if thing.get("/Subtype") == "/PS" or thing.get("/Subtype2") == "/PS" or "/PS" in thing:
            yield "there is PostScript"
        yield from (f"an image or form has {key}" for key in ("/OPI", "/Ref", "/Alternates") if key in thing)


Seen = Sequence[tuple[int, Any, tuple[Finding, ...]]]
"""Pages by number, with what their content says of colours."""


def _found(seen: Seen, kind: str) -> tuple[str, ...]:
    """What was found, each once with its first page: a form may be on every page."""
    pages: dict[str, list[int]] = {}
    for number, _, findings in seen:
        for finding in findings:
            if finding.kind == kind:
                pages.setdefault(finding.message, []).append(number)
    return tuple(f"page {on[0]}{_more(len(on) - 1)}: {message}" for message, on in pages.items())


def _more(count: int) -> str:
    return f" and {count} more" if count else ""


def _blending(seen: Seen) -> Iterator[str]:
    """Where colours are mixed, the page says in which inks."""
    for number, page, findings in seen:
        group = page.get("/Group")
        mixes = any(finding.kind == "mix" for finding in findings)
        if mixes and (group is None or group.get("/CS") != "/DeviceCMYK"):
            yield f"page {number} mixes colours in no colour space"


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary and stream of the file, those that stand directly in another one too."""
    for thing in pdf.objects:
        yield from _within_object(thing)


def _within_object(thing: object) -> Iterator[Any]:
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        parts = [value for _, value in thing.items()]
    else:
        parts = list(thing) if isinstance(thing, pikepdf.Array) else []
    for part in parts:
        if isinstance(part, pikepdf.Dictionary | pikepdf.Array) and not part.is_indirect:
            yield from _within_object(part)


def _pages(pdf: pikepdf.Pdf) -> Iterator[tuple[int, Any]]:
    return ((number, page.obj) for number, page in enumerate(pdf.pages, 1))


_RULES: tuple[tuple[str, Check], ...] = (
    ("The file is not encrypted.", _plain),
    ("The PDF version is 1.3 to 1.7.", _version),
    ("The file has an ID.", _identity),
    ("No scripts, actions, forms or attached files.", _actions),
    ("The document information has a title, both dates, and says whether it is trapped.", _information),
    ("XMP metadata is there, uncompressed and complete, and says PDF/X-4.", _xmp),
    ("There is one output intent GTS_PDFX, with a CMYK press profile in the file.", _intent),
    ("Every font is in the file.", _fonts),
    ("Every page has one TrimBox, within its BleedBox, within its MediaBox.", _boxes),
    ("No annotations.", _annotations),
    ("No transfer curves and halftone phases.", _states),
    ("No LZW, PostScript, OPI, references to other files, or alternate images.", _streams),
)
