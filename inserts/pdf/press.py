"""Pages of a finished file as PDF/X-4 (ISO 15930-7): output intent, metadata, and nothing a press has no use for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import pikepdf

from inserts.model.colour import Colour
from inserts.pdf.drawing import Ink
from inserts.pdf.numbers import num
from inserts.pdf.parts import keep_pages
from inserts.pdf.writer import PRODUCER

_VERSION = "PDF/X-4"

_REGISTRY = "http://www.color.org"
_PDFX = "http://www.npes.org/pdfx/ns/id/"
_RGB = re.compile(rb"\brg\b", re.IGNORECASE)
_OPERATORS = {("gray", "rg"): "g", ("gray", "RG"): "G", ("cmyk", "rg"): "k", ("cmyk", "RG"): "K"}
_KEPT = {"/Type", "/Pages"}
"""Entries of the catalog that pages of paper need."""


@dataclass(frozen=True, slots=True)
class Intent:
    """The printing condition: the ICC profile's bytes, its description, and the condition's registered name."""

    profile: bytes
    about: str
    condition: str


def write_pdfx(
    made: Path, pages: Sequence[int], file: BinaryIO, *, title: str, intent: Intent, day: date, ink: Ink
) -> None:
    """Write the `pages` of `made`, counted from 1, to `file` as PDF/X-4. `day` is the date the file tells of itself.

    What cards are drawn with is inks already; `ink` gives them for the RGB that artwork is drawn with. Pictures and
    shadings of artwork stay as they are. Equal input gives equal bytes.
    """
    with pikepdf.open(made) as pdf:
        keep_pages(pdf, pages)
        for key in set(pdf.Root.keys()) - _KEPT:
            del pdf.Root[key]
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream) and (thing.get("/Subtype") == "/Form" or "/PatternType" in thing):
                _set_in_inks(thing, ink)
        if any(_blends(thing) for thing in pdf.objects):
            for page in pdf.pages:
                _mixed_as_inks(page.obj)
        pdf.Root.OutputIntents = pikepdf.Array([pdf.make_indirect(_output_intent(pdf, intent))])
        identity = UUID(bytes=sha256(f"{title} {day} {pages}".encode() + made.read_bytes()).digest()[:16], version=4)
        _describe(pdf, title, day, identity)
        pdf.save(
            file,
            force_version="1.6",
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            normalize_content=False,
        )


def _set_in_inks(form: pikepdf.Stream, ink: Ink) -> None:
    """Replace the operators that set RGB. Of a form without any not a byte is changed."""
    content = form.read_bytes()
    if not _RGB.search(content):
        return
    steps: list[Any] = list(pikepdf.parse_content_stream(form))
    for place, step in enumerate(steps):
        if str(step.operator) in ("rg", "RG"):
            colour = ink(Colour("rgb", tuple(float(part) for part in step.operands)))
            operator = _OPERATORS[colour.space, str(step.operator)]
            operands = [pikepdf.Object.parse(num(part).encode()) for part in colour.values]
            steps[place] = pikepdf.ContentStreamInstruction(operands, pikepdf.Operator(operator))
    form.write(pikepdf.unparse_content_stream(steps))


def _output_intent(pdf: pikepdf.Pdf, intent: Intent) -> Any:
    profile = pikepdf.Stream(pdf, intent.profile)
    profile.N = 4
    profile.Alternate = pikepdf.Name.DeviceCMYK
    return pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFX,
        OutputConditionIdentifier=pikepdf.String(intent.condition),
        OutputCondition=pikepdf.String(intent.about),
        RegistryName=pikepdf.String(_REGISTRY),
        Info=pikepdf.String(intent.about),
        DestOutputProfile=pdf.make_indirect(profile),
    )


def _blends(thing: object) -> bool:
    """Whether an object mixes colours with what lies below."""
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return False
    soft = thing.get("/SMask", pikepdf.Name.None_)
    opacity = (thing.get(key, 1) for key in ("/ca", "/CA"))
    return soft != pikepdf.Name.None_ or any(float(part) < 1 for part in opacity) or _mode(thing) not in ("", "/Normal")


def _mode(thing: Any) -> str:
    mode = thing.get("/BM", "")
    return "several" if isinstance(mode, pikepdf.Array) else str(mode)


def _mixed_as_inks(page: Any) -> None:
    page.Group = pikepdf.Dictionary(
        Type=pikepdf.Name.Group, S=pikepdf.Name.Transparency, CS=pikepdf.Name.DeviceCMYK, I=True
    )


def _describe(pdf: pikepdf.Pdf, title: str, day: date, identity: UUID) -> None:
    """Information dictionary and XMP, which say the same."""
    stamp = f"D:{day:%Y%m%d}000000+00'00'"
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    told = {"/Title": title, "/Creator": PRODUCER, "/Producer": PRODUCER, "/CreationDate": stamp, "/ModDate": stamp}
    for key, value in told.items():
        pdf.docinfo[key] = pikepdf.String(value)
    pdf.docinfo["/Trapped"] = pikepdf.Name("/False")  # Name.False_ would keep its underline
    stream = pikepdf.Stream(pdf, "".join(_packet(title, f"{day.isoformat()}T00:00:00+00:00", identity)).encode())
    stream.Type = pikepdf.Name.Metadata
    stream.Subtype = pikepdf.Name.XML
    pdf.Root.Metadata = pdf.make_indirect(stream)


def _packet(title: str, stamp: str, identity: UUID) -> Iterator[str]:
    """The XMP packet. The title is the batch's name, which may hold any sign."""
    safe = "".join(f"&#{ord(sign)};" if sign in "<>&\"'" or ord(sign) < 32 else sign for sign in title)
    yield '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    yield '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
    yield '<rdf:Description rdf:about=""\n  xmlns:dc="http://purl.org/dc/elements/1.1/"\n'
    yield '  xmlns:xmp="http://ns.adobe.com/xap/1.0/"\n  xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"\n'
    yield f'  xmlns:pdf="http://ns.adobe.com/pdf/1.3/"\n  xmlns:pdfxid="{_PDFX}">\n'
    yield "  <dc:format>application/pdf</dc:format>\n"
    yield f'  <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{safe}</rdf:li></rdf:Alt></dc:title>\n'
    for key in ("CreateDate", "ModifyDate", "MetadataDate"):
        yield f"  <xmp:{key}>{stamp}</xmp:{key}>\n"
    yield f"  <xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool>\n"
    yield f"  <xmpMM:DocumentID>uuid:{identity}</xmpMM:DocumentID>\n"
    yield "  <xmpMM:VersionID>1</xmpMM:VersionID>\n  <xmpMM:RenditionClass>default</xmpMM:RenditionClass>\n"
    yield f"  <pdf:Producer>{PRODUCER}</pdf:Producer>\n  <pdf:Trapped>False</pdf:Trapped>\n"
    yield f"  <pdfxid:GTS_PDFXVersion>{_VERSION}</pdfxid:GTS_PDFXVersion>\n"
    yield '</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="w"?>'
