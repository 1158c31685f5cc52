"""A line of YAML that may be wrong -> the ways in which it may have been meant."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kit.yaml_nodes.quotes import quoted, without_comment

MAX_INDENTS = 6  # that are tried for a line
MAX_LINES_ABOVE = 40  # that are looked at for them

_KEY = r"[\"'“„]?[\w.-]+[\"'”“]?\s*:(?=\s|$)"
_ENTRY = re.compile(rf"(?P<head>\s*(?:- +)*(?:{_KEY}\s+)?)(?P<value>\S.*)")
_STARTS_ENTRY = re.compile(rf"\s*(?:#|-(?:\s|$)|{_KEY})")
_BULLET = re.compile(r"(?P<head>\s*(?:- +)*)(?:-(?![\s-])|[–—•*]\s*)(?P<rest>\S.*)")
_NO_SPACE = re.compile(r"(?P<head>\s*(?:- +)*[\w.-]+):(?P<rest>[^\s/:].*)")
_NO_COLON = re.compile(r"(?P<head>\s*(?:- +)*)(?P<key>[\w.-]+)\s*[;=]?(?:\s+(?P<rest>.*)|)")
_IN_BRACKETS = re.compile(r"(?:[\w.-]+:\s+)?(?P<value>[^\s,{}\[\]][^,{}\[\]]*)")
_BLOCK = re.compile(r"[|>][+-]?\d?[+-]?(\s+#.*)?")
_CLOSING = {"[": "]", "{": "}"}

Place = tuple[int, int]  # line and column, both from 0


@dataclass(frozen=True)
class Repair:
    """A line as it may have been meant: its number from 0, its text, and what of it to show.

    `kind` is that of the problem it solves, `through` the last line whose text it takes along.
    """

    kind: str
    line: int
    text: str
    fix: str
    through: int
    values: tuple[tuple[str, object], ...] = ()


def repairs(lines: list[str], ats: Sequence[int]) -> Iterator[Repair]:
    """Yield what may have been meant by any of some lines, the likeliest first."""
    kinds = (_without_tabs, _spaced, _in_brackets, _in_quotes, _on_one_line, _with_key, _indented)
    for kind in kinds:
        for at in ats:
            yield from kind(lines, at)


def value_at(lines: Sequence[str], start: Place) -> str:
    """Return the value that starts at a place, as it was typed, to the end of its line.

    Within brackets it ends at a comma or at the bracket.
    """
    line, column = lines[start[0]] if start[0] < len(lines) else "", start[1]
    value = line[column:]
    if _unclosed(line[:column]):
        value = re.split(r"[,\]}]", value, maxsplit=1)[0]
    return without_comment(value)


def is_read(line: str) -> bool:
    """Whether a line is neither empty nor a remark."""
    return bool(line.strip()) and not line.lstrip().startswith("#")


def takes_in_lines(lines: Sequence[str], start: Place, end: Place) -> bool:
    """Whether a quoted text takes in lines that start something of their own.

    Those begin with a key, a hyphen or a `#`, no further to the right than its own key.
    """
    own = _column(lines[start[0]])
    return any(
        _indent(line) <= own and _STARTS_ENTRY.match(line)
        for line in lines[start[0] + 1 : end[0] + 1]
    )


def _without_tabs(lines: list[str], at: int) -> Iterator[Repair]:
    for indent in _indents(lines, at) if "\t" in lines[at] else ():
        text = " " * indent + lines[at].strip().replace("\t", " ")
        yield Repair("yaml.tab", at, text, text, at)


def _spaced(lines: list[str], at: int) -> Iterator[Repair]:
    """Yield a line with a space behind its hyphen, or behind the colon of its key."""
    if bullet := _BULLET.fullmatch(lines[at]):
        text = f"{bullet['head']}- {bullet['rest']}"
        yield Repair("yaml.dash", at, text, text.strip(), at)
    if joined := _NO_SPACE.fullmatch(lines[at]):
        rest = quoted(joined["rest"]) if _why_quoted(joined["rest"]) else joined["rest"]
        text = f"{joined['head']}: {rest}"
        yield Repair("yaml.space", at, text, text.strip(), at)


def _with_key(lines: list[str], at: int) -> Iterator[Repair]:
    """Yield a line that has no key with one, or as more of the text above it."""
    line = lines[at]
    if _STARTS_ENTRY.match(line):
        return
    last = next((lines[i] for i in range(at - 1, -1, -1) if is_read(lines[i])), "")
    further = " " * (_column(last) + 2) + line.strip()
    deeper = Repair("yaml.outdented", at, further, further, at)
    key = _NO_COLON.fullmatch(line)
    if not key:
        yield deeper
        return
    text = f"{key['head']}{key['key']}: {key['rest'] or ''}".rstrip()
    named = Repair("yaml.no_colon", at, text, text.strip(), at)
    is_beside = _indent(line) in (_indent(last), _column(last))
    yield from (named, deeper) if is_beside or len(line.split()) <= 2 else (deeper, named)


def _indented(lines: list[str], at: int) -> Iterator[Repair]:
    """Yield a line further to the left or right; not all the way, which may break off a list."""
    line, found = lines[at], _indent(lines[at])
    for indent in _indents(lines, at) if _STARTS_ENTRY.match(line) else ():
        if indent != found and (indent > 0 or found == 1) and (found > 0 or line[0] == "-"):
            text = " " * indent + line.strip()
            values = (("found", found), ("wanted", indent))
            yield Repair("yaml.indent", at, text, text, at, values)


def _in_brackets(lines: list[str], at: int) -> Iterator[Repair]:
    """Yield a line with one of the values within its brackets quoted, or its brackets closed."""
    line = lines[at]
    entry = _ENTRY.fullmatch(line)
    if not entry or entry["value"][0] not in _CLOSING:
        return
    for inner in _IN_BRACKETS.finditer(line, entry.start("value")):
        value = inner["value"].strip()
        if kind := _why_quoted(value):
            rest = line[inner.start("value") + len(value) :]
            text = line[: inner.start("value")] + quoted(value) + rest
            yield Repair(kind, at, text, quoted(value), at, (("sign", value[0]),))
    missing = _unclosed(line)
    if missing and (missing[-1] == "[" or ":" in entry["value"]):
        text = without_comment(line) + "".join(_CLOSING[sign] for sign in reversed(missing))
        values = (("sign", missing[-1]),)
        yield Repair("yaml.bracket", at, text, text[entry.start("value") :], at, values)


def _in_quotes(lines: list[str], at: int) -> Iterator[Repair]:
    """Yield a line with its whole value quoted."""
    entry = _ENTRY.fullmatch(lines[at])
    if entry and entry["head"].strip():
        value = without_comment(entry["value"])
        if kind := _why_quoted(value):
            text = entry["head"] + quoted(value)
            yield Repair(kind, at, text, quoted(value), at, (("sign", value[0]),))


def _on_one_line(lines: list[str], at: int) -> Iterator[Repair]:
    """Yield a text that runs over lines, up to this one or beyond, quoted on its first."""
    deeper = _indent(lines[at])
    above = (i for i in range(at - 1, -1, -1) if is_read(lines[i]) and _indent(lines[i]) < deeper)
    first = next(above, at)
    entry = _ENTRY.fullmatch(lines[first])
    if first == at or not entry or not entry["head"].strip() or _BLOCK.fullmatch(entry["value"]):
        return
    own, last = _indent(lines[first]), at
    while last + 1 < len(lines) and lines[last + 1].strip() and _indent(lines[last + 1]) > own:
        last += 1
    more = lines[first + 1 : last + 1]
    value = " ".join([entry["value"], *(line.strip() for line in more)])
    kind = _why_quoted(value)
    if kind and not any(_STARTS_ENTRY.match(line) for line in more):
        text = entry["head"] + quoted(value)
        yield Repair(kind, first, text, quoted(value), last, (("sign", value[0]),))


def _why_quoted(value: str) -> str | None:
    """Return the kind of problem that a value is without quotes around it, if it is one."""
    if _BLOCK.fullmatch(value):
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


def _indents(lines: list[str], at: int) -> list[int]:
    """Return where a line could start: as lines above it, or a step further; the nearest first."""
    above = [line for line in lines[max(0, at - MAX_LINES_ABOVE) : at] if is_read(line)]
    last = _column(above[-1]) if above else 0
    found = _indent(lines[at].expandtabs(2))
    columns = {0, last + 2, *map(_indent, above), *map(_column, above)}
    return sorted(columns, key=lambda column: (abs(column - found), column != last))[:MAX_INDENTS]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _column(line: str) -> int:
    """Return where the key or text of a line starts, behind its hyphens."""
    match = re.match(r"\s*(?:- +)*", line)
    return match.end() if match else 0


def _unclosed(line: str) -> list[str]:
    """Return the brackets that are still open at the end of a line, the outermost first."""
    opened: list[str] = []
    for sign in re.findall(r"[\[\]{}]", line):
        if sign in _CLOSING:
            opened.append(sign)
        elif opened:
            opened.pop()
    return opened
