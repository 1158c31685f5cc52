"""A YAML file -> nodes that know their lines, or problems with the line of each mistake.

A scalar stays the text that was typed (`no`, `010` and `12:30` are not converted): the schema
decides what it means. Duplicate keys, keys that are no text, anchors and tags are refused.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import yaml

from kit.errors import KitError, Origin, Problem, gather, problem, refuse
from kit.yaml_nodes.nodes import Node, UnreadText
from kit.yaml_nodes.quotes import excerpt, quoted, without_comment, without_curly_quotes
from kit.yaml_nodes.repairs import Position, spans_entries, value_at
from kit.yaml_nodes.syntax_errors import LOADER, position, syntax_problem, unclosed_quote
from kit.yaml_nodes.text_file import read_text

MAX_DEPTH = 20  # of maps and lists within each other
MAX_SIGN_PROBLEMS = 100  # about anchors and tags: a file with more is no YAML
MAX_ITEM_INDENT = 100  # up to which a hyphen without a space is looked for
_ITEM_WITHOUT_SPACE = re.compile(r"-[^\W\d]")
# A word that begins with an apostrophe, and another word after it.
_APOSTROPHE_AS_QUOTE = re.compile(r"'(?:[tsnkmr]|ns|tis|twas)(?=[ -]\w)", re.IGNORECASE)
_COMMENT = re.compile(r"\s*#")


def read_yaml(file: Path) -> Node:
    """Read a YAML file whose top level is a map.

    Raises KitError, with lines where they are known, if the file cannot be read, is over
    `MAX_BYTES`, is not in UTF-8 or UTF-16, is no YAML, has a key twice, or uses anchors or tags.
    """
    text = read_text(file)
    try:
        _refuse_deep_nesting(text, file)
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
    """Read YAML files, each by a name. Raises KitError with the problems of all of them."""
    nodes = gather(*(partial(read_yaml, file) for file in files.values()))
    return dict(zip(files, nodes, strict=True))


def _refuse_deep_nesting(text: str, file: Path) -> None:
    """Raise KitError for a depth that no honest file has, and that would overflow the stack."""
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
    """Whether brackets or indents could nest too deeply; rules out nearly all files at once."""
    depth = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        depth = max(0, depth + (1 if bracket in "[{" else -1))
        if depth > MAX_DEPTH:
            return True
    return re.search(rf"^[ ?-]{{{MAX_DEPTH},}}", text, re.MULTILINE) is not None


@dataclass(frozen=True)
class _Reader:
    """Turns the parser's nodes of one file into ours, and collects problems."""

    file: Path
    lines: Sequence[str]
    problems: list[Problem] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)  # ids of nodes: a node seen twice is an alias

    def node(self, item: yaml.Node) -> Node:
        """Return a node with everything below it; an empty text in place of an alias."""
        origin = Origin(self.file, item.start_mark.line + 1)
        if id(item) in self.seen:
            return Node("", origin)
        self.seen.add(id(item))
        self._add_problem(item)
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
            self._add_problem(key)
            if name in entries:
                values = {"key": excerpt(name), "first": entries[name].origin.line}
                self.problems.append(problem("yaml.key_twice", origin, **values))
            else:
                entries[name] = replace(self.node(child), origin=origin)
        return entries

    def _add_problem(self, item: yaml.Node) -> None:
        """Add the problem of a value that YAML reads otherwise than it was meant, if it is one."""
        start = position(item.start_mark)
        found = self._sign_problem(start)
        if not found and isinstance(item, yaml.ScalarNode):
            found = self._scalar_problem(item, start)
        if found:
            self.problems.append(found)

    def _sign_problem(self, start: Position) -> Problem | None:
        """Return the problem of an anchor, alias or tag; schools type these signs in texts."""
        sign = self._line(start)[start[1] : start[1] + 1]
        if not sign or sign not in "&*!" or len(self.problems) > MAX_SIGN_PROBLEMS:
            return None
        fix = excerpt(quoted(value_at(self.lines, start)))
        kind = "yaml.sign" if sign == "!" else "yaml.anchor"
        return problem(kind, Origin(self.file, start[0] + 1), sign=sign, fix=fix)

    def _scalar_problem(self, item: yaml.ScalarNode, start: Position) -> Problem | None:
        """Return the problem of a quote that is not closed, a lost apostrophe or a lost item."""
        origin, line, column = Origin(self.file, start[0] + 1), self._line(start), start[1]
        end = position(item.end_mark)
        if line[column : column + 1] in ("'", '"') and spans_entries(self.lines, start, end):
            return unclosed_quote(self.file, self.lines, start, end)
        if _APOSTROPHE_AS_QUOTE.match(line, column):
            return problem("yaml.apostrophe", origin, fix=excerpt(quoted(f"'{item.value}")))
        is_first = column < MAX_ITEM_INDENT and not line[:column].strip()
        if is_first and _ITEM_WITHOUT_SPACE.match(line, column):
            return problem("yaml.dash", origin, fix=excerpt(f"- {line.strip()[1:]}"))
        return None

    def _line(self, at: Position) -> str:
        return self.lines[at[0]] if at[0] < len(self.lines) else ""

    def _unread(self, item: yaml.ScalarNode) -> UnreadText | None:
        """Return what follows ` #` behind a scalar, unless it looks like a comment."""
        line, column = position(item.end_mark)
        if line == len(self.lines) or not _COMMENT.match(self.lines[line], column):
            return None
        rest = self.lines[line][column:]
        gap = "" if item.value else "  "  # behind an empty value one space makes a comment
        is_comment = not without_comment(gap + rest)
        return None if is_comment else UnreadText(rest.strip(), Origin(self.file, line + 1))
