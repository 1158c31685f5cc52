"""A picture of any supported kind -> SVG that any layout can place, and facts about it.

Runs in a subprocess (see process.py), which also draws each picture as it will be drawn in print.
"""

import io
import math
import re
import zlib
from collections import Counter
from typing import TYPE_CHECKING, Any, TypedDict

from kit.catalogue import CARD_PICTURE_MM, PDF_STANDARDS, PPI
from kit.sandbox.process import RefusedFileError
from kit.sandbox.svg import sanitise_svg, svg_from_image
from kit.typst_fonts import fonts_in
from kit.units import MM_PER_INCH

if TYPE_CHECKING:
    from PIL import Image

    from kit.measuring.page_geometry import Measurements

MAX_PIXELS = 50_000_000
MAX_SIZE_PX = (3000, 1500)  # 254 x 127 mm at 300 ppi: no logo is printed larger
# An SVG with more operators than a coat of arms becomes pixels: it is drawn in each file and on
# each card, and preflight interprets all of them.
MAX_VECTOR_BYTES = 100_000  # of PDF operators
MAX_SVG_CHARACTERS = 500_000  # with the images in it
TRIAL_WIDTH_MM = 100.0
MIN_FRAME_MM = (24.0, 9.0)  # of a logo in a layout: on cards
# Thinner lines are drawn as pixels, whose grey prints; somewhat over the limit of print shops.
MIN_LOGO_LINE_PT = 0.3
THUMBNAIL_WIDTH_PX = 256
MIN_INVISIBLE_CHANNEL = 230  # of 255: from here up in red, green and blue, it looks white
MIN_VISIBLE_SHARE = 0.002  # of a picture: less is a speck
MIN_COLOUR_SHARE = 0.02  # of a picture: less is an edge or a speck
_LAYOUT = (
    "#set page(width: auto, height: auto, margin: 0mm, fill: none)\n"
    '#set document(title: "picture")\n'
    '#image(bytes(sys.inputs.svg), format: "svg", width: 100mm, alt: "picture")'
)


CARD_PICTURE_PX = math.ceil(CARD_PICTURE_MM / MM_PER_INCH * PPI)
JPEG_QUALITY = 88


class CardPicture(TypedDict):
    """A picture for a card as SVG: square, or to be cropped by who places it."""

    svg: str
    size_px: tuple[int, int] | None  # at its full resolution; None if it has no pixels


class Picture(TypedDict):
    """A picture as SVG."""

    svg: str
    width_px: int | None  # at its full resolution; None if it has no pixels
    colours: list[str]  # `#rrggbb`, of which there is more than an edge or a speck
    is_invisible: bool  # as white as paper


def read_picture(data: bytes) -> Picture:
    """Return a picture from a PNG, JPEG, SVG or PDF.

    Raises RefusedFileError for what is none of these, whatever the file is called.
    """
    kind, width_px = _kind(data), None
    if kind == "svg":
        svg, width_px = _from_svg(data)
    else:
        png = _pdf_page(data) if kind == "pdf" else to_png(data)
        size = _size_px(png)
        svg, width_px = svg_from_image(png, size), None if kind == "pdf" else size[0]
    thumbnail = _draw_png(svg, THUMBNAIL_WIDTH_PX)
    colours, is_invisible = _appearance(thumbnail)
    return Picture(svg=svg, width_px=width_px, colours=colours, is_invisible=is_invisible)


def read_card_picture(data: bytes) -> CardPicture:
    """Return a picture for a card from a PNG, JPEG, SVG or PDF.

    One of pixels is cropped to the square in its middle, and has no more pixels than print needs.
    Raises RefusedFileError for what is none of these.
    """
    kind = _kind(data)
    if kind == "svg":
        return CardPicture(svg=_from_svg(data)[0], size_px=None)
    image_data = _pdf_page(data) if kind == "pdf" else data
    square, size_px = _square(image_data)
    return CardPicture(
        svg=svg_from_image(square, (CARD_PICTURE_PX, CARD_PICTURE_PX)),
        size_px=None if kind == "pdf" else size_px,
    )


