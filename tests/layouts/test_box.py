"""The box for the cards: it is as deep as the deck, can be folded, and fits on its sheet."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import typst

from kit.catalogue import MAX_BOX_DEPTH_MM, MIN_BOX_DEPTH_MM, PROFILES
from kit.paths import home
from kit.planning.box import Box, depth_mm, most_cards, plan_box
from kit.planning.plan import plan_sheets
from kit.request import Request
from tests.support.figures import Kit, faults
from tests.support.pdfs import MM, Page, page_count, pages, picture, squeezed, text_of
from tests.support.runs import LANGS, kit_of, run
from tests.support.schools import write_school

A3_MM, UNPRINTED_MM, OVERRUN_MM = (420, 297), 5, 3
GEOMETRY = '#import "/layouts/box/geometry.typ": {0}\n#metadata({0}) <found>'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The box of the kit in both languages, and a print order, in the folder of the kit."""
    out = tmp_path_factory.mktemp("box")
    args = ("--profile", "office", "--profile", "copyshop", "--groups", "4", "--output", str(out))
    assert run("build", "box", *args).exit_code == 0
    return out / "denkplaat"


def geometry(name: str, depth: int = 8) -> Any:
    """Return a value of layouts/box/geometry.typ, as Typst writes it."""
    job = {"trim_mm": {"width": 420, "height": 297}, "box": {"inner_mm": [107, 150, depth]}}
    job |= {"accent": None, "lenses": [], "texts": {}}
    inputs = {"fonts": "[]", "job": json.dumps(job)}
    source = GEOMETRY.format(name).encode()
    compiler = typst.Compiler(source, root=str(home()), sys_inputs=inputs)
    return json.loads(compiler.query("<found>", field="value"))[0]


def mm(length: str) -> float:
    """Return a length as Typst writes it, in pt, in mm."""
    return round(float(length.removesuffix("pt")) / MM, 2)


def deck_of(school: str, tmp_path: Path) -> Box:
    kit = kit_of("nl", write_school(tmp_path / "s", school))
    return plan_box(kit.facts, None)


def test_a_box_is_made_only_when_it_is_named(folder: Path) -> None:
    assert {file.parent.name for file in folder.rglob("box-a3.pdf")} == {"office", "copyshop"}
    assert "box" not in {sheet.piece for sheet in plan_sheets(Request(profiles=PROFILES))}


@pytest.mark.parametrize("school", ["blank_cards: 0", "blank_cards: 7", "school: {sector: vo}"])
def test_it_holds_all_cards_that_are_printed_and_an_instruction_card(
    tmp_path: Path, school: str
) -> None:
    box = deck_of(school, tmp_path)
    args = ("cards", "--profile", "copyshop", "--lang", "nl", "--school", str(tmp_path / "s"))
    assert run("build", *args, "--output", str(tmp_path / "out")).exit_code == 0
    (file,) = (tmp_path / "out").rglob("*.pdf")
    assert page_count(file) / 2 == 1 + box.examples + box.blanks == box.cards - 1


def test_it_is_as_deep_as_the_deck_is_thick() -> None:
    assert depth_mm(25, 0.28) == 8  # 7 mm of cards, 1 mm of play
    assert depth_mm(25, 0.35) == 10
    assert depth_mm(3, 0.28) == MIN_BOX_DEPTH_MM
    for board_mm in (0.05, 0.28, 1.0):
        count = most_cards(board_mm)
        assert depth_mm(count, board_mm) <= MAX_BOX_DEPTH_MM < depth_mm(count + 1, board_mm)


def test_a_deck_that_is_too_thick_takes_several_boxes(tmp_path: Path) -> None:
    write_school(tmp_path / "s", "school: {languages: [nl]}\nblank_cards: 170\n")
    args = ("box", "--school", str(tmp_path / "s"), "--profile", "office", "--groups", "1")
    done = run("build", *args, "--output", str(tmp_path / "out"))
    said = "De kaarten zijn samen 52 mm dik; in een doosje uit een A3 passen er hoogstens 171."
    assert f"{said} Maak het doosje 2 keer, elk voor 93 kaarten." in done.output
    (file,) = (tmp_path / "out").rglob("box-a3.pdf")
    assert "eenvan2doosjes" in text_of(file)
    (order,) = (tmp_path / "out").rglob("*.md")
    assert "| office/box-a3.pdf | 2 | A3, karton" in order.read_text(encoding="utf-8")


