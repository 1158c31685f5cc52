"""A picture of any kind that is printed -> SVG that any layout can place, and what there is in it.

Called in a process of its own (jail.py): each picture is also drawn here, as it will be drawn.
"""

import io
import re
import zlib
from collections import Counter
from typing import TYPE_CHECKING, Any

from kit.sandbox.process import RefusedFileError
from kit.sandbox.svg import safe_svg, svg_of
from kit.units import MM_PER_INCH

if TYPE_CHECKING:
    from PIL import Image

    from kit.measuring.page_geometry import Measurements

MAX_PIXELS = 50_000_000
ENOUGH_PX = (3000, 1500)  # 254 x 127 mm at 300 ppi: no logo is printed larger
# Vectors with more to draw than a coat of arms (bytes of PDF operators) become pixels: they stand
# in each file, on each card, and whoever checks a file follows them all.
MAX_VECTOR_BYTES = 100_000
MAX_SVG_CHARS = 500_000  # with the pictures of pixels in it
DRAWN_MM = 100.0
MIN_FRAME_MM = (24.0, 9.0)  # of a logo on a page: on cards
MIN_LINE_PT = 0.3  # thinner lines are drawn as pixels, which print as grey
LOOKED_AT_PX = 256
UNSEEN_FROM = 230  # on paper, what has this much (of 255) or more of each of red, green and blue
SEEN_SHARE = 0.002  # of a picture: less is a speck
_LAYOUT = (
    "#set page(width: auto, height: auto, margin: 0mm, fill: none)\n"
    '#set document(title: "picture")\n'
    '#image(bytes(sys.inputs.svg), format: "svg", width: 100mm, alt: "picture")'
)


def read_picture(data: bytes) -> dict[str, Any]:
    """Return a picture as `svg`, and `pixels`, `colours` and whether it is `unseen`.

    `pixels` is how many it has from left to right (None: vectors alone), `colours` are those, as
    `#rrggbb`, that take up something of it, and what is unseen is as white as paper. Raises
    RefusedFileError for what is no PNG, JPEG, SVG or PDF, whatever it is called.
    """
    kind, pixels = _kind(data), None
    if kind == "svg":
        svg, pixels = _from_svg(data)
    else:
        png = _pdf_page(data) if kind == "pdf" else png_of(data)
        size = _size(png)
        svg, pixels = svg_of(png, size), None if kind == "pdf" else size[0]
    return {"svg": svg, "pixels": pixels, **_looks(_as_png_of_width(svg, LOOKED_AT_PX))}


def _kind(data: bytes) -> str:
    """Return what a picture is by its first bytes, never by its name."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return "pixels"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    is_web_page = re.match(rb"<(!doctype html|html)\b", start, re.IGNORECASE)
    if start.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\x00<")) and not is_web_page:
        return "svg"
    raise RefusedFileError("logo.kind")


def png_of(data: bytes) -> bytes:
    """Return a PNG or JPEG as PNG: upright, in sRGB with its transparency, with no more in it."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # the limit is here, with words of its own
    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
        if image.width * image.height > MAX_PIXELS:
            raise RefusedFileError("logo.huge", size=f"{image.width} x {image.height}")
        image.draft("RGB", ENOUGH_PX)
        small: Image.Image = image
        if image.mode in ("P", "1", "LA"):  # palettes do not mix
            small = image.convert("RGBA")
        small.thumbnail(ENOUGH_PX)
        return _as_png(_on_screen(ImageOps.exif_transpose(small)))


def _on_screen(image: "Image.Image") -> "Image.Image":
    """Return a picture of any colour mode in sRGB with its transparency, after its own profile.

    Four inks without a profile are taken for coated paper (FOGRA39); 16 bits of grey become 8.
    """
    from PIL import ImageCms

    from kit.colour.cmyk import icc_profile

    if image.mode.startswith("I"):
        return image.convert("F").point(lambda value: value / 257 + 0).convert("L").convert("RGBA")
    own = image.info.get("icc_profile") or (icc_profile() if image.mode == "CMYK" else None)
    if own and image.mode in ("CMYK", "RGB", "RGBA"):
        profile = ImageCms.getOpenProfile(io.BytesIO(own))
        screen = ImageCms.createProfile("sRGB")
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        changed = ImageCms.profileToProfile(image, profile, screen, outputMode=mode)
        image = changed or image
    return image.convert("RGBA")


