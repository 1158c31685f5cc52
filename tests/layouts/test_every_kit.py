"""All pages keep to the figures, whatever the school, the sector, the language and the profile."""

from itertools import combinations
from pathlib import Path

import pytest

from tests.support.figures import Kit, every_kit, faults, kits_with_each_pair

KITS = kits_with_each_pair()


@pytest.mark.parametrize("kit", KITS, ids=lambda kit: "-".join(map(str, kit)))
def test_every_page_keeps_to_the_figures(tmp_path: Path, kit: Kit) -> None:
    assert [*faults(kit, tmp_path)] == []


def test_each_pair_of_values_is_measured() -> None:
    for one, other in combinations(range(len(Kit._fields)), 2):
        measured = {(kit[one], kit[other]) for kit in KITS}
        assert measured == {(kit[one], kit[other]) for kit in every_kit()}
