"""YAML as people write it: what is harmless is read, what is not has file and line."""

from pathlib import Path

import pytest

from kit.errors import KitError
from kit.messages import format_problem
from kit.yaml_nodes.reader import read_yaml


def read(tmp_path: Path, data: bytes) -> object:
    file = tmp_path / "a.yaml"
    file.write_bytes(data)
    return read_yaml(file).plain()


def test_scalars_stay_the_text_that_was_typed(tmp_path: Path) -> None:
    text = "country: no\ncode: 010\ntime: 12:30\nlist: [yes, ~]\n"
    expected = {"country": "no", "code": "010", "time": "12:30", "list": ["yes", "~"]}
    assert read(tmp_path, text.encode()) == expected


@pytest.mark.parametrize(
    "data",
    [b"\xef\xbb\xbfname: Ren\xc3\xa9\n", b"name: Ren\xc3\xa9\r\n", "name: Rene\u0301\n".encode()],
    ids=["byte order mark", "Windows line ends", "decomposed accent"],
)
def test_harmless_differences_are_read_alike(tmp_path: Path, data: bytes) -> None:
    assert read(tmp_path, data) == {"name": "René"}


def test_curly_quotes_around_a_value_are_quotes(tmp_path: Path) -> None:
    text = "a: “De Regenboog”\nb: „Zo”\nc: “één” en “twee”\n"
    expected = {"a": "De Regenboog", "b": "Zo", "c": "“één” en “twee”"}
    assert read(tmp_path, text.encode()) == expected


def test_nodes_know_their_lines(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("a: 1\nb:\n  - x\n  - c: 2\n", encoding="utf-8")
    node = read_yaml(file)
    assert node.get(("b", 1, "c")).origin.line == 4
    assert node.get(("b", 1, "nowhere")).origin.line == 4
    assert next(iter(node.leaves()))[0] == "a"


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b'a: 1\nb: "open\nc: 2\n', 2, 'is not closed. Write `"open"`.'),
        (b"a: 1\n  b: 2\n", 2, "Check the quotes, colons and indents"),
        (b"a: [1, 2\nb: 2\n", 1, "is not closed. Write `[1, 2]`."),
        (b"a: 1\nb: one: two\n", 2, 'must stand in quotes. Write `"one: two"`.'),
        (b"a:\n\tb: 1\n", 2, "Use spaces: `  b: 1`."),
        (b"a: 1\nb: 2\na: 3\n", 3, "The key `a` stands here twice. The first stands on line 1"),
        (b"a: &x 1\nb: *x\n", 1, "Anchors (`&`, `*`) are not supported."),
        (b"a: 1\nb: caf\xe9\n", 2, "Save the file with the encoding UTF-8."),
        (b"? [a]\n: 1\n", 1, "A key must be one word."),
        (b"- a\n- b\n", 1, "The file holds no keys."),
        (b"", 1, "The file holds no keys."),
        (b"a: " + b"x" * 1_000_000, None, "The file is larger than 1 MB."),
    ],
)
def test_what_cannot_be_read_has_file_line_and_remedy(
    tmp_path: Path, data: bytes, line: int | None, message: str
) -> None:
    with pytest.raises(KitError) as caught:
        read(tmp_path, data)
    (found,) = [format_problem(problem, "en") for problem in caught.value.problems]
    assert message in found
    assert found.startswith((tmp_path / "a.yaml").as_posix() + (f":{line}: " if line else ": "))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KitError) as caught:
        read_yaml(tmp_path / "nowhere.yaml")
    assert [problem.kind for problem in caught.value.problems] == ["file.missing"]
