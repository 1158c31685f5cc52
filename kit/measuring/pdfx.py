"""PDF bytes -> the parts of PDF/X-4 (ISO 15930-7) that a print shop's preflight looks at.

Read by pypdf and not by what wrote the file.
"""

import io
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import StreamObject

from kit.measuring.colour_spaces import entry, plain
from kit.measuring.ink_coverage import Coverage, ink_coverage

_SPACES = {
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
}
# What the metadata of a file for print must say (ISO 15930-7, 6.3), besides the version.
METADATA = (
    *("dc:title", "xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"),
    *("xmpMM:DocumentID", "xmpMM:VersionID", "xmpMM:RenditionClass"),
)


@dataclass(frozen=True)
class PressFacts:
    """What a file says of itself, and what it lays on paper.

    `intents` are the printing conditions it is meant for, `has_profile` whether each has one of a
    printer with four inks, `missing` what its metadata lack, `actions` counts annotations and all
    that runs.
    """

    coverage: Coverage
    intents: tuple[str, ...] = ()
    has_profile: bool = False
    version: str = ""
    trapped: str = ""
    has_id: bool = False
    missing: tuple[str, ...] = METADATA
    actions: int = 0


def press_facts(pdf: bytes) -> PressFacts:
    """Read a file for a print shop; what cannot be read is among the `unknown` of its coverage."""
    try:
        reader = PdfReader(io.BytesIO(pdf), strict=True)
        return _facts(reader)
    except (PyPdfError, ET.ParseError, ValueError, TypeError, LookupError) as error:
        return PressFacts(Coverage(unknown={f"file: {error}"}))


def _facts(reader: PdfReader) -> PressFacts:
    root, info = reader.root_object, entry(reader.trailer, "/Info")
    intents = [plain(intent) for intent in entry(root, "/OutputIntents", ())]
    says = dict(_metadata(entry(root, "/Metadata")))
    ids = entry(reader.trailer, "/ID", ())
    return PressFacts(
        ink_coverage(reader.pages),
        tuple(f"{it.get('/S')} {entry(it, '/OutputConditionIdentifier', '')}" for it in intents),
        bool(intents) and all(_is_press_profile(it) for it in intents),
        says.get("pdfxid:GTS_PDFXVersion", ""),
        str(entry(info, "/Trapped", "")),
        len(ids) == 2 and all(len(plain(it)) > 0 for it in ids),
        tuple(name for name in METADATA if not says.get(name)),
        sum(1 for _ in _actions(reader)),
    )


def _is_press_profile(intent: Any) -> bool:
    """Whether an intent holds the ICC profile of a printer with four inks (ISO 15076-1, 7.2)."""
    stream = entry(intent, "/DestOutputProfile")
    if not isinstance(stream, StreamObject) or entry(stream, "/N") != 4:
        return False
    data = stream.get_data()
    size, kinds, mark = int.from_bytes(data[:4], "big"), data[12:20], data[36:40]
    return size == len(data) and kinds == b"prtrCMYK" and mark == b"acsp"


def _metadata(stream: Any) -> Iterator[tuple[str, str]]:
    """Yield the names and values in XMP, whether they stand in attributes or in elements."""
    if not isinstance(stream, StreamObject):
        return
    short = {f"{{{space}}}": f"{prefix}:" for prefix, space in _SPACES.items()}
    for element in ET.fromstring(stream.get_data()).iter():
        for name, value in ((element.tag, "".join(element.itertext())), *element.attrib.items()):
            space, _, rest = name.rpartition("}")
            if space + "}" in short:
                yield short[space + "}"] + rest, value.strip()


def _actions(reader: PdfReader) -> Iterator[Any]:
    """Yield annotations, forms to fill in, enclosed files, and what runs when something is done."""
    root = reader.root_object
    for holder, keys in (
        (root, ("/OpenAction", "/AA", "/AcroForm")),
        (entry(root, "/Names"), ("/JavaScript", "/EmbeddedFiles")),
        *((page, ("/Annots", "/AA")) for page in reader.pages),
        *((item, ("/A",)) for item in _outline(entry(root, "/Outlines"))),
    ):
        yield from (key for key in keys if entry(holder, key))


def _outline(item: Any) -> Iterator[Any]:
    """Yield the items of an outline, each once."""
    waiting, seen = [entry(item, "/First")], set[int]()
    while waiting:
        item = waiting.pop()
        if item is not None and id(item) not in seen:
            seen.add(id(item))
            yield item
            waiting += [entry(item, "/First"), entry(item, "/Next")]