def _square(data: bytes) -> tuple[bytes, tuple[int, int]]:
    """Return the middle of a PNG or JPEG as the smaller of both, on white, and its whole size."""
    from PIL import Image, ImageOps

    with _opened(data) as image:
        size_px = image.size
        image.draft("RGB", (CARD_PICTURE_PX, CARD_PICTURE_PX))
        scaled = image.convert("RGBA") if image.mode in ("P", "1", "LA") else image
        upright = ImageOps.exif_transpose(scaled)
        side = min(CARD_PICTURE_PX, *size_px)
        rgba = _to_srgb(ImageOps.fit(upright, (side, side)))
    on_white = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")
    jpeg = io.BytesIO()
    on_white.save(jpeg, format="JPEG", quality=JPEG_QUALITY)
    return min(_encode_png(on_white), jpeg.getvalue(), key=len), size_px


def _kind(data: bytes) -> str:
    """Return the kind of a picture by its first bytes, never by its name."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return "pixels"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    is_web_page = re.match(rb"<(!doctype html|html)\b", start, re.IGNORECASE)
    if start.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\x00<")) and not is_web_page:
        return "svg"
    raise RefusedFileError("picture.kind")


def to_png(data: bytes) -> bytes:
    """Return a PNG or JPEG as a PNG without metadata: upright, in sRGB, with its transparency.

    Raises RefusedFileError for one that is too large.
    """
    from PIL import ImageOps

    with _opened(data) as image:
        image.draft("RGB", MAX_SIZE_PX)
        # Palette indices cannot be interpolated.
        scaled = image.convert("RGBA") if image.mode in ("P", "1", "LA") else image
        scaled.thumbnail(MAX_SIZE_PX)
        return _encode_png(_to_srgb(ImageOps.exif_transpose(scaled)))


def _opened(data: bytes) -> "Image.Image":
    """Open a PNG or JPEG. Raises RefusedFileError for one that is too large."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # the limit below has its own message
    image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
    if image.width * image.height > MAX_PIXELS:
        raise RefusedFileError("picture.huge", size=f"{image.width} x {image.height}")
    return image


def _to_srgb(image: "Image.Image") -> "Image.Image":
    """Return an image of any colour mode in sRGB with its transparency, by its ICC profile.

    CMYK without a profile is taken for FOGRA39; 16 bits of grey become 8.
    """
    from PIL import ImageCms

    from kit.colour.cmyk import icc_profile

    if image.mode.startswith("I"):
        return image.convert("F").point(lambda value: value / 257 + 0).convert("L").convert("RGBA")
    embedded = image.info.get("icc_profile")
    profile_data = embedded or (icc_profile() if image.mode == "CMYK" else None)
    if profile_data and image.mode in ("CMYK", "RGB", "RGBA"):
        profile = ImageCms.getOpenProfile(io.BytesIO(profile_data))
        srgb = ImageCms.createProfile("sRGB")
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        converted = ImageCms.profileToProfile(image, profile, srgb, outputMode=mode)
        image = converted or image
    return image.convert("RGBA")


