"""school.yaml -> SchoolFile: what a school adds, changes and hides, with the lines it stands on."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeVar, get_args

from pydantic import Field, ValidationError

from kit.catalogue import MOST_CARDS, MOST_OFFSET_MM, Sector
from kit.errors import KitError, Origin, Problem, problem
from kit.ids import ids_twice, output_id, with_ids, without_repeated_languages
from kit.paths import inside, school_file
from kit.quotes import quoted, shown
from kit.schema import Colour, Files, FolderId, Id, Model, Name, Session, Text, as_a_whole
from kit.source import Node, read_text, read_yaml
from kit.spreadsheet import MAX_FILES, Examples, read_spreadsheet
from kit.validation import invalid

MOST_MISTAKES = 500  # a file with more is no school.yaml: the rest of it is not looked into
_NAMED_LANGUAGE = re.compile(r"^[^#\n]*\blanguages:[\s\[\"'-]*([a-z]{2})\b", re.MULTILINE)
Offset = Annotated[float, Field(ge=-MOST_OFFSET_MM, le=MOST_OFFSET_MM)]
Part = TypeVar("Part")
Few = Annotated[tuple[Part, ...], Field(max_length=50)]  # more than that no group can discuss


class Colours(Model):
    """The school's own colours."""

    accent: Colour | None = Field(None, description="Colour of titles and name, as in `#7a1fa2`.")


class About(Model):
    """Who the school is."""

    id: FolderId | None = Field(
        None, description="Name of the output folder; by default this folder's."
    )
    name: Text | None = Field(None, description="The school's name, printed on every piece.")
    sector: Sector | None = Field(None, description="Whose words to use.")
    languages: tuple[Name, ...] = Field((), description="The languages to make; by default all.")
    logo: Name | None = Field(None, description="A picture in this folder: svg, png, jpg or pdf.")
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
    icon: Name | None = Field(None, description="The name of an icon of the kit.")
    quantity: Annotated[int, Field(ge=0, le=100)] = Field(1, description="How many to print.")


class Choice(Model):
    """A row of the matrix, between its two ends."""

    id: Id
    label: Text | None = None
    equal: Text | None = Field(None, description="The end at which all get the same.")
    different: Text | None = Field(None, description="The end at which each gets another thing.")
    icon: Name | None = None


class OwnField(Model):
    """A field in the lens of outcomes or of results."""

    id: Id
    label: Text | None = None
    icon: Name | None = None


class OwnReading(Model):
    """A source to read on."""

    id: Id | None = Field(None, description="By default made from the title.")
    title: Text | None = None
    url: (
        Annotated[str, Field(pattern=r"^https?://[^\s\x00-\x1f\x7f-\x9f]+$", max_length=200)] | None
    ) = None


class Fields(Model):
    """More fields, by the lens they belong to."""

    society: Few[OwnField] = ()
    results: Few[OwnField] = ()


class Printer(Model):
    """The school's own printer."""

    offset: Annotated[tuple[Offset, Offset], as_a_whole("pair")] = Field(
        (0.0, 0.0),
        description="How far backs are shifted to the right and down, in mm: see `kit calibrate`.",
    )


class School(Model):
    """What a school makes of the kit."""

    school: About = Field(default_factory=About)
    examples: Annotated[tuple[Example, ...], Field(max_length=MOST_CARDS)] = Field(
        (), description="More cards, numbered on from the kit's."
    )
    examples_from: Files = Field((), description="A spreadsheet: xlsx or csv.")
    choices: Few[Choice] = Field((), description="More rows in the matrices.")
    fields: Fields = Field(default_factory=Fields)
    readings: Few[OwnReading] = Field((), description="More sources, with a link.")
    texts: Annotated[dict[str, Text], Field(max_length=1000)] = Field(
        {}, description="Any text of the kit, by its id."
    )
    hide: Annotated[tuple[Name, ...], Field(max_length=1000)] = Field(
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
        return self.values.school.id or output_id(self.folder)


def read_school(path: Path) -> SchoolFile:
    """Read a school from its folder or its school.yaml, with the examples from its spreadsheets.

    Raises KitError if the file cannot be read. What is wrong in it, or in a spreadsheet, is left
    out, and its problems, each with file and line (in a spreadsheet: column and row), stand in the
    result; if there are over 500 the error has them.
    """
    file = school_file(path)
    node, added = _with_spreadsheets(read_yaml(file), file.parent)
    node, twice = without_repeated_languages(node)
    values, node, problems = _checked(node)
    node = with_ids(node)
    problems += [*added.problems, *twice, *ids_twice(node)]
    notices = (*added.notices, *_unread_texts(node))
    return SchoolFile(file.parent, values, node, tuple(problems), notices)


def _checked(node: Node) -> tuple[School, Node, list[Problem]]:
    """Return the values of a school without what is wrong, so that the rest is checked too."""
    problems: list[Problem] = []
    while True:
        try:
            return School.model_validate(node.plain()), node, problems
        except ValidationError as error:
            details = [dict(detail) for detail in error.errors()]
            # What is wrong from the second round on only lacks what was left out in the first.
            problems = problems or [invalid(detail, node, _KEYS) for detail in details]
            if len(problems) > MOST_MISTAKES:
                raise KitError(problems) from None
            node = _pruned(node, details)


def no_school() -> SchoolFile:
    """Return the school that changes nothing: the kit as it is."""
    return SchoolFile(Path(), School.model_construct(), Node({}, Origin(Path())))


def _unread_texts(node: Node, is_text: bool = False) -> Iterator[Problem]:
    """Yield a notice for each text behind which there is more that YAML does not read."""
    if is_text and node.unread and isinstance(node.value, str):
        fix = shown(quoted(f"{node.value} {node.unread.text}"))
        yield problem("notice.unread", node.unread.origin, text=shown(node.unread.text), fix=fix)
    for key, inner in node.map.items():
        yield from _unread_texts(inner, is_text or key in _TEXT_KEYS)
    for inner in node.items:
        yield from _unread_texts(inner, is_text)


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


_PARTS = (School, About, Colours, Example, Choice, OwnField, OwnReading, Fields, Printer)
_KEYS = tuple(dict.fromkeys(key for part in _PARTS for key in part.model_fields))
_TEXT_KEYS = {
    key
    for part in _PARTS
    for key, field in part.model_fields.items()
    if Text in get_args(field.annotation)
}


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
        with suppress(OSError, ValueError):  # of a name that no file can have
            if (folder / str(name.value)).is_dir():
                raise KitError([problem("file.folder", name.origin, name=name.value)])
        return read_spreadsheet(inside(folder, str(name.value), name), lang)
    except KitError as error:
        return Examples(problems=error.problems)


def named_language(path: Path) -> str:
    """Return the first language that a school names, even if its file is no YAML; else nothing."""
    try:
        named = _NAMED_LANGUAGE.search(read_text(school_file(path)))
    except KitError:
        return ""
    return named.group(1) if named else ""
