"""school.yaml -> SchoolFile: what a school adds, changes and hides, with the lines it stands on."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from kit.catalogue import MOST_CARDS, MOST_OFFSET_MM, Sector
from kit.content import languages, read_facts, read_texts
from kit.errors import KitError, Origin, Problem, problem, reason, refuse
from kit.names import find
from kit.schema import Colour, Id, Model, Session, invalid
from kit.source import Node, read_text, read_yaml
from kit.spreadsheet import read_spreadsheet
from kit.units import offset_notice, parse_offset
from kit.vocabulary import Vocabulary, resolve_names

MOST_MISTAKES = 500  # a file with more is no school.yaml: the rest of it is not looked into
MAX_FONT_BYTES = 20_000_000
_NAMED_LANGUAGE = re.compile(r"^[^#\n]*\blanguages:[\s\[\"'-]*(\w[\w-]*)", re.MULTILINE)
Text = str | dict[str, str]
Offset = Annotated[float, Field(ge=-MOST_OFFSET_MM, le=MOST_OFFSET_MM)]
Part = TypeVar("Part")
Few = Annotated[tuple[Part, ...], Field(max_length=50)]  # more than that no group can discuss


class Colours(Model):
    """The school's own colours."""

    accent: Colour | None = None


class About(Model):
    """Who the school is."""

    id: Id | None = None
    name: Text | None = None
    sector: Sector | None = None
    languages: tuple[str, ...] = ()
    logo: str | None = None
    colours: Colours = Field(default_factory=Colours)


class Example(Model):
    """An example card; with the id of one of the kit's cards it changes that card."""

    id: Id | None = None
    lens: Literal["ict-input", "ict-output"]
    choice: Id | None = None
    title: Text | None = None
    text: Text | None = None
    short: Text | None = None
    question: Text | None = None
    icon: str | None = None
    quantity: Annotated[int, Field(ge=0, le=100)] = 1


class Choice(Model):
    """A row of the matrix, between its two ends."""

    id: Id
    label: Text | None = None
    equal: Text | None = None
    different: Text | None = None
    icon: str | None = None


class OwnField(Model):
    """A field in the lens of outcomes or of results."""

    id: Id
    label: Text | None = None
    icon: str | None = None


class OwnReading(Model):
    """A source to read on."""

    id: Id | None = None
    title: Text | None = None
    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=200)] | None = None


class Fields(Model):
    """More fields, by the lens they belong to."""

    society: Few[OwnField] = ()
    results: Few[OwnField] = ()


class Printer(Model):
    """The school's own printer."""

    offset: tuple[Offset, Offset] = (0.0, 0.0)  # of backs, to the right and down in mm

    @model_validator(mode="before")
    @classmethod
    def _rejoined(cls, value: object) -> object:
        """Put together what commas took apart in braces: `{offset: 1,5;-0,5}`."""
        if not isinstance(value, dict) or not isinstance(value.get("offset", ""), str):
            return value
        cut_off = [key for key, rest in value.items() if rest == "" and key[:1].isdecimal()]
        kept = {key: rest for key, rest in value.items() if key not in cut_off}
        whole = {"offset": ",".join([value.get("offset", ""), *cut_off])} if cut_off else {}
        return kept | whole

    @field_validator("offset", mode="before")
    @classmethod
    def _as_lengths(cls, value: object) -> object:
        """Read both lengths together, as one text or two, with a decimal point or comma."""
        lengths = [str(length) for length in value] if isinstance(value, list) else [str(value)]
        whole = len(lengths) == 2 and not any(";" in length for length in lengths)
        try:
            return parse_offset((";" if whole else ",").join(lengths))
        except ValueError:
            raise PydanticCustomError("pair", "two lengths in mm") from None


class School(Model):
    """What a school makes of the kit. Each key is described in content/schema."""

    school: About = Field(default_factory=About)
    examples: Annotated[tuple[Example, ...], Field(max_length=MOST_CARDS)] = ()
    examples_from: str | tuple[str, ...] = ()
    choices: Few[Choice] = ()
    fields: Fields = Field(default_factory=Fields)
    readings: Few[OwnReading] = ()
    texts: Annotated[dict[str, Text], Field(max_length=1000)] = Field({})
    hide: Annotated[tuple[str, ...], Field(max_length=1000)] = ()
    blank_cards: Annotated[int, Field(ge=0, le=200)] | None = None
    printer: Printer = Field(default_factory=Printer)
    session: Session = Field(default_factory=Session)


