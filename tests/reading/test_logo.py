"""A logo of any kind is printed as itself or refused in one sentence, and never costs much."""

import base64
import io
import random
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from kit.errors import KitError, Origin
from kit.messages import format_problem
from kit.reading.logo import Logo, read_logo
from kit.sandbox import process
from kit.sandbox.pictures import read_picture
from tests.support.runs import run

pytestmark = pytest.mark.usefixtures("without_sandbox")

SVG = "http://www.w3.org/2000/svg"
RED = '<rect width="9" height="9" fill="#cc0000"/>'
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n{} loop\n"


def svg(inner: str, root: str = 'viewBox="0 0 9 9"') -> str:
    return f'<svg xmlns="{SVG}" {root}>{inner}</svg>'


def pixels(width: int, height: int, kind: str = "PNG", colour: str = "#cc0000") -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(data, kind)
    return data.getvalue()


def data_link(data: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def read(folder: Path, data: bytes | str, name: str = "logo.svg") -> Logo:
    file = folder / name
    file.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return read_logo(file, Origin(Path("school.yaml"), 3))


def refusal(folder: Path, data: bytes | str, lang: str = "en", name: str = "logo.svg") -> str:
    with pytest.raises(KitError) as error:
        read(folder, data, name)
    (problem,) = error.value.problems
    return format_problem(problem, lang)


def notices(folder: Path, data: bytes | str, lang: str, *args: str) -> list[str]:
    """Check a school with a logo, and return the lines of its notices."""
    (folder / "logo.svg").write_bytes(data.encode() if isinstance(data, str) else data)
    text = f"school: {{languages: [{lang}], logo: logo.svg}}\n"
    (folder / "school.yaml").write_text(text, encoding="utf-8")
    result = run("check", *args, "--school", "s")
    assert result.exit_code == 0, result.output
    return result.stderr.splitlines()


# What it is.


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "PDF"])
@pytest.mark.parametrize("name", ["logo.svg", "logo.png", "logo", "logo.eps"])
def test_a_picture_is_what_its_bytes_say(tmp_path: Path, kind: str, name: str) -> None:
    (colour,) = read(tmp_path, pixels(90, 30, kind), name).colours
    channels = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    assert channels == pytest.approx([0xCC, 0, 0], abs=3)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_svg_may_be_written_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>{svg(RED)}'
    assert read(tmp_path, text.encode(encoding)).colours == ("#cc0000",)


@pytest.mark.parametrize("name", ["logo.png", "logo.svg", "logo.pdf", "logo.eps"])
@pytest.mark.parametrize(
    "data",
    [
        *(EPS, b"GIF89a", b"RIFF    WEBPVP8 ", b"II*\x00", b"", b"hello", b"\x1f\x8b\x08"),
        *(b"<!DOCTYPE html><html></html>", b"  <HTML><body>404</body></HTML>"),
    ],
    ids=lambda data: repr(data[:9]),
)
def test_what_is_none_of_the_four_kinds_is_refused_whatever_its_name(
    tmp_path: Path, data: bytes, name: str
) -> None:
    place = "school.yaml:3: "
    assert refusal(tmp_path, data, "en", name) == (
        f"{place}The picture {name} is not an svg, png, jpg or pdf, whatever its name says. Open "
        "it in a drawing program and save it as svg or png."
    )
    assert refusal(tmp_path, data, "nl", name) == (
        f"{place}De afbeelding {name} is geen svg, png, jpg of pdf, wat de naam ook zegt. Open het "
        "bestand in een tekenprogramma en sla het op als svg of png."
    )


def test_an_eps_starts_no_other_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    assert "not an svg" in refusal(tmp_path, EPS, name="logo.png")
    hidden = svg(f'<image width="9" height="9" href="{data_link(EPS)}"/>')
    assert "cannot be read" in refusal(tmp_path, hidden)


