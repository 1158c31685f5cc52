"""Colours that can be read: contrast after WCAG 2.2."""

TEXT_CONTRAST = 7.0  # level AAA


def contrast_on_white(colour: str) -> float:
    """Return the contrast of a colour, `#rrggbb`, with white: from 1 to 21."""
    return 1.05 / (_luminance(_channels(colour)) + 0.05)


def readable(colour: str) -> str:
    """Return a colour as it is, or as little darker as it takes to read 7:1 on white."""
    channels = _channels(colour)
    for share in range(100, -1, -1):
        darker = "#" + "".join(f"{round(channel * share / 100):02x}" for channel in channels)
        if contrast_on_white(darker) >= TEXT_CONTRAST:
            return colour if share == 100 else darker
    raise AssertionError("black reads 21:1 on white")


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(channels: tuple[int, int, int]) -> float:
    linear = [_linear(channel / 255) for channel in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
