"""YAML text -> nodes: plain text, maps and lists that know the line they came from.

Every scalar stays the text that was typed (`no`, `010` and `12:30` keep their shape); the schema
decides what it means. Maps with a key twice, keys that are no words, anchors and tags are refused.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import yaml

from kit.errors import KitError, Origin, Problem, gather, problem, refuse, system_reason
from kit.yaml_nodes.quotes import excerpt, quoted, without_comment, without_curly_quotes
from kit.yaml_nodes.repairs import takes_in_lines, value_at
from kit.yaml_nodes.syntax_errors import LOADER, opened_quote, place, syntax_problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_SIGNS = 100  # anchors and tags that are told
MAX_INDENT = 100  # of an item of a list
_BULLET = re.compile(r"-[^\W\d]")  # an item of a list that lacks its space
_LOST_APOSTROPHE = re.compile(r"'(?:[tsnkmr]|ns|tis|twas)(?=[ -]\w)", re.IGNORECASE)
_COMMENT = re.compile(r"\s*#")
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# What YAML takes for ends of lines and editors do not, and what it takes for no text.
_ODD_BREAK = re.compile("[\x85\u2028\u2029]")
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


NodePath = tuple[str | int, ...]  # keys of maps and indices of lists, from a node to one below it


@dataclass(frozen=True)
class Unread:
    """What stands behind a text without quotes from ` #` on, which YAML does not read."""

    text: str
    origin: Origin


@dataclass(frozen=True)
class Node:
    """A value (text, map of nodes, list of nodes) and the place where it was read."""

    value: "str | dict[str, Node] | list[Node]"
    origin: Origin
    unread: Unread | None = None

    @property
    def map(self) -> "dict[str, Node]":
        """The entries of a map; of anything else none."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> "list[Node]":
        """The items of a list; of anything else none."""
        return self.value if isinstance(self.value, list) else []

    def get(self, path: NodePath) -> "Node":
        """Return the node at a path of keys and indices, or the deepest one on the way to it."""
        return self.resolve(path)[1]

    def resolve(self, path: NodePath) -> "tuple[NodePath, Node]":
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

    def without(self, path: tuple[str | int, ...], instead: "Node | None" = None) -> "Node":
        """Return the node without the entry or item at a path that it has, or with another."""
        step, *rest = path
        if isinstance(self.value, dict) and step in self.value:
            inner = self.value[str(step)].without(tuple(rest), instead) if rest else instead
            entries = {key: inner if key == step else node for key, node in self.value.items()}
            return Node({key: node for key, node in entries.items() if node}, self.origin)
        if isinstance(self.value, list) and isinstance(step, int) and step < len(self.value):
            inner = self.value[step].without(tuple(rest), instead) if rest else instead
            kept = [inner] if inner else []
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
        tree = yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError as error:
        raise KitError([syntax_problem(error, file, text)]) from None
    if not isinstance(tree, yaml.MappingNode):
        raise KitError([problem("yaml.no_keys", Origin(file, 1))])
    reader = _Reader(file, text.split("\n"))
    node = reader.node(tree)
    refuse(reader.problems)
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
    for event in yaml.parse(text, Loader=LOADER):
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
    """Return the text of a file in UTF-8, or in UTF-16 that says so.

    Raises KitError if it cannot be read, is larger than 1 MB, or has controls.
    """
    try:
        if file.exists() and not file.is_file():
            raise KitError([problem("file.no_file", Origin(file))])
        if file.stat().st_size > MAX_BYTES:
            raise KitError([problem("file.too_large", Origin(file))])
        raw = file.read_bytes()
    except (FileNotFoundError, ValueError):  # or a path with a character that no path has
        raise KitError([problem("file.missing", Origin(file))]) from None
    except OSError as error:
        raise KitError(
            [problem("file.unreadable", Origin(file), reason=system_reason(error))]
        ) from None
    return _decoded(raw, file)


