"""RGB -> CMYK in all that a PDF draws: text, shapes, images and gradients."""

import math
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kit.colour.chosen_inks import Inks, inks_of_family
from kit.colour.cmyk import BLACK, WHITE, Cmyk, black_for_lightness, image_to_cmyk, rgb_to_cmyk
from kit.colour.rgb import Rgb, rgb_to_hex

if TYPE_CHECKING:
    import pikepdf

MIN_COLOURED_TYPE_PT = 36  # smaller type blurs if inks are out of register
MIN_BLACK_OF_BLACK_TEXT = 0.4  # lighter text is on a dark background: it is printed white

INK_DECIMALS = 4  # of inks in a PDF: 8 bits need no more

_BLACK_RGB: Rgb = (0.0, 0.0, 0.0)
_SET_SPACE_AND_COLOUR = {("cs", "sc"), ("cs", "scn"), ("CS", "SC"), ("CS", "SCN")}


def recolour(document: "pikepdf.Pdf", accent: str | None, chosen: Mapping[str, Inks]) -> list[str]:
    """Convert all colours of a document to CMYK in place.

    Returns those that the profile converted, as `#rrggbb`; not those that follow `chosen` inks.
    Text becomes pure black or white; only text in `accent` (`#rrggbb`) keeps its colour, from 36 pt
    up. Soft masks stay as they are: they lay no ink. Transparency groups blend in CMYK, and all
    blend modes become Normal: others may lay more ink than the limit.
    """
    palette, visited = Palette(accent, chosen), set[tuple[int, int]]()
    for page in document.pages:
        page.contents_coalesce()
        resources: Any = page.obj.get("/Resources", {})
        page.obj.Contents.write(recolour_content(page.obj.Contents, resources, palette))
        for item, item_resources in _drawn_objects(resources, visited):
            recolour_object(item, item_resources, palette)
    return sorted(palette.used)


@dataclass
class Palette:
    """Converts colours, and collects those that the profile converted in `used` (`#rrggbb`)."""

    accent: str | None = None
    chosen: Mapping[str, Inks] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def shape_inks(self, colour: Rgb) -> Cmyk:
        """Return the inks of a shape or a gradient."""
        is_own = rgb_to_hex(colour) == self.accent  # of a school: printed as it would expect
        inks = None if is_own else inks_of_family(colour, self.chosen)
        if inks:
            return inks
        if any(colour):  # black may be the initial colour of a space, with nothing painted in it
            self.used.add(rgb_to_hex(colour))
        return rgb_to_cmyk(colour)

    def text_inks(self, colour: Rgb, size_pt: float) -> Cmyk:
        """Return the inks of text of a size on the page."""
        if rgb_to_hex(colour) == self.accent and size_pt >= MIN_COLOURED_TYPE_PT:
            return self.shape_inks(colour)
        return BLACK if black_for_lightness(colour) > MIN_BLACK_OF_BLACK_TEXT else WHITE


@dataclass(frozen=True)
class _Paint:
    """A colour and its space; the colour is None for a pattern, or if it is in CMYK already."""

    colour: Rgb | None = _BLACK_RGB
    space: str = "/DeviceGray"


@dataclass(frozen=True)
class _GraphicsState:
    """What the operator `q` saves, as far as it matters here: paints, scale and font size."""

    fill: _Paint = _Paint()
    stroke: _Paint = _Paint()
    scale: float = 1.0
    font_size: float = 0.0


def _drawn_objects(resources: Any, visited: set[tuple[int, int]]) -> Iterator[tuple[Any, Any]]:
    """Yield each object that can be drawn with some resources, with the object's own resources.

    Recurses into these, but not into the soft masks of graphics states.
    """
    import pikepdf

    for kind in ("/XObject", "/Pattern", "/Shading", "/Font", "/ExtGState"):
        for item in resources.get(kind, {}).values():
            if item.is_indirect and item.objgen in visited:
                continue
            visited.add(item.objgen)
            item_resources = item.get("/Resources", resources)
            yield item, item_resources
            for glyph in item.get("/CharProcs", {}).values():
                yield glyph, item_resources
            if "/Shading" in item:
                gradient = pikepdf.Dictionary(Shading={"/S": item.Shading})
                yield from _drawn_objects(gradient, visited)
            if "/Resources" in item:
                yield from _drawn_objects(item_resources, visited)


def recolour_content(stream: Any, resources: Any, palette: Palette) -> bytes:
    """Return the operators of a content stream, with all colours in CMYK."""
    import pikepdf

    spaces = resources.get("/ColorSpace", {})
    states = [_GraphicsState()]
    converted: list[Any] = []
    previous = ""
    for instruction in pikepdf.parse_content_stream(stream):
        name, operands = str(instruction.operator), list(instruction.operands)
        _update_state(name, operands, states, spaces)
        replacement = _replacement(name, operands, states[-1], palette)
        if replacement and (previous, name) in _SET_SPACE_AND_COLOUR:
            converted.pop()  # the initial black of the colour space, set by the operator before
        converted += replacement or [instruction]
        previous = name
    return pikepdf.unparse_content_stream(converted)


