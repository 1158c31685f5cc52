"""YAML that cannot be read -> the line where the mistake is, and that line as it should be.

A parser names the place where it got stuck; the mistake may stand many lines above it. So each line
that could be wrong is mended as its writer may have meant it, and the first repair with which the
parser gets further is the answer.
"""

import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from kit.errors import Origin, Problem, problem
from kit.yaml_nodes.quotes import excerpt, quoted
from kit.yaml_nodes.repairs import Place, Repair, is_read, repairs, takes_in_lines, value_at

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where PyYAML was built with it
MAX_SEARCHED = 100_000  # characters between a top-level key and the mistake below it
MAX_TRIED = 24  # repairs
_TOP_KEY = re.compile(r"[\w-]+:")


def syntax_problem(error: yaml.YAMLError, file: Path, text: str) -> Problem:
    """Say where the mistake is that a parser stumbled over, and how to write what was meant."""
    lines = text.split("\n")
    stuck, start = (place(getattr(error, name, None)) for name in ("problem_mark", "context_mark"))
    context = getattr(error, "context", None) or ""
    if opened := _quote_over_lines(text, lines, stuck):
        return opened_quote(file, lines, *opened)
    if "quoted" in context and "unexpected" in str(getattr(error, "problem", "")):
        return opened_quote(file, lines, start, None)
    where = Origin(file, stuck[0] + 1)
    if isinstance(error, yaml.composer.ComposerError) and value_at(lines, stuck)[:1] == "*":
        return problem("yaml.anchor", where, fix=excerpt(quoted(value_at(lines, stuck))))
    for at in (stuck[0], stuck[0] - 1):
        if "".join(lines[at : at + 1]).startswith(("---", "...", "%")):
            return problem("yaml.document", Origin(file, at + 1))
    first = start[0] if context and "block" not in context else stuck[0]
    return _mended(lines, stuck, first, file) or problem("yaml.syntax", where)


def opened_quote(file: Path, lines: Sequence[str], start: Place, end: Place | None) -> Problem:
    """Return the problem of a quote that closes lines below the text it belongs to, or nowhere."""
    fix = excerpt(quoted(value_at(lines, start)))
    where = Origin(file, start[0] + 1)
    if end is None:
        return problem("yaml.quote", where, opens=where.line, fix=fix)
    return problem("yaml.quote_late", where, opens=where.line, closes=end[0] + 1, fix=fix)


def _quote_over_lines(text: str, lines: Sequence[str], stuck: Place) -> tuple[Place, Place] | None:
    """Return where the first quote opens and closes that takes in lines above a place."""
    if not set("'\"") & set(text):
        return None
    try:
        for token in yaml.scan(text, Loader=LOADER):
            start, end = place(token.start_mark), place(token.end_mark)
            if start > stuck:
                return None
            quote = isinstance(token, yaml.ScalarToken) and token.style in ("'", '"')
            if quote and takes_in_lines(lines, start, end):
                return start, end
    except yaml.YAMLError:
        pass
    return None


def _mended(lines: list[str], stuck: Place, first: int, file: Path) -> Problem | None:
    """Return the problem that the first repair solves with which the parser gets further."""
    last = min(stuck[0], len(lines) - 1)
    above = next((i for i in range(last - 1, -1, -1) if is_read(lines[i])), 0)
    ats = [at for at in dict.fromkeys((min(first, last), last, above)) if is_read(lines[at])]
    # What stands before the top-level key was read well, and need not be read each time.
    top = max((i for i in range(min(ats, default=0) + 1) if _TOP_KEY.match(lines[i])), default=0)
    part, stuck = lines[top:], (stuck[0] - top, stuck[1])
    if sum(map(len, part[: stuck[0] + 1])) > MAX_SEARCHED:
        return None
    for repair in islice(repairs(part, [at - top for at in ats]), MAX_TRIED):
        if _gets_further(part, repair, stuck):
            where = Origin(file, top + repair.line + 1)
            return problem(repair.kind, where, fix=excerpt(repair.fix), **dict(repair.values))
    return None


def _gets_further(lines: list[str], repair: Repair, stuck: Place) -> bool:
    """Whether the parser passes the place where it was stuck, once a repair is made."""
    emptied = [""] * (repair.through - repair.line)
    mended = [*lines[: repair.line], repair.text, *emptied, *lines[repair.through + 1 :]]
    try:
        for event in yaml.parse("\n".join(mended), Loader=LOADER):
            if place(event.start_mark)[0] > stuck[0]:
                return True
    except yaml.YAMLError as error:
        reached = place(getattr(error, "problem_mark", None))
        return reached[0] > stuck[0] or (repair.line < stuck[0] and reached > stuck)
    return True


def place(mark: Any) -> Place:
    """Return a parser's mark, of PyYAML itself or of libyaml, as line and column."""
    return (mark.line, mark.column) if mark else (0, 0)