@dataclass(frozen=True)
class SchoolFile:
    """A school as it was read: its folder, its checked values, and the nodes they came from.

    `problems` are those of the values that are wrong; they are left out of the others. `notices`
    are what the school should know though it stops nothing.
    """

    folder: Path
    values: School
    node: Node
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()

    @property
    def id(self) -> str:
        """The name of the school's output folder."""
        return self.values.school.id or slug(self.folder.resolve().name) or "school"


def read_school(path: Path, vocabulary: Vocabulary | None = None) -> SchoolFile:
    """Read a school from its folder or its school.yaml, with the examples from its spreadsheets.

    What it calls by a name gets the id of that, after a vocabulary (by default the kit's).

    Raises KitError if the file or a spreadsheet cannot be read. What can be read but is wrong is
    left out, and its problems, each with file and line (in a spreadsheet: column and row), stand in
    the result; if there are over 500 the error has them.
    """
    file = _file_of(path)
    node = _with_ids(_with_spreadsheets(read_yaml(file), file.parent))
    node, wrong = resolve_names(node, vocabulary or Vocabulary(read_facts(), cache(read_texts)))
    problems = [*_ids_twice(node), *wrong.values()]
    left_out: set[object] = {*wrong}
    # An unknown language stays: without any, all would be made, and their texts missed.
    details: list[dict[str, object]] = [{"loc": it} for it in wrong if "languages" not in it]
    while len(problems) <= MOST_MISTAKES:  # without what is wrong, so that the rest is checked too
        node = _pruned(node, details)
        try:
            values = School.model_validate(node.plain())
            notices = tuple(_shifted(values, node))
            return SchoolFile(file.parent, values, node, tuple(problems), notices)
        except ValidationError as error:
            details = [dict(detail) for detail in error.errors()]
            news = [detail for detail in details if detail["loc"] not in left_out]
            problems += [invalid(detail, node, _KEYS) for detail in news]
            left_out.update(detail["loc"] for detail in details)
    raise KitError(problems)


def _shifted(values: School, node: Node) -> Iterator[Problem]:
    """Yield how the shift of backs was understood: a decimal comma makes two lengths of one."""
    if any(values.printer.offset):
        where = node.at(("printer", "offset")).origin
        yield offset_notice("`printer.offset`", values.printer.offset, where)


def no_school() -> SchoolFile:
    """Return the school that changes nothing: the kit as it is."""
    return SchoolFile(Path(), School.model_construct(), Node({}, Origin(Path())))


def _pruned(node: Node, details: list[dict[str, object]]) -> Node:
    """Leave out what is wrong: the value itself, or the whole item that lacks something."""
    paths = {_wrong_part(detail, node) for detail in details}
    for path in sorted(paths, key=_last_first, reverse=True):
        node = node.without(path) if path else Node({}, node.origin)
    return node


def _wrong_part(detail: dict[str, object], node: Node) -> tuple[str | int, ...]:
    path = detail["loc"]
    assert isinstance(path, tuple)
    return node.way(path)[0]


def _last_first(path: tuple[str | int, ...]) -> tuple[tuple[str, int], ...]:
    """Sort so that later items of a list go first: leaving one out moves those behind it."""
    return tuple(("", step) if isinstance(step, int) else (step, 0) for step in path)


def slug(text: str) -> str:
    """Return a text as an id: small letters without accents, digits, hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-").lstrip("0123456789-")


def inside(folder: Path, name: str, node: Node) -> Path:
    """Return the path of a file that a school names, which must lie in the school's folder."""
    file = (folder / name).resolve()
    if not file.is_relative_to(folder.resolve()):
        raise KitError([problem("file.outside", node.origin, name=name)])
    if not file.is_file():
        raise KitError([problem("file.named", node.origin, name=name)])
    return folder / name