@pytest.mark.parametrize(
    "data", [pixels(900, 300)[:200], pixels(900, 300, "JPEG")[:300], b"%PDF-1.7", "<svg", "<g/>"]
)
def test_a_broken_picture_is_named(tmp_path: Path, data: bytes | str) -> None:
    assert refusal(tmp_path, data).endswith(
        "The file logo.svg cannot be read as a picture. Save it again, as svg or png."
    )


@pytest.mark.usefixtures("with_sandbox")
def test_a_sandbox_gives_the_same(tmp_path: Path) -> None:
    with_process = read(tmp_path, svg(RED))
    assert vars(with_process)["svg"] == read_picture(svg(RED).encode())["svg"]


# An SVG is a picture and nothing else.


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (svg("<script>alert(1)</script>"), "<script>."),
        (svg("<g/>", 'onload="x()"'), "onload=...."),
        (svg("<foreignObject/>"), "<foreignObject>."),
        (svg('<filter id="f"/>'), "<filter>."),
        (svg('<rect><animate attributeName="x"/></rect>'), "<animate>."),
        (svg('<image href="http://example.org/a.png"/>'), "href=http://example.org/a.png."),
        (svg('<image href="file:///etc/passwd"/>'), "href=file:///etc/passwd."),
        (svg('<image href="../secret.png"/>'), "href=../secret.png."),
        (svg('<a href="javascript:alert(1)"/>'), "href=javascript:alert(1)."),
        (
            svg('<image href="data:image/svg+xml;base64,AAAA"/>'),
            "href=data:image/svg+xml;base64,AAAA.",
        ),
        (svg('<rect style="fill:url(http://a.b/c)"/>'), "style=fill:url(http://a.b/c)."),
        (svg("<style>@import 'http://a.b/c.css';</style>"), "<style> url(...)."),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;"), "<!ENTITY>."),
    ],
)
def test_an_svg_that_is_more_than_a_picture_is_refused(
    tmp_path: Path, text: str, what: str
) -> None:
    assert refusal(tmp_path, text) == (
        f"school.yaml:3: The picture logo.svg contains more than a picture: {what} Save it again "
        "as plain svg, or as png."
    )


@pytest.mark.parametrize("text", ["<text>De Wilg</text>", "<g><text><tspan>漢</tspan></text></g>"])
def test_live_text_is_refused_as_it_would_print_in_another_typeface(
    tmp_path: Path, text: str
) -> None:
    assert refusal(tmp_path, svg(text), "en") == (
        "school.yaml:3: The picture logo.svg contains letters, which would be printed in another "
        "font. Turn text into outlines (paths) in your drawing program, or use a png."
    )
    assert refusal(tmp_path, svg(text), "nl") == (
        "school.yaml:3: In de afbeelding logo.svg staan letters; die zouden in een ander "
        "lettertype worden gedrukt. Zet tekst in je tekenprogramma om in contouren (paden), "
        "of neem een png."
    )


def test_notes_of_drawing_programs_and_empty_texts_are_left_out(tmp_path: Path) -> None:
    text = (
        f'<svg xmlns="{SVG}" xmlns:i="http://www.inkscape.org/" viewBox="0 0 9 9" i:version="1">'
        "<!-- a note --><title>De Wilg</title><metadata><i:secret/></metadata>"
        f"<i:view/><text> </text>{RED}</svg>"
    )
    logo = read(tmp_path, text)
    assert logo.svg == read(tmp_path, svg(RED)).svg
    assert logo.colours == ("#cc0000",)


# What it costs.

COPIES = "".join(
    f'<g id="g{i}">' + f'<use href="#g{i - 1}"/>' * 10 + "</g>" if i else '<g id="g0"><path/></g>'
    for i in range(9)
)


def nested(tag: str, link: str, inner: str, depth: int) -> str:
    """Return definitions that each draw the one before twice, and a shape that uses the last."""
    shape = '<rect width="9" height="9" {}/>'
    parts = [f'<{tag} id="d0" {inner}>{shape.format("")}</{tag}>']
    for number in range(1, depth):
        before = f'{link}="url(#d{number - 1})"'
        twice = shape.format(before) * 2
        parts.append(f'<{tag} id="d{number}" {inner} {before}>{twice}</{tag}>')
    return svg("".join(parts) + shape.format(f'{link}="url(#d{depth - 1})"'))


