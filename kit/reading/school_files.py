"""What a school calls its files -> paths, none outside its folder, whatever the name is."""

from contextlib import suppress
from pathlib import Path

from kit.errors import KitError, Origin, problem
from kit.yaml_nodes.nodes import Node
from kit.yaml_nodes.quotes import excerpt, quoted


def school_file(path: Path) -> Path:
    """Return a school's file. Raises KitError if it is a link that leads out of its folder."""
    file = path if path.suffix in (".yaml", ".yml") else path / "school.yaml"
    with suppress(OSError, ValueError, RuntimeError):  # what reads it says what is wrong with it
        if file.exists() and not file.resolve().is_relative_to(file.parent.resolve()):
            raise KitError([problem("file.outside", Origin(file), name=file.name)])
    return file


def file_in_folder(folder: Path, name: str, node: Node) -> Path:
    """Return the path of a file that a school names.

    Raises KitError, placed where it is named, if it is no file in the school's folder.
    """
    try:
        file = (folder / name).resolve()
        if not file.is_relative_to(folder.resolve()):
            raise KitError([problem("file.outside", node.origin, name=excerpt(name))])
        if file.is_file():
            return folder / name
    except (OSError, ValueError, RuntimeError):  # too long, a character of no path, links in a ring
        pass
    if node.unread:
        fix = excerpt(quoted(f"{name} {node.unread.text}"))
        raise KitError([problem("value.unread", node.unread.origin, fix=fix)])
    raise KitError([problem("file.named", node.origin, name=excerpt(name))])
