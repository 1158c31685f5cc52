"""Nodes -> frozen models of the kit's facts: ids, order, colours, icons and counts.

Facts hold in every language; the words to them are checked by texts.py.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from kit.catalogue import MINUTES
from kit.errors import Problem, nearest, problem, refuse
from kit.source import Node

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Count = Annotated[int, Field(ge=0, le=20)]
Minutes = Annotated[int, Field(ge=0, le=120)]


class Model(BaseModel):
    """A frozen record that refuses keys it does not know; made ready when it is first read."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Block(Model):
    """A group of points under one heading."""

    id: Id
    points: tuple[Id, ...]


class Item(Model):
    """A field or a choice: an id, the icon that goes with it, and whether it is a school's own."""

    id: Id
    icon: str
    own: bool = False


class Card(Model):
    """A numbered example card; `choice` is the choice it is an example to, if any.

    `quantity` says how often it is printed, `own` whether a school wrote it.
    """

    id: Id
    number: Annotated[int, Field(ge=1)]
    icon: str
    choice: Id | None = None
    quantity: Annotated[int, Field(ge=0, le=100)] = 1
    own: bool = False


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
    follow_ups: tuple[Id, ...] = ()
    pitfalls: tuple[Id, ...] = ()


class Reading(Model):
    """A source to read on, printed with a QR code."""

    id: Id
    own: bool = False
    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=200)]


class Step(Model):
    """A part of a session: how many minutes it has in each of `MINUTES`, and its lenses."""

    id: Id
    minutes: tuple[Minutes, Minutes, Minutes]
    lenses: tuple[Id, ...] = ()


class Session(Model):
    """How long a session lasts (min) and when it starts (`13:30`), if that is known."""

    minutes: Literal[60, 90, 120] | None = None
    start: Annotated[str, Field(pattern=r"^([01]?\d|2[0-3])[:.][0-5]\d$")] | None = None

    @field_validator("minutes", mode="before")
    @classmethod
    def _as_number(cls, value: object) -> object:
        """Take the text of a YAML file as a number."""
        return int(value) if isinstance(value, str) and value.isdecimal() else value


class Facts(Model):
    """All facts of the kit, the lenses in the order of their numbers.

    `blank_cards` is how many cards there are to write on; by default as the lenses say.
    """

    id: Id
    blank_cards: Annotated[int, Field(ge=0, le=200)] | None = None
    readings: tuple[Reading, ...]
    session: tuple[Step, ...]
    lenses: tuple[Lens, ...]


_PARTS = (Facts, Step, Lens, Card, Item, Block, Reading)
_KEYS = tuple(dict.fromkeys(key for part in _PARTS for key in part.model_fields))


def parse_facts(node: Node) -> Facts:
    """Turn nodes into facts, the lenses in the order of their numbers.

    Raises KitError with file and line for each key that is missing, unknown or malformed.
    """
    try:
        facts = Facts.model_validate(node.plain())
    except ValidationError as error:
        refuse(invalid(dict(detail), node, _KEYS) for detail in error.errors())
        raise
    ordered = tuple(sorted(facts.lenses, key=lambda lens: lens.number))
    return facts.model_copy(update={"lenses": ordered})


def check_facts(facts: Facts, node: Node, icons: Collection[str]) -> None:
    """Refuse what no model can see alone.

    Raises KitError for an icon that is not among `icons`, a number used twice, a card of an unknown
    choice.
    """
    refuse(_cross_check(facts, node, icons))


