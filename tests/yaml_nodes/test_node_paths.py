"""A tree of nodes is read and changed by paths; what it was made from stays as it is."""

from pathlib import Path

from kit.yaml_nodes.nodes import Node
from tests.support.nodes import node_of

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
