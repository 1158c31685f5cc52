"""The built-in content: its YAML files -> one tree of facts, and one of texts per language."""

from pathlib import Path

from kit.errors import Origin
from kit.paths import home
from kit.yaml_nodes.nodes import Node
from kit.yaml_nodes.reader import read_all


def read_facts() -> Node:
    """Read the facts of the kit: kit.yaml, and each lens's lens.yaml with its folder as id."""
    root = home() / "content"
    nodes = read_all(
        {"kit": root / "kit.yaml"}
        | {folder.name: folder / "lens.yaml" for folder in _lens_folders(root)}
    )
    kit = nodes.pop("kit")
    lenses = [
        Node({"id": Node(name, lens.origin)} | lens.map, lens.origin)
        for name, lens in nodes.items()
    ]
    return Node(kit.map | {"lenses": Node(lenses, kit.origin)}, kit.origin)


def read_texts(lang: str) -> Node:
    """Read the texts of a language: labels, the guide's, and under its id those of each lens."""
    root = home() / "content"
    common = {"": root / "labels" / f"{lang}.yaml", "guide": root / "guide" / f"{lang}.yaml"}
    nodes = read_all(
        common | {folder.name: folder / f"{lang}.yaml" for folder in _lens_folders(root)}
    )
    top = nodes.pop("")
    return Node(top.map | nodes, Origin(top.origin.file))


def _lens_folders(root: Path) -> list[Path]:
    return sorted(path for path in (root / "lenses").iterdir() if path.is_dir())
