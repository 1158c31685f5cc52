"""school.yaml -> LoadedSchool: what a school adds, changes and hides, with lines and columns."""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from kit.catalogue import MAX_TYPED_CARDS
from kit.errors import KitError, Origin, Problem, problem
from kit.names import find_id
from kit.paths import languages
from kit.reading.builtin import read_facts, read_texts
from kit.reading.facts import Session
from kit.reading.ids import ids_twice, output_id, with_ids, without_repeated_languages
from kit.reading.school_files import file_in_folder, school_file
from kit.reading.school_schema import KEYS, TEXT_KEYS, Identity, School
from kit.reading.spreadsheet import MAX_FILES, Examples, read_spreadsheet
from kit.reading.validation import problem_from_pydantic
from kit.reading.vocabulary import Vocabulary, resolve_names
from kit.units import offset_notice
from kit.yaml_nodes.nodes import Node, NodePath
from kit.yaml_nodes.quotes import excerpt, quoted
from kit.yaml_nodes.reader import read_yaml
from kit.yaml_nodes.text_file import MAX_BYTES, read_text

MAX_MISTAKES = 500  # a file with more is no school.yaml: the rest of it is not looked into
MAX_READING_S = 5.0  # of all spreadsheets of a school; twenty ordinary ones take as long
MAX_TURNS = 20  # of leaving out what is wrong: each makes a school smaller
_STAND_INS = {"text": "...", "url": "https://example.org"}
_NAMED_LANGUAGE = re.compile(r"^[^#\n]*\blanguages:[\s\[\"'-]*(\w[\w-]*)", re.MULTILINE)


@dataclass(frozen=True)
class LoadedSchool:
    """A school as it was read, with all that was wrong in it left out.

    Examples, choices, fields, readings, texts and what is hidden are in the node, each with the
    place it came from. `problems` say what was left out; `notices` are what the school should know
    although it stops nothing.
    """

    folder: Path
    node: Node
    identity: Identity = field(default_factory=Identity)
    session: Session = field(default_factory=Session)
    offset_mm: tuple[float, float] = (0.0, 0.0)  # of backs, to the right and down
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()

    @property
    def id(self) -> str:
        """The name of the school's output folder."""
        return self.identity.id or output_id(self.folder)


def read_school(path: Path, vocabulary: Vocabulary | None = None) -> LoadedSchool:
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
    values = School.model_validate(node.plain())
    problems += [*added.problems, *twice, *ids_twice(node), *_too_many_typed(values, node)]
    return LoadedSchool(
        file.parent,
        node,
        values.school,
        values.session,
        values.printer.offset,
        tuple(problems),
        (*added.notices, *_unread_texts(node), *_shifted(values, node)),
    )


def _checked(node: Node, wrong: Mapping[NodePath, Problem]) -> tuple[Node, list[Problem]]:
    """Return a school without what is wrong in it, so that the rest is checked too.

    `wrong` are the problems that are known, by their places. An unknown language stays: without
    any, all would be made, and their texts missed.
    """
    problems = [*wrong.values()]
    details: list[dict[str, object]] = [
        {"loc": place, "type": "name"} for place in wrong if "languages" not in place
    ]
    for turn in range(MAX_TURNS):
        if len(problems) > MAX_MISTAKES:
            break
        node = _pruned(node, details)
        try:
            School.model_validate(node.plain())
            return node, problems
        except ValidationError as error:
            details = [dict(detail) for detail in error.errors()]
            # What is wrong from the second round on only lacks what was left out in the first.
            news = [detail for detail in details if turn == 0 and detail["loc"] not in wrong]
            problems += [problem_from_pydantic(detail, node, KEYS) for detail in news]
    raise KitError(problems)


def _shifted(values: School, node: Node) -> Iterator[Problem]:
    """Yield how the shift of backs was understood: a decimal comma makes two lengths of one."""
    if any(values.printer.offset):
        where = node.get(("printer", "offset")).origin
        yield offset_notice("`printer.offset`", values.printer.offset, where)


def _too_many_typed(values: School, node: Node) -> Iterator[Problem]:
    """Yield a problem if there are more cards in school.yaml itself than it can have."""
    examples = node.get(("examples",))
    typed = sum(
        example.quantity
        for example, item in zip(values.examples, examples.items, strict=True)
        if not item.origin.column
    )
    if typed > MAX_TYPED_CARDS:
        yield problem("cards.typed", examples.origin, count=typed, most=MAX_TYPED_CARDS)


def no_school() -> LoadedSchool:
    """Return the school that changes nothing: the kit as it is."""
    return LoadedSchool(Path(), Node({}, Origin(Path())))


def _unread_texts(node: Node, is_text: bool = False) -> Iterator[Problem]:
    """Yield a notice for each text behind which there is more that YAML does not read."""
    if is_text and node.unread and isinstance(node.value, str):
        fix = excerpt(quoted(f"{node.value} {node.unread.text}"))
        yield problem("notice.unread", node.unread.origin, text=excerpt(node.unread.text), fix=fix)
    for key, inner in node.map.items():
        yield from _unread_texts(inner, is_text or key in TEXT_KEYS)
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
        known, _ = node.resolve(path)
        key = "text" if detail["type"] == "text" else str(known[-1:] and known[-1])
        is_needed = detail["type"] not in ("missing", "extra_forbidden")
        paths[known] = _STAND_INS.get(key) if is_needed else None
    for known in sorted(paths, key=_last_first, reverse=True):
        text = paths[known]
        instead = Node(text, node.get(known).origin) if text else None
        node = node.without(known, instead) if known else Node({}, node.origin)
    return node


def _last_first(path: tuple[str | int, ...]) -> tuple[tuple[str, int], ...]:
    """Sort so that later items of a list go first: leaving one out moves those behind it."""
    return tuple(("", step) if isinstance(step, int) else (step, 0) for step in path)


def _with_spreadsheets(node: Node, folder: Path) -> tuple[Node, Examples]:
    """Append the rows of the spreadsheets that a school names to its examples; also return those.

    Numbers are shown as in the school's first language; in Dutch if it names none.
    """
    named = node.map.get("examples_from", Node([], node.origin))
    files = [name for name in named.items or [named] if isinstance(name.value, str) and name.value]
    if len(files) > MAX_FILES:
        values = {"name": "examples_from", "count": len(files), "most": MAX_FILES}
        return node, Examples(problems=(problem("facts.too_many", named.origin, **values),))
    first = next((str(it.value) for it in node.get(("school", "languages")).items), "")
    lang = find_id("language", first, languages()) or "nl"
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
        return read_spreadsheet(file_in_folder(folder, str(name.value), name), lang)
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
    return (find_id("language", named[1], languages()) if named else None) or ""