def _pdf_page(data: bytes) -> bytes:
    """Return the first page of a PDF as PNG: UA-1 lets no PDF stand within a PDF."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        page = document[0]
        width, height = page.get_size()
        scale = min(ENOUGH_PX[0] / width, ENOUGH_PX[1] / height)
        return _as_png(page.render(scale=scale, fill_color=(255, 255, 255, 0)).to_pil())


def _from_svg(data: bytes) -> tuple[str, int | None]:
    """Return a safe SVG, as pixels if it is intricate, and how many the pictures in it allow it."""
    from kit.measuring.page_geometry import measure

    svg, is_simple = safe_svg(data, png_of)
    pdf = _as_pdf(svg)
    found = measure(pdf, 0)
    pixels = (
        None
        if found.min_effective_ppi is None
        else round(found.min_effective_ppi * DRAWN_MM / MM_PER_INCH)
    )
    is_large = len(svg) > MAX_SVG_CHARS or _content_bytes(pdf) > MAX_VECTOR_BYTES
    if not is_simple or is_large or _is_fine(found):
        width, height = _size(_as_png_of_width(svg, LOOKED_AT_PX))
        png = _as_png_of_width(svg, min(ENOUGH_PX[0], ENOUGH_PX[1] * width // height))
        svg = svg_of(png, _size(png))
    return svg, pixels


def _is_fine(found: "Measurements") -> bool:
    """Whether a drawing has lines that are too thin to print where it is smallest: on a card."""
    _, _, width, height = found.boxes[0].media
    smallest_mm = min(MIN_FRAME_MM[0], MIN_FRAME_MM[1] * width / max(height, 0.01))
    line_pt = found.min_line_pt
    return line_pt is not None and line_pt * smallest_mm / DRAWN_MM < MIN_LINE_PT


def _content_bytes(pdf: bytes) -> int:
    """Return the length of all that Typst wrote into a PDF, pictures of pixels aside."""
    streams = re.findall(rb"<<([^\x80-\xff]*?)>>\s*stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return sum(
        len(zlib.decompressobj().decompress(data)) if b"/FlateDecode" in head else len(data)
        for head, data in streams
        if not re.search(rb"/Image\b", head)
    )


def _as_pdf(svg: str) -> bytes:
    return _drawn(svg, format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=0)


def _as_png_of_width(svg: str, width_px: int) -> bytes:
    """Draw an SVG as PNG on a transparent ground."""
    return _drawn(svg, format="png", ppi=max(1, width_px) / DRAWN_MM * MM_PER_INCH)


def _drawn(svg: str, **how: Any) -> bytes:
    import typst

    none = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
    compiler = typst.Compiler(
        _LAYOUT.encode("ascii"), font_paths=none, ignore_system_fonts=True, sys_inputs={"svg": svg}
    )
    try:
        drawn = compiler.compile(**how)
    except typst.TypstError as error:
        if "limit" in error.message:  # of the reader of SVG: more than a million elements
            raise RefusedFileError("logo.heavy") from None
        raise
    assert isinstance(drawn, bytes)  # it is one page
    return drawn


def _looks(png: bytes) -> dict[str, object]:
    """Return the colours of a picture that take up a fiftieth of it, and whether it is unseen."""
    from PIL import Image, ImageChops

    with Image.open(io.BytesIO(png)) as image:
        rgba = image.convert("RGBA")
    small = rgba.resize((64, 64), Image.Resampling.NEAREST).tobytes()  # no colour is mixed anew
    pixels = Counter(small[at : at + 3] for at in range(0, len(small), 4) if small[at + 3] > 127)
    least = pixels.total() / 50
    red, green, blue, _ = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).split()
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    seen = sum(darkest.histogram()[:UNSEEN_FROM])
    return {
        "colours": [f"#{colour.hex()}" for colour, count in pixels.items() if count >= least],
        "unseen": seen < SEEN_SHARE * rgba.width * rgba.height,
    }


def _size(png: bytes) -> tuple[int, int]:
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def _as_png(image: "Image.Image") -> bytes:
    png = io.BytesIO()
    image.save(png, format="PNG")
    return png.getvalue()
