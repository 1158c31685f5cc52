"""What is left of an SVG, and what is refused."""

import pytest

from kit.sandbox.process import RefusedFileError
from kit.sandbox.svg import sanitise_svg, svg_from_image

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:i="http://example.org/i"'


def sanitised(content: str, attributes: str = "") -> tuple[str, bool]:
    svg = f"{HEAD} {attributes}>{content}</svg>"
    return sanitise_svg(svg.encode("utf-8"), to_png=lambda data: b"PNG of " + data)


def test_shapes_stay_and_metadata_goes() -> None:
    svg, is_simple = sanitised(
        '<title>T</title><!-- c --><rect width="9" i:label="n"/><i:guide/><text> </text>'
    )
    assert svg == '<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" /></svg>'
    assert is_simple


@pytest.mark.parametrize(
    "content", ['<mask id="m"/>', '<g style="mix-blend-mode: multiply"/>', "<pattern/>"]
)
def test_what_repeats_or_blends_is_not_simple(content: str) -> None:
    assert not sanitised(content)[1]


def test_an_embedded_image_is_encoded_anew() -> None:
    svg, _ = sanitised('<image href="data:image/png;base64,eA=="/>')
    assert 'href="data:image/png;base64,UE5HIG9mIHg="' in svg  # "PNG of x"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("<text>words</text>", "picture.text"),
        ("<script/>", "picture.unsafe"),
        ("<animate/>", "picture.unsafe"),
        ('<rect onclick="f()"/>', "picture.unsafe"),
        ('<image href="https://example.org/a.png"/>', "picture.unsafe"),
        ('<rect fill="url(https://example.org/#g)"/>', "picture.unsafe"),
        ("<style>@import 'a.css'</style>", "picture.unsafe"),
    ],
)
def test_text_and_what_acts_or_loads_is_refused(content: str, kind: str) -> None:
    with pytest.raises(RefusedFileError) as refused:
        sanitised(content)
    assert refused.value.kind == kind


def test_entities_and_other_xml_are_no_svg() -> None:
    with pytest.raises(RefusedFileError):
        sanitise_svg(b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', bytes)
    with pytest.raises(ValueError, match="no svg"):
        sanitise_svg(b"<html/>", bytes)


def test_a_png_becomes_an_svg_of_its_size() -> None:
    assert 'viewBox="0 0 30 20"' in svg_from_image(b"x", (30, 20))
