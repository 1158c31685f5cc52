"""school.yaml -> SchoolFile: what a school adds, changes and hides, with the lines it stands on."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field, ValidationError, ValidatorFunctionWrapHandler, field_validator
from pydantic_core import PydanticCustomError

from kit.catalogue import MOST_CARDS, MOST_OFFSET_MM, Sector
from kit.errors import KitError, Origin, Problem, problem, refuse
from kit.schema import Colour, Id, Model, Session, invalid
from kit.source import Node, read_text, read_yaml
from kit.spreadsheet import MAX_FILES, Examples, read_spreadsheet

MOST_MISTAKES = 500  # a file with more is no school.yaml: the rest of it is not looked into
MAX_FONT_BYTES = 20_000_000
_NAMED_LANGUAGE = re.compile(r"^[^#\n]*\blanguages:[\s\[\"'-]*([a-z]{2})\b", re.MULTILINE)
Text = str | dict[str, str]
Offset = Annotated[float, Field(ge=-MOST_OFFSET_MM, le=MOST_OFFSET_MM)]


Part = TypeVar("Part")
Few = Annotated[tuple[Part, ...], Field(max_length=50)]  # more than that no group can discuss


class Colours(Model):
    """The school's own colours."""

    accent: Colour | None = Field(None, description="Colour of titles and name, as in `#7a1fa2`.")


class About(Model):
    """Who the school is."""

    id: Id | None = Field(None, description="Name of the output folder; by default this folder's.")
    name: Text | None = Field(None, description="The school's name, printed on every piece.")
    sector: Sector | None = Field(None, description="Whose words to use.")
    languages: tuple[str, ...] = Field((), description="The languages to make; by default all.")
    logo: str | None = Field(None, description="A picture in this folder: svg, png, jpg or pdf.")
    colours: Colours = Field(default_factory=Colours)


class Example(Model):
    """An example card; with the id of one of the kit's cards it changes that card."""

    id: Id | None = Field(None, description="By default made from the title.")
    lens: Literal["ict-input", "ict-output"]
    choice: Id | None = Field(None, description="The choice it is an example to, such as `time`.")
    title: Text | None = None
    text: Text | None = Field(None, description="What happens, with its chance and its risk.")
    short: Text | None = Field(None, description="The same in one or two lines, for the poster.")
    question: Text | None = Field(None, description="A question to discuss, for the back.")
    icon: str | None = Field(None, description="The name of an icon of the kit.")
    quantity: Annotated[int, Field(ge=0, le=100)] = Field(1, description="How many to print.")


class Choice(Model):
    """A row of the matrix, between its two ends."""

    id: Id
    label: Text | None = None
    equal: Text | None = Field(None, description="The end at which all get the same.")
    different: Text | None = Field(None, description="The end at which each gets another thing.")
    icon: str | None = None


class OwnField(Model):
    """A field in the lens of outcomes or of results."""

    id: Id
    label: Text | None = None
    icon: str | None = None


class OwnReading(Model):
    """A source to read on."""

    id: Id | None = Field(None, description="By default made from the title.")
    title: Text | None = None
    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=200)] | None = None


class Fields(Model):
    """More fields, by the lens they belong to."""

    society: Few[OwnField] = ()
    results: Few[OwnField] = ()


class Printer(Model):
    """The school's own printer."""

    offset: tuple[Offset, Offset] = Field(
        (0.0, 0.0),
        description="How far backs are shifted to the right and down, in mm: see `kit calibrate`.",
    )

    @field_validator("offset", mode="wrap")
    @classmethod
    def _as_a_whole(cls, value: object, check: ValidatorFunctionWrapHandler) -> object:
        """Refuse both lengths together: one alone means nothing."""
        try:
            return check(value)
        except ValidationError:
            raise PydanticCustomError("pair", "two lengths in mm") from None


