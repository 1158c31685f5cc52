"""A validation error of pydantic -> a problem at the line of the user's file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from kit.catalogue import MAX_OFFSET_MM
from kit.errors import Problem, problem
from kit.names import by_name, terms
from kit.reading.value_types import MAX_URL_CHARACTERS, URL_PATTERN
from kit.sandbox.columns import COLUMN_NAMES, column_name
from kit.suggestions import nearest
from kit.yaml_nodes.nodes import Node, NodePath
from kit.yaml_nodes.quotes import CONTROL, excerpt, quoted

# The errors of pydantic, and of our own validators, for a value of the wrong shape.
_SHAPES = {
    "pair": "facts.pair",
    "files": "facts.files",
    "tuple_type": "facts.list",
    "model_type": "facts.map",
    "model_attributes_type": "facts.map",
    "dict_type": "facts.map",
}
# The keys for which messages say how to write their value.
_KEYS_WITH_PATTERN = ("url", "accent", "colour", "id", "start")


@dataclass(frozen=True)
class Column:
    """The column of a spreadsheet for a field of an example."""

    field: str

    def localised(self, lang: str) -> str:
        """Return its name in a language."""
        return column_name(self.field, lang)


def problem_from_pydantic(
    detail: Mapping[str, object], node: Node, keys: tuple[str, ...]
) -> Problem:
    """Turn one of pydantic's error records into a problem; one in a cell names its column.

    `node` is the root of what was validated. `keys` are all keys that exist, so that one in a wrong
    place gets another message than one that is misspelled.
    """
    path = detail["loc"]
    assert isinstance(path, tuple)
    existing, end = node.resolve(path)
    found = _problem_at(path, detail, existing, end, keys)
    field = existing[-1] if existing and end.origin.column else ""
    if field not in COLUMN_NAMES:
        return found
    return replace(found, values=(*found.values, ("name", Column(str(field)))))


def _problem_at(
    path: NodePath,
    detail: Mapping[str, object],
    existing: NodePath,
    end: Node,
    keys: tuple[str, ...],
) -> Problem:
    """Return the problem of a path, of which the part `existing` leads to the node `end`."""
    kind = str(detail["type"])
    name = format_path(existing)
    if hidden := _hidden_cause(name, end):
        return hidden
    if kind == "missing":
        return problem("facts.missing", end.origin, name=format_path(path))
    if kind == "extra_forbidden":
        return _unknown_key(str(path[-1]), name, end, keys)
    if end.value == "":
        return problem("facts.empty", end.origin, name=name)
    context = detail.get("ctx")
    limits = context if isinstance(context, dict) else {}
    return _wrong_shape(kind, name, end) or _wrong_value(kind, limits, name, end)


def _hidden_cause(name: str, node: Node) -> Problem | None:
    """Return the problem of a value that differs from what its writer sees, if it does."""
    text = node.value if isinstance(node.value, str) else ""
    if not text and node.unread:
        return problem("value.unread", node.unread.origin, fix=excerpt(quoted(node.unread.text)))
    if control := CONTROL.search(text):
        return problem("value.control", node.origin, name=name, code=f"U+{ord(control[0]):04X}")
    return None


def _wrong_shape(kind: str, name: str, node: Node) -> Problem | None:
    """Return the problem of a value that is a text, list or map where another one is needed."""
    if kind == "text":
        return _not_a_text(name, node)
    if kind == "links":
        return _not_a_link(name, node)
    if kind in _SHAPES:
        return problem(_SHAPES[kind], node.origin, name=name, most=MAX_OFFSET_MM)
    if not isinstance(node.value, str) and kind != "too_long":
        return problem("facts.value", node.origin, name=name)
    return None


def _wrong_value(kind: str, limits: Mapping[str, Any], name: str, node: Node) -> Problem:
    """Return the problem of a value of the right shape that is not allowed.

    `limits` are those of the model, as pydantic names them.
    """
    text = node.value if isinstance(node.value, str) else ""
    message, values = "facts.invalid", {}
    match kind:
        case "literal_error":
            message, values = "facts.choice", _allowed(text, str(limits["expected"]))
        case "string_pattern_mismatch":
            key = name.rpartition(".")[2]
            message = f"pattern.{key if key in _KEYS_WITH_PATTERN else 'value'}"
        case "reserved":
            message = "pattern.reserved"
        case "greater_than_equal" | "less_than_equal":
            ((sign, limit),) = limits.items()
            message, values = f"facts.{sign}", {"limit": limit}
        case "too_long":
            message, values = "facts.too_many", {"count": len(node.map) or len(node.items)}
        case "string_too_long":
            message, values = "facts.too_long", {"length": len(text)}
        case _ if kind.startswith(("int_", "float_", "finite_")):
            message = "facts.number"
    values |= {"value": excerpt(text), "most": limits.get("max_length")}
    return problem(message, node.origin, name=name, **values)


def _allowed(text: str, expected: str) -> dict[str, object]:
    """Return the values that are allowed, from pydantic's list of them, and the nearest one."""
    allowed = re.findall(r"[\w-]+", expected.replace(" or ", ", "))
    known = ", ".join(f"`{each}`" for each in allowed)
    return {"near": nearest(excerpt(text), allowed), "known": known}


def _unknown_key(key: str, name: str, node: Node, keys: tuple[str, ...]) -> Problem:
    if key in keys:
        return problem("facts.misplaced", node.origin, name=name)
    return problem("facts.unknown", node.origin, name=name, near=nearest(key, _key_names(keys)))


@cache
def _key_names(keys: tuple[str, ...]) -> Mapping[str, str]:
    """Return keys by themselves, and by what they are called in any language."""
    return {name: term.id for name, term in by_name(terms("key", keys)).items()}


def _not_a_text(name: str, node: Node) -> Problem:
    """Return the problem of a value that is no text.

    `{learner}` without quotes is a map to YAML; it was probably meant as a placeholder.
    """
    if [inner.value for inner in node.map.values()] == [""]:
        fix = excerpt(f'"{{{next(iter(node.map))}}}"')
        return problem("yaml.sign", node.origin, sign="{", fix=fix)
    no_texts = (inner for inner in node.map.values() if not isinstance(inner.value, str))
    return problem("facts.text", next(no_texts, node).origin, name=name)


def _not_a_link(name: str, node: Node) -> Problem:
    """Return the problem of what is no link, or of the first language that has none."""
    for leaf_name, leaf in node.leaves(name):
        if not isinstance(leaf.value, str):
            return problem("facts.value", leaf.origin, name=leaf_name)
        if len(leaf.value) > MAX_URL_CHARACTERS:
            values = {"length": len(leaf.value), "most": MAX_URL_CHARACTERS}
            return problem("facts.too_long", leaf.origin, name=leaf_name, **values)
        if not re.match(URL_PATTERN, leaf.value):
            return problem("pattern.url", leaf.origin, name=leaf_name, value=excerpt(leaf.value))
    return problem("facts.text", node.origin, name=name)  # a key that is no language


def format_path(path: NodePath) -> str:
    """Return a path as messages show it, items counted from 1: `examples[1].lens`."""
    steps = (f"[{step + 1}]" if isinstance(step, int) else f".{excerpt(step)}" for step in path)
    return "".join(steps).removeprefix(".")
