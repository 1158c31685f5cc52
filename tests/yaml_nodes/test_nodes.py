"""YAML as people write it: what is harmless is read, what is not has file and line."""

from pathlib import Path

import pytest

from kit.errors import KitError
from kit.messages import format_problem
from kit.yaml_nodes.nodes import Node
from kit.yaml_nodes.reader import read_yaml
from tests.support.nodes import node_of


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
        (b'a: 1\nb: "open\nc: 2\n', 2, 'is never closed. Write `"open"`.'),
        (b"a: 1\n  b: 2\n", 2, "Check the quotation marks, colons and indents"),
        (b"a: [1, 2\nb: 2\n", 1, "is never closed. Write `[1, 2]`."),
        (b"a: 1\nb: one: two\n", 2, 'must be in quotation marks. Write `"one: two"`.'),
        (b"a:\n\tb: 1\n", 2, "Use spaces: `  b: 1`."),
        (b"a: 1\nb: 2\na: 3\n", 3, "The key `a` is given twice here. The first is on line 1"),
        (b"a: &x 1\nb: *x\n", 1, "Anchors (`&`, `*`) are not supported."),
        (b"a: 1\nb: caf\xe9\n", 2, "Save the file with the encoding UTF-8."),
        (
            b"? [a]\n: 1\n",
            1,
            (
                "A key must be one word. Start the line with that word and a colon, such as `name: "
                "...`."
            ),
        ),
        (b"- a\n- b\n", 1, "The file contains no keys."),
        (b"", 1, "The file contains no keys."),
        (
            b"a: " + b"x" * 1_000_000,
            None,
            "The file is larger than 1 MB. Move some of the examples to a spreadsheet.",
        ),
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


TEXT = "school:\n  name: Wilg\nhide:\n  - a\n  - b\n"


def test_a_path_leads_to_a_node_or_as_far_as_there_is_one(tmp_path: Path) -> None:
    node = node_of(tmp_path, TEXT)
    assert node.get(("hide", 1)).value == "b"
    assert node.resolve(("school", "colours", "accent")) == (("school",), node.map["school"])
    assert node.resolve(("hide", 2))[0] == ("hide",)


def test_what_is_under_a_key_is_empty_if_it_is_missing_or_of_another_kind(tmp_path: Path) -> None:
    node = node_of(tmp_path, TEXT)
    assert [item.value for item in node.items_of("hide")] == ["a", "b"]
    assert node.items_of("school") == node.items_of("texts") == []
    assert [key for key, _ in node.entries_of("school")] == ["name"]
    assert (node.map["school"].text_of("name"), node.text_of("texts")) == ("Wilg", "")


def test_a_tree_without_a_node_or_with_another_is_a_new_tree(tmp_path: Path) -> None:
    node = node_of(tmp_path, TEXT)
    other = Node("Els", node.origin)
    assert node.without(("hide", 0)).plain() == {"school": {"name": "Wilg"}, "hide": ["b"]}
    assert node.without(("school", "name")).plain() == {"school": {}, "hide": ["a", "b"]}
    assert node.without(("school", "name"), other).get(("school", "name")).value == "Els"
    assert node.without(("texts", "title")) == node
    assert node.plain() == {"school": {"name": "Wilg"}, "hide": ["a", "b"]}


def test_leaves_have_dotted_paths(tmp_path: Path) -> None:
    leaves = node_of(tmp_path, TEXT).leaves()
    assert [name for name, _ in leaves] == ["school.name", "hide"]
