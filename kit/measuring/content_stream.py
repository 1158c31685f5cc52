"""A content stream of a PDF -> its operators, and the state they work in (ISO 32000-1, 8.4)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf.generic import ContentStream, DecodedStreamObject, NameObject, StreamObject

from kit.measuring.colour_spaces import CMYK, Space, UnreadError, entry, numbers, space_of

Inks = tuple[float, ...]

FILLS = {"f", "F", "f*", "B", "B*", "b", "b*"}
STROKES = {"S", "s", "B", "B*", "b", "b*"}
TEXTS = {"Tj", "TJ", "'", '"'}
TEXT_FILLS, TEXT_STROKES = {0, 2, 4, 6}, {1, 2, 5, 6}  # rendering modes (9.3.6)
# What neither chooses a colour nor lays one: paths, clips, moves, lines, type, marked parts.
SILENT = {
    *("m", "l", "c", "v", "y", "h", "re", "n", "W", "W*", "w", "J", "j", "M", "d", "i", "ri", "cm"),
    *("BT", "ET", "Td", "TD", "Tm", "T*", "Tc", "Tw", "Tz", "TL", "Ts", "d0", "d1"),
    *("BMC", "BDC", "EMC", "MP", "DP"),
}
_DEVICE_OF = {"g": "/DeviceGray", "rg": "/DeviceRGB", "k": "/DeviceCMYK"}

# Most of a stream, taken out before it is parsed, which is slow. Letters of strings may go with it:
# what a text says does not matter here.
_PATHS = re.compile(
    rb"(?<!\S)(?:(?:[-+.0-9]++\s++)*+(?:[mlcvyhwJjMiWn]|re|cm|W\*|T[cdwzLsDm*]|BT|ET|EMC)\s++)++"
)
_INLINE_PICTURE = re.compile(rb"(?<!\S)BI\s")


@dataclass(frozen=True)
class Paint:
    """A colour in a space, or a pattern; one without colours is laid in the colour of the paint."""

    space: Space
    values: Inks = ()
    pattern: Any = None

    @property
    def key(self) -> object:
        """What tells it from other paints."""
        return self.space, self.values, id(self.pattern)


@dataclass(frozen=True)
class State:
    """What `q` saves: the paints, how text is rendered and in which font; and if it is a mask."""

    fill: Paint
    stroke: Paint
    text_mode: int = 0
    font: Any = None
    is_mask: bool = False

    @property
    def key(self) -> object:
        """What changes the look of a form that is drawn in this state."""
        return self.fill.key, self.stroke.key, self.text_mode, id(self.font), self.is_mask


def operations(stream: StreamObject) -> Iterator[tuple[str, Any]]:
    """Yield the operators of a content stream that matter for colours, with their operands.

    Raises UnreadError if it breaks off.
    """
    data = stream.get_data()
    if not _INLINE_PICTURE.search(data):
        data = _PATHS.sub(b"", data)
    source = DecodedStreamObject()
    source.set_data(data + b"\nn")
    *found, last = ContentStream(source, None).operations
    if last != ([], b"n"):
        raise UnreadError("content that breaks off")
    for operands, name in found:
        yield name.decode("latin-1"), operands


def initial_state(resources: Any, *, is_mask: bool = False) -> State:
    """Return what every page starts with: black, as a grey."""
    black = Paint(space_of(NameObject("/DeviceGray"), resources), (0.0,))
    return State(black, black, is_mask=is_mask)


def mixed(name: str, operands: Any, before: Paint, resources: Any) -> Paint:
    """Return what an operator for the colour of fills makes of a paint. Raises UnreadError."""
    if name == "cs":
        space = space_of(operands[0], resources)
        black = (0.0, 0.0, 0.0, 1.0) if space.name == CMYK else (0.0,) * space.components
        return Paint(space, black)
    if name in _DEVICE_OF:
        space = space_of(NameObject(_DEVICE_OF[name]), resources)
    elif before.space.name == "pattern":
        pattern = entry(entry(resources, "/Pattern"), str(operands[-1]))
        return Paint(before.space, tuple(numbers(operands[:-1])), pattern)
    else:
        space = before.space
    values = tuple(min(1.0, max(0.0, value)) for value in numbers(operands))
    if len(values) != space.components:
        raise UnreadError(f"{len(values)} values for a colour in {space.name}")
    return Paint(space, values)
