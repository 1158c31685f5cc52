"""PDF -> the ink that each page lays on paper, and the colours of text, as pypdf reads it.

Not by the library that wrote the file. Every operator is interpreted, also those of forms,
patterns, soft masks and Type 3 glyphs. What is not supported is named in `Coverage.unsupported`, so
that nothing passes preflight because it was not understood.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from pypdf import PageObject
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from kit.measuring.colour_spaces import (
    CMYK,
    MAX_NESTING,
    ColourSpace,
    UnsupportedPdfError,
    get_entry,
    max_gradient_ink,
    max_image_ink,
    parse_colour_space,
    resolve,
)
from kit.measuring.content_stream import (
    FILL_OPERATORS,
    INKLESS_OPERATORS,
    STROKE_OPERATORS,
    TEXT_FILL_MODES,
    TEXT_OPERATORS,
    TEXT_STROKE_MODES,
    Components,
    GraphicsState,
    Paint,
    initial_state,
    operations,
    paint_after,
)

# Entries of an ExtGState that change neither colours nor how they blend with those below.
HARMLESS_ENTRIES = {
    *("/Type", "/LW", "/LC", "/LJ", "/ML", "/D", "/RI", "/FL", "/SM", "/SA", "/CA", "/ca", "/AIS"),
    *("/TK", "/OPM"),
}
# What pypdf and this module raise for malformed files.
PARSE_ERRORS = (PyPdfError, ValueError, TypeError, LookupError, AttributeError, OSError)


@dataclass
class Coverage:
    """The ink and the colours in a file.

    `total_area_coverage` is the greatest sum of the four inks at a point of each page, in per cent.
    `text_colours` are the components of all colours that text has, `spaces` the names of all colour
    spaces, `unsupported` the names of what this module could not interpret.
    """

    total_area_coverage: list[float] = field(default_factory=list)
    text_colours: set[Components] = field(default_factory=set)
    spaces: set[str] = field(default_factory=set)
    unsupported: set[str] = field(default_factory=set)


def ink_coverage(pages: Iterable[PageObject]) -> Coverage:
    """Return the ink and the colours on pages.

    Raises UnsupportedPdfError, or an error of pypdf, for a page whose resources cannot be read.
    """
    coverage = Coverage()
    interpreter = _Interpreter(coverage)
    coverage.total_area_coverage += [100 * interpreter.page(page) for page in pages]
    return coverage


class _Interpreter:
    """Interprets content streams, and adds what it finds to `coverage`.

    Methods that paint return the greatest sum of inks, from 0 to 4. Each form is interpreted once
    for each state that makes it look different.
    """

    def __init__(self, coverage: Coverage) -> None:
        self.coverage = coverage
        self._ink_by_key: dict[object, float] = {}  # of forms in a state, and of images
        self._being_drawn: set[object] = set()  # keys of forms within each other

    def page(self, page: PageObject) -> float:
        """Interpret a page, and the appearances of its annotations."""
        resources = get_entry(page, "/Resources", {})
        state = initial_state(resources)
        self._note_blending_space(page, resources, state)
        contents = page.get_contents()
        ink = 0.0 if contents is None else self._content_stream(contents, resources, state)
        for annotation in get_entry(page, "/Annots", ()):
            for appearance in _appearances(annotation):
                ink = max(ink, self._form(appearance, state, resources))
        return ink

    def _content_stream(self, stream: StreamObject, resources: Any, state: GraphicsState) -> float:
        states, ink = [state], 0.0
        try:
            for name, operands in operations(stream):
                ink = max(ink, self._operator(name, operands, states, resources))
        except PARSE_ERRORS as error:
            self.coverage.unsupported.add(f"content: {error}")
        return ink

    def _operator(
        self, name: str, operands: Any, states: list[GraphicsState], resources: Any
    ) -> float:
        """Interpret an operator; name it as unsupported if that fails."""
        try:
            return self._apply(name, operands, states, resources)
        except UnsupportedPdfError as error:
            self.coverage.unsupported.add(str(error))
        except PARSE_ERRORS:
            self.coverage.unsupported.add(f"operator {name}")
        return 0.0

    def _apply(
        self, name: str, operands: Any, states: list[GraphicsState], resources: Any
    ) -> float:
        state = states[-1]
        match name:
            case "q":
                states.append(state)
            case "Q" if len(states) > 1:
                states.pop()
            case "Tr":
                states[-1] = replace(state, text_mode=int(operands[0]))
            case "Tf":
                states[-1] = replace(state, font=_named_resource(resources, "/Font", operands))
            case "g" | "rg" | "k" | "cs" | "sc" | "scn":
                states[-1] = replace(state, fill=paint_after(name, operands, state.fill, resources))
            case "G" | "RG" | "K" | "CS" | "SC" | "SCN":
                paint = paint_after(name.lower(), operands, state.stroke, resources)
                states[-1] = replace(state, stroke=paint)
            case "gs":
                self._graphics_state(_named_resource(resources, "/ExtGState", operands), resources)
            case _ if name not in INKLESS_OPERATORS:
                return self._paint_operator(name, operands, state, resources)
        return 0.0

    def _paint_operator(
        self, name: str, operands: Any, state: GraphicsState, resources: Any
    ) -> float:
        """Interpret an operator that lays ink."""
        if name in TEXT_OPERATORS:
            return self._text(state, resources)
        if name in FILL_OPERATORS | STROKE_OPERATORS:
            paints = [state.fill] * (name in FILL_OPERATORS)
            paints += [state.stroke] * (name in STROKE_OPERATORS)
            return max(self._paint(paint, state, resources) for paint in paints)
        if name == "sh":
            shading = _named_resource(resources, "/Shading", operands)
            return self._gradient(shading, state, resources)
        if name == "INLINE IMAGE":
            return self._image(_inline_image(operands), state, resources)
        if name == "Do":
            item = _named_resource(resources, "/XObject", operands)
            kind = get_entry(item, "/Subtype")
            if kind == "/Image" and "/Alternates" not in item:
                return self._image(item, state, resources)
            if kind == "/Form" and "/Ref" not in item:
                return self._form(item, state, resources)
        raise UnsupportedPdfError(f"operator {name}")

    def _text(self, state: GraphicsState, resources: Any) -> float:
        paints = [state.fill] * (state.text_mode in TEXT_FILL_MODES)
        paints += [state.stroke] * (state.text_mode in TEXT_STROKE_MODES)
        ink = max((self._paint(paint, state, resources) for paint in paints), default=0.0)
        if not state.is_mask:
            self.coverage.text_colours |= {paint.values for paint in paints}
        if get_entry(state.font, "/Subtype") == "/Type3":
            glyph_resources = get_entry(state.font, "/Resources", resources)
            glyphs = [resolve(glyph) for glyph in get_entry(state.font, "/CharProcs", {}).values()]
            ink = max([ink, *(self._form(glyph, state, glyph_resources) for glyph in glyphs)])
        return ink

    def _paint(self, paint: Paint, state: GraphicsState, resources: Any) -> float:
        if paint.space.name != "pattern":
            return self._lay_ink(paint.space, sum(paint.values), state)
        pattern, kind = paint.pattern, get_entry(paint.pattern, "/PatternType")
        if kind == 2:
            self._graphics_state(get_entry(pattern, "/ExtGState", DictionaryObject()), resources)
            return self._gradient(get_entry(pattern, "/Shading"), state, resources)
        if kind != 1:
            raise UnsupportedPdfError(f"pattern of type {kind}")
        inner = initial_state(resources, is_mask=state.is_mask)
        if get_entry(pattern, "/PaintType") == 2 and paint.space.base:
            colour = Paint(paint.space.base, paint.values)
            inner = replace(inner, fill=colour, stroke=colour)
        return self._form(pattern, inner, resources)

    def _lay_ink(self, space: ColourSpace, ink: float, state: GraphicsState) -> float:
        """Note that a colour is laid on paper; return its ink, which is known in CMYK only."""
        if state.is_mask:
            return 0.0
        self.coverage.spaces.add(space.name)
        return ink if space.name == CMYK else 0.0

    def _gradient(self, shading: Any, state: GraphicsState, resources: Any) -> float:
        space = parse_colour_space(get_entry(shading, "/ColorSpace"), resources)
        has_ink = space.name == CMYK and not state.is_mask
        return self._lay_ink(space, max_gradient_ink(shading, space) if has_ink else 0.0, state)

    def _image(self, image: StreamObject, state: GraphicsState, resources: Any) -> float:
        if get_entry(image, "/ImageMask", get_entry(image, "/IM")):
            return self._paint(state.fill, state, resources)
        name = get_entry(image, "/ColorSpace", get_entry(image, "/CS"))
        space = parse_colour_space(name, resources)
        pixel_space = space.base or space
        if pixel_space.name != CMYK or state.is_mask:
            return self._lay_ink(pixel_space, 0.0, state)
        key = getattr(image, "indirect_reference", None) or object()  # of an inline image
        if key not in self._ink_by_key:
            self._ink_by_key[key] = max_image_ink(image, space)
        return self._lay_ink(pixel_space, self._ink_by_key[key], state)

    def _form(self, form: Any, state: GraphicsState, resources: Any) -> float:
        """Interpret a form, a pattern or a glyph; `resources` are for one without resources."""
        form_resources = get_entry(form, "/Resources", resources)
        key = (id(form), id(form_resources), state.key)
        if key in self._being_drawn or len(self._being_drawn) > MAX_NESTING:
            raise UnsupportedPdfError("forms within forms")
        if key not in self._ink_by_key:
            self._being_drawn.add(key)
            try:
                self._note_blending_space(form, form_resources, state)
                self._ink_by_key[key] = self._content_stream(form, form_resources, state)
            finally:
                self._being_drawn.remove(key)
        return self._ink_by_key[key]

    def _note_blending_space(self, group: Any, resources: Any, state: GraphicsState) -> None:
        """Note the colour space in which a transparency group blends (11.6.6)."""
        space = get_entry(get_entry(group, "/Group"), "/CS")
        if space is not None:
            self._lay_ink(parse_colour_space(space, resources), 0.0, state)

    def _graphics_state(self, parameters: DictionaryObject, resources: Any) -> None:
        """Interpret an ExtGState (8.4.5): its soft mask, and nothing else that changes colours.

        Raises UnsupportedPdfError for other blend modes than Normal, overprinting and the like.
        """
        for key in parameters.keys() - HARMLESS_ENTRIES:
            value = get_entry(parameters, key)
            if key == "/SMask" and isinstance(value, DictionaryObject):
                mask = initial_state(resources, is_mask=True)
                self._form(get_entry(value, "/G"), mask, resources)
            elif (key, value) not in (
                ("/SMask", "/None"),
                ("/BM", "/Normal"),
                ("/BM", "/Compatible"),
                ("/OP", False),
                ("/op", False),
            ):
                raise UnsupportedPdfError(f"{key[1:]} {value}")


def _appearances(annotation: Any) -> list[Any]:
    """Return the normal appearance of an annotation, or one for each of its states (12.5.5)."""
    normal = get_entry(get_entry(resolve(annotation), "/AP"), "/N")
    if isinstance(normal, StreamObject):
        return [normal]
    return [resolve(appearance) for appearance in (normal or {}).values()]


def _named_resource(resources: Any, kind: str, operands: Any) -> Any:
    """Return the resource that an operator names. Raises UnsupportedPdfError if it is missing."""
    resource = get_entry(get_entry(resources, kind), str(operands[0]))
    if not isinstance(resource, DictionaryObject):
        raise UnsupportedPdfError(f"{kind[1:]} {operands[0]}")
    return resource


def _inline_image(operands: Any) -> StreamObject:
    image = StreamObject()
    image.update({NameObject(key): value for key, value in operands["settings"].items()})
    image.set_data(operands["data"])
    return image
