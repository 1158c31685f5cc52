"""Colours of a screen -> inks, in all that a PDF draws: text, shapes, pictures and gradients."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kit.colour import cmyk

if TYPE_CHECKING:
    import pikepdf

NEW_COLOURS = {("cs", "sc"), ("cs", "scn"), ("CS", "SC"), ("CS", "SCN")}
LARGE_TYPE_PT = 36  # from here on a school's own colour may be mixed of four inks
LIGHT = 0.6  # text lighter than this black is left white, as on a dark ground


def recolour(document: "pikepdf.Pdf", own_colour: str | None) -> list[str]:
    """Turn every colour of a document into inks, and return the colours, `#rrggbb`, that it had.

    Text becomes pure black, or white; only `own_colour` (`#rrggbb`) stays a colour from 36 pt on.
    Masks stay as they are: they lay no ink. What is transparent mixes in inks, and only as glass
    does: other ways to mix may lay more ink than there may be.
    """
    palette, seen = _Palette(own_colour), set[tuple[int, int]]()
    for page in document.pages:
        page.contents_coalesce()
        resources: Any = page.obj.get("/Resources", {})
        page.obj.Contents.write(_recoloured(page.obj.Contents, resources, palette))
        for item, around in _drawn(resources, seen):
            _convert(item, around, palette)
    return sorted(palette.used)


@dataclass
class _Palette:
    """Turns colours into inks, and remembers which colours it met."""

    own_colour: str | None = None
    used: set[str] = field(default_factory=set)

    def paint(self, colour: cmyk.Rgb) -> cmyk.Cmyk:
        if any(colour):  # black is what a new colour space starts with
            self.used.add(cmyk.rgb_to_hex(colour))
        return cmyk.rgb_to_cmyk(colour)

    def text(self, colour: cmyk.Rgb, size_pt: float) -> cmyk.Cmyk:
        if cmyk.rgb_to_hex(colour) == self.own_colour and size_pt >= LARGE_TYPE_PT:
            return self.paint(colour)
        return (0.0, 0.0, 0.0, 1.0 if cmyk.black_for_lightness(colour) > 1 - LIGHT else 0.0)


@dataclass(frozen=True)
class _Paint:
    """A colour in a space; None where it is a pattern, or given in inks already."""

    colour: cmyk.Rgb | None = (0.0, 0.0, 0.0)
    space: str = "/DeviceGray"


@dataclass(frozen=True)
class _State:
    """What `q` saves: the paints, by how much shapes and text are scaled, and the size of type."""

    fill: _Paint = _Paint()
    stroke: _Paint = _Paint()
    scale: float = 1.0
    type_size: float = 0.0


def _drawn(resources: Any, seen: set[tuple[int, int]]) -> Iterator[tuple[Any, Any]]:
    """Yield what is drawn with some resources, each with those it has itself; but no masks."""
    import pikepdf

    for kind in ("/XObject", "/Pattern", "/Shading", "/Font", "/ExtGState"):
        for item in resources.get(kind, {}).values():
            if item.is_indirect and item.objgen in seen:
                continue
            seen.add(item.objgen)
            around = item.get("/Resources", resources)
            parts = pikepdf.Dictionary(Shading={"/S": item.Shading} if "/Shading" in item else {})
            yield item, around
            yield from ((letter, around) for letter in item.get("/CharProcs", {}).values())
            yield from _drawn(parts, seen)
            if "/Resources" in item:
                yield from _drawn(around, seen)


def _recoloured(stream: Any, resources: Any, palette: _Palette) -> bytes:
    """Return drawing operators with all colours in cmyk."""
    import pikepdf

    spaces = resources.get("/ColorSpace", {})
    states = [_State()]
    out: list[Any] = []
    before = ""
    for instruction in pikepdf.parse_content_stream(stream):
        name, operands = str(instruction.operator), list(instruction.operands)
        inked = _step(name, operands, states, spaces, palette)
        if inked and (before, name) in NEW_COLOURS:
            out.pop()  # the black that a new space starts with
        out += inked or [instruction]
        before = name
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
            return [_ink("k", text), shown, _ink("k", cmyk.rgb_to_cmyk(state.fill.colour))]
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


def _ink(name: str, values: cmyk.Cmyk) -> tuple[list[float], "pikepdf.Operator"]:
    return [round(value, 4) for value in values], _operator(name)


def _convert(item: Any, resources: Any, palette: _Palette) -> None:
    """Turn what is drawn by a form, a pattern, a letter, a picture or a gradient into cmyk."""
    import pikepdf

    if item.get("/BM", "/Normal") != "/Normal":
        item["/BM"] = pikepdf.Name.Normal
    if "/Group" in item:
        item["/Group"] = pikepdf.Dictionary({**item.Group, "/CS": pikepdf.Name.DeviceCMYK})
    if item.get("/Subtype") == "/Image":
        _convert_image(item)
    elif "/ShadingType" in item:
        _convert_gradient(item, palette)
    elif isinstance(item, pikepdf.Stream):
        item.write(_recoloured(item, resources, palette))


def _convert_image(stream: Any) -> None:
    import zlib

    import pikepdf

    if not _is_screen(stream.get("/ColorSpace")):
        return
    try:
        picture = cmyk.image_to_cmyk(pikepdf.PdfImage(stream).as_pil_image())
    except (pikepdf.UnsupportedImageTypeError, OSError, ValueError):
        return  # as it is it passes no preflight
    stream.write(zlib.compress(picture.tobytes()), filter=pikepdf.Name.FlateDecode)
    stream["/ColorSpace"] = pikepdf.Name.DeviceCMYK
    stream["/BitsPerComponent"] = 8


def _convert_gradient(shading: Any, palette: _Palette) -> None:
    import pikepdf

    if _is_screen(shading.ColorSpace) and "/Function" in shading:
        shading["/Function"] = _inked(shading.Function, palette)
        shading["/ColorSpace"] = pikepdf.Name.DeviceCMYK


def _inked(function: Any, palette: _Palette) -> Any:
    """Return the function of a gradient between inks: another, for a mask may have the same one."""
    import pikepdf

    new = pikepdf.Dictionary({**function, "/Range": [0, 1] * 4})
    if function.FunctionType == 3:
        new["/Functions"] = [_inked(part, palette) for part in function.Functions]
    else:
        for end in ("/C0", "/C1"):
            values = [float(value) for value in function[end]]
            red, green, blue = values if len(values) == 3 else values * 3
            new[end] = [round(value, 4) for value in palette.paint((red, green, blue))]
    return new
