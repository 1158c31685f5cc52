"""The pages of a finished PDF -> pictures in PNG, for a digital whiteboard or a website."""

import io
from collections.abc import Iterator

import pypdfium2

from kit.units import POINTS_PER_INCH


def page_pictures(pdf: bytes, ppi: float) -> Iterator[bytes]:
    """Yield each page of an RGB document as a PNG that knows its resolution, and so its real size.

    Where a page has a TrimBox the picture shows that: nobody cuts the bleed off a picture. Pages
    are drawn one at a time, since an A0 takes 100 MB.
    """
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            page.set_cropbox(*page.get_trimbox())
            bitmap = page.render(scale=ppi / POINTS_PER_INCH, rev_byteorder=True)
            png = io.BytesIO()
            bitmap.to_pil().save(png, "PNG", dpi=(ppi, ppi))
            bitmap.close()
            page.close()
            yield png.getvalue()