@pytest.mark.parametrize("depth", [MIN_BOX_DEPTH_MM, 8, 20, MAX_BOX_DEPTH_MM])
def test_all_parts_can_be_folded_into_each_other(depth: int) -> None:
    panel = {name: mm(length) for name, length in geometry("panel", depth).items()}
    assert panel == {"width": 107.5, "height": 150.5, "depth": depth + 0.5}
    edges = [mm(edge) for edge in geometry("edges", depth)]
    widths = [round(b - a, 2) for a, b in pairwise(edges)]
    assert widths == [panel["width"], panel["depth"]] * 2
    side_flap = {name: mm(length) for name, length in geometry("side-flap", depth).items()}
    assert 2 * side_flap["length"] <= panel["width"]
    assert side_flap["length"] > mm(geometry("lid-slit", depth)), "the slit catches the flap"
    assert side_flap["outer-taper"] + side_flap["inner-taper"] < panel["depth"] - 1
    assert mm(geometry("front-flap", depth)["length"]) < panel["depth"]
    tab = {name: mm(length) for name, length in geometry("tab", depth).items()}
    assert tab["neck"] < tab["slit"] < tab["ears"], "it goes in, and stays in"
    assert (tab["neck"] + tab["ears"]) / 2 < tab["slit"], "one ear after the other"
    assert mm(geometry("glue-flap", depth)["width"]) < panel["width"] / 2
    assert mm(geometry("tongue", depth)["length"]) < panel["height"] / 2


@pytest.mark.parametrize("depth", [MIN_BOX_DEPTH_MM, 8, MAX_BOX_DEPTH_MM])
def test_folds_lie_on_the_edges_of_faces_and_slits_on_folds(depth: int) -> None:
    edges = [mm(edge) for edge in geometry("edges", depth)]
    top, bottom = mm(geometry("top-edge", depth)), mm(geometry("bottom-edge", depth))
    rows = {top, bottom, round(top - depth - 0.5, 2), round(bottom + depth + 0.5, 2)}
    for folds in (geometry("folds", depth), geometry("slits", depth)):
        for start, end in folds:
            (x, y), (end_x, end_y) = ([mm(length) for length in point] for point in (start, end))
            if x == end_x:
                assert (x in edges[1:], {y, end_y}) == (True, {top, bottom})
            else:
                assert y == end_y
                assert y in rows
    slit, lid_slit, other_slit = geometry("slits", depth)
    assert mm(slit[0][0]) + mm(slit[1][0]) == pytest.approx(edges[0] + edges[1], abs=0.05)
    assert mm(lid_slit[0][0]) == edges[2]
    assert mm(other_slit[1][0]) == edges[3]


@pytest.mark.parametrize("board_mm", ["0.05", "0.28", "1"])
@pytest.mark.parametrize("profile", ["office", "copyshop"])
def test_the_whole_outline_can_be_printed(tmp_path: Path, profile: str, board_mm: str) -> None:
    """Preflight measures the safe area; here it is what is cut."""
    write_school(tmp_path / "s", "school: {languages: [en]}\nblank_cards: 32\n")
    args = ("--school", str(tmp_path / "s"), "--profile", profile, "--board", board_mm)
    assert run("build", "box", *args, "--output", str(tmp_path / "out")).exit_code == 0
    (file,) = (tmp_path / "out").rglob("box-a3.pdf")
    (page,) = pages(file)
    bleed = 3 if profile == "copyshop" else 0
    cut = outline_mm(page, bleed)
    assert min(cut[:2]) >= UNPRINTED_MM + OVERRUN_MM
    assert cut[2] <= A3_MM[0] - UNPRINTED_MM - OVERRUN_MM
    assert cut[3] <= A3_MM[1] - UNPRINTED_MM - OVERRUN_MM


