"""The built-in content: where it stands, and how its files become one tree of nodes."""

from pathlib import Path
from typing import TYPE_CHECKING

from kit.errors import Origin

if TYPE_CHECKING:
    from kit.source import Node


def home() -> Path:
    """Return the folder that holds content, layouts and assets.

    In a wheel they travel inside the package; in a clone they stand beside it.
    """
    package = Path(__file__).resolve().parent
    return package if (package / "content").is_dir() else package.parent


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that have labels, Dutch (the kit's first) in front."""
    found = sorted(file.stem for file in (home() / "content" / "labels").glob("*.yaml"))
    return tuple(sorted(found, key=lambda lang: lang != "nl"))


def icons() -> frozenset[str]:
    """Return the names of the bundled icons."""
    return frozenset(file.stem for file in (home() / "assets" / "icons").glob("*.svg"))


def read_facts() -> "Node":
    """Read the facts of the kit: kit.yaml, and each lens's lens.yaml with its folder as id."""
    from kit.source import Node, read_all  # late: `kit --help` reads nothing

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


def read_texts(lang: str) -> "Node":
    """Read the texts of a language: labels, the guide's, and under its id those of each lens."""
    from kit.source import Node, read_all

    root = home() / "content"
    common = {"": root / "labels" / f"{lang}.yaml", "guide": root / "guide" / f"{lang}.yaml"}
    nodes = read_all(
        common | {folder.name: folder / f"{lang}.yaml" for folder in _lens_folders(root)}
    )
    top = nodes.pop("")
    return Node(top.map | nodes, Origin(top.origin.file))


def _lens_folders(root: Path) -> list[Path]:
    return sorted(path for path in (root / "lenses").iterdir() if path.is_dir())
