"""YAML in a test -> nodes and problems, as the program reads them from a file."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from kit.errors import KitError, Problem
from kit.yaml_nodes.nodes import Node
from kit.yaml_nodes.reader import read_yaml


def node_of(folder: Path, text: str) -> Node:
    """Return the nodes of a YAML text, written into a file `a.yaml`."""
    file = folder / "a.yaml"
    file.write_text(text, encoding="utf-8", newline="\n")
    return read_yaml(file)


def lines_and_kinds(problems: Iterable[Problem]) -> list[tuple[int, str]]:
    """Return the line and kind of each problem."""
    return [(each.origin.line if each.origin else 0, each.kind) for each in problems]


def refused(function: Callable[..., object], *args: object) -> list[tuple[int, str]]:
    """Return the line and kind of each problem that a function raises."""
    with pytest.raises(KitError) as caught:
        function(*args)
    return lines_and_kinds(caught.value.problems)
