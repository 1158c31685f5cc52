"""The PDF that Typst wrote -> one that strict validators, or print shops, accept."""

import base64
import io
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kit import RELEASED
from kit.catalogue import MIN_LINE_PT
from kit.colour.chosen_inks import Inks
from kit.colour.cmyk import icc_profile
from kit.printing.recolour import recolour
from kit.units import POINTS_PER_MM

if TYPE_CHECKING:
    import pikepdf

CROP_MARK_MM = 5.0  # length
CROP_MARK_GAP_MM = 1.0  # from the bleed, so that no mark is left on what was cut

_ENDS_IN_LINE_END = re.compile(rb"[\r\n]\r?\nendstream")


def escape_stream_ends(pdf: bytes) -> bytes:
    """Return a PDF none of whose streams has data that ends in a line break.

    The line break before `endstream` is not part of the data (ISO 32000-1, 7.3.8.1). Validators of
    PDF/A that look for it, instead of using /Length, count wrongly where the data happens to end
    in the same byte. Those few streams get an ASCII85 filter, whose data ends in `~>`.
    """
    if not _ENDS_IN_LINE_END.search(pdf):
        return pdf
    import pikepdf  # here because it is seldom needed, and slow to import

    escaped = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Stream) and item.read_raw_bytes()[-1:] in (b"\r", b"\n"):
                _add_ascii85(item)
        document.save(
            escaped,
            deterministic_id=True,
            preserve_pdfa=True,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    return escaped.getvalue()


def _add_ascii85(stream: "pikepdf.Stream") -> None:
    import pikepdf

    filters = stream.get("/Filter", pikepdf.Array())
    chain = list(filters) if isinstance(filters, pikepdf.Array) else [filters]
    data = base64.a85encode(stream.read_raw_bytes()) + b"~>"
    stream.write(data, filter=pikepdf.Array([pikepdf.Name.ASCII85Decode, *chain]))


def to_pdfx4(
    pdf: bytes, slug_mm: float, accent: str | None, chosen: Mapping[str, Inks]
) -> tuple[bytes, list[str]]:
    """Convert an RGB document with bleed to PDF/X-4 in CMYK (ISO 15930-7), intended for FOGRA39.

    Text becomes pure black or white; only text in `accent` (`#rrggbb`) keeps its colour, from 36 pt
    up. Colours with `chosen` inks, and their tints and shades, get these. With a slug, the pages
    grow by it on all sides and get crop marks there. Also returns the other colours, as `#rrggbb`,
    that were converted.
    """
    import pikepdf

    converted = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        colours = recolour(document, accent, chosen)
        for page in document.pages:
            set_boxes(page, slug_mm)
        declare_output_intent(document)
        declare_pdfx4(document)
        document.save(converted, deterministic_id=True, compress_streams=True)
    return converted.getvalue(), colours


def set_boxes(page: "pikepdf.Page", slug_mm: float) -> None:
    """Set the BleedBox of a page, as large as it is; then add a slug around it, with crop marks."""
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
        page.contents_add(b"Q " + crop_marks(bleed, trim))


def crop_marks(bleed: Sequence[float], trim: Sequence[float]) -> bytes:
    """Return the operators for two black lines at each corner of the trim, outside the bleed.

    Both boxes are left, bottom, right and top in pt.
    """
    left, bottom, right, top = bleed
    near = CROP_MARK_GAP_MM * POINTS_PER_MM
    far = near + CROP_MARK_MM * POINTS_PER_MM
    x_spans = [(left - near, left - far), (right + near, right + far)]
    y_spans = [(bottom - near, bottom - far), (top + near, top + far)]
    lines = [(x0, y, x1, y) for x0, x1 in x_spans for y in (trim[1], trim[3])]
    lines += [(x, y0, x, y1) for y0, y1 in y_spans for x in (trim[0], trim[2])]
    paths = " ".join(f"{x0:.3f} {y0:.3f} m {x1:.3f} {y1:.3f} l" for x0, y0, x1, y1 in lines)
    return f"/Artifact BMC q 0 0 0 1 K {MIN_LINE_PT} w {paths} S Q EMC".encode("ascii")


def declare_output_intent(document: "pikepdf.Pdf") -> None:
    """Add the output intent: the printing condition FOGRA39, with its profile."""
    import pikepdf

    document.Root.OutputIntents = pikepdf.Array(
        [
            pikepdf.Dictionary(
                Type=pikepdf.Name.OutputIntent,
                S=pikepdf.Name.GTS_PDFX,
                OutputConditionIdentifier="FOGRA39",
                RegistryName="http://www.color.org",
                Info="Coated FOGRA39 (ISO 12647-2)",
                DestOutputProfile=document.make_stream(icc_profile(), N=4),
            )
        ]
    )


def declare_pdfx4(document: "pikepdf.Pdf") -> None:
    """Declare PDF/X-4, not trapped, in the metadata that ISO 15930-7 requires."""
    import pikepdf

    document.docinfo["/GTS_PDFXVersion"] = "PDF/X-4"  # for older preflight tools
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
