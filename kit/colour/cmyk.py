"""sRGB -> CMYK on coated paper (FOGRA39), with the bundled ICC profile.

RGB channels and inks are numbers from 0 to 1.
"""

import math
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from kit.catalogue import MAX_TOTAL_AREA_COVERAGE
from kit.colour.rgb import Rgb, hex_to_rgb, rgb_to_hex
from kit.paths import home

if TYPE_CHECKING:
    from PIL import Image, ImageCms, ImageFilter

Cmyk = tuple[float, float, float, float]  # cyan, magenta, yellow and black, each from 0 to 1
Mode = Literal["RGB", "CMYK", "LAB"]  # of Pillow

WHITE: Cmyk = (0.0, 0.0, 0.0, 0.0)  # paper without ink
BLACK: Cmyk = (0.0, 0.0, 0.0, 1.0)  # black ink alone stays sharp if inks are out of register
MAX_COVERAGE = MAX_TOTAL_AREA_COVERAGE / 100  # sum of the four inks
# A dark colour whose channels differ by no more than MAX_GREY_CHROMA is printed in black ink alone.
# Lighter than MAX_GREY_LIGHTNESS, as little a difference is a tint that people see.
MAX_GREY_CHROMA = 20 / 255
MAX_GREY_LIGHTNESS = 0.6
MAX_DELTA_E = 10.0  # CIE 1976; a smaller difference goes unnoticed without the original
LOOKUP_STEPS = 33  # of each channel in the table that converts images
BLACK_STEPS = 100
ROUNDING = 0.5 / 255  # greatest error of one ink in a pixel of 8 bits

_PROFILE_FILE = "FOGRA39L_coated.icc"


def profile_path() -> Path:
    """Return the path of the bundled ICC profile for FOGRA39."""
    return home() / "assets" / "profiles" / _PROFILE_FILE


def icc_profile() -> bytes:
    """Return the ICC profile of the printing condition FOGRA39: offset on coated paper."""
    return profile_path().read_bytes()


@cache
def rgb_to_cmyk(colour: Rgb) -> Cmyk:
    """Return the inks of a colour: greys in black ink alone, none over 280 % in total."""
    chroma = max(colour) - min(colour)
    is_dark_grey = chroma <= MAX_GREY_CHROMA and max(colour) <= MAX_GREY_LIGHTNESS
    if chroma < 1 / 255 or is_dark_grey:
        return (0.0, 0.0, 0.0, black_for_lightness(colour))
    return limit_coverage(_inks(_channels(_to_cmyk(_rgb_pixel(colour)))))


@cache
def black_for_lightness(colour: Rgb) -> float:
    """Return the share of black ink, from 0 to 1, that alone is as light as a colour."""
    lightness = _lab(_rgb_pixel(colour))[0]
    ramp = _lightness_of_blacks()
    return min(range(len(ramp)), key=lambda step: abs(ramp[step] - lightness)) / BLACK_STEPS


def out_of_gamut(colours: Iterable[str]) -> list[tuple[str, str]]:
    """Return those of some colours that CMYK cannot print, each with how it looks in print.

    All are `#rrggbb`, sorted. Colours printed in black ink alone are not among them: they lose
    their tint on purpose.
    """
    different = []
    for name in sorted(set(colours)):
        colour = hex_to_rgb(name)
        inks = rgb_to_cmyk(colour)
        delta_e = math.dist(_lab(_rgb_pixel(colour)), _lab(_to_srgb(_cmyk_pixel(inks))))
        if delta_e > MAX_DELTA_E and any(inks[:3]):
            different.append((name, printed_colour(inks)))
    return different


def printed_colour(inks: Cmyk) -> str:
    """Return how inks look in print, as `#rrggbb`."""
    return rgb_to_hex([value / 255 for value in _channels(_to_srgb(_cmyk_pixel(inks)))])


def image_to_cmyk(image: "Image.Image") -> "Image.Image":
    """Return an image in CMYK, no pixel of which has more than 280 % of ink."""
    return image.convert("RGB").filter(cmyk_lookup_table())


