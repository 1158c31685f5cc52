"""A validation error of pydantic -> a problem at the line of the user's file."""

import re
from collections.abc import Mapping
from typing import Any

from kit.catalogue import MAX_OFFSET_MM
from kit.errors import Problem, problem
from kit.suggestions import nearest
from kit.yaml_nodes.nodes import Node, NodePath
from kit.yaml_nodes.quotes import CONTROL, excerpt, quoted

# What pydantic calls a value of the wrong shape, and our name for it.
_SHAPES = {
    "pair": "facts.pair",
    "files": "facts.files",
    "tuple_type": "facts.list",
    "model_type": "facts.map",
    "model_attributes_type": "facts.map",
    "dict_type": "facts.map",
}
_KEYS_WITH_PATTERN = ("url", "accent", "colour", "id", "start")  # which have a hint of their own


def problem_from_pydantic(
    detail: Mapping[str, object], node: Node, keys: tuple[str, ...]
) -> Problem:
    """Turn one of pydantic's error records into a problem.

    `node` is the root of what was validated, `keys` are all keys that exist: one of them in a wrong
    place is told apart from one that is misspelled.
    """
    path = detail["loc"]
    assert isinstance(path, tuple)
    existing, end = node.resolve(path)
    name, text = format_path(existing), str(end.value) if isinstance(end.value, str) else None
    if not text and end.unread:
        return problem("value.unread", end.unread.origin, fix=excerpt(quoted(end.unread.text)))
    if text and (control := CONTROL.search(text)):
        return problem("value.control", end.origin, name=name, code=f"U+{ord(control[0]):04X}")
    kind = str(detail["type"])
    match kind:
        case "missing":
            return problem("facts.missing", end.origin, name=format_path(path))
        case "extra_forbidden":
            return _unknown_key(str(path[-1]), name, end, keys)
        case _ if text == "":
            return problem("facts.empty", end.origin, name=name)
        case "text":
            return _not_a_text(name, end)
        case _ if kind in _SHAPES:
            return problem(_SHAPES[kind], end.origin, name=name, most=MAX_OFFSET_MM)
        case _ if text is None and kind != "too_long":
            return problem("facts.value", end.origin, name=name)
    context = detail.get("ctx")
    return _wrong_value(kind, context if isinstance(context, dict) else {}, name, end)


def _wrong_value(kind: str, context: Mapping[str, Any], name: str, node: Node) -> Problem:
    """Return the problem of a value that has the right shape, but lies outside what is allowed.

    `context` holds the limits, as pydantic names them.
    """
    text = node.value if isinstance(node.value, str) else ""
    value, most = excerpt(text), context.get("max_length")
    message, values = "facts.invalid", {}
    match kind:
        case "literal_error":
            message, values = "facts.choice", _allowed(value, str(context["expected"]))
        case "string_pattern_mismatch":
            key = name.rpartition(".")[2]
            message = f"pattern.{key if key in _KEYS_WITH_PATTERN else 'value'}"
        case "reserved":
            message = "pattern.reserved"
        case "greater_than_equal" | "less_than_equal":
            ((sign, limit),) = context.items()
            message, values = f"facts.{sign}", {"limit": limit}
        case "too_long":
            message, values = "facts.too_many", {"count": len(node.map) or len(node.items)}
        case "string_too_long":
            message, values = "facts.too_long", {"length": len(text)}
        case _ if kind.startswith(("int_", "float_", "finite_")):
            message = "facts.number"
    return problem(message, node.origin, name=name, value=value, most=most, **values)


def _allowed(value: str, expected: str) -> dict[str, object]:
    """Return the values that are allowed, of pydantic's list of them, and the nearest one."""
    allowed = re.findall(r"[\w-]+", expected.replace(" or ", ", "))
    known = ", ".join(f"`{each}`" for each in allowed)
    return {"near": nearest(value, allowed), "known": known}


def _unknown_key(key: str, name: str, node: Node, keys: tuple[str, ...]) -> Problem:
    if key in keys:
        return problem("facts.misplaced", node.origin, name=name)
    return problem("facts.unknown", node.origin, name=name, near=nearest(key, keys))


def _not_a_text(name: str, node: Node) -> Problem:
    """Return the problem of a value that is no text.

    `{learner}` without quotes is a map to YAML; it was probably meant as a placeholder.
    """
    if [inner.value for inner in node.map.values()] == [""]:
        fix = excerpt(f'"{{{next(iter(node.map))}}}"')
        return problem("yaml.sign", node.origin, sign="{", fix=fix)
    no_texts = (inner for inner in node.map.values() if not isinstance(inner.value, str))
    return problem("facts.text", next(no_texts, node).origin, name=name)


def format_path(path: NodePath) -> str:
    """Return a path as messages show it, items counted from 1: `examples[1].lens`."""
    steps = (f"[{step + 1}]" if isinstance(step, int) else f".{excerpt(step)}" for step in path)
    return "".join(steps).removeprefix(".")
