"""Make the README's pictures from the kit's own pages: `python docs/make_picture.py`.

Builds the Dutch kit and the kit of the sample school, and arranges pages of each on a background.
"""

import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2
from click.testing import CliRunner
from PIL import Image, ImageFilter

from kit.cli.commands import main

HERE = Path(__file__).resolve().parent
BACKGROUND = (233, 231, 226)
Place = tuple[str, int, int, int, int]  # file, page (from 0); width, left and top in pixels

KIT: tuple[Place, ...] = (
    ("office/poster-a3.pdf", 0, 1100, 40, 40),
    ("office/matrices-a3.pdf", 0, 560, 40, 860),
    ("office/cards-a4.pdf", 0, 250, 620, 860),
    ("office/guide-a4.pdf", 7, 250, 890, 860),
)
GUIDE: tuple[Place, ...] = (
    ("office/guide-a4.pdf", 0, 420, 30, 30),
    ("office/guide-a4.pdf", 7, 420, 470, 30),
    ("office/guide-a4.pdf", 13, 420, 910, 30),
)
SCHOOL: tuple[Place, ...] = (
    ("office/poster-a3.pdf", 0, 820, 30, 30),
    ("office/cards-a4.pdf", 4, 410, 880, 30),
)


def render_page(file: Path, number: int, width: int) -> Image.Image:
    """Render a page of a PDF, `width` pixels wide."""
    with pypdfium2.PdfDocument(file) as document:
        sheet = document[number]
        return sheet.render(scale=width / sheet.get_width()).to_pil().convert("RGB")


def arrange(folder: Path, size: tuple[int, int], places: tuple[Place, ...]) -> Image.Image:
    """Arrange pages on a background, each with a soft shadow."""
    background = Image.new("RGB", size, BACKGROUND)
    for file, number, width, left, top in places:
        sheet = render_page(folder / file, number, width)
        shadow = Image.new("L", background.size, 0)
        shadow.paste(90, (left + 3, top + 5, left + 3 + sheet.width, top + 5 + sheet.height))
        background.paste((120, 116, 108), mask=shadow.filter(ImageFilter.GaussianBlur(7)))
        background.paste(sheet, (left, top))
    return background


def make(name: str, size: tuple[int, int], places: tuple[Place, ...], *options: str) -> None:
    """Build a kit in Dutch for an office printer, and save its picture beside this file."""
    with tempfile.TemporaryDirectory() as output:
        args = ["build", "--lang", "nl", "--profile", "office", "--output", output, *options]
        CliRunner().invoke(main, args, catch_exceptions=False)
        (folder,) = Path(output).iterdir()
        image = arrange(folder / "nl", size, places)
    image.quantize(192).save(HERE / name, optimize=True)


def make_preview(name: str) -> None:
    """Save a screenshot of the preview of the sample school, in Chromium driven by Playwright."""
    from playwright.sync_api import sync_playwright

    command = [sys.executable, "-m", "kit", "preview", "--no-open", "--port", "0"]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [*command, "--school", str(HERE / "regenboog")],
            cwd=folder,
            stdout=subprocess.PIPE,
            text=True,
        ) as process,
        sync_playwright() as playwright,
    ):
        assert process.stdout is not None
        url = next(word for word in process.stdout.readline().split() if word.startswith("http"))
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1200, "height": 760})
        page.goto(url)
        page.wait_for_selector("text=Nagekeken")
        image = Image.open(io.BytesIO(page.screenshot()))
        image.convert("RGB").quantize(128).save(HERE / name, optimize=True)
        browser.close()
        process.terminate()


if __name__ == "__main__":
    make_preview("preview.png")
    make("kit.png", (1180, 1290), KIT)
    make("gids.png", (1360, 655), GUIDE)
    make("regenboog.png", (1320, 640), SCHOOL, "--school", str(HERE / "regenboog"))
