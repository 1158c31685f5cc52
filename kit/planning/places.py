"""A lens -> what the poster shows of it: all of the kit's, and a school's own in the places left.

Places are taken first come, first served, in the order of the school's file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kit.reading.facts import Card, Item, Lens

# What a school may add to a lens, and the part of its texts that names it.
KINDS = {"fields": "", "choices": ".label", "cards": ".title"}
MAX_LISTED_FIELDS = 6  # in the list beside the places for fields of the school
MAX_CHOICES = 5  # tracks of the matrix
MAX_CARDS = {"ict-input": 6, "ict-output": 3}  # besides the place for an example of the school


@dataclass(frozen=True)
class _Shown:
    """What the poster shows of a lens: what stands in places for a school's own, and the rest."""

    own_fields: Sequence[Item]
    fields: Sequence[Item]
    choices: Sequence[Item]
    own_card: Card | None
    cards: Sequence[Card]

    def of_kind(self, kind: str) -> list[Item | Card]:
        """Return all fields, choices or cards that are shown."""
        in_places = {"fields": self.own_fields, "cards": [self.own_card] if self.own_card else []}
        return [*getattr(self, kind), *in_places.get(kind, [])]


def _shown(lens: Lens) -> _Shown:
    choices = _first_own(lens.choices, MAX_CHOICES)
    return _Shown(*_fields(lens), choices, *_cards(lens))


def poster_lens(lens: Lens) -> dict[str, Any]:
    """Return a lens as the poster shows it.

    `own_fields` and `own_card` are what a school added in the places for that, `blank_choices` are
    the tracks that are left, and `more` says how many of each kind the poster does not show.
    """
    shown = _shown(lens)
    return lens.model_dump(exclude=set(KINDS)) | {
        "fields": [field.model_dump() for field in shown.fields],
        "own_fields": [field.model_dump() for field in shown.own_fields],
        "choices": [choice.model_dump() for choice in shown.choices],
        "blank_choices": MAX_CHOICES - len(shown.choices) if lens.blank_choices else 0,
        "cards": [card.model_dump() for card in shown.cards],
        "own_card": shown.own_card.model_dump() if shown.own_card else None,
        "more": {kind: len(getattr(lens, kind)) - len(shown.of_kind(kind)) for kind in KINDS},
    }


def without_place(lens: Lens) -> Iterator[tuple[str, list[str]]]:
    """Yield each kind of thing with the ids of the texts that name what has no place: a school's.

    There is at least one of each kind that is yielded.
    """
    shown = _shown(lens)
    for kind, part in KINDS.items():
        ids = {item.id for item in shown.of_kind(kind)}
        own = [item.id for item in getattr(lens, kind) if item.from_school]
        if missing := [f"{lens.id}.{kind}.{it}{part}" for it in own if it not in ids]:
            yield kind, missing


def _fields(lens: Lens) -> tuple[Sequence[Item], Sequence[Item]]:
    """Return the fields in places for those of the school, and the ones in the list."""
    own = [field for field in lens.fields if field.from_school]
    placed = own[: lens.blank_fields]
    rest = [field for field in lens.fields if field not in placed]
    return placed, _first_own(rest, MAX_LISTED_FIELDS)


def _first_own(items: Sequence[Item], room: int) -> list[Item]:
    """Return the kit's items, and as many of the school's as there is room for besides."""
    free = room - sum(not item.from_school for item in items)
    own = [item for item in items if item.from_school][: max(0, free)]
    return [item for item in items if not item.from_school or item in own]


def _cards(lens: Lens) -> tuple[Card | None, list[Card]]:
    """Return the card in the place for an example of the school, and the others in their order."""
    own = [card for card in lens.cards if card.from_school]
    placed = own[0] if own else None
    chosen = [card for card in lens.cards if card.on_poster and not card.from_school]
    for card in own[1:]:
        if _cells([*chosen, card]) <= MAX_CARDS.get(lens.id, 0):
            chosen.append(card)
    return placed, sorted(chosen, key=lens.cards.index)


def _cells(cards: Sequence[Card]) -> int:
    """Return how many cells cards take in rows of two: those without a choice begin a row."""
    linked = sum(card.choice is not None for card in cards)
    others = len(cards) - linked
    return linked + linked % 2 + others if others else linked
