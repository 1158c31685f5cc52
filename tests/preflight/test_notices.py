"""Notices about several files of a school, each once."""

from pathlib import Path

from kit.errors import Origin, problem
from kit.preflight.notices import without_repeats

LOGO, OTHER_LOGO = Origin(Path("a.yaml"), 2), Origin(Path("b.yaml"), 2)


def test_a_small_logo_is_named_for_the_piece_that_needs_most_pixels() -> None:
    fonts = problem("notice.fonts", Origin(Path("a.yaml")))
    cards, poster = (problem("notice.logo_small", LOGO, needed=n) for n in (300, 2000))
    other = problem("notice.logo_small", OTHER_LOGO, needed=500)
    assert without_repeats([fonts, cards, poster, fonts, other]) == (fonts, poster, other)
