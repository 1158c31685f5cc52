"""A tree of texts, maps and lists in which each value knows the line it was read from."""

from collections.abc import ItemsView, Iterator
from dataclasses import dataclass

from kit.errors import Origin

NodePath = tuple[str | int, ...]  # keys of maps and indices of lists, from a node to one below it


@dataclass(frozen=True)
class UnreadText:
    """The text after ` #` behind a value without quotes, which YAML takes for a comment.

    A comment that looks like one (two spaces, `#`, a space) is no unread text.
    """

    text: str
    origin: Origin


@dataclass(frozen=True)
class Node:
    """A value (text, map of nodes, list of nodes) and where it was read."""

    value: "str | dict[str, Node] | list[Node]"
    origin: Origin
    unread: UnreadText | None = None

    @property
    def map(self) -> "dict[str, Node]":
        """The entries of a map; empty for any other value."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> "list[Node]":
        """The items of a list; empty for any other value."""
        return self.value if isinstance(self.value, list) else []

    def items_of(self, key: str) -> "list[Node]":
        """Return the items of the list under a key; empty if there is none."""
        return self.map[key].items if key in self.map else []

    def entries_of(self, key: str) -> "ItemsView[str, Node]":
        """Return the entries of the map under a key; empty if there is none."""
        return (self.map[key].map if key in self.map else {}).items()

    def text_of(self, key: str) -> str:
        """Return the value under a key as text; empty if there is none."""
        return str(self.map[key].value) if key in self.map else ""

    def get(self, path: NodePath) -> "Node":
        """Return the node at a path, or the deepest node on the way to it."""
        return self.resolve(path)[1]

    def resolve(self, path: NodePath) -> "tuple[NodePath, Node]":
        """Return the longest part of a path that exists, and the node at its end."""
        node = self
        for i, step in enumerate(path):
            value = node.value
            if isinstance(value, dict) and step in value:
                node = value[str(step)]
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                node = value[step]
            else:
                return path[:i], node
        return path, node

    def without(self, path: NodePath, replacement: "Node | None" = None) -> "Node":
        """Return the tree without the node at a path, or with another node in its place.

        A path that does not exist changes nothing.
        """
        step, *rest = path
        if isinstance(self.value, dict) and step in self.value:
            inner = self.value[str(step)].without((*rest,), replacement) if rest else replacement
            entries = {key: inner if key == step else node for key, node in self.value.items()}
            return Node({key: node for key, node in entries.items() if node}, self.origin)
        if isinstance(self.value, list) and isinstance(step, int) and step < len(self.value):
            inner = self.value[step].without((*rest,), replacement) if rest else replacement
            kept = [inner] if inner else []
            return Node([*self.value[:step], *kept, *self.value[step + 1 :]], self.origin)
        return self

    def plain(self) -> object:
        """Return the value without origins, as text, dict and list."""
        match self.value:
            case dict(entries):
                return {key: node.plain() for key, node in entries.items()}
            case list(nodes):
                return [node.plain() for node in nodes]
            case text:
                return text

    def leaves(self, prefix: str = "") -> Iterator[tuple[str, "Node"]]:
        """Yield each value that is no map with its dotted path, in the order of the file."""
        if not isinstance(self.value, dict):
            yield prefix, self
            return
        for key, node in self.value.items():
            yield from node.leaves(f"{prefix}.{key}" if prefix else key)
