"""Draw docs/inks.png: colours of lenses on a screen, as converted to inks, and in chosen inks.

    python docs/compare_inks.py

Each has its tints, its shade and its picture. The inks are shown as FOGRA39 prints them.
"""

import io
import json
from pathlib import Path

import typst
from PIL import Image

from kit.colour.cmyk import printed_colour, rgb_to_cmyk
from kit.colour.rgb import hex_to_rgb
from kit.paths import bundled_fonts, home
from kit.printing.recolour import Palette
from kit.reading.load import load
from kit.request import Request

PAGE = """
#import "/layouts/theme.typ": display-style, gold, shade, tint
#set page(width: auto, height: auto, margin: 6mm)
#let rows = json(bytes(sys.inputs.rows))
#let tokens = ("#f0f0f0", "#d9d9d9", "#b0b0b0", "#808080", "#404040", "#ffcc00")
#let tints = colour => (14%, 30%, 58%).map(share => tint(colour, share))
#let family = colour => (..tints(colour), colour, shade(colour), gold).map(it => rgb(it).to-hex())
#metadata(rows.map(row => family(rgb(row.colour)))) <families>
#grid(columns: 9, gutter: 2mm, align: horizon, ..rows.map(row => {
  let printed = row.printed
  let svg = read("/assets/illustrations/" + row.lens + ".svg")
  for pair in tokens.zip(printed) { svg = svg.replace(..pair) }
  (
    text(..display-style, size: 9pt, row.words),
    ..printed.map(it => square(size: 18mm, fill: rgb(it))),
    image(bytes(svg), width: 36mm),
    circle(radius: 16mm, fill: rgb(printed.at(3)), stroke: 2mm + rgb(printed.at(4))),
  )
}).flatten())
"""


def main() -> None:
    """Draw the picture: first learn the colours that Typst mixes, then print these."""
    (kit,) = load(Request(langs=("en",)))
    palette = Palette(None, kit.chosen_inks)
    ways = {
        "screen": lambda colour: colour,
        "converted": lambda colour: printed_colour(rgb_to_cmyk(hex_to_rgb(colour))),
        "chosen": lambda colour: printed_colour(palette.shape_inks(hex_to_rgb(colour))),
    }
    rows = [
        {"lens": lens.id, "colour": lens.colour, "words": words, "printed": ["#ffffff"] * 6}
        for lens in kit.facts.lenses
        for words in ways
        if lens.inks
    ]
    families = json.loads(_compiler(rows).query("<families>", field="value"))[0]
    for row, colours in zip(rows, families, strict=True):
        row["printed"] = [ways[str(row["words"])](colour) for colour in colours]
    png = _compiler(rows).compile(format="png", ppi=110)
    assert isinstance(png, bytes)
    image = Image.open(io.BytesIO(png)).convert("RGB").quantize(192)
    image.save(Path(__file__).with_name("inks.png"), optimize=True)


def _compiler(rows: list[dict[str, object]]) -> typst.Compiler:
    return typst.Compiler(
        PAGE.encode(),
        root=str(home()),
        font_paths=[str(bundled_fonts())],
        sys_inputs={"fonts": "[]", "rows": json.dumps(rows)},
    )


if __name__ == "__main__":
    main()
