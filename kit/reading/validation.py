"""What pydantic says of a value -> a problem in the user's own file."""

import re
from collections.abc import Mapping

from kit.errors import Problem, problem
from kit.suggestions import nearest
from kit.yaml_nodes.nodes import Node
from kit.yaml_nodes.quotes import CONTROL, excerpt, quoted


def problem_from_pydantic(
    detail: Mapping[str, object], node: Node, keys: tuple[str, ...]
) -> Problem:
    """Turn one of pydantic's error records into a problem in the user's own file."""
    path = detail["loc"]
    assert isinstance(path, tuple)
    known, end = node.resolve(path)
    name, typed = format_path(known), str(end.value) if isinstance(end.value, str) else None
    if not typed and end.unread:
        return problem("value.unread", end.unread.origin, fix=excerpt(quoted(end.unread.text)))
    if typed and (control := CONTROL.search(typed)):
        return problem("value.control", end.origin, name=name, code=f"U+{ord(control[0]):04X}")
    match detail["type"]:
        case "missing":
            return problem("facts.missing", end.origin, name=format_path(path))
        case "extra_forbidden":
            return _unknown_key(str(path[-1]), name, end, keys)
        case _ if typed == "":
            return problem("facts.empty", end.origin, name=name)
        case "text":
            return _no_text(name, end)
        case "pair" | "files" as kind:
            return problem(f"facts.{kind}", end.origin, name=name)
        case "tuple_type":
            return problem("facts.list", end.origin, name=name)
        case "model_type" | "model_attributes_type" | "dict_type":
            return problem("facts.map", end.origin, name=name)
        case kind if typed is None and kind != "too_long":
            return problem("facts.value", end.origin, name=name)
        case kind:
            return _unfit(str(kind), detail.get("ctx"), name, end)


def _unfit(kind: str, limits: object, name: str, node: Node) -> Problem:
    """Return the problem of a value that has the right shape, but is not one of those it can be."""
    context = limits if isinstance(limits, dict) else {}
    value = excerpt(str(node.value)) if isinstance(node.value, str) else ""
    key = name.rpartition(".")[2]
    match kind:
        case "literal_error":
            values = re.findall(r"[\w-]+", str(context["expected"]).replace(" or ", ", "))
            near, known = nearest(value, values), ", ".join(f"`{it}`" for it in values)
            return problem(
                "facts.choice", node.origin, name=name, value=value, near=near, known=known
            )
        case "string_pattern_mismatch":
            known = key if key in ("url", "accent", "colour", "id", "start") else "value"
            return problem(f"pattern.{known}", node.origin, name=name, value=value)
        case "reserved":
            return problem("pattern.reserved", node.origin, name=name, value=value)
        case "greater_than_equal" | "less_than_equal":
            ((sign, limit),) = context.items()
            return problem(f"facts.{sign}", node.origin, name=name, limit=limit, value=value)
        case "too_long":
            count, most = len(node.map) or len(node.items), context["max_length"]
            return problem("facts.too_many", node.origin, name=name, count=count, most=most)
        case "string_too_long":
            length, most = len(str(node.value)), context["max_length"]
            return problem("facts.too_long", node.origin, name=name, length=length, most=most)
        case _ if kind.startswith(("int_", "float_", "finite_")):
            return problem("facts.number", node.origin, name=name, value=value)
        case _:
            return problem("facts.invalid", node.origin, name=name)


def _unknown_key(key: str, name: str, node: Node, keys: tuple[str, ...]) -> Problem:
    if key in keys:
        return problem("facts.misplaced", node.origin, name=name)
    return problem("facts.unknown", node.origin, name=name, near=nearest(key, keys))


def _no_text(name: str, node: Node) -> Problem:
    """Return the problem of what should be a text; in braces it may have been meant as one."""
    if [inner.value for inner in node.map.values()] == [""]:
        fix = excerpt(f'"{{{next(iter(node.map))}}}"')
        return problem("yaml.sign", node.origin, sign="{", fix=fix)
    wrong = (inner for inner in node.map.values() if not isinstance(inner.value, str))
    return problem("facts.text", next(wrong, node).origin, name=name)


def format_path(path: tuple[str | int, ...]) -> str:
    """Return a path as people write it, items counted from 1: `examples[1].lens`."""
    steps = (f"[{step + 1}]" if isinstance(step, int) else f".{excerpt(step)}" for step in path)
    return "".join(steps).removeprefix(".")
