"""Nodes -> frozen models of the kit's facts: ids, order, colours, icons and counts.

Facts hold in every language; the words to them are checked by texts.py.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kit.errors import Problem, nearest, problem, refuse
from kit.source import Node

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Count = Annotated[int, Field(ge=0, le=20)]


class Model(BaseModel):
    """A frozen record that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Block(Model):
    """A group of points under one heading."""

    id: Id
    points: tuple[Id, ...]


class Item(Model):
    """A field or a choice: an id and the icon that goes with it."""

    id: Id
    icon: str


class Card(Model):
    """A numbered example card; `choice` is the choice it is an example to, if any."""

    id: Id
    number: Annotated[int, Field(ge=1)]
    icon: str
    choice: Id | None = None


class Lens(Model):
    """One lens: its number on the path, its colour, and what stands in it."""

    id: Id
    number: Annotated[int, Field(ge=1)]
    colour: Colour
    blocks: tuple[Block, ...] = ()
    fields: tuple[Item, ...] = ()
    blank_fields: Count = 0
    choices: tuple[Item, ...] = ()
    blank_choices: Count = 0
    cards: tuple[Card, ...] = ()
    blank_cards: Count = 0
    blank_cards_per_choice: Count = 0
    questions: tuple[Id, ...] = ()


class Reading(Model):
    """A source to read on, printed with a QR code."""

    id: Id
    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=200)]


class Facts(Model):
    """All facts of the kit, the lenses in the order of their numbers."""

    id: Id
    readings: tuple[Reading, ...]
    lenses: tuple[Lens, ...]


def validate_facts(node: Node, icons: Collection[str]) -> Facts:
    """Check the facts of the kit, all at once.

    Raises KitError with file and line for a key that is missing, unknown or malformed, an icon
    that is not among `icons`, a number used twice, or a card of an unknown choice.
    """
    try:
        facts = Facts.model_validate(node.plain())
    except ValidationError as error:
        refuse(_problem(detail, node) for detail in error.errors())
        raise
    refuse(_cross_check(facts, node, icons))
    ordered = tuple(sorted(facts.lenses, key=lambda lens: lens.number))
    return facts.model_copy(update={"lenses": ordered})


def _problem(detail: Mapping[str, object], node: Node) -> Problem:
    """Turn one of pydantic's error records into a problem in the user's own file."""
    path = detail["loc"]
    assert isinstance(path, tuple)
    name = ".".join(map(str, path))
    where = node.at(path).origin
    match detail["type"]:
        case "missing":
            return problem("facts.missing", where, name=name)
        case "extra_forbidden":
            models = (Facts, Lens, Card, Item, Block, Reading)
            keys = {key for model in models for key in model.model_fields}
            return problem("facts.unknown", where, name=name, near=nearest(str(path[-1]), keys))
        case _:
            return problem("facts.invalid", where, name=name, what=detail["msg"])


def _cross_check(facts: Facts, node: Node, icons: Collection[str]) -> Iterator[Problem]:
    """Yield what no model can see alone: icons, choices and numbers that must fit each other."""
    choices = {choice.id for lens in facts.lenses for choice in lens.choices}
    lens_numbers: set[int] = set()
    card_numbers: set[int] = set()
    for i, lens in enumerate(facts.lenses):
        here = node.at(("lenses", i))
        yield from _taken("lens", lens.number, lens_numbers, here)
        for kind in ("fields", "choices", "cards"):
            for j, item in enumerate(getattr(lens, kind)):
                yield from _unknown("icon", item.icon, icons, here.at((kind, j)))
        for j, card in enumerate(lens.cards):
            yield from _taken("card", card.number, card_numbers, here.at(("cards", j)))
            if card.choice:
                yield from _unknown("choice", card.choice, choices, here.at(("cards", j)))


def _taken(what: str, number: int, taken: set[int], here: Node) -> Iterator[Problem]:
    if number in taken:
        yield problem(f"taken.{what}", here.origin, number=number)
    taken.add(number)


def _unknown(what: str, name: str, known: Collection[str], here: Node) -> Iterator[Problem]:
    if name not in known:
        yield problem(f"unknown.{what}", here.origin, name=name, near=nearest(name, known))
