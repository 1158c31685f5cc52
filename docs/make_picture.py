"""Make the README's picture of the kit from its own pages: `python docs/make_picture.py`.

Builds the Dutch kit in a temporary folder and lays a poster, cards and a sheet on one ground.
"""

import tempfile
from pathlib import Path

import pypdfium2
from click.testing import CliRunner
from PIL import Image, ImageFilter

from kit.cli import main

GROUND = (233, 231, 226)
# file, page, width in pixels, left and top
PLACES = (
    ("office/poster-a3.pdf", 0, 1100, 40, 40),
    ("office/matrices-a3.pdf", 0, 560, 40, 860),
    ("office/cards-a4.pdf", 0, 275, 625, 860),
    ("office/cards-a4.pdf", 3, 275, 912, 860),
)


def page(file: Path, number: int, width: int) -> Image.Image:
    """Render one page of a PDF at a width in pixels."""
    with pypdfium2.PdfDocument(file) as document:
        sheet = document[number]
        return sheet.render(scale=width / sheet.get_width()).to_pil().convert("RGB")


def picture(folder: Path) -> Image.Image:
    """Lay the pages on a ground, each with a soft shadow."""
    ground = Image.new("RGB", (1180, 1280), GROUND)
    for file, number, width, left, top in PLACES:
        sheet = page(folder / file, number, width)
        shadow = Image.new("L", ground.size, 0)
        shadow.paste(90, (left + 3, top + 5, left + 3 + sheet.width, top + 5 + sheet.height))
        ground.paste((120, 116, 108), mask=shadow.filter(ImageFilter.GaussianBlur(7)))
        ground.paste(sheet, (left, top))
    return ground


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as output:
        args = ["build", "--lang", "nl", "--profile", "office", "--output", output]
        CliRunner().invoke(main, args, catch_exceptions=False)
        image = picture(Path(output) / "denkplaat" / "nl")
    image.quantize(192).save(Path(__file__).with_name("kit.png"), optimize=True)
