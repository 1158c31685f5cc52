"""A content stream of a PDF -> its operators, and the graphics state (ISO 32000-1, 8.4)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf.generic import ContentStream, DecodedStreamObject, NameObject, StreamObject

from kit.colour.cmyk import BLACK
from kit.measuring.colour_spaces import (
    CMYK,
    ColourSpace,
    UnsupportedPdfError,
    get_entry,
    parse_colour_space,
    parse_numbers,
)

Components = tuple[float, ...]  # of a colour in its space, each from 0 to 1

FILL_OPERATORS = {"f", "F", "f*", "B", "B*", "b", "b*"}
STROKE_OPERATORS = {"S", "s", "B", "B*", "b", "b*"}
TEXT_OPERATORS = {"Tj", "TJ", "'", '"'}
TEXT_FILL_MODES, TEXT_STROKE_MODES = {0, 2, 4, 6}, {1, 2, 5, 6}  # rendering modes (9.3.6)
# Operators that neither set nor paint a colour: paths, clipping, matrices, line styles, text
# positions, marked content.
INKLESS_OPERATORS = {
    *("m", "l", "c", "v", "y", "h", "re", "n", "W", "W*", "w", "J", "j", "M", "d", "i", "ri", "cm"),
    *("BT", "ET", "Td", "TD", "Tm", "T*", "Tc", "Tw", "Tz", "TL", "Ts", "d0", "d1"),
    *("BMC", "BDC", "EMC", "MP", "DP"),
}
_DEVICE_SPACES = {"g": "/DeviceGray", "rg": "/DeviceRGB", "k": "/DeviceCMYK"}

# Removes most of a stream before pypdf parses it, which is slow. Parts of strings may go too: the
# words of a text do not matter here.
_INKLESS = re.compile(
    rb"(?<!\S)(?:(?:[-+.0-9]++\s++)*+(?:[mlcvyhwJjMiWn]|re|cm|W\*|T[cdwzLsDm*]|BT|ET|EMC)\s++)++"
)
_INLINE_IMAGE = re.compile(rb"(?<!\S)BI\s")


@dataclass(frozen=True)
class Paint:
    """A colour, or a pattern; `values` are then the colour of an uncoloured pattern."""

    space: ColourSpace
    values: Components = ()
    pattern: Any = None

    @property
    def key(self) -> object:
        """The same for the same paint; patterns are compared by identity."""
        return self.space, self.values, id(self.pattern)


@dataclass(frozen=True)
class GraphicsState:
    """What the operator `q` saves, as far as it matters here; and whether a soft mask is drawn."""

    fill: Paint
    stroke: Paint
    text_mode: int = 0  # rendering mode (9.3.6)
    font: Any = None
    is_mask: bool = False

    @property
    def key(self) -> object:
        """The same for states in which a form looks the same."""
        return self.fill.key, self.stroke.key, self.text_mode, id(self.font), self.is_mask


def operations(stream: StreamObject) -> Iterator[tuple[str, Any]]:
    """Yield the operators of a content stream with their operands.

    Most operators that lay no ink are left out. Raises UnsupportedPdfError for one
    that was cut.
    """
    data = stream.get_data()
    if not _INLINE_IMAGE.search(data):
        data = _INKLESS.sub(b"", data)
    source = DecodedStreamObject()
    source.set_data(data + b"\nn")  # an operator that gets lost if the stream is cut
    *operators, last = ContentStream(source, None).operations
    if last != ([], b"n"):
        raise UnsupportedPdfError("content that breaks off")
    for operands, name in operators:
        yield name.decode("latin-1"), operands


def initial_state(resources: Any, *, is_mask: bool = False) -> GraphicsState:
    """Return the state at the start of a page: black, in DeviceGray (8.4.1)."""
    black = Paint(parse_colour_space(NameObject("/DeviceGray"), resources), (0.0,))
    return GraphicsState(black, black, is_mask=is_mask)


def paint_after(name: str, operands: Any, previous: Paint, resources: Any) -> Paint:
    """Return the paint that an operator sets: `cs`, `sc`, `scn`, `g`, `rg` or `k`.

    Values are clipped to the range from 0 to 1. Raises UnsupportedPdfError.
    """
    if name == "cs":
        space = parse_colour_space(operands[0], resources)
        black: Components = BLACK if space.name == CMYK else (0.0,) * space.components
        return Paint(space, black)
    if name in _DEVICE_SPACES:
        space = parse_colour_space(NameObject(_DEVICE_SPACES[name]), resources)
    elif previous.space.name == "pattern":
        pattern = get_entry(get_entry(resources, "/Pattern"), str(operands[-1]))
        return Paint(previous.space, tuple(parse_numbers(operands[:-1])), pattern)
    else:
        space = previous.space
    values = tuple(min(1.0, max(0.0, value)) for value in parse_numbers(operands))
    if len(values) != space.components:
        raise UnsupportedPdfError(f"{len(values)} values for a colour in {space.name}")
    return Paint(space, values)
