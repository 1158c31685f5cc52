"""More items than a poster has room for -> those it may show, ranked fairly."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

# Of one kind in one lens, from the school and as many from the kit: no poster has room for more.
MAX_CANDIDATES = 24


def fair_ranks(items: Sequence[T], group: Callable[[T], object]) -> list[int]:
    """Return the rank of each item, from 0, such that the first ranks are shared fairly by groups.

    Of a group of ten and a group of five, the first three ranks have two and one.
    """
    members: dict[object, list[int]] = {}
    for index, item in enumerate(items):
        members.setdefault(group(item), []).append(index)
    position_in_group = {
        index: (number + 0.5) / len(indices)  # from 0 to 1
        for indices in members.values()
        for number, index in enumerate(indices)
    }
    ordered = sorted(range(len(items)), key=lambda index: (position_in_group[index], index))
    rank_of = {index: rank for rank, index in enumerate(ordered)}
    return [rank_of[index] for index in range(len(items))]


def fair_shares(
    items: Sequence[T], from_school: Callable[[T], bool], group: Callable[[T], object]
) -> list[tuple[T, int]]:
    """Return the items that a poster may show with their ranks, in the given order.

    The school's items and the kit's are ranked apart, and the first of both are returned.
    """
    chosen: dict[int, int] = {}
    for is_from_school in (True, False):
        indices = [index for index, item in enumerate(items) if from_school(item) == is_from_school]
        ranks = fair_ranks([items[index] for index in indices], group)
        pairs = zip(indices, ranks, strict=True)
        chosen |= {index: rank for index, rank in pairs if rank < MAX_CANDIDATES}
    return [(items[index], chosen[index]) for index in sorted(chosen)]
