"""Colours on screen -> inks on coated paper, after the bundled profile for FOGRA39.

Colours are sRGB, three channels from 0 to 1; inks are cyan, magenta, yellow and black from 0 to 1.
"""

import math
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from kit.catalogue import MAX_TOTAL_AREA_COVERAGE
from kit.paths import home

if TYPE_CHECKING:
    from PIL import Image, ImageCms, ImageFilter

Rgb = tuple[float, float, float]
Cmyk = tuple[float, float, float, float]

PROFILE = "FOGRA39L_coated.icc"
MAX_COVERAGE = MAX_TOTAL_AREA_COVERAGE / 100  # of four inks, each from 0 to 1
GREY_CHROMA = 20 / 255  # a dark colour with less between its channels is printed as grey
GREY_LIGHTEST = 0.6  # above it the same little is a tint, and stays one
MAX_DELTA_E = 10.0  # CIE 1976 distance that a viewer forgives when no original lies beside it
LUT_STEPS = 33
ROUNDING = 0.5 / 255  # of an ink, in a pixel


def icc_profile() -> bytes:
    """Return the ICC profile of the printing condition FOGRA39: offset on coated paper."""
    return (home() / "assets" / "profiles" / PROFILE).read_bytes()


@cache
def rgb_to_cmyk(colour: Rgb) -> Cmyk:
    """Return the inks of a colour: dark greys in black alone, none over 280 % in sum."""
    if max(colour) - min(colour) < 1 / 255 or (
        max(colour) - min(colour) <= GREY_CHROMA and max(colour) <= GREY_LIGHTEST
    ):
        return (0.0, 0.0, 0.0, black_for_lightness(colour))
    return limit_coverage(cast(Cmyk, tuple(value / 255 for value in _converted(_pixel(colour)))))


@cache
def black_for_lightness(colour: Rgb) -> float:
    """Return the share of black that alone is as light as a colour."""
    lightness = _lab(_pixel(colour))[0]
    ramp = _lightness_of_blacks()
    return min(range(len(ramp)), key=lambda step: abs(ramp[step] - lightness)) / (len(ramp) - 1)


def out_of_gamut(colours: Iterable[str]) -> list[tuple[str, str]]:
    """Return the colours, `#rrggbb`, that paper cannot show, each with how it looks in print.

    Greys that are printed in black alone do not count: that is meant.
    """
    found = []
    for name in sorted(set(colours)):
        colour = hex_to_rgb(name)
        paper = _to_screen(_ink_pixel(rgb_to_cmyk(colour)))
        moved = math.dist(_lab(_pixel(colour)), _lab(paper))
        if moved > MAX_DELTA_E and any(rgb_to_cmyk(colour)[:3]):
            found.append((name, rgb_to_hex([value / 255 for value in _channels(paper)])))
    return found


def hex_to_rgb(name: str) -> Rgb:
    """Return the colour that `#rrggbb` names."""
    return int(name[1:3], 16) / 255, int(name[3:5], 16) / 255, int(name[5:7], 16) / 255


def rgb_to_hex(colour: Sequence[float]) -> str:
    """Return a colour as `#rrggbb`."""
    return "#" + "".join(f"{round(value * 255):02x}" for value in colour)


def image_to_cmyk(image: "Image.Image") -> "Image.Image":
    """Return an RGB picture in CMYK; no pixel has more than 280 % of ink."""
    return image.convert("RGB").filter(_table())


def limit_coverage(values: Cmyk, most: float = MAX_COVERAGE) -> Cmyk:
    """Return inks with less colour, and as much black, where their sum is over a limit."""
    *colours, key = values
    share = min(1.0, (most - key) / max(sum(colours), 1e-9))
    return (colours[0] * share, colours[1] * share, colours[2] * share, key)


@cache
def _table() -> "ImageFilter.Color3DLUT":
    """Return the table that turns RGB pixels into limited inks.

    What lies between its entries is mixed from them, and so keeps to the limit too.
    """
    from PIL import Image, ImageFilter

    steps = [round(step * 255 / (LUT_STEPS - 1)) for step in range(LUT_STEPS)]
    grid = bytes(value for b in steps for g in steps for r in steps for value in (r, g, b))
    image = Image.frombytes("RGB", (LUT_STEPS, LUT_STEPS * LUT_STEPS), grid)
    data = _to_cmyk(image).tobytes()
    entries = [
        value
        for at in range(0, len(data), 4)
        for value in limit_coverage(
            cast(Cmyk, tuple(value / 255 for value in data[at : at + 4])),
            MAX_COVERAGE - 4 * ROUNDING,
        )
    ]
    return ImageFilter.Color3DLUT(LUT_STEPS, entries, channels=4, target_mode="CMYK")


@cache
def _lightness_of_blacks() -> list[float]:
    return [_lab(_to_screen(_ink_pixel((0, 0, 0, step / 100))))[0] for step in range(101)]


def _pixel(colour: Sequence[float]) -> "Image.Image":
    from PIL import Image

    return Image.new("RGB", (1, 1), tuple(round(value * 255) for value in colour))


def _ink_pixel(values: Sequence[float]) -> "Image.Image":
    from PIL import Image

    return Image.new("CMYK", (1, 1), tuple(round(value * 255) for value in values))


def _channels(image: "Image.Image") -> tuple[int, ...]:
    return cast(tuple[int, ...], image.getpixel((0, 0)))


def _converted(image: "Image.Image") -> tuple[int, ...]:
    return _channels(_to_cmyk(image))


def _to_cmyk(image: "Image.Image") -> "Image.Image":
    return _apply(_transform("sRGB", "press", "RGB", "CMYK"), image)


def _to_screen(image: "Image.Image") -> "Image.Image":
    return _apply(_transform("press", "sRGB", "CMYK", "RGB"), image)


def _lab(image: "Image.Image") -> tuple[float, float, float]:
    """Return lightness from 0 to 100, and two axes of hue."""
    lightness, a, b = _channels(_apply(_transform("sRGB", "LAB", "RGB", "LAB"), image))
    return lightness / 2.55, a - 128, b - 128


def _apply(transform: "ImageCms.ImageCmsTransform", image: "Image.Image") -> "Image.Image":
    from PIL import ImageCms

    result = ImageCms.applyTransform(image, transform)
    assert result is not None  # None only if done in place
    return result


@cache
def _transform(source: str, target: str, mode: str, out: str) -> "ImageCms.ImageCmsTransform":
    """Return a relative colorimetric conversion: what can be printed stays as it is."""
    from PIL import ImageCms

    def of(name: str) -> Any:
        if name == "press":
            return ImageCms.getOpenProfile(str(home() / "assets" / "profiles" / PROFILE))
        return ImageCms.createProfile(cast(Any, name))

    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    return ImageCms.buildTransform(of(source), of(target), mode, out, renderingIntent=intent)
