"""PDF bytes -> PDF bytes that strict readers and print shops accept."""

import base64
import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kit import RELEASED
from kit.colour import cmyk
from kit.printing.recolour import recolour
from kit.units import POINTS_PER_MM

if TYPE_CHECKING:
    import pikepdf

MARK_MM = 5.0  # length of a crop mark; it keeps clear of the bleed
MARK_PT = 0.25

_ENDS_IN_LINE_END = re.compile(rb"[\r\n]\r?\nendstream")


def escape_stream_ends(pdf: bytes) -> bytes:
    """Return a PDF none of whose streams has data that ends in a line end.

    A line end before `endstream` does not count as data (ISO 32000-1, 7.3.8.1). Checkers of PDF/A
    that measure a stream from there disagree with its /Length if the data, such as a checksum, ends
    in such a byte by chance. Those few streams get an ASCII85 filter, which ends in `~>`.
    """
    if not _ENDS_IN_LINE_END.search(pdf):
        return pdf
    import pikepdf  # seldom needed, and slow to import

    settled = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Stream) and item.read_raw_bytes()[-1:] in (b"\r", b"\n"):
                _add_ascii85(item)
        document.save(
            settled,
            deterministic_id=True,
            preserve_pdfa=True,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    return settled.getvalue()


def _add_ascii85(stream: "pikepdf.Stream") -> None:
    import pikepdf

    filters = stream.get("/Filter", pikepdf.Array())
    chain = list(filters) if isinstance(filters, pikepdf.Array) else [filters]
    data = base64.a85encode(stream.read_raw_bytes()) + b"~>"
    stream.write(data, filter=pikepdf.Array([pikepdf.Name.ASCII85Decode, *chain]))


def to_pdfx4(pdf: bytes, slug_mm: float, own_colour: str | None) -> tuple[bytes, list[str]]:
    """Turn an RGB document with bleed into PDF/X-4 in CMYK (ISO 15930-7), intended for FOGRA39.

    Text is pure black, or white; only `own_colour` (`#rrggbb`) stays a colour from 36 pt on. With a
    slug (mm) the pages get crop marks there. Also returns the colours, `#rrggbb`, in use.
    """
    import pikepdf

    pressed = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        colours = recolour(document, own_colour)
        for page in document.pages:
            _set_boxes(page, slug_mm)
        _declare_intent(document)
        _declare_version(document)
        document.save(pressed, deterministic_id=True, compress_streams=True)
    return pressed.getvalue(), colours


def _set_boxes(page: "pikepdf.Page", slug_mm: float) -> None:
    """Write the BleedBox; with a slug (mm), put the page in its middle and draw crop marks."""
    import pikepdf

    slug = slug_mm * POINTS_PER_MM
    _, _, width, height = (float(value) for value in page.mediabox)
    trim = [float(value) + slug for value in page.trimbox]
    bleed = [slug, slug, width + slug, height + slug]
    page.bleedbox = pikepdf.Rectangle(*bleed)
    if slug_mm:
        page.trimbox = pikepdf.Rectangle(*trim)
        page.mediabox = pikepdf.Rectangle(0, 0, width + 2 * slug, height + 2 * slug)
        page.contents_add(f"q 1 0 0 1 {slug:.4f} {slug:.4f} cm".encode("ascii"), prepend=True)
        page.contents_add(b"Q " + _crop_marks(bleed, trim))


def _crop_marks(bleed: Sequence[float], trim: Sequence[float]) -> bytes:
    """Return two black lines at each corner, outside the bleed and in line with the trim."""
    (left, bottom, right, top), gap, end = (
        bleed,
        POINTS_PER_MM,
        POINTS_PER_MM + MARK_MM * POINTS_PER_MM,
    )
    x_marks = [(left - gap, left - end), (right + gap, right + end)]
    y_marks = [(bottom - gap, bottom - end), (top + gap, top + end)]
    lines = [(x0, y, x1, y) for x0, x1 in x_marks for y in (trim[1], trim[3])]
    lines += [(x, y0, x, y1) for y0, y1 in y_marks for x in (trim[0], trim[2])]
    drawn = " ".join(f"{x0:.3f} {y0:.3f} m {x1:.3f} {y1:.3f} l" for x0, y0, x1, y1 in lines)
    return f"/Artifact BMC q 0 0 0 1 K {MARK_PT} w {drawn} S Q EMC".encode("ascii")


def _declare_intent(document: "pikepdf.Pdf") -> None:
    """Say for which printing condition the document is: FOGRA39."""
    import pikepdf

    document.Root.OutputIntents = pikepdf.Array(
        [
            pikepdf.Dictionary(
                Type=pikepdf.Name.OutputIntent,
                S=pikepdf.Name.GTS_PDFX,
                OutputConditionIdentifier="FOGRA39",
                RegistryName="http://www.color.org",
                Info="Coated FOGRA39 (ISO 12647-2)",
                DestOutputProfile=document.make_stream(cmyk.icc_profile(), N=4),
            )
        ]
    )


def _declare_version(document: "pikepdf.Pdf") -> None:
    """Say what the document is: PDF/X-4, not trapped."""
    import pikepdf

    document.docinfo["/GTS_PDFXVersion"] = "PDF/X-4"  # where older preflights look for it
    document.docinfo["/Trapped"] = pikepdf.Name("/False")
    document.docinfo["/ModDate"] = RELEASED.strftime("D:%Y%m%d%H%M%SZ")
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        xmp.register_xml_namespace("http://www.npes.org/pdfx/ns/id/", "pdfxid")
        xmp["pdfxid:GTS_PDFXVersion"] = "PDF/X-4"
        xmp["pdf:Trapped"] = "False"
        xmp["xmpMM:VersionID"] = "1"
        xmp["xmpMM:RenditionClass"] = "default"
        for date in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"):
            xmp[date] = RELEASED.isoformat()
