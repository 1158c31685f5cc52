"""YAML text -> nodes: plain text, maps and lists that know the line they came from.

Every scalar stays the text that was typed (`no`, `010` and `12:30` keep their shape); the schema
decides what it means. Maps with a key twice, anchors, and keys that are no words are refused.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import yaml

from kit.errors import KitError, Origin, Problem, gather, problem, reason, refuse

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where PyYAML was built with it


@dataclass(frozen=True)
class Node:
    """A value (text, map of nodes, list of nodes) and the place where it was read."""

    value: "str | dict[str, Node] | list[Node]"
    origin: Origin

    @property
    def map(self) -> "dict[str, Node]":
        """The entries of a map; of anything else none."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> "list[Node]":
        """The items of a list; of anything else none."""
        return self.value if isinstance(self.value, list) else []

    def at(self, path: tuple[str | int, ...]) -> "Node":
        """Return the node at a path of keys and indices, or the deepest one on the way to it."""
        return self.way(path)[1]

    def way(self, path: tuple[str | int, ...]) -> "tuple[tuple[str | int, ...], Node]":
        """Return how much of a path there is, and the node at its end."""
        node = self
        for i, step in enumerate(path):
            inner = node.value
            if isinstance(inner, dict) and step in inner:
                node = inner[str(step)]
            elif isinstance(inner, list) and isinstance(step, int) and step < len(inner):
                node = inner[step]
            else:
                return path[:i], node
        return path, node

    def without(self, path: tuple[str | int, ...]) -> "Node":
        """Return the node without the entry or item at a path that it has."""
        step, *rest = path
        if isinstance(self.value, dict) and step in self.value:
            entries = dict(self.value)
            inner = entries.pop(str(step))
            if rest:
                entries[str(step)] = inner.without(tuple(rest))
            return Node(entries, self.origin)
        if isinstance(self.value, list) and isinstance(step, int) and step < len(self.value):
            kept = [self.value[step].without(tuple(rest))] if rest else []
            return Node([*self.value[:step], *kept, *self.value[step + 1 :]], self.origin)
        return self

    def plain(self) -> object:
        """Return the value without its origins, as text, dict and list."""
        match self.value:
            case dict(items):
                return {key: node.plain() for key, node in items.items()}
            case list(nodes):
                return [node.plain() for node in nodes]
            case text:
                return text

    def leaves(self, prefix: str = "") -> Iterator[tuple[str, "Node"]]:
        """Yield every value that is no map, with its dotted id, in the order of the file."""
        if not isinstance(self.value, dict):
            yield prefix, self
            return
        for key, node in self.value.items():
            yield from node.leaves(f"{prefix}.{key}" if prefix else key)


def read_yaml(file: Path) -> Node:
    """Read a YAML file whose top level is a map.

    Raises KitError, with the line where one is known, if the file cannot be read, is larger than
    1 MB, is not UTF-8, is not YAML, repeats a key or uses an anchor.
    """
    text = read_text(file)
    try:
        _refuse_deep(text, file)
        tree = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise KitError([_syntax_problem(error, file, text)]) from None
    if not isinstance(tree, yaml.MappingNode):
        raise KitError([problem("yaml.no_keys", Origin(file, 1))])
    problems: list[Problem] = []
    node = _node(tree, file, set(), problems)
    refuse(problems)
    return node


def read_all(files: Mapping[str, Path]) -> dict[str, Node]:
    """Read several YAML files by name. Raises KitError with the problems of all of them."""
    nodes = gather(*(partial(read_yaml, file) for file in files.values()))
    return dict(zip(files, nodes, strict=True))


def _refuse_deep(text: str, file: Path) -> None:
    """Refuse what is nested so deep that it could only be meant to crash a reader."""
    if not _may_be_deep(text):
        return
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            line = event.start_mark.line + 1 if event.start_mark else 0
            raise KitError([problem("yaml.nested", Origin(file, line))])


def _may_be_deep(text: str) -> bool:
    """Whether brackets or indents could nest that deep: a quick look, that most files pass."""
    depth = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        depth = max(0, depth + (1 if bracket in "[{" else -1))
        if depth > MAX_DEPTH:
            return True
    return re.search(rf"^[ ?-]{{{MAX_DEPTH},}}", text, re.MULTILINE) is not None


def read_text(file: Path) -> str:
    """Return the text of a file. Raises KitError if it is no readable UTF-8 of at most 1 MB."""
    try:
        if file.exists() and not file.is_file():
            raise KitError([problem("file.no_file", Origin(file))])
        if file.stat().st_size > MAX_BYTES:
            raise KitError([problem("file.too_large", Origin(file))])
        raw = file.read_bytes()
    except FileNotFoundError:
        raise KitError([problem("file.missing", Origin(file))]) from None
    except OSError as error:
        raise KitError([problem("file.unreadable", Origin(file), reason=reason(error))]) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise KitError([problem("yaml.encoding", Origin(file, line))]) from None
    return unicodedata.normalize("NFC", text)


def _syntax_problem(error: yaml.YAMLError, file: Path, text: str) -> Problem:
    """Say what the parser found in the words of somebody who has never seen YAML."""
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    mark = getattr(error, "problem_mark", None)
    if "quoted scalar" in (getattr(error, "context", None) or ""):
        kind, mark = "yaml.quote", getattr(error, "context_mark", mark)  # where the quote opens
    elif mark and "\t" in [*text.splitlines(), ""][min(mark.line, text.count("\n"))]:
        kind = "yaml.tab"
    elif "mapping values" in what:
        kind = "yaml.colon"
    else:
        kind = "yaml.syntax"
    return problem(kind, Origin(file, mark.line + 1 if mark else 0), what=what)


def _node(item: yaml.Node, file: Path, seen: set[int], problems: list[Problem]) -> Node:
    origin = Origin(file, item.start_mark.line + 1)
    if id(item) in seen:
        problems.append(problem("yaml.anchor", origin))
        return Node("", origin)
    seen.add(id(item))
    if isinstance(item, yaml.SequenceNode):
        return Node([_node(child, file, seen, problems) for child in item.value], origin)
    if isinstance(item, yaml.MappingNode):
        return Node(_map(item, file, seen, problems), origin)
    return Node(_unquoted(str(item.value).strip()), origin)


def _unquoted(text: str) -> str:
    """Take off the curly quotes that a word processor makes of straight ones around a value."""
    inner = text[1:-1]
    curly = len(text) > 1 and text[0] in "“„" and text[-1] in "”“"
    return inner if curly and not set(inner) & set("“„”") else text


def _map(
    item: yaml.MappingNode, file: Path, seen: set[int], problems: list[Problem]
) -> dict[str, Node]:
    entries: dict[str, Node] = {}
    for key, child in item.value:
        origin = Origin(file, key.start_mark.line + 1)
        if not isinstance(key, yaml.ScalarNode):
            problems.append(problem("yaml.key_shape", origin))
        elif key.value in entries:
            first = entries[key.value].origin.line
            problems.append(problem("yaml.key_twice", origin, key=key.value, first=first))
        else:
            node = _node(child, file, seen, problems)
            entries[key.value] = Node(node.value, origin)
    return entries
