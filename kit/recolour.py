"""Colours of a screen -> inks, in all that a PDF draws: text, shapes, pictures and gradients."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kit import inks

if TYPE_CHECKING:
    import pikepdf

LARGE_TYPE_PT = 36  # from here on a school's own colour may be mixed of four inks
LIGHT = 0.6  # text lighter than this black is left white, as on a dark ground


def recolour(document: "pikepdf.Pdf", own_colour: str | None) -> list[str]:
    """Turn every colour of a document into inks, and return the colours, `#rrggbb`, that it had.

    Text becomes pure black, or white; only `own_colour` (`#rrggbb`) stays a colour from 36 pt on. A
    gradient that is not a row of mixtures keeps its calibrated RGB, which PDF/X-4 allows.
    """
    palette = _Palette(own_colour)
    for resources, stream in _contents(document):
        stream.write(_recoloured(stream, resources, palette))
    for item in document.objects:
        _convert_object(item, palette)
    return sorted(palette.used)


@dataclass
class _Palette:
    """Turns colours into inks, and remembers which colours it met."""

    own_colour: str | None = None
    used: set[str] = field(default_factory=set)

    def paint(self, colour: inks.Rgb) -> inks.Inks:
        if any(colour):  # black is what a new colour space starts with
            self.used.add(inks.hex_of(colour))
        return inks.inks(colour)

    def text(self, colour: inks.Rgb, size_pt: float) -> inks.Inks:
        if inks.hex_of(colour) == self.own_colour and size_pt >= LARGE_TYPE_PT:
            return self.paint(colour)
        return (0.0, 0.0, 0.0, 1.0 if inks.black(colour) > 1 - LIGHT else 0.0)


@dataclass(frozen=True)
class _Paint:
    """A colour in a space; None where it is a pattern, or given in inks already."""

    colour: inks.Rgb | None = (0.0, 0.0, 0.0)
    space: str = "/DeviceGray"


@dataclass(frozen=True)
class _State:
    """What `q` saves: the paints, by how much shapes and text are scaled, and the size of type."""

    fill: _Paint = _Paint()
    stroke: _Paint = _Paint()
    scale: float = 1.0
    type_size: float = 0.0


def _contents(document: "pikepdf.Pdf") -> Iterator[tuple[Any, Any]]:
    """Yield the resources and the drawing operators of every page, form and pattern."""
    import pikepdf

    for page in document.pages:
        page.contents_coalesce()
        yield page.obj.get("/Resources", {}), page.obj.Contents
    for item in document.objects:
        if isinstance(item, pikepdf.Stream) and (
            item.get("/Subtype") == "/Form" or item.get("/PatternType") == 1
        ):
            yield item.get("/Resources", {}), item


def _recoloured(stream: Any, resources: Any, palette: _Palette) -> bytes:
    """Return drawing operators with all colours in inks."""
    import pikepdf

    spaces = resources.get("/ColorSpace", {})
    states = [_State()]
    out: list[Any] = []
    for instruction in pikepdf.parse_content_stream(stream):
        name, operands = str(instruction.operator), list(instruction.operands)
        out += _step(name, operands, states, spaces, palette) or [instruction]
    return pikepdf.unparse_content_stream(out)


def _step(
    name: str, operands: list[Any], states: list[_State], spaces: Any, palette: _Palette
) -> list[Any]:
    """Follow one operator; return what takes its place, or nothing if it stays as it is."""
    state = states[-1]
    match name:
        case "q":
            states.append(state)
        case "Q":
            states.pop()
        case "cm":
            states[-1] = replace(state, scale=state.scale * _scale(operands))
        case "Tf":
            states[-1] = replace(state, type_size=float(operands[1]))
        case "k":
            states[-1] = replace(state, fill=_Paint(None))
        case "cs" | "sc" | "scn" | "g" | "rg":
            paint = _paint(name, operands, state.fill, spaces)
            states[-1] = replace(state, fill=paint)
            return [_ink("k", palette.paint(paint.colour))] if paint.colour else []
        case "CS" | "SC" | "SCN" | "G" | "RG":
            paint = _paint(name.lower(), operands, state.stroke, spaces)
            states[-1] = replace(state, stroke=paint)
            return [_ink("K", palette.paint(paint.colour))] if paint.colour else []
        case "Tj" | "TJ" | "'" | '"' if state.fill.colour:
            text = palette.text(state.fill.colour, state.type_size * state.scale)
            shown = (operands, _operator(name))
            return [_ink("k", text), shown, _ink("k", inks.inks(state.fill.colour))]
    return []


def _paint(name: str, operands: list[Any], before: _Paint, spaces: Any) -> _Paint:
    """Return what an operator for colours makes of a paint; a new space starts in black."""
    if name == "cs":
        space = str(operands[0])
        return _Paint((0.0, 0.0, 0.0) if _is_screen(spaces.get(space, space)) else None, space)
    if name in ("sc", "scn") and before.colour is None:
        return before
    values = [float(value) for value in operands]
    red, green, blue = values if len(values) == 3 else values * 3
    return replace(before, colour=(red, green, blue))


def _is_screen(space: Any) -> bool:
    """Whether a colour space has the colours of a screen: grey or RGB, calibrated or not."""
    import pikepdf

    if isinstance(space, pikepdf.Array):
        return str(space[0]) == "/ICCBased" and int(space[1].N) in (1, 3)
    return str(space) in ("/DeviceGray", "/DeviceRGB")


def _scale(matrix: Sequence[Any]) -> float:
    a, b, c, d = (float(value) for value in matrix[:4])
    return math.sqrt(abs(a * d - b * c))


def _operator(name: str) -> "pikepdf.Operator":
    import pikepdf

    return pikepdf.Operator(name)


def _ink(name: str, values: inks.Inks) -> tuple[list[float], "pikepdf.Operator"]:
    return [round(value, 4) for value in values], _operator(name)


def _convert_object(item: Any, palette: _Palette) -> None:
    """Turn a picture, or the colours of a gradient, into inks."""
    import pikepdf

    if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        return
    space = item.get("/ColorSpace")
    if not isinstance(space, pikepdf.Array) or not _is_screen(space):
        return
    if item.get("/Subtype") == "/Image" and int(space[1].N) == 3:
        _convert_image(item)
    elif "/ShadingType" in item and _convert_function(item.get("/Function"), palette):
        item["/ColorSpace"] = pikepdf.Name.DeviceCMYK


def _convert_image(stream: Any) -> None:
    import zlib

    import pikepdf

    picture = inks.image_inks(pikepdf.PdfImage(stream).as_pil_image())
    stream.write(zlib.compress(picture.tobytes()), filter=pikepdf.Name.FlateDecode)
    stream["/ColorSpace"] = pikepdf.Name.DeviceCMYK
    stream["/BitsPerComponent"] = 8


def _convert_function(function: Any, palette: _Palette) -> bool:
    """Convert the colours that a gradient runs between; False if it is made in another way."""
    parts = list(function["/Functions"]) if function.get("/FunctionType") == 3 else [function]
    if any(part.get("/FunctionType") != 2 for part in parts):
        return False
    for part in parts:
        for end in ("/C0", "/C1"):
            values = [float(value) for value in part[end]]
            if len(values) == 3:  # a part may serve two gradients
                ends = palette.paint((values[0], values[1], values[2]))
                part[end] = [round(value, 4) for value in ends]
    return True
