"""Inks chosen by hand for a colour, and what follows them: its tints and shades, no other."""

import pytest

from kit.colour.chosen_inks import inks_of_family
from kit.colour.cmyk import MAX_COVERAGE, out_of_gamut, rgb_to_cmyk
from kit.colour.rgb import hex_to_rgb
from kit.printing.recolour import Palette
from tests.support.runs import kit_of

BLUE = "#4b6fd8"
TINTS = ("#e4ebfb", "#c6d4f6", "#93adec", "#6486e0", BLUE)  # 14, 30, 58 and 85 %, and all of it
SHADE = "#233876"  # as `shade` in layouts/theme.typ darkens it
CHOSEN = kit_of("nl").chosen_inks


def inks_of(colour: str) -> tuple[float, ...]:
    inks = inks_of_family(hex_to_rgb(colour), CHOSEN)
    assert inks is not None
    return inks


def test_the_colour_itself_has_the_inks_that_were_chosen() -> None:
    for colour, inks in CHOSEN.items():
        assert inks_of(colour) == pytest.approx([ink / 100 for ink in inks])
        assert inks[3] == 0, "black makes a bright colour dull"


def test_tints_grow_into_the_colour_without_a_step() -> None:
    """The lighter, the nearer to what the profile makes of them, less the inks that grey them."""
    changes = [
        [
            ink - before
            for ink, before in zip(inks_of(tint), rgb_to_cmyk(hex_to_rgb(tint)), strict=True)
        ]
        for tint in TINTS
    ]
    cyan, magenta = [change[0] for change in changes], [change[1] for change in changes]
    assert cyan == sorted(cyan)
    assert magenta == sorted(magenta, reverse=True)
    assert max(map(abs, changes[0][:2])) < 0.015
    assert all(inks_of(tint)[2:] == (0, 0) for tint in TINTS)


def test_shades_follow_too_and_keep_to_the_limit() -> None:
    cyan, magenta, *_ = rgb_to_cmyk(hex_to_rgb(SHADE))
    assert inks_of(SHADE)[0] >= cyan
    assert inks_of(SHADE)[1] < magenta
    assert sum(inks_of(SHADE)) <= MAX_COVERAGE


@pytest.mark.parametrize(
    "colour", ["#b01f33", "#c89a2e", "#5e265f", "#ffb81c", "#1d1b2c", "#ffffff"]
)
def test_other_colours_are_converted(colour: str) -> None:
    assert inks_of_family(hex_to_rgb(colour), CHOSEN) is None


def test_the_accent_of_a_school_is_converted_whatever_it_is() -> None:
    blue = hex_to_rgb(BLUE)
    assert Palette(BLUE, CHOSEN).shape_inks(blue) == rgb_to_cmyk(blue)
    assert Palette(None, CHOSEN).shape_inks(blue) != rgb_to_cmyk(blue)


def test_what_was_chosen_is_not_said_to_print_duller() -> None:
    assert out_of_gamut([BLUE]) != []
    palette = Palette(None, CHOSEN)
    for colour in (*TINTS, SHADE, "#00ff00"):
        palette.shape_inks(hex_to_rgb(colour))
    assert palette.used == {"#00ff00"}