def _update_state(
    name: str, operands: list[Any], states: list[_GraphicsState], spaces: Any
) -> None:
    """Apply one operator to the stack of graphics states."""
    state = states[-1]
    match name:
        case "q":
            states.append(state)
        case "Q" if len(states) > 1:
            states.pop()
        case "cm":
            states[-1] = replace(state, scale=state.scale * _scale(operands))
        case "Tf":
            states[-1] = replace(state, font_size=float(operands[1]))
        case "k":
            states[-1] = replace(state, fill=_Paint(None))
        case "cs" | "sc" | "scn" | "g" | "rg":
            states[-1] = replace(state, fill=_paint(name, operands, state.fill, spaces))
        case "CS" | "SC" | "SCN" | "G" | "RG":
            paint = _paint(name.lower(), operands, state.stroke, spaces)
            states[-1] = replace(state, stroke=paint)


def _replacement(
    name: str, operands: list[Any], state: _GraphicsState, palette: Palette
) -> list[Any]:
    """Return the operators that replace one, after which `state` holds; none if it stays."""
    fill, stroke = state.fill.colour, state.stroke.colour
    match name:
        case "cs" | "sc" | "scn" | "g" | "rg" if fill:
            return [_set_inks("k", palette.shape_inks(fill))]
        case "CS" | "SC" | "SCN" | "G" | "RG" if stroke:
            return [_set_inks("K", palette.shape_inks(stroke))]
        case "Tj" | "TJ" | "'" | '"' if fill:
            text = palette.text_inks(fill, state.font_size * state.scale)
            shown = (operands, _operator(name))
            return [_set_inks("k", text), shown, _set_inks("k", palette.shape_inks(fill))]
    return []


def _paint(name: str, operands: list[Any], previous: _Paint, spaces: Any) -> _Paint:
    """Return the paint that a colour operator sets; a new colour space starts with black."""
    if name == "cs":
        space = str(operands[0])
        is_converted = _is_rgb_or_gray(spaces.get(space, space))
        return _Paint(_BLACK_RGB if is_converted else None, space)
    if name in ("sc", "scn") and previous.colour is None:
        return previous
    return replace(previous, colour=_rgb(operands))


def _rgb(values: Sequence[Any]) -> Rgb:
    """Return one value of grey, or three of RGB, as RGB."""
    red, green, blue = (float(value) for value in (values if len(values) == 3 else [*values] * 3))
    return red, green, blue


def _is_rgb_or_gray(space: Any) -> bool:
    """Whether a colour space is grey or RGB, with an ICC profile or without."""
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


def _set_inks(name: str, inks: Cmyk) -> tuple[list[float], "pikepdf.Operator"]:
    return _rounded(inks), _operator(name)


def _rounded(inks: Cmyk) -> list[float]:
    return [round(ink, INK_DECIMALS) for ink in inks]


def recolour_object(item: Any, resources: Any, palette: Palette) -> None:
    """Convert a form, pattern, glyph, image, gradient or graphics state in place."""
    import pikepdf

    if item.get("/BM", "/Normal") != "/Normal":
        item["/BM"] = pikepdf.Name.Normal
    if "/Group" in item:
        item["/Group"] = pikepdf.Dictionary({**item.Group, "/CS": pikepdf.Name.DeviceCMYK})
    if item.get("/Subtype") == "/Image":
        recolour_image(item)
    elif "/ShadingType" in item:
        recolour_gradient(item, palette)
    elif isinstance(item, pikepdf.Stream):
        item.write(recolour_content(item, resources, palette))


def recolour_image(stream: Any) -> None:
    """Convert an image in place; one that cannot be decoded stays, and preflight reports it."""
    import pikepdf

    if not _is_rgb_or_gray(stream.get("/ColorSpace")):
        return
    try:
        image = image_to_cmyk(pikepdf.PdfImage(stream).as_pil_image())
    except (pikepdf.UnsupportedImageTypeError, OSError, ValueError):
        return
    stream.write(zlib.compress(image.tobytes()), filter=pikepdf.Name.FlateDecode)
    stream["/ColorSpace"] = pikepdf.Name.DeviceCMYK
    stream["/BitsPerComponent"] = 8


def recolour_gradient(shading: Any, palette: Palette) -> None:
    """Convert the colours of a gradient in place; in between it blends inks."""
    import pikepdf

    if _is_rgb_or_gray(shading.ColorSpace) and "/Function" in shading:
        shading["/Function"] = recoloured_function(shading.Function, palette)
        shading["/ColorSpace"] = pikepdf.Name.DeviceCMYK


def recoloured_function(function: Any, palette: Palette) -> Any:
    """Return a copy of a gradient's function with inks: a soft mask may share the original."""
    import pikepdf

    copy = pikepdf.Dictionary({**function, "/Range": [0, 1] * 4})
    if function.FunctionType == 3:
        copy["/Functions"] = [recoloured_function(part, palette) for part in function.Functions]
    else:
        for end in ("/C0", "/C1"):
            copy[end] = _rounded(palette.shape_inks(_rgb(function[end])))
    return copy