def _pdf_page(data: bytes) -> bytes:
    """Return the first page of a PDF as PNG: Typst allows no PDF as an image in PDF/UA-1."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        page = document[0]
        width, height = page.get_size()
        scale = min(MAX_SIZE_PX[0] / width, MAX_SIZE_PX[1] / height)
        return _encode_png(page.render(scale=scale, fill_color=(255, 255, 255, 0)).to_pil())


def _from_svg(data: bytes) -> tuple[str, int | None]:
    """Return a safe SVG, and how wide it is in pixels at the resolution of the images in it.

    The SVG is one image if it is not simple, has much to draw, or has thin lines.
    """
    from kit.measuring.page_geometry import measure

    svg, is_simple = sanitise_svg(data, to_png)
    pdf = _draw_pdf(svg)
    measured = measure(pdf, safe_mm=0)
    ppi = measured.min_effective_ppi
    width_px = None if ppi is None else round(ppi * TRIAL_WIDTH_MM / MM_PER_INCH)
    is_large = len(svg) > MAX_SVG_CHARACTERS or _content_bytes(pdf) > MAX_VECTOR_BYTES
    if not is_simple or is_large or _has_thin_lines(measured):
        width, height = _size_px(_draw_png(svg, THUMBNAIL_WIDTH_PX))
        png = _draw_png(svg, min(MAX_SIZE_PX[0], MAX_SIZE_PX[1] * width // height))
        svg = svg_from_image(png, _size_px(png))
    return svg, width_px


def _has_thin_lines(measured: "Measurements") -> bool:
    """Whether a trial drawing has lines that are too thin to print at its smallest size."""
    _, _, width, height = measured.boxes[0].media
    smallest_width_mm = min(MIN_FRAME_MM[0], MIN_FRAME_MM[1] * width / max(height, 0.01))
    line_pt = measured.min_line_pt
    scale = smallest_width_mm / TRIAL_WIDTH_MM
    return line_pt is not None and line_pt * scale < MIN_LOGO_LINE_PT


def _content_bytes(pdf: bytes) -> int:
    """Return the length of all streams of a PDF after decompression, except for images."""
    streams = re.findall(rb"<<([^\x80-\xff]*?)>>\s*stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return sum(
        len(zlib.decompressobj().decompress(data)) if b"/FlateDecode" in dictionary else len(data)
        for dictionary, data in streams
        if not re.search(rb"/Image\b", dictionary)
    )


def _draw_pdf(svg: str) -> bytes:
    standards = [standard.typst for standard in PDF_STANDARDS]
    return _draw(svg, format="pdf", pdf_standards=standards, timestamp=0)


def _draw_png(svg: str, width_px: int) -> bytes:
    """Draw an SVG as PNG on a transparent background."""
    return _draw(svg, format="png", ppi=max(1, width_px) / TRIAL_WIDTH_MM * MM_PER_INCH)


def _draw(svg: str, **options: Any) -> bytes:
    """Draw an SVG on one page. Raises RefusedFileError if it has too many elements."""
    import typst

    compiler = typst.Compiler(
        _LAYOUT.encode("ascii"),
        font_paths=fonts_in(),
        ignore_system_fonts=True,
        sys_inputs={"svg": svg},
    )
    try:
        page = compiler.compile(**options)
    except typst.TypstError as error:
        if "limit" in error.message:  # usvg reads at most a million elements
            raise RefusedFileError("picture.heavy") from None
        raise
    assert isinstance(page, bytes)  # a list only for several pages
    return page


def _appearance(png: bytes) -> tuple[list[str], bool]:
    """Return the main colours of a picture, and whether it is as white as paper."""
    from PIL import Image, ImageChops

    with Image.open(io.BytesIO(png)) as image:
        rgba = image.convert("RGBA")
    sample = rgba.resize((64, 64), Image.Resampling.NEAREST).tobytes()  # mixes no new colours
    pixels = (sample[start : start + 4] for start in range(0, len(sample), 4))
    counts = Counter(pixel[:3] for pixel in pixels if pixel[3] > 127)
    least = counts.total() * MIN_COLOUR_SHARE
    colours = [f"#{colour.hex()}" for colour, count in counts.items() if count >= least]
    on_paper = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
    red, green, blue, _ = on_paper.split()
    darkest_channel = ImageChops.darker(ImageChops.darker(red, green), blue)
    visible = sum(darkest_channel.histogram()[:MIN_INVISIBLE_CHANNEL])
    return colours, visible < MIN_VISIBLE_SHARE * rgba.width * rgba.height


def _size_px(png: bytes) -> tuple[int, int]:
    """Return the width and height in the header of a PNG."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def _encode_png(image: "Image.Image") -> bytes:
    png = io.BytesIO()
    image.save(png, format="PNG")
    return png.getvalue()
