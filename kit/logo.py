"""A school's logo -> one SVG text that any layout can place, whatever kind of file it was."""

import base64
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kit.errors import KitError, Origin, problem
from kit.inks import profile as press_profile
from kit.svg import HeavySvgError, UnsafeSvgError, checked_svg

if TYPE_CHECKING:
    from PIL import Image

DPI = 300  # what print shops ask of pictures at size
MM_PER_INCH = 25.4
MAX_PIXELS = 50_000_000
MAX_BYTES = 20_000_000
ENOUGH_PX = 3000  # the longest side of a picture: 254 mm at 300 dpi; nothing is printed larger


@dataclass(frozen=True)
class Logo:
    """A logo as SVG, where it was named, its width and height in pixels (None: vectors).

    `colours` are those, as `#rrggbb`, that take up something of it.
    """

    svg: str
    origin: Origin
    pixels: tuple[int, int] | None = None
    colours: tuple[str, ...] = ()

    @property
    def sharp_mm(self) -> float | None:
        """The greatest width in mm at which it has 300 dpi; None if there is no limit."""
        return self.pixels[0] / DPI * MM_PER_INCH if self.pixels else None


def read_logo(file: Path, origin: Origin) -> Logo:
    """Read a logo of kind svg, png, jpg or pdf.

    Raises KitError, placed where the school names the file, if it is of another kind, cannot be
    read, or has more than 50 million pixels.
    """
    kind = file.suffix.lower()
    if kind not in (".svg", ".png", ".jpg", ".jpeg", ".pdf"):
        raise KitError([problem("logo.kind", origin, name=file.name)])
    try:
        if file.stat().st_size > MAX_BYTES:
            raise HeavySvgError
        if kind == ".svg":
            svg = checked_svg(file.read_text(encoding="utf-8-sig"))
            return Logo(svg, origin, colours=tuple(re.findall(r"#[0-9a-fA-F]{6}\b", svg)))
        if kind == ".pdf":
            return _raster(_pdf_page(file), origin, vector=True)
        return _raster(file.read_bytes(), origin)
    except KitError:
        raise
    except UnsafeSvgError as error:
        raise KitError([problem("logo.unsafe", origin, name=file.name, what=str(error))]) from None
    except HeavySvgError:
        raise KitError([problem("logo.heavy", origin, name=file.name)]) from None
    except Exception as error:  # whatever a library says of a broken picture
        raise KitError([problem("logo.broken", origin, name=file.name)]) from error


def _raster(data: bytes, origin: Origin, *, vector: bool = False) -> Logo:
    """Wrap a picture in SVG, upright, in RGB with its transparency."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # the limit is here, with words of its own
    with Image.open(io.BytesIO(data)) as image:
        if image.width * image.height > MAX_PIXELS:
            raise KitError([problem("logo.huge", origin, size=f"{image.width} x {image.height}")])
        image.draft("RGB", (ENOUGH_PX, ENOUGH_PX))
        image.thumbnail((ENOUGH_PX, ENOUGH_PX))
        upright = _on_screen(ImageOps.exif_transpose(image))
    png = io.BytesIO()
    upright.save(png, format="PNG")
    width, height = upright.size
    href = "data:image/png;base64," + base64.b64encode(png.getvalue()).decode("ascii")
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="{href}"/></svg>'
    )
    return Logo(svg, origin, None if vector else (width, height), _main_colours(upright))


def _main_colours(image: "Image.Image") -> tuple[str, ...]:
    """Return the colours of an RGBA picture that take up a fiftieth of it or more."""
    from PIL import Image

    small = image.resize((64, 64), Image.Resampling.NEAREST).tobytes()
    pixels = Counter(small[at : at + 3] for at in range(0, len(small), 4) if small[at + 3] > 127)
    least = pixels.total() / 50
    return tuple(f"#{colour.hex()}" for colour, count in pixels.items() if count >= least)


def _on_screen(image: "Image.Image") -> "Image.Image":
    """Return a picture of any colour mode in sRGB with its transparency, after its own profile.

    Four inks without a profile are taken for coated paper (FOGRA39); 16 bits of grey become 8.
    """
    from PIL import ImageCms

    if image.mode.startswith("I"):
        return image.convert("F").point(lambda value: value / 257 + 0).convert("L").convert("RGBA")
    own = image.info.get("icc_profile") or (press_profile() if image.mode == "CMYK" else None)
    if own and image.mode in ("CMYK", "RGB", "RGBA"):
        profile = ImageCms.getOpenProfile(io.BytesIO(own))
        screen = ImageCms.createProfile("sRGB")
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        changed = ImageCms.profileToProfile(image, profile, screen, outputMode=mode)
        image = changed or image
    return image.convert("RGBA")


def _pdf_page(file: Path) -> bytes:
    import pypdfium2

    with pypdfium2.PdfDocument(file) as document:
        page = document[0]
        scale = ENOUGH_PX / max(page.get_size())
        bitmap = page.render(scale=scale, fill_color=(255, 255, 255, 0))
        png = io.BytesIO()
        bitmap.to_pil().save(png, format="PNG")
    return png.getvalue()
