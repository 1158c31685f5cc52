"""A line of YAML that cannot be read -> lines that may have been meant, likeliest first.

Each function below `repairs` knows one kind of mistake. It yields repairs without checking that
they help: `syntax_errors` tries them with the parser.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kit.yaml_nodes.quotes import quoted, without_comment

MAX_INDENTS = 6  # that are tried for one line
MAX_LINES_ABOVE = 40  # whose indents are candidates for a line

_KEY = r"[\"'“„]?[\w.-]+[\"'”“]?\s*:(?=\s|$)"
_ENTRY = re.compile(rf"(?P<head>\s*(?:- +)*(?:{_KEY}\s+)?)(?P<value>\S.*)")
_STARTS_ENTRY = re.compile(rf"\s*(?:#|-(?:\s|$)|{_KEY})")
_BULLET = re.compile(r"(?P<head>\s*(?:- +)*)(?:-(?![\s-])|[–—•*]\s*)(?P<rest>\S.*)")
_NO_SPACE = re.compile(r"(?P<head>\s*(?:- +)*[\w.-]+):(?P<rest>[^\s/:].*)")
_NO_COLON = re.compile(r"(?P<head>\s*(?:- +)*)(?P<key>[\w.-]+)\s*[;=]?(?:\s+(?P<rest>.*)|)")
_VALUE_IN_BRACKETS = re.compile(r"(?:[\w.-]+:\s+)?(?P<value>[^\s,{}\[\]][^,{}\[\]]*)")
_BLOCK_SCALAR = re.compile(r"[|>][+-]?\d?[+-]?(\s+#.*)?")
_CLOSING_BRACKETS = {"[": "]", "{": "}"}

Position = tuple[int, int]  # line and column in a text, both from 0


@dataclass(frozen=True)
class Repair:
    """A line as it may have been meant.

    `kind` is the problem that the repair solves, with `values` for its message; `line` is the index
    of the line, `text` replaces it, and `fix` is the part of `text` that the message shows. If the
    repair joins lines, `last_line` is the last of them; else it is `line`.
    """

    kind: str
    line: int
    text: str
    fix: str
    last_line: int
    values: tuple[tuple[str, object], ...] = ()


def repairs(lines: list[str], indices: Sequence[int]) -> Iterator[Repair]:
    """Yield repairs of the lines with some indices, the likeliest kinds of mistake first."""
    mistakes = (
        _tabs,
        _missing_spaces,
        _values_in_brackets,
        _unquoted_value,
        _unquoted_lines,
        _missing_key,
        _wrong_indent,
    )
    for mistake in mistakes:
        for index in indices:
            yield from mistake(lines, index)


def value_at(lines: Sequence[str], start: Position) -> str:
    """Return the value that starts at a position as it was typed, to the end of its line.

    Within brackets it ends at a comma or a closing bracket.
    """
    line, column = lines[start[0]] if start[0] < len(lines) else "", start[1]
    value = line[column:]
    if _unclosed_brackets(line[:column]):
        value = re.split(r"[,\]}]", value, maxsplit=1)[0]
    return without_comment(value)


def has_content(line: str) -> bool:
    """Whether a line is neither empty nor a comment."""
    return bool(line.strip()) and not line.lstrip().startswith("#")


def spans_entries(lines: Sequence[str], start: Position, end: Position) -> bool:
    """Whether a quoted text contains lines that look like entries: then its quote is not closed.

    Such lines begin with a key, a hyphen or `#`, and are not indented below the text's own key.
    """
    key_column = _content_column(lines[start[0]])
    return any(
        _indent(line) <= key_column and _STARTS_ENTRY.match(line)
        for line in lines[start[0] + 1 : end[0] + 1]
    )


def _tabs(lines: list[str], index: int) -> Iterator[Repair]:
    """Yield a line with spaces instead of tabs, at each indent it may have."""
    for indent in _likely_indents(lines, index) if "\t" in lines[index] else ():
        text = " " * indent + lines[index].strip().replace("\t", " ")
        yield Repair("yaml.tab", index, text, text, index)


def _missing_spaces(lines: list[str], index: int) -> Iterator[Repair]:
    """Yield a line with a space after its hyphen, or after the colon of its key."""
    if bullet := _BULLET.fullmatch(lines[index]):
        text = f"{bullet['head']}- {bullet['rest']}"
        yield Repair("yaml.dash", index, text, text.strip(), index)
    if joined := _NO_SPACE.fullmatch(lines[index]):
        rest = quoted(joined["rest"]) if _quoting_problem(joined["rest"]) else joined["rest"]
        text = f"{joined['head']}: {rest}"
        yield Repair("yaml.space", index, text, text.strip(), index)


def _missing_key(lines: list[str], index: int) -> Iterator[Repair]:
    """Yield a line without a key as a key and its value, and as more of the text above it."""
    line = lines[index]
    if _STARTS_ENTRY.match(line):
        return
    above = next((lines[i] for i in range(index - 1, -1, -1) if has_content(lines[i])), "")
    continuation = " " * (_content_column(above) + 2) + line.strip()
    as_continuation = Repair("yaml.outdented", index, continuation, continuation, index)
    parts = _NO_COLON.fullmatch(line)
    if not parts:
        yield as_continuation
        return
    entry = f"{parts['head']}{parts['key']}: {parts['rest'] or ''}".rstrip()
    as_entry = Repair("yaml.no_colon", index, entry, entry.strip(), index)
    is_aligned = _indent(line) in (_indent(above), _content_column(above))
    if is_aligned or len(line.split()) <= 2:
        yield from (as_entry, as_continuation)
    else:
        yield from (as_continuation, as_entry)


def _wrong_indent(lines: list[str], index: int) -> Iterator[Repair]:
    """Yield a line at other indents.

    Moves that could break off a list are left out: to the margin from further than column 1, and
    from the margin unless the line is an item itself.
    """
    line, found = lines[index], _indent(lines[index])
    for indent in _likely_indents(lines, index) if _STARTS_ENTRY.match(line) else ():
        if indent != found and (indent > 0 or found == 1) and (found > 0 or line[0] == "-"):
            text = " " * indent + line.strip()
            values = (("found", found), ("wanted", indent))
            yield Repair("yaml.indent", index, text, text, index, values)


def _values_in_brackets(lines: list[str], index: int) -> Iterator[Repair]:
    """Yield a line with each value in its brackets quoted in turn, and with its brackets closed."""
    line = lines[index]
    entry = _ENTRY.fullmatch(line)
    if not entry or entry["value"][0] not in _CLOSING_BRACKETS:
        return
    for inner in _VALUE_IN_BRACKETS.finditer(line, entry.start("value")):
        value = inner["value"].strip()
        if kind := _quoting_problem(value):
            rest = line[inner.start("value") + len(value) :]
            text = line[: inner.start("value")] + quoted(value) + rest
            yield Repair(kind, index, text, quoted(value), index, (("sign", value[0]),))
    unclosed = _unclosed_brackets(line)
    if unclosed and (unclosed[-1] == "[" or ":" in entry["value"]):
        closing = "".join(_CLOSING_BRACKETS[sign] for sign in reversed(unclosed))
        text = without_comment(line) + closing
        values = (("sign", unclosed[-1]),)
        yield Repair("yaml.bracket", index, text, text[entry.start("value") :], index, values)


def _unquoted_value(lines: list[str], index: int) -> Iterator[Repair]:
    """Yield a line with its whole value quoted."""
    entry = _ENTRY.fullmatch(lines[index])
    if entry and entry["head"].strip():
        value = without_comment(entry["value"])
        if kind := _quoting_problem(value):
            text = entry["head"] + quoted(value)
            yield Repair(kind, index, text, quoted(value), index, (("sign", value[0]),))


def _unquoted_lines(lines: list[str], index: int) -> Iterator[Repair]:
    """Yield a text of several lines, this one among them, joined and quoted on its first line."""
    first = _first_line_of_text(lines, index)
    entry = _ENTRY.fullmatch(lines[first])
    if first == index or not entry or not entry["head"].strip():
        return
    if _BLOCK_SCALAR.fullmatch(entry["value"]):
        return
    last, indent = index, _indent(lines[first])
    while last + 1 < len(lines) and lines[last + 1].strip() and _indent(lines[last + 1]) > indent:
        last += 1
    continuation = lines[first + 1 : last + 1]
    value = " ".join([entry["value"], *(line.strip() for line in continuation)])
    kind = _quoting_problem(value)
    if kind and not any(_STARTS_ENTRY.match(line) for line in continuation):
        text = entry["head"] + quoted(value)
        yield Repair(kind, first, text, quoted(value), last, (("sign", value[0]),))


def _first_line_of_text(lines: list[str], index: int) -> int:
    """Return the index of the nearest line above with less indent; `index` if there is none."""
    indent = _indent(lines[index])
    above = range(index - 1, -1, -1)
    return next((i for i in above if has_content(lines[i]) and _indent(lines[i]) < indent), index)


def _quoting_problem(value: str) -> str | None:
    """Return the kind of problem that a value has for want of quotes; None if it needs none."""
    if _BLOCK_SCALAR.fullmatch(value):
        return None
    if value[0] in "\"'":
        return "yaml.escape" if value[0] == '"' and "\\" in value else "yaml.inner_quote"
    if re.match(r"-\s", value):
        return "yaml.item"
    if value[0] == "#" or (" #" in value and value[0] not in "{["):
        return "yaml.hash"
    if value[0] in "@`%&*!|>{}[],?":
        return "yaml.anchor" if value[0] in "&*" else "yaml.sign"
    return "yaml.colon" if re.search(r":(\s|$)", value) else None


def _likely_indents(lines: list[str], index: int) -> list[int]:
    """Return indents that a line may have been meant to have, those nearest to its own first.

    These are the indents of lines above, and two more than that of the line right above.
    """
    above = [line for line in lines[max(0, index - MAX_LINES_ABOVE) : index] if has_content(line)]
    last = _content_column(above[-1]) if above else 0
    found = _indent(lines[index].expandtabs(2))
    columns = {0, last + 2, *map(_indent, above), *map(_content_column, above)}
    return sorted(columns, key=lambda column: (abs(column - found), column != last))[:MAX_INDENTS]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _content_column(line: str) -> int:
    """Return the column of the key or text of a line, after the hyphens of list items."""
    match = re.match(r"\s*(?:- +)*", line)
    return match.end() if match else 0


def _unclosed_brackets(line: str) -> list[str]:
    """Return the brackets that are still open at the end of a line, the outermost first."""
    unclosed: list[str] = []
    for sign in re.findall(r"[\[\]{}]", line):
        if sign in _CLOSING_BRACKETS:
            unclosed.append(sign)
        elif unclosed:
            unclosed.pop()
    return unclosed
