"""A colour -> its contrast with white (WCAG 2.2), and the same colour dark enough to read."""

from kit.colour.rgb import Rgb, hex_to_rgb, rgb_to_hex

MIN_CONTRAST = 7.0  # WCAG 2.2, success criterion 1.4.6 (level AAA)


def contrast_on_white(colour: str) -> float:
    """Return the contrast ratio of a colour, `#rrggbb`, with white: from 1 to 21."""
    return 1.05 / (_relative_luminance(hex_to_rgb(colour)) + 0.05)


def readable_on_white(colour: str) -> str:
    """Return a colour, `#rrggbb`, darkened as little as it takes to read at 7:1 on white."""
    channels = [channel * 255 for channel in hex_to_rgb(colour)]  # 8-bit steps
    for percent in range(100, -1, -1):
        darker = rgb_to_hex([channel * percent / 100 / 255 for channel in channels])
        if contrast_on_white(darker) >= MIN_CONTRAST:
            return colour if percent == 100 else darker
    raise AssertionError("black reads 21:1 on white")


def _relative_luminance(colour: Rgb) -> float:
    red, green, blue = (_linear(channel) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    """Undo the transfer function of sRGB."""
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
