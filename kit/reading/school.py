"""school.yaml -> SchoolFile: what a school adds, changes and hides, with the lines it stands on."""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar, get_args

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from kit.catalogue import MOST_CARDS, MOST_OFFSET_MM, Sector
from kit.errors import KitError, Origin, Problem, problem
from kit.names import find
from kit.paths import languages
from kit.reading.builtin import read_facts, read_texts
from kit.reading.ids import ids_twice, output_id, with_ids, without_repeated_languages
from kit.reading.schema import Colour, Files, FolderId, Id, Model, Name, Session, Text
from kit.reading.school_files import inside, school_file
from kit.reading.spreadsheet import MAX_FILES, Examples, read_spreadsheet
from kit.reading.validation import invalid
from kit.reading.vocabulary import Vocabulary, resolve_names
from kit.units import offset_notice, parse_offset
from kit.yaml_nodes.nodes import MAX_BYTES, Node, read_text, read_yaml
from kit.yaml_nodes.quotes import quoted, shown

MOST_MISTAKES = 500  # a file with more is no school.yaml: the rest of it is not looked into
MAX_READING_S = 5.0  # of all spreadsheets of a school; twenty ordinary ones take as long
MAX_TURNS = 20  # of leaving out what is wrong: each makes a school smaller
_STAND_INS = {"text": "...", "url": "https://example.org"}
_NAMED_LANGUAGE = re.compile(r"^[^#\n]*\blanguages:[\s\[\"'-]*(\w[\w-]*)", re.MULTILINE)
Offset = Annotated[float, Field(ge=-MOST_OFFSET_MM, le=MOST_OFFSET_MM)]
Place = tuple[str | int, ...]
Part = TypeVar("Part")
Few = Annotated[tuple[Part, ...], Field(max_length=50)]  # more than that no group can discuss


class Colours(Model):
    """The school's own colours."""

    accent: Colour | None = None


class About(Model):
    """Who the school is."""

    id: FolderId | None = None
    name: Text | None = None
    sector: Sector | None = None
    languages: Few[Name] = ()
    logo: Name | None = None
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
    icon: Name | None = None
    quantity: Annotated[int, Field(ge=0, le=100)] = 1


class Choice(Model):
    """A row of the matrix, between its two ends."""

    id: Id
    label: Text | None = None
    equal: Text | None = None
    different: Text | None = None
    icon: Name | None = None


class OwnField(Model):
    """A field in the lens of outcomes or of results."""

    id: Id
    label: Text | None = None
    icon: Name | None = None


class OwnReading(Model):
    """A source to read on."""

    id: Id | None = None
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
    examples_from: Files = ()
    choices: Few[Choice] = ()
    fields: Fields = Field(default_factory=Fields)
    readings: Few[OwnReading] = ()
    texts: Annotated[dict[str, Text], Field(max_length=1000)] = Field({})
    hide: Annotated[tuple[Name, ...], Field(max_length=1000)] = ()
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
        return self.values.school.id or output_id(self.folder)


def read_school(path: Path, vocabulary: Vocabulary | None = None) -> SchoolFile:
    """Read a school from its folder or its school.yaml, with the examples from its spreadsheets.

    What it calls by a name gets the id of that, after a vocabulary (by default the kit's).

    Raises KitError if the file cannot be read. What is wrong in it, or in a spreadsheet, is left
    out, and its problems, each with file and line (in a spreadsheet: column and row), stand in the
    result; if there are over 500 the error has them.
    """
    file = school_file(path)
    node, added = _with_spreadsheets(read_yaml(file), file.parent)
    node, wrong = resolve_names(node, vocabulary or Vocabulary(read_facts(), cache(read_texts)))
    node, twice = without_repeated_languages(node)
    node, problems = _checked(node, wrong)
    node = with_ids(node)
    problems += [*added.problems, *twice, *ids_twice(node)]
    values = School.model_validate(node.plain())
    notices = (*added.notices, *_unread_texts(node), *_shifted(values, node))
    return SchoolFile(file.parent, values, node, tuple(problems), notices)


def _checked(node: Node, wrong: Mapping[Place, Problem]) -> tuple[Node, list[Problem]]:
    """Return a school without what is wrong in it, so that the rest is checked too.

    `wrong` are the problems that are known, by their places. An unknown language stays: without
    any, all would be made, and their texts missed.
    """
    problems = [*wrong.values()]
    details: list[dict[str, object]] = [
        {"loc": place, "type": "name"} for place in wrong if "languages" not in place
    ]
    for turn in range(MAX_TURNS):
        if len(problems) > MOST_MISTAKES:
            break
        node = _pruned(node, details)
        try:
            School.model_validate(node.plain())
            return node, problems
        except ValidationError as error:
            details = [dict(detail) for detail in error.errors()]
            # What is wrong from the second round on only lacks what was left out in the first.
            news = [detail for detail in details if turn == 0 and detail["loc"] not in wrong]
            problems += [invalid(detail, node, _KEYS) for detail in news]
    raise KitError(problems)


def _shifted(values: School, node: Node) -> Iterator[Problem]:
    """Yield how the shift of backs was understood: a decimal comma makes two lengths of one."""
    if any(values.printer.offset):
        where = node.at(("printer", "offset")).origin
        yield offset_notice("`printer.offset`", values.printer.offset, where)


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
    """Leave out what is wrong: the value itself, or the whole item that lacks something.

    A text or link gets a stand-in, as it would be missed next.
    """
    paths = {}
    for detail in details:
        path = detail["loc"]
        assert isinstance(path, tuple)
        known, _ = node.way(path)
        key = "text" if detail["type"] == "text" else str(known[-1:] and known[-1])
        is_needed = detail["type"] not in ("missing", "extra_forbidden")
        paths[known] = _STAND_INS.get(key) if is_needed else None
    for known in sorted(paths, key=_last_first, reverse=True):
        text = paths[known]
        instead = Node(text, node.at(known).origin) if text else None
        node = node.without(known, instead) if known else Node({}, node.origin)
    return node


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
    first = next((str(it.value) for it in node.at(("school", "languages")).items), "")
    lang = find("language", first, languages()) or "nl"
    added, end = Examples(), time.monotonic() + MAX_READING_S
    for name in files:
        if time.monotonic() > end:
            added += Examples(problems=(problem("spreadsheet.costly", name.origin),))
        if any(found.kind == "spreadsheet.costly" for found in added.problems):
            break  # so that a folder of such files costs little more than one
        added += _examples(folder, name, lang)
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
    text = ""
    with suppress(OSError, ValueError, KitError):
        file = school_file(path)
        try:
            text = read_text(file)
        except KitError:  # of another encoding, say: the names of languages are in ASCII
            if file.is_file() and file.stat().st_size <= MAX_BYTES:
                text = file.read_bytes().decode("latin-1")
    named = _NAMED_LANGUAGE.search(text)
    return (find("language", named[1], languages()) if named else None) or ""
