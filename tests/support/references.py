"""Small pictures of every page, so that a change of look that nobody meant is seen.

    python -m tests.support.references    renews them: look at the difference before you commit

A picture is `WIDTH` pixels wide and has few colours, to stay under 20 KiB.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageChops

from tests.support.runs import FILES, LANGS, run

HERE = Path(__file__).parents[1] / "references"
DIFFERENCES = Path(__file__).parents[1] / "differences"
WIDTH = 300
COLOURS = 64
NEAR = 48  # of 255: edges of letters may be drawn a little differently
MOST_CHANGED = 0.0025  # of all pixels


def pictures(output: Path) -> Iterator[tuple[str, Image.Image]]:
    """Yield a name and a small picture of every page of a finished build."""
    for lang in LANGS:
        for file in FILES:
            with pypdfium2.PdfDocument(output / "denkplaat" / lang / file) as document:
                for number, page in enumerate(document, start=1):
                    image = page.render(scale=WIDTH / page.get_width()).to_pil().convert("RGB")
                    yield f"{lang}-{Path(file).stem}-{number}", image


def with_few_colours(image: Image.Image) -> Image.Image:
    """Return a picture in the colours it has most, each pixel in the one that `changed` takes."""
    palette = image.quantize(COLOURS)
    return image.quantize(palette=palette, dither=Image.Dither.NONE)


def changed(actual: Image.Image, expected: Image.Image) -> float:
    """Return the share of pixels that differ by more than edges do; 1 if the sizes differ.

    The actual picture gets the few colours of the expected one (of a palette) first.
    """
    if actual.size != expected.size:
        return 1.0
    few = actual.quantize(palette=expected, dither=Image.Dither.NONE).convert("RGB")
    worst = np.asarray(ImageChops.difference(few, expected.convert("RGB"))).max(axis=2)
    return float((worst > NEAR).mean())


def keep_difference(name: str, actual: Image.Image, expected: Image.Image) -> Path:
    """Save the actual, the expected and the difference side by side; return where."""
    width = actual.width + expected.width + actual.width
    sheet = Image.new("RGB", (width, max(actual.height, expected.height)), "grey")
    sheet.paste(actual, (0, 0))
    sheet.paste(expected, (actual.width, 0))
    if actual.size == expected.size:
        difference = ImageChops.invert(ImageChops.difference(actual, expected.convert("RGB")))
        sheet.paste(difference, (2 * actual.width, 0))
    DIFFERENCES.mkdir(exist_ok=True)
    file = DIFFERENCES / f"{name}.png"
    sheet.save(file)
    return file


def renew() -> None:
    """Build the kit and write a picture of every page anew."""
    HERE.mkdir(exist_ok=True)
    for stale in HERE.glob("*.png"):
        stale.unlink()
    with tempfile.TemporaryDirectory() as folder:
        assert run("build", "--output", folder).exit_code == 0
        for name, image in pictures(Path(folder)):
            with_few_colours(image).save(HERE / f"{name}.png", optimize=True)


if __name__ == "__main__":
    renew()
