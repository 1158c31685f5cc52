"""The kit's own content: its YAML files -> one tree of facts, and one of texts per language."""

from pathlib import Path

from kit.errors import Origin
from kit.paths import home
from kit.yaml_nodes.nodes import Node
from kit.yaml_nodes.reader import read_all


def read_facts() -> Node:
    """Read kit.yaml, and under `lenses` each lens.yaml with the name of its folder as `id`.

    Raises KitError with the problems of all files.
    """
    root = home() / "content"
    files = {folder.name: folder / "lens.yaml" for folder in _lens_folders(root)}
    nodes = read_all({"kit": root / "kit.yaml"} | files)
    kit = nodes.pop("kit")
    lenses = [
        Node({"id": Node(name, lens.origin)} | lens.map, lens.origin)
        for name, lens in nodes.items()
    ]
    return Node(kit.map | {"lenses": Node(lenses, kit.origin)}, kit.origin)


def read_texts(lang: str) -> Node:
    """Read the labels of a language, under `guide` the guide's texts, and those of each lens.

    Raises KitError with the problems of all files.
    """
    root = home() / "content"
    common = {"": root / "labels" / f"{lang}.yaml", "guide": root / "guide" / f"{lang}.yaml"}
    files = {folder.name: folder / f"{lang}.yaml" for folder in _lens_folders(root)}
    nodes = read_all(common | files)
    labels = nodes.pop("")
    return Node(labels.map | nodes, Origin(labels.origin.file))


def _lens_folders(root: Path) -> list[Path]:
    return sorted(path for path in (root / "lenses").iterdir() if path.is_dir())
