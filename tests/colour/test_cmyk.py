"""RGB in CMYK: greys in black alone, coverage within its limit, and what cannot be printed."""

import pytest
from PIL import Image

from kit.colour.cmyk import (
    MAX_COVERAGE,
    black_for_lightness,
    image_to_cmyk,
    limit_coverage,
    out_of_gamut,
    rgb_to_cmyk,
)
from kit.colour.rgb import hex_to_rgb


def test_greys_and_dark_colours_near_grey_are_printed_in_black_alone() -> None:
    assert rgb_to_cmyk((0.0, 0.0, 0.0)) == (0, 0, 0, 1)
    assert rgb_to_cmyk((1.0, 1.0, 1.0)) == (0, 0, 0, 0)
    assert rgb_to_cmyk((0.3, 0.32, 0.35))[:3] == (0, 0, 0)
    assert any(rgb_to_cmyk((0.9, 0.92, 0.95))[:3]), "a light tint is seen"


def test_the_darker_the_colour_the_more_black_it_needs() -> None:
    blacks = [black_for_lightness((grey, grey, grey)) for grey in (0.0, 0.3, 0.6, 1.0)]
    assert blacks == sorted(blacks, reverse=True)


def test_over_the_limit_coverage_loses_colour_and_keeps_its_black() -> None:
    limited = limit_coverage((1.0, 1.0, 1.0, 0.4))
    assert sum(limited) == pytest.approx(MAX_COVERAGE)
    assert limited[3] == 0.4
    assert limit_coverage((0.5, 0.5, 0.5, 0.5)) == (0.5, 0.5, 0.5, 0.5)


def test_no_pixel_of_an_image_is_over_the_limit() -> None:
    gradient = Image.radial_gradient("L").resize((64, 64))
    image = Image.merge("RGB", (gradient, gradient.rotate(90), gradient.rotate(180)))
    data = image_to_cmyk(image.point(lambda value: value // 2)).tobytes()
    assert max(sum(data[start : start + 4]) for start in range(0, len(data), 4)) <= 255 * 2.8


def test_only_colours_that_print_differently_are_out_of_gamut() -> None:
    ((name, printed),) = out_of_gamut(["#00ff00", "#305080", "#00ff00"])
    assert name == "#00ff00"
    red, green, blue = hex_to_rgb(printed)
    assert green < 0.9
    assert red + blue > 0.1
    assert out_of_gamut(["#303438"]) == [], "printed in black alone on purpose"