class School(Model):
    """What a school makes of the kit."""

    school: About = Field(default_factory=About)
    examples: Annotated[tuple[Example, ...], Field(max_length=MOST_CARDS)] = Field(
        (), description="More cards, numbered on from the kit's."
    )
    examples_from: str | tuple[str, ...] = Field((), description="A spreadsheet: xlsx or csv.")
    choices: Few[Choice] = Field((), description="More rows in the matrices.")
    fields: Fields = Field(default_factory=Fields)
    readings: Few[OwnReading] = Field((), description="More sources, with a link.")
    texts: Annotated[dict[str, Text], Field(max_length=1000)] = Field(
        {}, description="Any text of the kit, by its id."
    )
    hide: Annotated[tuple[str, ...], Field(max_length=1000)] = Field(
        (), description="Any part of the kit, by its id."
    )
    blank_cards: Annotated[int, Field(ge=0, le=200)] | None = Field(
        None, description="How many cards to write on."
    )
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


def read_school(path: Path) -> SchoolFile:
    """Read a school from its folder or its school.yaml, with the examples from its spreadsheets.

    Raises KitError if the file cannot be read. What is wrong in it, or in a spreadsheet, is left
    out, and its problems, each with file and line (in a spreadsheet: column and row), stand in the
    result; if there are over 500 the error has them.
    """
    file = _file_of(path)
    node, added = _with_spreadsheets(read_yaml(file), file.parent)
    node = _with_ids(node)
    problems = [*added.problems, *_ids_twice(node)]
    left_out: set[object] = set()
    while True:  # without what is wrong, so that the rest is checked too
        try:
            values = School.model_validate(node.plain())
            return SchoolFile(file.parent, values, node, tuple(problems), added.notices)
        except ValidationError as error:
            details = [dict(detail) for detail in error.errors()]
            news = [detail for detail in details if detail["loc"] not in left_out]
            problems += [invalid(detail, node, _KEYS) for detail in news]
            if len(problems) > MOST_MISTAKES:
                raise KitError(problems) from None
            left_out.update(detail["loc"] for detail in details)
            node = _pruned(node, details)


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


def _with_spreadsheets(node: Node, folder: Path) -> tuple[Node, Examples]:
    """Append the rows of the spreadsheets that a school names to its examples; also return those.

    Numbers are shown as in the school's first language; in Dutch if it names none.
    """
    named = node.map.get("examples_from", Node([], node.origin))
    files = [name for name in named.items or [named] if isinstance(name.value, str) and name.value]
    if len(files) > MAX_FILES:
        values = {"name": "examples_from", "count": len(files), "most": MAX_FILES}
        return node, Examples(problems=(problem("facts.too_many", named.origin, **values),))
    languages = node.at(("school", "languages")).items
    lang = str(languages[0].value) if languages else "nl"
    added = Examples()
    for name in files:
        added += _examples(folder, name, lang)
        if any(found.kind == "spreadsheet.costly" for found in added.problems):
            break  # so that a folder of such files costs no more than one
    own = node.map.get("examples", Node([], named.origin)).value
    if not added.rows or not isinstance(own, list):
        return node, added
    examples = Node([*own, *added.rows], named.origin)
    return Node(node.map | {"examples": examples}, node.origin), added


def _examples(folder: Path, name: Node, lang: str) -> Examples:
    """Read a spreadsheet that a school names, if it is a file in its folder."""
    try:
        with suppress(OSError):  # of a name that no file can have
            if (folder / str(name.value)).is_dir():
                raise KitError([problem("file.folder", name.origin, name=name.value)])
        return read_spreadsheet(inside(folder, str(name.value), name), lang)
    except KitError as error:
        return Examples(problems=error.problems)


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
    return named.group(1) if named else ""


def _file_of(path: Path) -> Path:
    """Return a school's file. Raises KitError if it is a link that leads out of its folder."""
    file = path if path.suffix in (".yaml", ".yml") else path / "school.yaml"
    if file.exists() and not file.resolve().is_relative_to(file.parent.resolve()):
        raise KitError([problem("file.outside", Origin(file), name=file.name)])
    return file
