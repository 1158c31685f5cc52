"""The cards: A6 on A4, fronts and backs that meet when the sheet is turned on its long edge."""

import pytest

from tests.support.pdfs import MM, Page, pages, squeezed
from tests.support.runs import LANGS, Built, kit_of

CARD_MM = (105.0, 148.5)
SAFE_MM = 4.0  # what print shops ask of cards
QUARTERS = [(column, row) for row in (0, 1) for column in (0, 1)]
in_each_language = pytest.mark.parametrize("lang", LANGS)


def quarter_text(page: Page, column: int, row: int) -> str:
    """Return the text of one card of a sheet."""
    width, height = CARD_MM[0] * MM, CARD_MM[1] * MM
    box = (column * width, row * height, (column + 1) * width, (row + 1) * height)
    return squeezed(page.text_in(box))


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
    assert len(cards) == 9
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
