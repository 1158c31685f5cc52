"""school.yaml and its spreadsheets -> LoadedSchool: what a school adds, changes and hides."""

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from kit.catalogue import MAX_TYPED_CARDS
from kit.errors import KitError, Origin, Problem, problem
from kit.names import find_id
from kit.paths import languages
from kit.reading.builtin import read_facts, read_texts
from kit.reading.ids import (
    duplicate_ids,
    output_id,
    with_generated_ids,
    without_duplicate_languages,
)
from kit.reading.recovery import without_mistakes
from kit.reading.resolve_names import Vocabulary, resolve_names
from kit.reading.school_files import file_in_folder, school_file
from kit.reading.school_schema import TEXT_KEYS, Identity, School, Session
from kit.reading.sources import with_links_by_language
from kit.reading.spreadsheet import MAX_FILES, Examples, read_spreadsheet
from kit.units import offset_notice
from kit.yaml_nodes.nodes import Node
from kit.yaml_nodes.quotes import excerpt, quoted
from kit.yaml_nodes.reader import read_yaml

MAX_READING_S = 5.0  # for all spreadsheets of a school; twenty ordinary ones take as long


@dataclass(frozen=True)
class LoadedSchool:
    """A school as it was read, without what is wrong in it.

    `node` is its school.yaml, with ids instead of names and the examples from spreadsheets added;
    each value knows its origin. `problems` are the mistakes that were left out, `notices` what the
    school should know but need not change.
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


def no_school() -> LoadedSchool:
    """Return the school that changes nothing: the kit as it is."""
    return LoadedSchool(Path(), Node({}, Origin(Path())))


def read_school(path: Path, vocabulary: Vocabulary | None = None) -> LoadedSchool:
    """Read a school, given its folder or its school.yaml, with the examples in its spreadsheets.

    The vocabulary (by default the kit's) gives the ids of what the school names. Mistakes become
    problems of the result, each with file and line, or cell. Raises KitError if school.yaml cannot
    be read, or has more than `MAX_MISTAKES`.
    """
    file = school_file(path)
    node, added = _with_spreadsheets(read_yaml(file), file.parent)
    vocabulary = vocabulary or Vocabulary(read_facts(), cache(read_texts))
    node, unknown_names = resolve_names(node, vocabulary)
    node, duplicates = without_duplicate_languages(node)
    node, values, problems = without_mistakes(node, unknown_names)
    node, apart = with_links_by_language(with_generated_ids(node))
    problems += [*added.problems, *duplicates, *apart, *duplicate_ids(node)]
    problems += _too_many_typed_cards(values, node)
    return LoadedSchool(
        file.parent,
        node,
        values.school,
        values.session,
        values.printer.offset,
        tuple(problems),
        (*added.notices, *_unread_texts(node), *_offset_notice(values, node)),
    )


def _offset_notice(values: School, node: Node) -> Iterator[Problem]:
    """Yield a notice of how an offset was read: a decimal comma makes two lengths of one."""
    if any(values.printer.offset):
        origin = node.get(("printer", "offset")).origin
        yield offset_notice("`printer.offset`", values.printer.offset, origin)


def _too_many_typed_cards(values: School, node: Node) -> Iterator[Problem]:
    """Yield a problem if school.yaml itself has too many cards, those of spreadsheets aside."""
    examples = node.get(("examples",))
    typed = sum(
        example.quantity
        for example, item in zip(values.examples, examples.items, strict=True)
        if not item.origin.column
    )
    if typed > MAX_TYPED_CARDS:
        yield problem("cards.typed", examples.origin, count=typed, most=MAX_TYPED_CARDS)


def _unread_texts(node: Node, is_text: bool = False) -> Iterator[Problem]:
    """Yield a notice for each text with ` #` in it: YAML does not read what follows."""
    if is_text and node.unread and isinstance(node.value, str):
        fix = excerpt(quoted(f"{node.value} {node.unread.text}"))
        yield problem("notice.unread", node.unread.origin, text=excerpt(node.unread.text), fix=fix)
    for key, inner in node.map.items():
        yield from _unread_texts(inner, is_text or key in TEXT_KEYS)
    for inner in node.items:
        yield from _unread_texts(inner, is_text)


def _with_spreadsheets(school: Node, folder: Path) -> tuple[Node, Examples]:
    """Return a school with the rows of its spreadsheets among its examples, and all that was read.

    Cells are formatted as in the school's first language; in Dutch if it names none.
    """
    named = school.map.get("examples_from", Node([], school.origin))
    names = [name for name in named.items or [named] if isinstance(name.value, str) and name.value]
    if len(names) > MAX_FILES:
        values = {"name": "examples_from", "count": len(names), "most": MAX_FILES}
        return school, Examples(problems=(problem("facts.too_many", named.origin, **values),))
    first = next((str(item.value) for item in school.get(("school", "languages")).items), "")
    added = _read_spreadsheets(folder, names, find_id("language", first, languages()) or "nl")
    typed = school.map.get("examples", Node([], named.origin)).value
    if not added.rows or not isinstance(typed, list):
        return school, added
    examples = Node([*typed, *added.rows], named.origin)
    return Node(school.map | {"examples": examples}, school.origin), added


def _read_spreadsheets(folder: Path, names: list[Node], lang: str) -> Examples:
    """Read spreadsheets one by one, until one of them or all together take too long."""
    added, end = Examples(), time.monotonic() + MAX_READING_S
    for name in names:
        if time.monotonic() > end:
            added += Examples(problems=(problem("spreadsheet.costly", name.origin),))
        if any(each.kind == "spreadsheet.costly" for each in added.problems):
            break
        added += _read_spreadsheet(folder, name, lang)
    return added


def _read_spreadsheet(folder: Path, name: Node, lang: str) -> Examples:
    """Read a spreadsheet that a school names; a name of no file in its folder is a problem."""
    try:
        with suppress(OSError, ValueError):  # a name that no file can have
            if (folder / str(name.value)).is_dir():
                raise KitError([problem("file.folder", name.origin, name=name.value)])
        return read_spreadsheet(file_in_folder(folder, str(name.value), name), lang)
    except KitError as error:
        return Examples(problems=error.problems)