def invalid(detail: Mapping[str, object], node: Node, keys: tuple[str, ...]) -> Problem:
    """Turn one of pydantic's error records into a problem in the user's own file."""
    path = detail["loc"]
    assert isinstance(path, tuple)
    known, end = node.way(path)
    name = spoken(known)
    match detail["type"]:
        case "string_type" | "dict_type":
            return problem("facts.text", end.origin, name=name)
        case "missing":
            return problem("facts.missing", end.origin, name=spoken(path))
        case "extra_forbidden":
            return problem(
                "facts.unknown", end.origin, name=name, near=nearest(str(path[-1]), keys)
            )
        case "literal_error":
            context = detail["ctx"]
            assert isinstance(context, dict)
            values = re.findall(r"[\w-]+", str(context["expected"]).replace(" or ", ", "))
            value = end.value if isinstance(end.value, str) else "..."
            near, all_of = nearest(value, values), ", ".join(f"`{it}`" for it in values)
            return problem(
                "facts.choice", end.origin, name=name, value=value, near=near, known=all_of
            )
        case "string_pattern_mismatch":
            kind = (
                str(path[-1]) if path[-1] in ("url", "accent", "colour", "id", "start") else "value"
            )
            return problem(f"pattern.{kind}", end.origin, name=name, value=end.value)
        case "int_parsing" | "int_from_float":
            return problem("facts.number", end.origin, name=name, value=end.value)
        case "greater_than_equal" | "less_than_equal":
            context = detail["ctx"]
            assert isinstance(context, dict)
            kind, limit = next(iter(context.items()))
            return problem(f"facts.{kind}", end.origin, name=name, limit=limit, value=end.value)
        case "tuple_type":
            return problem("facts.list", end.origin, name=name)
        case "too_long":
            context = detail["ctx"]
            assert isinstance(context, dict)
            count, most = context["actual_length"], context["max_length"]
            return problem("facts.too_many", end.origin, name=name, count=count, most=most)
        case "pair":
            return problem("facts.pair", end.origin, name=name)
        case "model_type" | "model_attributes_type":
            return problem("facts.map", end.origin, name=name)
        case _:
            return problem("facts.invalid", end.origin, name=name)


def spoken(path: tuple[str | int, ...]) -> str:
    """Return a path as people write it, items counted from 1: `examples[1].lens`."""
    steps = (f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def _cross_check(facts: Facts, node: Node, icons: Collection[str]) -> Iterator[Problem]:
    """Yield what no model can see alone: icons, choices and numbers that must fit each other."""
    choices = {choice.id for lens in facts.lenses for choice in lens.choices}
    yield from _wrong_sums(facts, node)
    lens_numbers: set[int] = set()
    card_numbers: set[int] = set()
    names: dict[str, str] = {}
    nodes = {lens.map["id"].value: lens for lens in node.at(("lenses",)).items}
    for lens in facts.lenses:
        here = nodes[lens.id]
        yield from _taken("lens", lens.number, lens_numbers, here)
        for kind in ("fields", "choices", "cards"):
            for j, item in enumerate(getattr(lens, kind)):
                yield from _unknown("icon", item.icon, icons, here.at((kind, j, "icon")))
        for j, card in enumerate(lens.cards):
            yield from _taken("card", card.number, card_numbers, here.at(("cards", j)))
            if names.setdefault(card.id, lens.id) != lens.id:
                where = here.at(("cards", j)).origin
                yield problem("taken.id", where, id=card.id, lens=names[card.id])
            if card.choice:
                yield from _unknown("choice", card.choice, choices, here.at(("cards", j, "choice")))


def _wrong_sums(facts: Facts, node: Node) -> Iterator[Problem]:
    """Yield a problem for each length of session that its parts do not add up to."""
    for i, minutes in enumerate(MINUTES):
        total = sum(step.minutes[i] for step in facts.session)
        if total != minutes:
            where = node.at(("session",)).origin
            yield problem("session.sum", where, minutes=minutes, sum=total)


def _taken(what: str, number: int, taken: set[int], here: Node) -> Iterator[Problem]:
    if number in taken:
        yield problem(f"taken.{what}", here.origin, number=number)
    taken.add(number)


def _unknown(what: str, name: str, known: Collection[str], here: Node) -> Iterator[Problem]:
    if name not in known:
        near, names = nearest(name, known), ", ".join(f"`{it}`" for it in sorted(known))
        yield problem(f"unknown.{what}", here.origin, name=name, near=near, known=names)