def form_within_itself() -> bytes:
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
        b"/Resources<</XObject<</F 5 0 R>>>>>>",
        b"<</Length 5>>stream\n/F Do\nendstream ",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>"
        b"/Length 11>>stream\n/F Do /F Do\nendstream ",
    )
    numbered = enumerate(objects, 1)
    body = b"".join(b"%d 0 obj%sendobj\n" % (number, text) for number, text in numbered)
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>\n"


def png_of_size(width: int, height: int) -> bytes:
    """Return a PNG that says it is of some size, without having the pixels."""
    raw = bytearray(pixels(1, 1))
    raw[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    raw[29:33] = zlib.crc32(bytes(raw[12:29])).to_bytes(4, "big")
    return bytes(raw)


def long_path(points: int) -> str:
    chance = random.Random(1)
    places = " ".join(f"{chance.random() * 9:.2f},{chance.random() * 9:.2f}" for _ in range(points))
    return svg(f'<path d="M{places}"/>')


HEAVY: dict[str, Callable[[], str | bytes]] = {
    "groups in groups": lambda: svg("<g>" * 5000 + "</g>" * 5000),
    "copies of copies": lambda: svg(COPIES),
    "masks": lambda: nested("mask", "mask", "", 25),
    "clips": lambda: nested("clipPath", "clip-path", "", 25),
    "rules for shapes": lambda: svg(
        "<style>"
        + "".join(f".a{i} .b{i} {{fill:red}}" for i in range(20_000))
        + "</style>"
        + '<path class="a1" d="M0 0h1v1z"/>' * 15_000
    ),
    "a path of a million points": lambda: long_path(1_000_000),
    "200,000 shapes": lambda: svg('<rect width="8" height="9" opacity=".5"/>' * 200_000),
    "large pictures": lambda: svg(
        f'<image width="9" height="9" href="{data_link(pixels(6_000, 6_000))}"/>' * 60
    ),
    "a form within itself": lambda: form_within_itself(),
    "a tower": lambda: svg(
        '<pattern id="p"/><rect width="1" height="99999"/>', 'viewBox="0 0 1 99999"'
    ),
}


# Cases that end at the limit of CPU time have a lower one here, except this one.
AT_THE_USUAL_LIMIT = "200,000 shapes"
TRY_ALL = """
import resource, sys
from pathlib import Path
from kit.sandbox import process
from kit.sandbox.pictures import read_picture
from tests.reading.test_logo import AT_THE_USUAL_LIMIT, HEAVY, refusal

def used():
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime, children.ru_maxrss / 1000

usual = process.MAX_CPU_S
for name in HEAVY:
    process.MAX_CPU_S = usual if name == AT_THE_USUAL_LIMIT else 1
    before, _ = used()
    said = refusal(Path(sys.argv[1]), HEAVY[name]())
    print(name, used()[0] - before, used()[1], said, sep="|")
"""


@pytest.mark.skipif(
    not process.HAS_LIMITS, reason="elsewhere memory is only looked at now and then"
)
def test_pictures_that_cost_too_much_are_refused_in_little_time_and_memory(tmp_path: Path) -> None:
    """In another process, as the system only knows the most memory that any child has used."""
    done = subprocess.run(
        [sys.executable, "-c", TRY_ALL, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = [line.split("|") for line in done.stdout.splitlines()]
    assert [name for name, *_ in found] == [*HEAVY]
    for name, seconds, megabytes, said in found:
        assert float(seconds) < 5, name
        assert float(megabytes) < 500, name
        assert said == (
            "school.yaml:3: The picture logo.svg is too large or too complicated. Make it simpler, "
            "or save it as a png of at most 3000 pixels."
        )


def test_a_picture_of_too_many_pixels_says_how_many(tmp_path: Path) -> None:
    assert refusal(tmp_path, png_of_size(60_000, 60_000)) == (
        "school.yaml:3: The picture has 60000 x 60000 pixels, more than printing needs. Make it "
        "smaller."
    )


@pytest.mark.parametrize(
    "text",
    [
        long_path(20_000),
        svg(f'<pattern id="p" width="2" height="2">{RED}</pattern><rect fill="url(#p)"/>{RED}'),
    ],
    ids=["many points", "a pattern"],
)
def test_an_intricate_drawing_becomes_pixels_enough_for_any_place(
    tmp_path: Path, text: str
) -> None:
    logo = read(tmp_path, text)
    assert 'viewBox="0 0 1500 1500"' in logo.svg
    assert logo.pixels is None  # it is as sharp as a drawing in any place there is


@pytest.mark.parametrize("width", ["0.4", "0.26px"])
def test_lines_too_thin_to_print_on_a_card_stop_no_kit(school: Path, width: str) -> None:
    text = f'<rect width="150" height="80" fill="#07a" stroke="#000" stroke-width="{width}"/>'
    thin = svg(text, 'viewBox="0 0 200 100"')
    assert notices(school, thin, "nl", "cards", "instructions") == []
    assert "<image" in read(school, thin).svg
    assert "<image" not in read(school, thin.replace(width, "4")).svg


def test_it_does_not_matter_what_byte_a_drawing_ends_in(tmp_path: Path) -> None:
    for blue in range(0xB0, 0xC0):
        path = f'<path fill="#c8e4{blue:02x}" d="M19 54L94 85L117 91z"/>'
        assert read(tmp_path, svg(path, 'viewBox="0 0 200 100"')).colours


def test_a_large_photo_is_kept_at_what_print_needs(tmp_path: Path) -> None:
    logo = read(tmp_path, pixels(6000, 4000, "JPEG"))
    assert logo.pixels == 2250
    assert len(logo.svg) < 100_000


# How large it is printed.


@pytest.mark.parametrize("as_svg", [False, True])
def test_a_websites_logo_is_printed_as_large_as_it_is_sharp_and_says_so(
    school: Path, as_svg: bool
) -> None:
    logo: bytes | str = pixels(400, 160)
    if as_svg:
        inner = f'<image width="40" height="16" href="{data_link(pixels(400, 160))}"/>'
        logo = svg(inner, 'viewBox="0 0 40 16"')
    assert notices(school, logo, "en", "poster") == [
        "s/school.yaml:1: The logo is 400 pixels wide. So on the poster (A0) it is printed 68 mm "
        "wide; there is room for 70 mm. An svg is always sharp; a png or jpg 414 pixels wide fills "
        "the room."
    ]
    assert notices(school, logo, "nl", "poster") == [
        "s/school.yaml:1: Het logo is 400 pixels breed. Op de poster (A0) wordt het daarom 68 mm "
        "breed; er is plaats voor 70 mm. Een svg is altijd scherp; een png of jpg van 414 pixels "
        "breed vult de plaats."
    ]


@pytest.mark.parametrize("size", [(1, 1), (60, 24), (24, 200), (2000, 10)], ids=str)
def test_no_logo_stops_a_kit_and_none_is_printed_below_100_ppi(
    school: Path, size: tuple[int, int]
) -> None:
    profiles = ("--profile", "large", "--profile", "copyshop")
    notices(school, pixels(*size), "nl", "poster", "cards", *profiles)


def test_a_logo_that_cannot_be_seen_on_paper_is_a_notice(school: Path) -> None:
    white = svg('<rect width="9" height="9" fill="#fdfdfd"/>')
    assert notices(school, white, "en", "instructions") == [
        "s/school.yaml:1: The logo is white or nearly white: it cannot be seen on paper. Use a "
        "version made for a light background."
    ]
    assert notices(school, white, "nl", "instructions") == [
        "s/school.yaml:1: Het logo is wit of bijna wit: op papier zie je het niet. "
        "Neem een versie voor een lichte ondergrond."
    ]
    assert notices(school, svg(RED), "en", "instructions") == []