def _decoded(raw: bytes, file: Path) -> str:
    """Return the text of bytes in NFC, its lines as editors count them."""
    try:
        text = raw.decode("utf-16" if raw.startswith(_UTF_16_MARKS) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise KitError([problem("yaml.encoding", Origin(file, line))]) from None
    if text.count("\0") * 4 > len(text):  # two or four bytes a letter, without a mark that says so
        raise KitError([problem("yaml.encoding", Origin(file, 1))])
    text = _ODD_BREAK.sub(" ", re.sub("\r\n?", "\n", unicodedata.normalize("NFC", text)))
    if control := _NO_TEXT.search(text):
        where = Origin(file, text.count("\n", 0, control.start()) + 1)
        raise KitError([problem("yaml.control", where, code=f"U+{ord(control[0]):04X}")])
    return text


@dataclass(frozen=True)
class _Reader:
    """What is needed to turn the parser's nodes into ours, and what was found wrong on the way."""

    file: Path
    lines: Sequence[str]
    problems: list[Problem] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)  # nodes: one that comes again is an alias

    def node(self, item: yaml.Node) -> Node:
        """Return a node with all that is in it."""
        origin = Origin(self.file, item.start_mark.line + 1)
        if id(item) in self.seen:
            return Node("", origin)
        self.seen.add(id(item))
        if found := self._wrong(item):
            self.problems.append(found)
        if isinstance(item, yaml.SequenceNode):
            return Node([self.node(child) for child in item.value], origin)
        if isinstance(item, yaml.MappingNode):
            return Node(self._map(item), origin)
        assert isinstance(item, yaml.ScalarNode)
        value = str(item.value).strip()
        if item.style:
            return Node(value, origin)
        return Node(without_curly_quotes(value), origin, self._unread(item))

    def _map(self, item: yaml.MappingNode) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        for key, child in item.value:
            origin = Origin(self.file, key.start_mark.line + 1)
            if not isinstance(key, yaml.ScalarNode):
                self.problems.append(problem("yaml.key_shape", origin))
                continue
            name = without_curly_quotes(key.value)
            if found := self._wrong(key):
                self.problems.append(found)
            if name in entries:
                first = entries[name].origin.line
                self.problems.append(
                    problem("yaml.key_twice", origin, key=excerpt(name), first=first)
                )
            else:
                entries[name] = replace(self.node(child), origin=origin)
        return entries

    def _wrong(self, item: yaml.Node) -> Problem | None:
        """Return the problem of a value that is not read as it was meant.

        Anchors and tags are for programmers; other values that start so are texts. A quote may take
        in the lines below it, or have been meant as an apostrophe. An item of a list without a
        space is none.
        """
        (line, column), where = place(item.start_mark), Origin(self.file, item.start_mark.line + 1)
        text = self.lines[line] if line < len(self.lines) else ""
        sign = text[column : column + 1]
        if sign and sign in "&*!" and len(self.problems) <= MAX_SIGNS:
            fix = excerpt(quoted(value_at(self.lines, (line, column))))
            kind = "yaml.sign" if sign == "!" else "yaml.anchor"
            return problem(kind, where, sign=sign, fix=fix)
        if not isinstance(item, yaml.ScalarNode):
            return None
        end = place(item.end_mark)
        if sign and sign in "'\"" and takes_in_lines(self.lines, (line, column), end):
            return opened_quote(self.file, self.lines, (line, column), end)
        if _LOST_APOSTROPHE.match(text, column):
            return problem("yaml.apostrophe", where, fix=excerpt(quoted(f"'{item.value}")))
        if column < MAX_INDENT and _BULLET.match(text, column) and not text[:column].strip():
            return problem("yaml.dash", where, fix=excerpt(f"- {text.strip()[1:]}"))
        return None

    def _unread(self, item: yaml.ScalarNode) -> Unread | None:
        """Return what stands from ` #` on behind a text, unless it is a remark."""
        line, column = place(item.end_mark)
        if line == len(self.lines) or not _COMMENT.match(self.lines[line], column):
            return None
        rest = self.lines[line][column:]
        gap = "" if item.value else "  "
        is_remark = not without_comment(gap + rest)
        return None if is_remark else Unread(rest.strip(), Origin(self.file, line + 1))
