"""A school with mistakes -> the same school without them, and a problem for each.

What remains is checked as usual, so that a school gets to see all of its mistakes at once.
"""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from kit.errors import KitError, Problem
from kit.reading.school_schema import KEYS, School
from kit.reading.validation import problem_from_pydantic
from kit.yaml_nodes.nodes import Node, NodePath

MAX_MISTAKES = 500  # a file with more is no school.yaml: checking it further helps nobody
MAX_ROUNDS = 20  # of validating and leaving out: each makes a school smaller
# What replaces a wrong value that would be reported as missing if it were left out.
_PLACEHOLDERS = {"text": "...", "url": "https://example.org"}

Detail = Mapping[str, object]  # an error record of pydantic: `loc` is the path, `type` the kind


def without_mistakes(
    school: Node, unknown_names: Mapping[NodePath, Problem]
) -> tuple[Node, School, list[Problem]]:
    """Return a school that its models accept, its values, and the problems of what was left out.

    `unknown_names` are problems found before, by their paths; those values are left out too.
    Unknown languages are kept: a school without languages would be made in all that the kit has,
    and be told of texts that are missing in them. Raises KitError for more than `MAX_MISTAKES`.
    """
    problems = [*unknown_names.values()]
    details: list[Detail] = [
        {"loc": path, "type": "name"} for path in unknown_names if "languages" not in path
    ]
    for i in range(MAX_ROUNDS):
        if len(problems) > MAX_MISTAKES:
            break
        school = _without(school, details)
        try:
            return school, School.model_validate(school.plain()), problems
        except ValidationError as error:
            details = [dict(detail) for detail in error.errors()]
        if i == 0:  # later rounds only find what is missing because it was left out
            new = (detail for detail in details if detail["loc"] not in unknown_names)
            problems += [problem_from_pydantic(detail, school, KEYS) for detail in new]
    raise KitError(problems)


def _without(school: Node, details: Sequence[Detail]) -> Node:
    """Return a school without wrong values, and without items that lack something."""
    replacements: dict[NodePath, str | None] = {}
    for detail in details:
        path = detail["loc"]
        assert isinstance(path, tuple)
        existing, _ = school.resolve(path)
        key = "text" if detail["type"] == "text" else str(existing[-1:] and existing[-1])
        is_required = detail["type"] not in ("missing", "extra_forbidden")
        replacements[existing] = _PLACEHOLDERS.get(key) if is_required else None
    for path in sorted(replacements, key=_last_item_first, reverse=True):
        text = replacements[path]
        replacement = Node(text, school.get(path).origin) if text else None
        school = school.without(path, replacement) if path else Node({}, school.origin)
    return school


def _last_item_first(path: NodePath) -> tuple[tuple[str, int], ...]:
    """Return a key for sorting in reverse: leaving out an item changes the index of later ones."""
    return tuple(("", step) if isinstance(step, int) else (step, 0) for step in path)
