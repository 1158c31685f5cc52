"""Texts of the kit that differ by sector -> those of one sector, or all of them.

Such a text is a map: `{any: learner, po: pupil}`. The text under `any` is for the other sectors,
and for a kit without a sector. A school's texts never differ by sector.
"""

from collections.abc import Iterator

from kit.catalogue import SECTORS
from kit.errors import Problem, problem, refuse
from kit.yaml_nodes.nodes import Node
from kit.yaml_nodes.quotes import excerpt

ANY = "any"


def texts_of_sector(texts: Node, sector: str | None) -> Node:
    """Return a tree of texts in which each map of variants is replaced by that of a sector.

    Raises KitError with file and line for each such map that lacks `any` or has an unknown key.
    """
    refuse(_wrong_variants(texts))
    return _resolved(texts, sector)


def _resolved(node: Node, sector: str | None) -> Node:
    if not isinstance(node.value, dict):
        return node
    if _is_variants(node):
        return node.map.get(sector or ANY, node.map[ANY])
    return Node({key: _resolved(each, sector) for key, each in node.map.items()}, node.origin)


def variants(node: Node) -> tuple[Node, ...]:
    """Return the variants of a text, that for any sector first; a text without any is the only."""
    if not _is_variants(node):
        return (node,)
    return tuple(node.map[key] for key in (ANY, *SECTORS) if key in node.map)


def leaves_of_all_sectors(texts: Node, prefix: str = "") -> Iterator[tuple[str, Node]]:
    """Yield each variant of each text with the id of the text, in the order of the file."""
    if _is_variants(texts) or not isinstance(texts.value, dict):
        yield from ((prefix, variant) for variant in variants(texts))
        return
    for key, node in texts.map.items():
        yield from leaves_of_all_sectors(node, f"{prefix}.{key}" if prefix else key)


def _is_variants(node: Node) -> bool:
    return not {ANY, *SECTORS}.isdisjoint(node.map)


def _wrong_variants(node: Node, path: str = "") -> Iterator[Problem]:
    if not _is_variants(node):
        for key, inner in node.map.items():
            yield from _wrong_variants(inner, f"{path}.{key}" if path else key)
        return
    if ANY not in node.map:
        yield problem("text.any", node.origin, id=path)
    for key in node.map.keys() - {ANY, *SECTORS}:
        known = ", ".join(f"`{name}`" for name in (ANY, *SECTORS))
        yield problem("text.sector", node.map[key].origin, id=path, name=excerpt(key), known=known)
