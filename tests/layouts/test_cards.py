"""The cards: A6 on A4, fronts and backs that meet when the sheet is turned on its long edge."""

import re
from itertools import groupby
from pathlib import Path

import pytest
from PIL import Image

from tests.support.pdfs import MM, Page, pages, picture, squeezed
from tests.support.runs import LANGS, Built, kit_of, run
from tests.support.schools import write_school

CARD_MM = (105.0, 148.5)
SAFE_MM = 4.0  # what print shops ask of cards
QUARTERS = [(column, row) for row in (0, 1) for column in (0, 1)]
in_each_language = pytest.mark.parametrize("lang", LANGS)


def quarter_text(page: Page, column: int, row: int) -> str:
    """Return the text of one card of a sheet."""
    width, height = CARD_MM[0] * MM, CARD_MM[1] * MM
    box = (column * width, row * height, (column + 1) * width, (row + 1) * height)
    return squeezed(page.text_in(box))


def fronts_in(file: Path) -> list[str]:
    """Return the front of each card of a file, and no text where a sheet has no card."""
    return [quarter_text(page, *quarter) for page in pages(file)[::2] for quarter in QUARTERS]


def deck(built: Built, lang: str) -> list[tuple[str, str]]:
    """Return front and back of every card, as they meet when flipped on the long edge."""
    sheets = pages(built.pdf(lang, "office/cards-a4.pdf"))
    return [
        (quarter_text(front, column, row), quarter_text(back, 1 - column, row))
        for front, back in zip(sheets[::2], sheets[1::2], strict=True)
        for column, row in QUARTERS
    ]


@in_each_language
def test_each_numbered_card_has_its_own_question_on_its_back(built: Built, lang: str) -> None:
    texts = kit_of(lang).texts
    _cover, *fronts_and_backs = deck(built, lang)
    cards = [
        (f"{lens.id}.cards.{card.id}", card.number)
        for lens in kit_of(lang).facts.lenses
        for card in lens.cards
    ]
    assert len(cards) == 14
    cards.sort(key=lambda card: card[1])
    for (card, number), (front, back) in zip(cards, fronts_and_backs, strict=False):
        assert squeezed(texts[f"{card}.title"]) in front
        assert squeezed(texts[f"{card}.text"]) in front
        assert str(number) in front
        assert squeezed(texts[f"{card}.question"]) in back
        assert squeezed(texts["fair"]) in back


@in_each_language
def test_blank_cards_are_there_for_each_choice_and_two_for_data(built: Built, lang: str) -> None:
    kit = kit_of(lang)
    yours = squeezed(kit.texts["card.your_example"])
    blanks = [front for front, _ in deck(built, lang) if yours in front]
    for choice in ("differentiation", "convergence", "time", "parents"):
        label = squeezed(kit.texts[f"choices.choices.{choice}.label"])
        assert sum(label in front for front in blanks) == 1
    data = squeezed(kit.texts["ict-output.name"])
    assert sum(data in front for front in blanks) == 2


@pytest.mark.parametrize(("sector", "sheets", "more"), [(None, 6, 3), ("po", 6, 3), ("mbo", 5, 0)])
def test_each_sector_has_a_deck_of_whole_sheets_and_only_its_own_cards(
    tmp_path: Path, sector: str | None, sheets: int, more: int
) -> None:
    args = ("--sector", sector) if sector else ()
    assert run("build", "cards", "--lang", "en", *args, "--output", str(tmp_path)).exit_code == 0
    fronts = fronts_in(tmp_path / "denkplaat/en/office/cards-a4.pdf")
    assert len([front for front in fronts if front]) == 4 * sheets
    assert sum("testandrecommendation" in front for front in fronts) == (sector != "mbo")
    blank = [front for front in fronts if "yourexample" in front]
    assert sum("boardlevelchoice" in front for front in blank) == more


