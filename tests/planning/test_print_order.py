"""The print order: what to print, how often, on which paper."""

import re
from pathlib import Path

import pytest

from tests.support.pdfs import page_count, pages, size_mm, squeezed, text_of
from tests.support.runs import LANGS, Built, kit_of, run

in_each_language = pytest.mark.parametrize("lang", LANGS)


@in_each_language
def test_a_print_order_says_what_to_print_how_often(tmp_path: Path, lang: str) -> None:
    args = ("--profile", "office", "--lang", lang, "--groups", "6", "--output", str(tmp_path))
    assert run("build", *args).exit_code == 0
    folder = tmp_path / "denkplaat" / lang
    texts = kit_of(lang).texts
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (folder / "print-order.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and "---" not in line
    ]
    table = {row[1]: row for row in rows}
    cards_row = table["office/cards-a4.pdf"]
    assert cards_row[2] == "6"
    assert cards_row[4] == texts["order.sides_long_edge"]
    assert cards_row[5:] == ["36", "72"]  # six sets of six sheets, each cut twice
    assert table["office/matrices-a3.pdf"][5:] == ["24", "0"]
    assert table["office/poster-a3.pdf"][5:] == ["6", "0"]
    assert table["office/instructions-a4.pdf"][2:6:3] == ["2", "2"]  # four cards on a sheet
    assert table["office/guide-a4.pdf"][2:6:3] == ["1", "20"]
    assert table["office/agreements-a3.pdf"][2:6:3] == ["1", "1"]
    assert rows[-1][5:] == ["89", "76"]
    file = folder / "print-order.pdf"
    (page,) = pages(file)
    assert size_mm(page) == (297, 210)
    printed = text_of(file)
    for row in rows:
        assert all(squeezed(cell) in printed for cell in row)


def test_one_poster_is_enough_for_all_groups(tmp_path: Path) -> None:
    args = ("poster", "--profile", "all", "--lang", "nl", "--groups", "9")
    assert run("build", *args, "--output", str(tmp_path)).exit_code == 0
    order = (tmp_path / "denkplaat/nl/print-order.md").read_text(encoding="utf-8")
    for file in ("large/poster-a0.pdf", "tiled/poster-a0-on-a4.pdf", "copyshop/poster-a0.pdf"):
        assert f"| {file} | 1 |" in order
    assert "| office/poster-a3.pdf | 9 |" in order


def test_one_set_of_sheets_on_the_wall_is_enough_for_all_groups(tmp_path: Path) -> None:
    args = ("matrices", "agreements", "--profile", "large", "--paper", "a1", "--lang", "nl")
    assert run("build", *args, "--groups", "9", "--output", str(tmp_path)).exit_code == 0
    order = (tmp_path / "denkplaat/nl/print-order.md").read_text(encoding="utf-8")
    assert "| large/matrices-a1.pdf | 1 | A1, 80 tot 120 g | één kant | 4 | 0 |" in order
    assert "| large/agreements-a1.pdf | 1 | A1, 80 tot 120 g | één kant | 1 | 0 |" in order


@in_each_language
def test_every_text_that_helps_to_print_is_printed(shop: Built, tmp_path: Path, lang: str) -> None:
    printed = text_of(shop.pdf(lang, "tiled/poster-a0-on-a4.pdf"))
    everything = ("build", "--profile", "all", "--groups", "4")
    only_cards = ("build", "cards", "box", "--profile", "office", "--groups", "4")
    for flip in ("long-edge", "short-edge", "none"):
        for args in (("calibrate",), everything if flip == "long-edge" else only_cards):
            folder = tmp_path / args[0] / flip
            done = run(*args, "--flip", flip, "--lang", lang, "--output", str(folder))
            assert done.exit_code == 0
            found = [*folder.rglob("calibrate*.pdf"), *folder.rglob("print-order.pdf")]
            assert all(page_count(file) == 1 for file in found if file.stem == "print-order")
            printed += "".join(text_of(file) for file in found)
    counts = {"columns": "7", "rows": "3", "count": "21", "paper": "A4", "overlap": "10"}
    for text_id, text in kit_of(lang).texts.items():
        if re.match(r"(print|calibrate)\.", text_id):
            for name, value in counts.items():
                text = text.replace(f"{{{name}}}", value)
            assert squeezed(text) in printed, text_id
        if text_id.startswith("order."):
            papers = [
                text.replace("{count}", "4").replace("{paper}", size) for size in ("A3", "A4", "A6")
            ]
            assert any(squeezed(paper) in printed for paper in papers), text_id
