"""Rules of the layouts that typstyle does not check; the files are read as text."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import typst

LAYOUTS = Path(__file__).resolve().parents[2] / "layouts"
FILES = {
    file.relative_to(LAYOUTS).as_posix(): file.read_text(encoding="utf-8").splitlines()
    for file in sorted(LAYOUTS.rglob("*.typ"))
}


def parameters(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each parameter of the functions of a file, and the line before it.

    Formatted by typstyle, a parameter that has a comment stands on a line of its own.
    """
    in_brackets = False
    for before, line in zip(["", *lines], lines, strict=False):
        pattern = r"  (?:\.\.)?([\w-]+)[,:]" if in_brackets else r"#let [\w-]+\(([^)]+)\) ="
        if found := re.match(pattern, line):
            yield found[1], before
        starts, ends = re.match(r"#let [\w-]+\($", line), line.startswith(")")
        in_brackets = bool(starts) or (in_brackets and not ends)


def test_names_are_imported_one_by_one() -> None:
    for name, lines in FILES.items():
        imports = [line for line in lines if line.startswith("#import")]
        assert all(re.match(r'#import "[^"]+": [\w(]', line) for line in imports), name


def test_no_layout_is_over_300_lines() -> None:
    assert {name: len(lines) for name, lines in FILES.items() if len(lines) > 300} == {}


def test_no_name_hides_one_of_typst() -> None:
    compiler = typst.Compiler(b"#metadata(dictionary(std).keys()) <names>")
    (known,) = json.loads(compiler.query("<names>", field="value"))
    for name, lines in FILES.items():
        named = {found for line in lines for found in re.findall(r"\blet ([\w-]+)", line)}
        named |= {parameter for parameter, _ in parameters(lines)}
        assert not named & set(known), name


def test_every_parameter_has_its_type_before_it() -> None:
    for name, lines in FILES.items():
        for parameter, before in parameters(lines):
            assert before.startswith("  /// -> "), (name, parameter)
