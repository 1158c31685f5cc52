"""A fair share of many items: by groups, and of the school's and the kit's apart."""

from kit.planning.selection import MAX_CANDIDATES, fair_ranks, fair_shares


def test_the_first_ranks_are_shared_by_groups() -> None:
    items = ["a"] * 10 + ["b"] * 5
    ranks = fair_ranks(items, group=lambda item: item)
    first_three = [item for item, rank in zip(items, ranks, strict=True) if rank < 3]
    assert first_three == ["a", "a", "b"]
    assert sorted(ranks) == [*range(15)]
    of_few = fair_ranks(["a"] * 10 + ["b"] * 2, group=lambda item: item)[-2:]
    assert of_few == [3, 9], "a small group is not first, but spread evenly"


def test_the_school_and_the_kit_are_ranked_apart_and_the_order_stays() -> None:
    items = [(number, number % 3 == 0) for number in range(3 * MAX_CANDIDATES)]
    shares = fair_shares(items, from_school=lambda item: item[1], group=lambda item: 0)
    assert [item for item, _ in shares] == sorted(item for item, _ in shares)
    for is_from_school in (True, False):
        ranks = [rank for item, rank in shares if item[1] == is_from_school]
        assert ranks == [*range(MAX_CANDIDATES)]