@pytest.mark.parametrize(
    ("more", "blank"),
    [
        ("", 6 + 2),  # a cover, 15 with a number, and 6 to write on
        ("blank_cards: 3\n", 3),
        ("blank_cards: 0\n", 0),
        ("hide: [ai-marking]\n", 6 + 3),
        ("hide: [time, ai-marking]\n", 5 + 2),  # two cards of the choice go with it
    ],
)
def test_cards_to_write_on_complete_the_last_sheet_unless_a_school_counts_them(
    tmp_path: Path, more: str, blank: int
) -> None:
    text = f"school: {{languages: [en]}}\n{more}examples:\n  - {{lens: '4', title: A, text: B}}\n"
    school = write_school(tmp_path / "s", text)
    args = ("build", "cards", "--school", str(school), "--output", str(tmp_path / "out"))
    assert run(*args).exit_code == 0
    cover, *fronts = fronts_in(tmp_path / "out/s/en/office/cards-a4.pdf")
    assert sum("yourexample" in front for front in fronts) == blank
    assert "discussioncards" in cover
    how_to_play = quarter_text(pages(tmp_path / "out/s/en/office/cards-a4.pdf")[1], 1, 0)
    assert ("makeacardofyourown" in how_to_play) == (blank > 0)


@in_each_language
def test_the_cover_says_what_it_is_and_how_to_play(built: Built, lang: str) -> None:
    texts = kit_of(lang).texts
    front, back = deck(built, lang)[0]
    for text_id in ("card.deck", "poster.title", "fair"):
        assert squeezed(texts[text_id]) in front
    steps = [squeezed(texts[f"card.play.{it}"]) for it in ("read", "think", "turn", "lay", "write")]
    assert [step for step in steps if step not in back] == []
    assert squeezed(texts["card.play.deck"].replace("{count}", "14")) in back


@in_each_language
def test_a_card_keeps_its_lens_number_on_both_sides(built: Built, lang: str) -> None:
    texts = kit_of(lang).texts
    lenses = {squeezed(texts[f"{lens.id}.name"]): lens.number for lens in kit_of(lang).facts.lenses}
    for front, back in deck(built, lang)[1:]:
        name = max((name for name in lenses if front.endswith(name)), key=len)
        assert f"{lenses[name]}{squeezed(texts['fair'])}" in back


@in_each_language
def test_text_and_shapes_of_each_card_keep_clear_of_its_edges(built: Built, lang: str) -> None:
    for page in pages(built.pdf(lang, "office/cards-a4.pdf")):
        for char in page.chars:
            if char["size"] < 7.5:
                continue  # the words to the ruler, at the cut
            for low, high, size in (("x0", "x1", CARD_MM[0]), ("top", "bottom", CARD_MM[1])):
                start, end = char[low] / MM % size, char[high] / MM % size
                assert SAFE_MM <= start <= end <= size - SAFE_MM, char["text"]


