"""Colours as `#rrggbb` and as channels."""

from kit.colour.rgb import hex_to_rgb, rgb_to_hex


def test_hex_and_channels_are_the_same_colour() -> None:
    assert hex_to_rgb("#ff8000") == (1.0, 128 / 255, 0.0)
    assert all(rgb_to_hex(hex_to_rgb(f"#{n:02x}00ff")) == f"#{n:02x}00ff" for n in range(256))