def own_fonts(school: SchoolFile) -> Path | None:
    """Return the folder of a school's own fonts, if it has one.

    Raises KitError for what is no font, is over 20 MB, or lies elsewhere.
    """
    folder = school.folder / "fonts"
    if school.node.origin.file == Path() or not folder.is_dir():
        return None
    refuse(
        problem("font.unfit", Origin(file))
        for file in sorted(folder.rglob("*"))
        if not file.is_dir() and not _is_font(file, school.folder)
    )
    return folder


def _is_font(file: Path, folder: Path) -> bool:
    kinds = (".ttf", ".otf", ".ttc", ".txt", ".md")  # and the licence beside them
    inside = file.resolve().is_relative_to(folder.resolve()) and file.is_file()
    return inside and file.suffix.lower() in kinds and file.stat().st_size <= MAX_FONT_BYTES


_PARTS = (School, About, Colours, Example, Choice, OwnField, OwnReading, Fields, Printer)
_KEYS = tuple(dict.fromkeys(key for part in _PARTS for key in part.model_fields))
_COLUMNS = tuple(Example.model_fields)


def _with_spreadsheets(node: Node, folder: Path) -> Node:
    """Append the rows of the spreadsheets that a school names to its examples."""
    named = node.map.get("examples_from")
    if named is None:
        return node
    files = named.value if isinstance(named.value, list) else [named]
    rows = [
        row
        for name in files
        if isinstance(name.value, str)
        for row in read_spreadsheet(inside(folder, name.value, name), _COLUMNS)
    ]
    own = node.map.get("examples", named).value
    examples = Node([*(own if isinstance(own, list) else []), *rows], named.origin)
    return Node(node.map | {"examples": examples}, node.origin)


def _with_ids(node: Node) -> Node:
    """Give examples and readings that have no id one that is made from their title."""
    entries = dict(node.map)
    for key in ("examples", "readings"):
        if key in entries and entries[key].items:
            entries[key] = Node(_named(entries[key].items, key), entries[key].origin)
    return Node(entries, node.origin)


def _named(items: list[Node], key: str) -> list[Node]:
    """Name items `own-...`, so that none takes the place of another or of one of the kit's."""
    taken = {str(item.map["id"].value) for item in items if "id" in item.map}
    named = []
    for i, item in enumerate(items, 1):
        if item.map and "id" not in item.map:
            words = [leaf.value for _, leaf in item.map.get("title", item).leaves()]
            name = f"own-{slug(str(words[0])) or key}" if "title" in item.map else f"own-{key}"
            name = name if name not in taken else f"{name}-{i}"
            taken.add(name)
            item = Node({"id": Node(name, item.origin)} | item.map, item.origin)
        named.append(item)
    return named


def _ids_twice(node: Node) -> Iterator[Problem]:
    """Yield a problem for each id that two things of a school share: one would hide the other."""
    fields = node.map["fields"].map.values() if "fields" in node.map else ()
    lists = [node.map[key] for key in ("examples", "choices", "readings") if key in node.map]
    for things in (*lists, *fields):
        first: dict[object, Origin] = {}
        for item in things.items:
            name = item.map["id"].value if "id" in item.map else None
            if isinstance(name, str) and name in first:
                yield problem("school.id_twice", item.origin, id=name, first=str(first[name]))
            first.setdefault(name, item.origin)


def named_language(path: Path) -> str:
    """Return the first language that a school names, even if its file is no YAML; else nothing."""
    try:
        named = _NAMED_LANGUAGE.search(read_text(_file_of(path)))
    except KitError:
        return ""
    return (find("language", named[1], languages()) if named else None) or ""


def _file_of(path: Path) -> Path:
    """Return a school's file. Raises KitError if it is a link that leads out of its folder."""
    file = path if path.suffix in (".yaml", ".yml") else path / "school.yaml"
    try:
        is_outside = file.exists() and not file.resolve().is_relative_to(file.parent.resolve())
    except OSError as error:  # such as a name that is too long
        raise KitError([problem("file.unreadable", Origin(file), reason=reason(error))]) from None
    if is_outside:
        raise KitError([problem("file.outside", Origin(file), name=file.name)])
    return file