def card_sides(built_shop: Path) -> list[tuple[Image.Image, Image.Image]]:
    """Return front and back of some cards from a print shop, within the trim, at 4 pixels a mm."""
    dpi, bleed_px = 4 * 25.4, 12
    sides = [picture(built_shop, number, dpi=dpi).convert("RGB") for number in range(6)]
    trimmed = [side.crop((bleed_px, bleed_px, bleed_px + 420, bleed_px + 592)) for side in sides]
    return [*zip(trimmed[::2], trimmed[1::2], strict=True)]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the cards of a print shop."""
    out = tmp_path_factory.mktemp("shop")
    args = ("build", "cards", "--lang", "nl", "--profile", "copyshop", "--output", str(out))
    assert run(*args).exit_code == 0
    return out / "denkplaat/nl/copyshop/cards-a6.pdf"


def dash_middles(side: Image.Image) -> list[float]:
    """Return the middles of the dashes on the road, in mm from the left edge of a card."""
    row = [side.getpixel((x, 248)) for x in range(side.width)]  # 62 mm
    is_gold = [
        isinstance(it, tuple) and it[0] > 180 and 120 < it[1] < 210 > 3 * it[2] for it in row
    ]
    runs = [[*run] for gold, run in groupby(range(len(row)), key=is_gold.__getitem__) if gold]
    return [(run[0] + run[-1] + 1) / 8 for run in runs if 18 <= len(run) <= 26]  # whole dashes


def test_cards_side_by_side_make_one_road_whichever_side_is_up(shop: Path) -> None:
    for side in (side for sides in card_sides(shop)[1:] for side in sides):
        middles = dash_middles(side)
        assert len(middles) >= 3
        assert all(middle % 10.5 == pytest.approx(5.25, abs=0.3) for middle in middles)
        for x in (0, side.width - 1):  # half a gap at either edge, and asphalt above and below
            assert all(max(side.getpixel((x, y))) < 60 for y in (228, 248, 268))
            assert max(side.getpixel((x, 220))) > 60
            assert max(side.getpixel((x, 276))) > 60


def test_a_back_shows_the_ring_where_it_is_on_its_front(shop: Path) -> None:
    """Seen through the card, both rings are one."""
    for front, back in card_sides(shop)[1:]:
        for x, y in ((66.5 - 29, 38.5), (66.5 + 29, 38.5), (66.5, 38.5 - 29), (66.5, 38.5 + 29)):
            point = (round(4 * x), round(4 * y))
            mirrored = (419 - point[0], point[1])
            rim, ground = (front.getpixel(it) for it in (point, (8, 8)))
            assert back.getpixel(mirrored) == pytest.approx(rim, abs=3)
            assert rim != pytest.approx(ground, abs=30)


def test_print_shops_get_colour_up_to_the_edge_of_the_bleed(shop: Path) -> None:
    for number in range(4):
        page = picture(shop, number, dpi=4 * 25.4).convert("RGB")
        top = {page.getpixel((x, 1)) for x in range(4, page.width - 4, 8)}
        assert len(top) == 1
        assert top != {(255, 255, 255)}


def test_office_cards_have_a_white_frame_that_forgives_a_shift(built: Built) -> None:
    for number in range(4):
        page = picture(built.pdf("nl", "office/cards-a4.pdf"), number, dpi=4 * 25.4).convert("L")
        for x in (1.5, 3.5, 104 - 0.5, 106.5, 208.5):  # 5 mm at each side of a card
            column = [page.getpixel((round(4 * x), round(4 * y))) for y in (30, 62, 90, 210, 250)]
            assert min(column) == 255


def test_long_examples_shrink_the_picture_first_and_then_the_type(tmp_path: Path) -> None:
    words = "Elke leerling krijgt een eigen programma, en dat werkt thuis lang niet even goed. " * 9

    def built(length: int) -> tuple[float, float]:
        title = "Verantwoordelijkheidsverdeling"
        example = {"lens": "4", "title": title, "text": words[:length].strip()}
        school = write_school(tmp_path / str(length), {"examples": [example]})
        out = tmp_path / f"out{length}"
        args = ("cards", "--lang", "nl", "--profile", "copyshop", "--school", str(school))
        assert run("build", *args, "--output", str(out)).exit_code == 0
        (page,) = pages(next(out.rglob("*.pdf")))[30:31]
        ring = max(curve["x1"] - curve["x0"] for curve in page.curves) / MM
        body = [char["size"] for char in page.chars if "Atkinson" in char["fontname"]]
        return max(body), ring

    short, longer, longest = built(250), built(400), built(450)
    assert short[0] == 11
    assert longer[0] == 11
    assert longest[1] == longer[1] < short[1] - 5
    assert 9.5 <= longest[0] < longer[0]
    result = run(
        "check",
        "cards",
        "--lang",
        "nl",
        "--school",
        str(
            write_school(
                tmp_path / "s",
                {"examples": [{"lens": "4", "title": "Te lang", "text": words[:600].strip()}]},
            )
        ),
    )
    assert result.exit_code == 1
    assert re.search(
        r"past niet op de kaarten .* Kort de tekst in tot ongeveer 5\d\d", result.output
    )


def test_cut_lines_reach_the_edges_of_the_sheet_on_fronts_only(built: Built) -> None:
    sheets = pages(built.pdf("nl", "office/cards-a4.pdf"))
    for front, back in zip(sheets[::2], sheets[1::2], strict=True):
        long = [line for line in front.lines if max(line["width"], line["height"]) > 150 * MM]
        across = sorted(
            (round(line["width"] / MM, 1), round(line["height"] / MM, 1)) for line in long
        )
        assert across == [(0.0, 297.0), (210.0, 0.0)]
        assert {round(line["x0"] / MM, 1) for line in long} == {0.0, 105.0}
        assert {round(line["top"] / MM, 1) for line in long} == {0.0, 148.5}
        assert [line for line in back.lines if line["height"] > 150 * MM] == []