def outline_mm(page: Page, bleed: float) -> tuple[float, ...]:
    """Return left, top, right and bottom of the largest curve of a page, from its trim."""
    curve = max(page.curves, key=lambda curve: len(curve["pts"]))
    return tuple(curve[side] / MM - bleed for side in ("x0", "top", "x1", "bottom"))


@pytest.mark.parametrize("lang", LANGS)
def test_it_is_read_aright_from_all_sides(folder: Path, lang: str) -> None:
    """The title is upright on the front, along the sides, and upside down on the lid as it lies."""
    (page,) = pages(folder / lang / "office/box-a3.pdf")
    first = kit_of(lang).texts["poster.title"][0]
    title = [
        char for char in page.chars if char["text"] == first and "Bricolage" in char["fontname"]
    ]
    edges = [mm(edge) for edge in geometry("edges")]
    faces: dict[str, set[tuple[int, int]]] = {"front": set(), "sides": set(), "lid": set()}
    lid_bottom = mm(geometry("top-edge"))
    for char in title:
        a, b, *_ = char["matrix"]
        turn = (round(a), round(b))
        x, y = char["x0"] / MM, char["top"] / MM
        if any(edges[i] < x < edges[i + 1] for i in (1, 3)):
            faces["sides"].add(turn)
        elif edges[2] < x < edges[3] and y < lid_bottom:
            faces["lid"].add(turn)
        elif x < edges[1]:
            faces["front"].add(turn)
    assert faces == {"front": {(1, 0)}, "sides": {(0, -1)}, "lid": {(-1, 0)}}


@pytest.mark.parametrize("profile", ["office", "copyshop"])
def test_the_print_runs_over_the_cut(folder: Path, profile: str) -> None:
    image = picture(folder / "nl" / profile / "box-a3.pdf", dpi=254)  # 10 pixels a mm
    bleed = 3 if profile == "copyshop" else 0
    x, y = (mm(geometry("edges")[0]) + bleed, mm(geometry("top-edge")) + bleed)
    inside = image.getpixel((round(10 * (x + 4)), round(10 * (y + 100))))
    assert inside != (255, 255, 255)
    for reach, is_printed in ((OVERRUN_MM - 0.3, True), (OVERRUN_MM + 0.3, False)):
        beside = image.getpixel((round(10 * (x - reach)), round(10 * (y + 100))))
        above = image.getpixel((round(10 * (x + 10)), round(10 * (y - reach))))
        assert ((beside == inside), (above == inside)) == (is_printed, is_printed)


@pytest.mark.parametrize("lang", LANGS)
def test_every_text_of_the_box_is_on_it(folder: Path, lang: str, tmp_path: Path) -> None:
    printed = "".join(text_of(file) for file in (folder / lang).rglob("box-a3.pdf"))
    write_school(tmp_path / "s", f"school: {{languages: [{lang}]}}\nblank_cards: 0\n")
    args = ("box", "--school", str(tmp_path / "s"), "--profile", "office")
    assert run("build", *args, "--output", str(tmp_path / "out")).exit_code == 0
    printed += "".join(text_of(file) for file in (tmp_path / "out").rglob("box-a3.pdf"))
    box = plan_box(kit_of(lang).facts, None)
    values = dict(zip(("width", "height", "depth"), box.inner_mm, strict=True))
    values |= {"examples": box.examples, "blanks": box.blanks, "count": box.cards}
    for text_id, text in kit_of(lang).texts.items():
        if text_id.startswith("box.") and text_id != "box.part":  # of several boxes
            for name, value in values.items():
                text = text.replace(f"{{{name}}}", str(value))
            assert squeezed(text) in printed, text_id


@pytest.mark.parametrize(
    "kit",
    [
        Kit("none", None, "en", "office"),
        Kit("sample", "po", "nl", "copyshop"),
        Kit("maximal", "vo", "nl", "office"),
        Kit("maximal", "mbo", "en", "copyshop"),
    ],
    ids=lambda kit: "-".join(map(str, kit)),
)
def test_it_keeps_to_the_figures(tmp_path: Path, kit: Kit) -> None:
    assert [*faults(kit, tmp_path, ("box",))] == []
