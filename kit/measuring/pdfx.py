"""PDF bytes -> the parts of PDF/X-4 (ISO 15930-7) that a print shop's preflight looks at.

Read by pypdf, not by the library that wrote the file.
"""

import io
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import StreamObject

from kit.measuring.colour_spaces import get_entry, resolve
from kit.measuring.ink_coverage import Coverage, ink_coverage

_XML_NAMESPACES = {
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
}
# The XMP properties that PDF/X-4 requires besides its version (ISO 15930-7, 6.3).
REQUIRED_METADATA = (
    *("dc:title", "xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"),
    *("xmpMM:DocumentID", "xmpMM:VersionID", "xmpMM:RenditionClass"),
)


@dataclass(frozen=True)
class PdfxProperties:
    """What a file declares about itself, and the ink it lays on paper.

    `output_intents` are the printing conditions it is meant for, such as `/GTS_PDFX FOGRA39`;
    `has_cmyk_profile` says whether each has the ICC profile of a CMYK printer. `actions` counts
    annotations, form fields, enclosed files, scripts and links.
    """

    coverage: Coverage
    output_intents: tuple[str, ...] = ()
    has_cmyk_profile: bool = False
    version: str = ""
    trapped: str = ""
    has_id: bool = False
    missing_metadata: tuple[str, ...] = REQUIRED_METADATA
    actions: int = 0


def read_pdfx_properties(pdf: bytes) -> PdfxProperties:
    """Read a file for a print shop.

    For one that cannot be read, `coverage.unsupported` has the reason, and nothing is declared.
    """
    try:
        return _properties(PdfReader(io.BytesIO(pdf), strict=True))
    except (PyPdfError, ET.ParseError, ValueError, TypeError, LookupError) as error:
        return PdfxProperties(Coverage(unsupported={f"file: {error}"}))


def _properties(reader: PdfReader) -> PdfxProperties:
    root, info = reader.root_object, get_entry(reader.trailer, "/Info")
    intents = [resolve(intent) for intent in get_entry(root, "/OutputIntents", ())]
    metadata = dict(_metadata(get_entry(root, "/Metadata")))
    ids = get_entry(reader.trailer, "/ID", ())
    return PdfxProperties(
        coverage=ink_coverage(reader.pages),
        output_intents=tuple(
            f"{intent.get('/S')} {get_entry(intent, '/OutputConditionIdentifier', '')}"
            for intent in intents
        ),
        has_cmyk_profile=bool(intents) and all(map(_has_cmyk_profile, intents)),
        version=metadata.get("pdfxid:GTS_PDFXVersion", ""),
        trapped=str(get_entry(info, "/Trapped", "")),
        has_id=len(ids) == 2 and all(len(resolve(part)) > 0 for part in ids),
        missing_metadata=tuple(name for name in REQUIRED_METADATA if not metadata.get(name)),
        actions=sum(1 for _ in _actions(reader)),
    )


def _has_cmyk_profile(intent: Any) -> bool:
    """Whether an output intent has the ICC profile of a CMYK printer (ISO 15076-1, 7.2)."""
    stream = get_entry(intent, "/DestOutputProfile")
    if not isinstance(stream, StreamObject) or get_entry(stream, "/N") != 4:
        return False
    data = stream.get_data()
    size, class_and_space, signature = int.from_bytes(data[:4], "big"), data[12:20], data[36:40]
    return size == len(data) and class_and_space == b"prtrCMYK" and signature == b"acsp"


def _metadata(stream: Any) -> Iterator[tuple[str, str]]:
    """Yield the properties in XMP, such as `dc:title`, and their values.

    XMP may have them as attributes or as elements.
    """
    if not isinstance(stream, StreamObject):
        return
    prefixes = {namespace: prefix for prefix, namespace in _XML_NAMESPACES.items()}
    for element in ET.fromstring(stream.get_data()).iter():
        for name, value in ((element.tag, "".join(element.itertext())), *element.attrib.items()):
            namespace, _, local_name = name.rpartition("}")
            if prefix := prefixes.get(namespace[1:]):
                yield f"{prefix}:{local_name}", value.strip()


def _actions(reader: PdfReader) -> Iterator[Any]:
    """Yield a key for each annotation list, form, enclosed files, script and action in a file."""
    root = reader.root_object
    for dictionary, keys in (
        (root, ("/OpenAction", "/AA", "/AcroForm")),
        (get_entry(root, "/Names"), ("/JavaScript", "/EmbeddedFiles")),
        *((page, ("/Annots", "/AA")) for page in reader.pages),
        *((item, ("/A",)) for item in _outline(get_entry(root, "/Outlines"))),
    ):
        yield from (key for key in keys if get_entry(dictionary, key))


def _outline(item: Any) -> Iterator[Any]:
    """Yield the items of an outline, each once even if they form a circle."""
    pending, visited = [get_entry(item, "/First")], set[int]()
    while pending:
        item = pending.pop()
        if item is not None and id(item) not in visited:
            visited.add(id(item))
            yield item
            pending += [get_entry(item, "/First"), get_entry(item, "/Next")]
