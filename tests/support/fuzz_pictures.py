"""Logos and fonts as nobody would make them: ordinary, damaged, and made to hurt."""

import base64
import io
import random
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from kit.paths import home

Case = tuple[str, bytes]  # the name of a file in a school's folder, and what is in it
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">{}</svg>'
ELEMENTS = (
    '<rect width="{a}" height="{b}" fill="#7a1fa2"/>',
    '<path d="M{a} {b}L{c} 3Q{b} {a} {c} 9z" stroke="red" stroke-width="{b}"/>',
    '<g transform="scale({a}) rotate({b})">{inner}</g>',
    '<linearGradient id="i{a}"><stop/></linearGradient><g fill="url(#i{a})">{inner}</g>',
    '<clipPath id="i{a}"><circle r="{b}"/></clipPath><g clip-path="url(#i{c})">{inner}</g>',
    '<mask id="i{a}">{inner}</mask><g mask="url(#i{b})">{inner}</g>',
    '<pattern id="i{a}" width="{b}">{inner}</pattern><circle r="9" fill="url(#i{b})"/>',
    '<symbol id="i{a}">{inner}</symbol><use href="#i{b}" width="{c}"/>',
    '<image width="{a}" height="{b}" href="data:image/png;base64,{png}"/>',
    "<style>rect {{ fill: {png} }} .a{a} {{ opacity: .{b} }}</style>",
    "<text>{a}</text>",
    "<switch>{inner}</switch>",
    '<{png} {png}="{a}"/>',
)


def cases(chance: random.Random) -> Iterator[Case]:
    """Yield logos and fonts for ever."""
    makers = (_pixels, _drawing, _page, _font)
    while True:
        name, data = chance.choice(makers)(chance)
        yield name, data if chance.random() < 0.4 else damaged(data, chance)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return a file with bytes changed, cut out, doubled, or lost at its end."""
    raw = bytearray(data)
    for _ in range(chance.choice((1, 3, 30, 1000))):
        at = chance.randrange(max(1, len(raw)))
        match chance.randrange(6):
            case 0:
                del raw[at : at + chance.choice((1, 4, 100))]
            case 1:
                raw[at:at] = raw[at : at + chance.choice((1, 8, 500))]
            case 2 if chance.random() < 0.05:
                del raw[at:]
            case _ if raw:
                raw[at] = chance.choice((0, 255, chance.randrange(256)))
    return bytes(raw)


def _pixels(chance: random.Random) -> Case:
    mode = chance.choice(("L", "1", "P", "RGB", "RGBA", "LA", "CMYK", "I;16"))
    size = chance.choice((1, 7, 60, 900)), chance.choice((1, 7, 60, 900))
    image = Image.new(mode, size, chance.randrange(200) if mode in ("L", "P", "I;16") else None)
    data = io.BytesIO()
    image.save(data, "JPEG" if mode in ("L", "RGB", "CMYK") else "PNG")
    return f"logo.{chance.choice(('png', 'jpg', 'svg', 'pdf', 'eps', 'webp'))}", data.getvalue()


def _drawing(chance: random.Random) -> Case:
    png = io.BytesIO()
    Image.new("RGB", (9, 9)).save(png, "PNG")
    coded = base64.b64encode(png.getvalue()).decode("ascii")

    def element(depth: int) -> str:
        numbers = {name: chance.choice((-1, 0, 1, 5, 90, 1e9)) for name in "abc"}
        inner = "".join(element(depth - 1) for _ in range(chance.randrange(4))) if depth else ""
        return chance.choice(ELEMENTS).format(inner=inner, png=coded, **numbers)

    return "logo.svg", SVG.format("".join(element(4) for _ in range(3))).encode("utf-8")


def _page(chance: random.Random) -> Case:
    data = io.BytesIO()
    Image.new("RGB", (90, 30), "navy").save(data, "PDF")
    return "logo.pdf", data.getvalue()


def _font(chance: random.Random) -> Case:
    file: Path = chance.choice(sorted(home().glob("assets/fonts/*/*.ttf")))
    return f"fonts/{chance.choice(('a.ttf', 'b.otf', 'c.ttc'))}", file.read_bytes()
