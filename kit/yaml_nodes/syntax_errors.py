"""YAML that cannot be parsed -> a problem with the line of the mistake, and how to write it.

The parser names the position where it got stuck, but the mistake may be many lines above it. So
each line that may be wrong is repaired in every way that its writer may have meant it, and the
first repair that gets the parser further is suggested.
"""

import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from kit.errors import Origin, Problem, problem
from kit.yaml_nodes.quotes import excerpt, quoted
from kit.yaml_nodes.repairs import (
    Position,
    Repair,
    has_content,
    repairs,
    spans_entries,
    value_at,
)

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where PyYAML was built with it
MAX_SEARCHED_CHARACTERS = 100_000  # from a top-level key to the mistake below it
MAX_REPAIRS = 24  # that are tried: each takes a parse
_TOP_LEVEL_KEY = re.compile(r"[\w-]+:")
_DOCUMENT_SIGNS = ("---", "...", "%")  # that start or end a document, or are a directive


def syntax_problem(error: yaml.YAMLError, file: Path, text: str) -> Problem:
    """Return the problem of a text at which the parser raised an error, with a fix if possible."""
    lines = text.split("\n")
    stuck = position(getattr(error, "problem_mark", None))
    start = position(getattr(error, "context_mark", None))  # of the construct that is not finished
    construct = getattr(error, "context", None) or ""
    if quote := _quote_over_entries(text, lines, stuck):
        return unclosed_quote(file, lines, *quote)
    if "quoted" in construct and "unexpected" in str(getattr(error, "problem", "")):
        return unclosed_quote(file, lines, start, None)
    origin = Origin(file, stuck[0] + 1)
    if isinstance(error, yaml.composer.ComposerError) and value_at(lines, stuck)[:1] == "*":
        return problem("yaml.anchor", origin, fix=excerpt(quoted(value_at(lines, stuck))))
    for i in (stuck[0], stuck[0] - 1):
        if "".join(lines[i : i + 1]).startswith(_DOCUMENT_SIGNS):
            return problem("yaml.document", Origin(file, i + 1))
    first = start[0] if construct and "block" not in construct else stuck[0]
    return _repaired_problem(lines, stuck, first, file) or problem("yaml.syntax", origin)


def unclosed_quote(
    file: Path, lines: Sequence[str], start: Position, end: Position | None
) -> Problem:
    """Return the problem of a quote that closes too late, in another entry; or nowhere (None)."""
    fix = excerpt(quoted(value_at(lines, start)))
    origin = Origin(file, start[0] + 1)
    if end is None:
        return problem("yaml.quote", origin, opens=origin.line, fix=fix)
    return problem("yaml.quote_late", origin, opens=origin.line, closes=end[0] + 1, fix=fix)


def _quote_over_entries(
    text: str, lines: Sequence[str], stuck: Position
) -> tuple[Position, Position] | None:
    """Return start and end of the first quoted text before a position that spans entries."""
    if not set("'\"") & set(text):
        return None
    try:
        for token in yaml.scan(text, Loader=LOADER):
            start, end = position(token.start_mark), position(token.end_mark)
            if start > stuck:
                return None
            is_quoted = isinstance(token, yaml.ScalarToken) and token.style in ("'", '"')
            if is_quoted and spans_entries(lines, start, end):
                return start, end
    except yaml.YAMLError:
        pass
    return None


def _repaired_problem(lines: list[str], stuck: Position, first: int, file: Path) -> Problem | None:
    """Return the problem that the first repair which gets the parser further solves.

    Repaired are the line where the unfinished construct starts (`first`), the line where the parser
    got stuck, and the line with content above that.
    """
    last = min(stuck[0], len(lines) - 1)
    above = next((i for i in range(last - 1, -1, -1) if has_content(lines[i])), 0)
    indices = [i for i in dict.fromkeys((min(first, last), last, above)) if has_content(lines[i])]
    # What is above the top-level key was parsed without error, and need not be parsed again.
    keys = (i for i in range(min(indices, default=0) + 1) if _TOP_LEVEL_KEY.match(lines[i]))
    top = max(keys, default=0)
    part, stuck = lines[top:], (stuck[0] - top, stuck[1])
    if sum(map(len, part[: stuck[0] + 1])) > MAX_SEARCHED_CHARACTERS:
        return None
    for repair in islice(repairs(part, [i - top for i in indices]), MAX_REPAIRS):
        if _gets_further(part, repair, stuck):
            origin = Origin(file, top + repair.line + 1)
            return problem(repair.kind, origin, fix=excerpt(repair.fix), **dict(repair.values))
    return None


def _gets_further(lines: list[str], repair: Repair, stuck: Position) -> bool:
    """Whether the parser gets past the position where it was stuck, once a repair is made."""
    # Joined lines are emptied, not removed, so that positions below them stay the same.
    joined = [""] * (repair.last_line - repair.line)
    repaired = [*lines[: repair.line], repair.text, *joined, *lines[repair.last_line + 1 :]]
    try:
        for event in yaml.parse("\n".join(repaired), Loader=LOADER):
            if position(event.start_mark)[0] > stuck[0]:
                return True
    except yaml.YAMLError as error:
        reached = position(getattr(error, "problem_mark", None))
        return reached[0] > stuck[0] or (repair.line < stuck[0] and reached > stuck)
    return True


def position(mark: Any) -> Position:
    """Return the position of a mark of PyYAML or libyaml; the start of the text for None."""
    return (mark.line, mark.column) if mark else (0, 0)
