"""Colours as `#rrggbb` and as sRGB channels."""

from collections.abc import Sequence

Rgb = tuple[float, float, float]  # red, green and blue, each from 0 to 1


def hex_to_rgb(colour: str) -> Rgb:
    """Return the channels of `#rrggbb`."""
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def rgb_to_hex(colour: Sequence[float]) -> str:
    """Return channels from 0 to 1 as `#rrggbb`, rounded to 8 bits."""
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in colour)
