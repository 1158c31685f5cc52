"""Many things + little room -> the few that may be shown, each with its rank among its kind."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

MAX_CANDIDATES = 24  # of one kind in one lens; no poster has room for more


def ranks(things: Sequence[T], group: Callable[[T], object]) -> list[int]:
    """Return the rank of each thing, such that the first few are a fair share of each group."""
    members: dict[object, list[int]] = {}
    for index, thing in enumerate(things):
        members.setdefault(group(thing), []).append(index)
    place = {
        index: (at + 0.5) / len(indices)
        for indices in members.values()
        for at, index in enumerate(indices)
    }
    order = sorted(range(len(things)), key=lambda index: (place[index], index))
    found = [0] * len(things)
    for rank, index in enumerate(order):
        found[index] = rank
    return found


def shares(
    things: Sequence[T], from_school: Callable[[T], bool], group: Callable[[T], object]
) -> list[tuple[T, int]]:
    """Return, in their order, the first of a school's own and of the kit's, each with its rank."""
    chosen: dict[int, int] = {}
    for kind in (True, False):
        indices = [index for index, thing in enumerate(things) if from_school(thing) == kind]
        ranked = ranks([things[index] for index in indices], group)
        pairs = zip(indices, ranked, strict=True)
        chosen |= {index: rank for index, rank in pairs if rank < MAX_CANDIDATES}
    return [(things[index], chosen[index]) for index in sorted(chosen)]
