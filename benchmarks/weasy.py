"""Write a deck of cards as HTML for WeasyPrint, with the icons and illustrations of the kit."""

import importlib.util
from collections.abc import Sequence
from html import escape
from pathlib import Path

from kit.paths import home

COLOURS = {"ict-input": "#34ddc9", "ict-output": "#4b6fd8"}
NAMES = {"ict-input": "Toegang tot ict", "ict-output": "Data uit ict"}
ICON = "lightbulb"
CARDS_PER_SHEET = 4
STYLE = """
@font-face { font-family: Reading; src: url(%(fonts)s/AtkinsonHyperlegibleNext_400Regular.ttf) }
@page { size: 210mm 297mm; margin: 0 }
body { margin: 0; font: 12pt/1.3 Reading; color: #1d1b2c }
.sheet { position: relative; height: 297mm; break-after: page }
.card { position: absolute; width: 85mm; height: 128.5mm; padding: 10mm }
.ring { width: 33mm; height: 33mm; border: 2.4mm solid; border-radius: 50%%; text-align: center }
.ring img { width: 20mm; margin-top: 6.5mm }
.disc { width: 40mm; height: 40mm; border-radius: 50%%; border: 2.4mm solid; margin: auto }
.tag { position: absolute; left: 54mm; top: 20mm; font-size: 14pt; font-weight: bold }
.back { text-align: center }
h1 { font-size: 17pt; height: 14mm; margin: 5mm 0 4mm }
h2 { font-size: 14pt; margin: 4mm 0 }
.foot { position: absolute; bottom: 10mm; font-size: 9pt }
.back p { font-size: 17pt }
.across { position: absolute; top: 148.5mm; width: 210mm; border-top: 0.5pt solid #8a8898 }
.down { position: absolute; left: 105mm; height: 297mm; border-left: 0.5pt solid #8a8898 }
"""

Card = tuple[str, str, str, str]  # lens, title, text, question


def installed() -> bool:
    """Return whether WeasyPrint is installed."""
    return importlib.util.find_spec("weasyprint") is not None


def write_deck(file: Path, cards: Sequence[Card]) -> Path:
    """Write cards imposed as the kit does: four to a sheet, a page of fronts, then one of backs."""
    pictures = {lens: _picture(file.parent, lens) for lens in COLOURS}
    sheets = "".join(
        _sheet(cards[start : start + CARDS_PER_SHEET], start, pictures)
        for start in range(0, len(cards), CARDS_PER_SHEET)
    )
    style = STYLE % {"fonts": (home() / "assets/fonts/atkinson-hyperlegible-next").as_uri()}
    head = f'<html lang="nl"><meta charset="utf-8"><title>Kaarten</title><style>{style}</style>'
    file.write_text(f"{head}<body>{sheets}</body></html>", encoding="utf-8")
    return file


def _picture(folder: Path, lens: str) -> tuple[str, str]:
    """Write the icon and the illustration of a lens in its colour; return their names."""
    colour = COLOURS[lens]
    icon = (home() / f"assets/icons/{ICON}.svg").read_text(encoding="utf-8")
    (folder / f"{lens}-icon.svg").write_text(icon.replace("currentColor", colour), "utf-8")
    drawn = (home() / f"assets/illustrations/{lens}.svg").read_text(encoding="utf-8")
    (folder / f"{lens}.svg").write_text(drawn.replace("#808080", colour), encoding="utf-8")
    return f"{lens}-icon.svg", f"{lens}.svg"


def _sheet(cards: Sequence[Card], start: int, pictures: dict[str, tuple[str, str]]) -> str:
    lines = '<div class="across"></div><div class="down"></div>'
    fronts = "".join(_front(card, start, index, pictures) for index, card in enumerate(cards))
    backs = "".join(_back(card, index, pictures) for index, card in enumerate(cards))
    return f'<div class="sheet">{fronts}{lines}</div><div class="sheet">{backs}</div>'


def _front(card: Card, start: int, index: int, pictures: dict[str, tuple[str, str]]) -> str:
    lens, title, text, _ = card
    ring = f'<div class="ring" style="border-color: {COLOURS[lens]}">'
    return _placed(index % 2, index // 2, "card") + "".join(
        (
            f'{ring}<img src="{pictures[lens][0]}" alt=""></div>',
            f'<div class="tag">Voorbeeld {start + index + 1}</div>',
            f"<h1>{escape(title)}</h1><p>{escape(text)}</p>",
            f'<div class="foot">{NAMES[lens]}</div></div>',
        )
    )


def _back(card: Card, index: int, pictures: dict[str, tuple[str, str]]) -> str:
    lens, _, _, question = card
    disc = f'<img class="disc" style="border-color: {COLOURS[lens]}" src="{pictures[lens][1]}"'
    return _placed(1 - index % 2, index // 2, "card back") + "".join(
        (
            f'{disc} alt=""><h2>{NAMES[lens]}</h2><div>Wat ict met kansen doet</div>',
            f"<p>{escape(question)}</p><div class='foot'>Is dat eerlijk?</div></div>",
        )
    )


def _placed(column: int, row: int, kind: str) -> str:
    """Return the opening tag of a card; cards are 105 by 148.5 mm, half of A4 each way."""
    return f'<div class="{kind}" style="left: {105 * column}mm; top: {148.5 * row}mm">'
