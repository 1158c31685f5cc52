"""Inks chosen by hand for a few colours -> those of their tints and shades.

The profile converts a colour that cannot be printed to the nearest one that can, which may be
duller than it need be. Chosen inks replace it, and what is mixed from it must stay in its family.
"""

import math
from collections.abc import Mapping
from functools import cache

from kit.colour.cmyk import Cmyk, limit_coverage, rgb_to_cmyk
from kit.colour.rgb import Rgb, hex_to_rgb

Inks = tuple[int, int, int, int]  # cyan, magenta, yellow and black in per cent

SAME_HUE = 0.004  # greatest distance from the hue in Oklab: rounding to 8 bits is within it
MAX_SHARE = 1.01  # of the chroma of the chosen colour


def inks_of_family(colour: Rgb, chosen: Mapping[str, Inks]) -> Cmyk | None:
    """Return the inks of a colour that has chosen ones, or is a tint or a shade of such a colour.

    A tint or shade has the hue of that colour, and a share of its chroma. Its inks differ by the
    same share of how much those of the pure colour were changed, so that there is no step in
    between; and a tint has no other inks than the pure colour, which would grey it. None: the
    colour is of no such family.
    """
    for name, inks in chosen.items():
        pure = hex_to_rgb(name)
        share = _share_of_chroma(colour, pure)
        if share is None:
            continue
        is_tint = _oklab(colour)[0] > _oklab(pure)[0]
        cyan, magenta, yellow, black = (
            0.0 if is_tint and not ink else min(1.0, max(0.0, own + share * (ink / 100 - before)))
            for ink, own, before in zip(inks, rgb_to_cmyk(colour), rgb_to_cmyk(pure), strict=True)
        )
        return limit_coverage((cyan, magenta, yellow, black))
    return None


@cache
def _share_of_chroma(colour: Rgb, pure: Rgb) -> float | None:
    """Return how much of the chroma of a pure colour a tint or a shade of it has; None if neither.

    What is printed in black ink alone, or not at all, belongs to no colour.
    """
    if not any(rgb_to_cmyk(colour)[:3]):
        return None
    (_, a, b), (_, pure_a, pure_b) = _oklab(colour), _oklab(pure)
    chroma = math.hypot(pure_a, pure_b)
    share = (a * pure_a + b * pure_b) / chroma**2
    off_hue = abs(a * pure_b - b * pure_a) / chroma
    return share if off_hue <= SAME_HUE and 0 < share <= MAX_SHARE else None


@cache
def _oklab(colour: Rgb) -> tuple[float, float, float]:
    """Return lightness, a and b in Oklab (Björn Ottosson, 2020), in which Typst mixes colours."""
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in colour
    )
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )
