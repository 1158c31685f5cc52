"""The files that a school names -> paths within its folder, and why a file cannot be read."""

import re
from contextlib import suppress
from pathlib import Path

from kit.errors import KitError, Origin, Problem, problem, system_reason
from kit.sandbox.process import BrokenFileError, RefusedFileError, ResourceLimitError
from kit.yaml_nodes.nodes import Node
from kit.yaml_nodes.quotes import excerpt, quoted

# What reading a file in the sandbox can raise.
READ_ERRORS = (OSError, RefusedFileError, ResourceLimitError, BrokenFileError)
# What people and their editors call school.yaml; Windows hides a last `.txt`.
_OTHER_NAME = re.compile(r"school(\.ya?ml)?(\.txt|\.ya?ml)?", re.IGNORECASE)


def school_file(path: Path) -> Path:
    """Return the path of a school's school.yaml, given that or its folder.

    Raises KitError if it is a link that leads out of the folder, or has another name there. It may
    not exist.
    """
    file = path if path.suffix in (".yaml", ".yml") else path / "school.yaml"
    with suppress(OSError, ValueError, RuntimeError):  # reading the file reports what is wrong
        if file.exists() and not file.resolve().is_relative_to(file.parent.resolve()):
            raise KitError([problem("file.outside", Origin(file), name=file.name)])
        if path != file and not file.exists() and (found := _other_name(file.parent)):
            raise KitError([problem("file.other_name", Origin(path), found=found)])
    return file


def _other_name(folder: Path) -> str:
    """Return the name of a file that was probably meant as school.yaml; empty if there is none."""
    names = (file.name for file in folder.iterdir() if file.is_file())
    return min((name for name in names if _OTHER_NAME.fullmatch(name)), default="")


def file_in_folder(folder: Path, name: str, node: Node) -> Path:
    """Return the path of a file that a school names in a node.

    Raises KitError, with the origin of the node, if there is no such file in the school's folder.
    """
    try:
        file = (folder / name).resolve()
        if not file.is_relative_to(folder.resolve()):
            raise KitError([problem("file.outside", node.origin, name=excerpt(name))])
        if file.is_file():
            return folder / name
    except (OSError, ValueError, RuntimeError):  # a name that no file can have, or circular links
        pass
    if node.unread:
        fix = excerpt(quoted(f"{name} {node.unread.text}"))
        raise KitError([problem("value.unread", node.unread.origin, fix=fix)])
    raise KitError([problem("file.named", node.origin, name=excerpt(name))])


def read_problem(
    error: Exception, origin: Origin, *, costly: str, broken: str, **values: object
) -> Problem:
    """Return the problem of a file that could not be read, from one of `READ_ERRORS`.

    `costly` and `broken` are the kinds for a file that takes too much memory or time, and for one
    that its library cannot read.
    """
    match error:
        case OSError():
            return problem("file.unreadable", origin, reason=system_reason(error))
        case RefusedFileError():
            return problem(error.kind, origin, **values, **error.values)
        case ResourceLimitError():
            return problem(costly, origin, **values)
        case _:
            return problem(broken, origin, **values)
