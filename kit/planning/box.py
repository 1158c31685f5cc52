"""A kit and the board of its cards -> the box for them: how many cards, and how deep it is.

The outline of the box is drawn by `layouts/box/geometry.typ`.
"""

import math
from dataclasses import dataclass

from kit.catalogue import (
    BOX_PLAY_MM,
    CARDS_PER_SHEET,
    DEFAULT_BOARD_MM,
    MAX_BOX_DEPTH_MM,
    MIN_BOX_DEPTH_MM,
    PAPER_MM,
)
from kit.reading.facts import Facts

COVER_CARDS = 1
INSTRUCTION_CARDS = 1
ROUNDING_MM = 1e-6  # 25 x 0.28 is not quite 7


@dataclass(frozen=True)
class Box:
    """A box for a deck, or one of several equal ones if the deck is too thick for one.

    `examples` and `blanks` count the cards of the whole deck; `cards` are all in one box, with the
    cover and the instruction card.
    """

    examples: int
    blanks: int
    boxes: int
    cards: int
    board_mm: float  # thickness of a card
    inner_mm: tuple[int, int, int]  # width, height and depth


def plan_box(facts: Facts, board_mm: float | None) -> Box:
    """Return the box for the cards of a kit."""
    board = board_mm or DEFAULT_BOARD_MM
    examples = sum(card.quantity for lens in facts.lenses for card in lens.cards)
    blanks = _blank_cards(facts, examples)
    count = COVER_CARDS + examples + blanks + INSTRUCTION_CARDS
    boxes = math.ceil(count / most_cards(board))
    cards = math.ceil(count / boxes)
    height, width = PAPER_MM["a6"]
    inner = (width + BOX_PLAY_MM, height + BOX_PLAY_MM, depth_mm(cards, board))
    return Box(examples, blanks, boxes, cards, board, inner)


def depth_mm(cards: int, board_mm: float) -> int:
    """Return the inner depth of a box for some cards, in whole mm."""
    return max(MIN_BOX_DEPTH_MM, math.ceil(cards * board_mm + BOX_PLAY_MM / 2 - ROUNDING_MM))


def most_cards(board_mm: float) -> int:
    """Return how many cards fit in the deepest box."""
    return math.floor((MAX_BOX_DEPTH_MM - BOX_PLAY_MM / 2 + ROUNDING_MM) / board_mm)


def _blank_cards(facts: Facts, examples: int) -> int:
    """Return how many cards to write on there are, as `layouts/cards/deck.typ` adds them."""
    if facts.blank_cards is not None:
        return facts.blank_cards
    choices = sum(len(lens.choices) for lens in facts.lenses)
    usual = sum(lens.blank_cards + lens.blank_cards_per_choice * choices for lens in facts.lenses)
    return usual + -(COVER_CARDS + examples + usual) % CARDS_PER_SHEET