def limit_coverage(inks: Cmyk, max_coverage: float = MAX_COVERAGE) -> Cmyk:
    """Return inks whose sum keeps to a limit: as much black, and less of the three colours."""
    cyan, magenta, yellow, black = inks
    share = min(1.0, (max_coverage - black) / max(cyan + magenta + yellow, 1e-9))
    return (cyan * share, magenta * share, yellow * share, black)


@cache
def cmyk_lookup_table() -> "ImageFilter.Color3DLUT":
    """Return the table from RGB pixels to inks that keep to the limit.

    The limit of its entries leaves room for rounding. Pixels between entries are interpolated, and
    so keep to it too.
    """
    from PIL import Image, ImageFilter

    size = LOOKUP_STEPS
    steps = [round(step * 255 / (size - 1)) for step in range(size)]
    grid = bytes(value for b in steps for g in steps for r in steps for value in (r, g, b))
    data = _to_cmyk(Image.frombytes("RGB", (size, size * size), grid)).tobytes()
    entries = [
        ink
        for start in range(0, len(data), 4)
        for ink in limit_coverage(_inks(data[start : start + 4]), MAX_COVERAGE - 4 * ROUNDING)
    ]
    return ImageFilter.Color3DLUT(size, entries, channels=4, target_mode="CMYK")


@cache
def _lightness_of_blacks() -> list[float]:
    """Return the lightness, from 0 to 100, of each share of black ink in steps of 1 %."""
    shares = (step / BLACK_STEPS for step in range(BLACK_STEPS + 1))
    return [_lab(_to_srgb(_cmyk_pixel((0, 0, 0, share))))[0] for share in shares]


def _inks(channels: Sequence[int]) -> Cmyk:
    cyan, magenta, yellow, black = (value / 255 for value in channels)
    return cyan, magenta, yellow, black


def _rgb_pixel(colour: Rgb) -> "Image.Image":
    return _pixel("RGB", colour)


def _cmyk_pixel(inks: Cmyk) -> "Image.Image":
    return _pixel("CMYK", inks)


def _pixel(mode: Mode, values: Sequence[float]) -> "Image.Image":
    from PIL import Image

    return Image.new(mode, (1, 1), tuple(round(value * 255) for value in values))


def _channels(pixel: "Image.Image") -> tuple[int, ...]:
    return cast(tuple[int, ...], pixel.getpixel((0, 0)))


def _to_cmyk(image: "Image.Image") -> "Image.Image":
    return _apply(_transform("RGB", "CMYK"), image)


def _to_srgb(image: "Image.Image") -> "Image.Image":
    return _apply(_transform("CMYK", "RGB"), image)


def _lab(pixel: "Image.Image") -> tuple[float, float, float]:
    """Return CIE L*, from 0 to 100, a* and b* of an RGB pixel."""
    lightness, a, b = _channels(_apply(_transform("RGB", "LAB"), pixel))
    return lightness / 2.55, a - 128, b - 128


def _apply(transform: "ImageCms.ImageCmsTransform", image: "Image.Image") -> "Image.Image":
    from PIL import ImageCms

    result = ImageCms.applyTransform(image, transform)
    assert result is not None  # it is None only for a conversion in place
    return result


@cache
def _transform(source: Mode, target: Mode) -> "ImageCms.ImageCmsTransform":
    """Return a relative colorimetric conversion: it keeps the colours that can be printed."""
    from PIL import ImageCms

    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    profiles = _profile(source), _profile(target)
    return ImageCms.buildTransform(*profiles, source, target, renderingIntent=intent)


def _profile(mode: Mode) -> Any:
    from PIL import ImageCms

    match mode:
        case "CMYK":
            return ImageCms.getOpenProfile(str(profile_path()))
        case "RGB":
            return ImageCms.createProfile("sRGB")
        case "LAB":
            return ImageCms.createProfile("LAB")
