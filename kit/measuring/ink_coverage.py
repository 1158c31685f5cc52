"""PDF -> the inks that it lays on paper, read by pypdf and not by what wrote it.

Every operator is followed, through forms, patterns, masks and letters that are drawings. What is
not known is named in `unknown`: nothing passes because it was not understood.
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
    Space,
    UnreadError,
    entry,
    gradient_ink,
    picture_ink,
    plain,
    space_of,
)
from kit.measuring.content_stream import (
    FILLS,
    SILENT,
    STROKES,
    TEXT_FILLS,
    TEXT_STROKES,
    TEXTS,
    Inks,
    Paint,
    State,
    initial_state,
    mixed,
    operations,
)

# Entries of a graphics state that change neither colours nor how they mix with those below.
SILENT_STATES = {
    *("/Type", "/LW", "/LC", "/LJ", "/ML", "/D", "/RI", "/FL", "/SM", "/SA", "/CA", "/ca", "/AIS"),
    *("/TK", "/OPM"),
}
# What may go wrong in reading what somebody else wrote wrong.
MISTAKES = (PyPdfError, ValueError, TypeError, LookupError, AttributeError, OSError)


@dataclass
class Coverage:
    """What a file lays on paper.

    `page_inks` is the greatest sum of the four inks on each page (%), `text_inks` the mixtures that
    text is set in (0 to 1), `spaces` the names of the colour spaces, `unknown` what was not
    understood.
    """

    page_inks: list[float] = field(default_factory=list)
    text_inks: set[Inks] = field(default_factory=set)
    spaces: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)


def ink_coverage(pages: Iterable[PageObject]) -> Coverage:
    """Follow all that pages draw."""
    coverage = Coverage()
    follower = _Follower(coverage)
    coverage.page_inks += [100 * follower.page(page) for page in pages]
    return coverage


class _Follower:
    """Follows what is drawn, each form once in a state; what is found adds up in `coverage`.

    Whatever lays ink returns the greatest sum of inks, from 0 to 4.
    """

    def __init__(self, coverage: Coverage) -> None:
        self.coverage = coverage
        self._known: dict[object, float] = {}
        self._open: set[object] = set()

    def page(self, page: PageObject) -> float:
        """Follow a page and the looks of its annotations."""
        resources = entry(page, "/Resources", {})
        state = initial_state(resources)
        self._mix(page, resources, state)
        contents = page.get_contents()
        most = 0.0 if contents is None else self._content(contents, resources, state)
        for annotation in entry(page, "/Annots", ()):
            normal = entry(entry(plain(annotation), "/AP"), "/N")
            looks = [normal] if isinstance(normal, StreamObject) else [*(normal or {}).values()]
            most = max([most, *(self._form(plain(look), state, resources) for look in looks)])
        return most

    def _content(self, stream: StreamObject, resources: Any, state: State) -> float:
        states, most = [state], 0.0
        try:
            for name, operands in operations(stream):
                most = max(most, self._try(name, operands, states, resources))
        except MISTAKES as error:
            self.coverage.unknown.add(f"content: {error}")
        return most

    def _try(self, name: str, operands: Any, states: list[State], resources: Any) -> float:
        """Follow an operator; one that cannot be followed is unknown."""
        try:
            return self._step(name, operands, states, resources)
        except UnreadError as error:
            self.coverage.unknown.add(str(error))
        except MISTAKES:
            self.coverage.unknown.add(f"operator {name}")
        return 0.0

    def _step(self, name: str, operands: Any, states: list[State], resources: Any) -> float:
        state = states[-1]
        match name:
            case "q":
                states.append(state)
            case "Q" if len(states) > 1:
                states.pop()
            case "Tr":
                states[-1] = replace(state, text_mode=int(operands[0]))
            case "Tf":
                states[-1] = replace(state, font=_named(resources, "/Font", operands))
            case "g" | "rg" | "k" | "cs" | "sc" | "scn":
                states[-1] = replace(state, fill=mixed(name, operands, state.fill, resources))
            case "G" | "RG" | "K" | "CS" | "SC" | "SCN":
                paint = mixed(name.lower(), operands, state.stroke, resources)
                states[-1] = replace(state, stroke=paint)
            case "gs":
                self._graphics_state(_named(resources, "/ExtGState", operands), resources)
            case _ if name not in SILENT:
                return self._drawn(name, operands, state, resources)
        return 0.0

    def _drawn(self, name: str, operands: Any, state: State, resources: Any) -> float:
        """Follow an operator that lays ink."""
        if name in TEXTS:
            return self._text(state, resources)
        if name in FILLS | STROKES:
            paints = [state.fill] * (name in FILLS) + [state.stroke] * (name in STROKES)
            return max(self._paint(paint, state, resources) for paint in paints)
        if name == "sh":
            return self._gradient(_named(resources, "/Shading", operands), state, resources)
        if name == "INLINE IMAGE":
            return self._picture(_inline_picture(operands), state, resources)
        if name == "Do":
            item = _named(resources, "/XObject", operands)
            kind = entry(item, "/Subtype")
            if kind == "/Image" and "/Alternates" not in item:
                return self._picture(item, state, resources)
            if kind == "/Form" and "/Ref" not in item:
                return self._form(item, state, resources)
        raise UnreadError(f"operator {name}")

    def _text(self, state: State, resources: Any) -> float:
        paints = [state.fill] * (state.text_mode in TEXT_FILLS)
        paints += [state.stroke] * (state.text_mode in TEXT_STROKES)
        most = max((self._paint(paint, state, resources) for paint in paints), default=0.0)
        if not state.is_mask:
            self.coverage.text_inks |= {paint.values for paint in paints}
        if entry(state.font, "/Subtype") == "/Type3":
            around = entry(state.font, "/Resources", resources)
            letters = [plain(letter) for letter in entry(state.font, "/CharProcs", {}).values()]
            most = max([most, *(self._form(letter, state, around) for letter in letters)])
        return most

    def _paint(self, paint: Paint, state: State, resources: Any) -> float:
        if paint.space.name != "pattern":
            return self._lay(paint.space, sum(paint.values), state)
        pattern, kind = paint.pattern, entry(paint.pattern, "/PatternType")
        if kind == 2:
            self._graphics_state(entry(pattern, "/ExtGState", DictionaryObject()), resources)
            return self._gradient(entry(pattern, "/Shading"), state, resources)
        if kind != 1:
            raise UnreadError(f"pattern of type {kind}")
        inner = initial_state(resources, is_mask=state.is_mask)
        if entry(pattern, "/PaintType") == 2 and paint.space.base:
            own = Paint(paint.space.base, paint.values)
            inner = replace(inner, fill=own, stroke=own)
        return self._form(pattern, inner, resources)

    def _lay(self, space: Space, ink: float, state: State) -> float:
        """Lay a colour on paper; how much ink that takes is known of four inks only."""
        if state.is_mask:
            return 0.0
        self.coverage.spaces.add(space.name)
        return ink if space.name == CMYK else 0.0

    def _gradient(self, shading: Any, state: State, resources: Any) -> float:
        space = space_of(entry(shading, "/ColorSpace"), resources)
        counts = space.name == CMYK and not state.is_mask
        return self._lay(space, gradient_ink(shading, space) if counts else 0.0, state)

    def _picture(self, picture: StreamObject, state: State, resources: Any) -> float:
        if entry(picture, "/ImageMask", entry(picture, "/IM")):
            return self._paint(state.fill, state, resources)
        space = space_of(entry(picture, "/ColorSpace", entry(picture, "/CS")), resources)
        of_pixels = space.base or space
        if of_pixels.name != CMYK or state.is_mask:
            return self._lay(of_pixels, 0.0, state)
        key = getattr(picture, "indirect_reference", None) or object()  # an inline one has none
        if key not in self._known:
            self._known[key] = picture_ink(picture, space)
        return self._lay(of_pixels, self._known[key], state)

    def _form(self, form: Any, state: State, resources: Any) -> float:
        """Follow a form, a pattern or a letter; its resources are its own, or those around it."""
        own = entry(form, "/Resources", resources)
        key = (id(form), id(own), state.key)
        if key in self._open or len(self._open) > MAX_NESTING:
            raise UnreadError("forms within forms")
        if key not in self._known:
            self._open.add(key)
            try:
                self._mix(form, own, state)
                self._known[key] = self._content(form, own, state)
            finally:
                self._open.remove(key)
        return self._known[key]

    def _mix(self, group: Any, resources: Any, state: State) -> None:
        """Note the space in which a group mixes what is transparent with what lies below."""
        space = entry(entry(group, "/Group"), "/CS")
        if space is not None:
            self._lay(space_of(space, resources), 0.0, state)

    def _graphics_state(self, found: DictionaryObject, resources: Any) -> None:
        """Follow a mask; what else changes colours, or how they mix, is unknown."""
        for key in found.keys() - SILENT_STATES:
            value = entry(found, key)
            if key == "/SMask" and isinstance(value, DictionaryObject):
                mask = initial_state(resources, is_mask=True)
                self._form(entry(value, "/G"), mask, resources)
            elif (key, value) not in (
                ("/SMask", "/None"),
                ("/BM", "/Normal"),
                ("/BM", "/Compatible"),
                ("/OP", False),
                ("/op", False),
            ):
                raise UnreadError(f"{key[1:]} {value}")


def _named(resources: Any, kind: str, operands: Any) -> Any:
    """Return the resource of a kind that an operator names. Raises UnreadError if there is none."""
    found = entry(entry(resources, kind), str(operands[0]))
    if not isinstance(found, DictionaryObject):
        raise UnreadError(f"{kind[1:]} {operands[0]}")
    return found


def _inline_picture(operands: Any) -> StreamObject:
    picture = StreamObject()
    picture.update({NameObject(key): value for key, value in operands["settings"].items()})
    picture.set_data(operands["data"])
    return picture
