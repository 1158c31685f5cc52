"""The cards: A6 on A4, fronts and backs that meet when the sheet is turned on its long edge."""

from pathlib import Path

import pytest

from tests.support.pdfs import MM, Page, pages, squeezed
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
    fronts_and_backs = deck(built, lang)
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


@pytest.mark.parametrize("sector", [None, "po", "vo", "mbo"])
def test_each_sector_has_a_deck_of_whole_sheets_and_only_its_own_cards(
    tmp_path: Path, sector: str | None
) -> None:
    args = ("--sector", sector) if sector else ()
    assert run("build", "cards", "--lang", "en", *args, "--output", str(tmp_path)).exit_code == 0
    fronts = fronts_in(tmp_path / "denkplaat/en/office/cards-a4.pdf")
    assert len([front for front in fronts if "ict" in front]) == 20
    assert sum("testandrecommendation" in front for front in fronts) == (sector in (None, "po"))
    blank = [front for front in fronts if "yourexample" in front]
    assert sum("boardlevelchoice" in front for front in blank) == (sector in ("vo", "mbo"))


@pytest.mark.parametrize(
    ("more", "blank"),
    [
        ("", 6 + 3),  # 15 with a number, and 6 to write on
        ("blank_cards: 3\n", 3),
        ("blank_cards: 0\n", 0),
        ("hide: [ai-marking]\n", 6),
        ("hide: [time, ai-marking]\n", 5 + 3),  # two cards of the choice go with it
    ],
)
def test_cards_to_write_on_complete_the_last_sheet_unless_a_school_counts_them(
    tmp_path: Path, more: str, blank: int
) -> None:
    text = f"school: {{languages: [en]}}\n{more}examples:\n  - {{lens: '4', title: A, text: B}}\n"
    school = write_school(tmp_path / "s", text)
    args = ("build", "cards", "--school", str(school), "--output", str(tmp_path / "out"))
    assert run(*args).exit_code == 0
    fronts = fronts_in(tmp_path / "out/s/en/office/cards-a4.pdf")
    assert sum("yourexample" in front for front in fronts) == blank


@in_each_language
def test_a_card_keeps_its_lens_number_on_both_sides(built: Built, lang: str) -> None:
    texts = kit_of(lang).texts
    for front, back in deck(built, lang):
        names = [
            name for name in ("ict-input", "ict-output") if squeezed(texts[f"{name}.name"]) in front
        ]
        assert len(names) == 1
        assert squeezed(texts[f"{names[0]}.name"]) in back


@in_each_language
def test_text_and_shapes_of_each_card_keep_clear_of_its_edges(built: Built, lang: str) -> None:
    for page in pages(built.pdf(lang, "office/cards-a4.pdf")):
        for char in page.chars:
            if char["size"] < 7.5:
                continue  # the words to the ruler, at the cut
            for low, high, size in (("x0", "x1", CARD_MM[0]), ("top", "bottom", CARD_MM[1])):
                start, end = char[low] / MM % size, char[high] / MM % size
                assert SAFE_MM <= start <= end <= size - SAFE_MM, char["text"]


def test_rings_on_front_and_back_are_where_the_card_is(built: Built) -> None:
    """The coloured rings lie inside one card each, so that a drift of 2 mm cuts none of them."""
    for page in pages(built.pdf("nl", "office/cards-a4.pdf")):
        for curve in page.curves:
            width = (curve["x1"] - curve["x0"]) / MM
            if width > 30:
                left, right = curve["x0"] / MM % CARD_MM[0], curve["x1"] / MM % CARD_MM[0]
                assert 2 <= left < right <= CARD_MM[0] - 2


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
