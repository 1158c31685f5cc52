"""Nodes -> frozen models of the kit's facts: ids, order, colours, icons and counts.

Facts hold in every language; the words to them are checked by texts.py.
"""

import re
from collections.abc import Collection, Iterator
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
)
from pydantic_core import PydanticCustomError

from kit.catalogue import SESSION_MINUTES
from kit.errors import Problem, problem, refuse
from kit.reading.validation import problem_from_pydantic
from kit.suggestions import nearest
from kit.yaml_nodes.nodes import Node
from kit.yaml_nodes.quotes import excerpt

# Names that Windows keeps for devices: no folder can have them.
RESERVED = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{i}" for port in ("com", "lpt") for i in range(10)))
)
MAX_ID = 60  # characters: an id may be the name of a folder
Id = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
        max_length=MAX_ID,
    ),
]


def as_a_whole(kind: str) -> WrapValidator:
    """Return what refuses a value with one problem of a kind, whatever is wrong within it."""

    def check_as_a_whole(value: object, check: ValidatorFunctionWrapHandler) -> object:
        try:
            return check(value)
        except ValidationError:
            raise PydanticCustomError(kind, "not as it should be") from None

    return WrapValidator(check_as_a_whole)


def _not_reserved(name: str) -> str:
    if name in RESERVED:
        raise PydanticCustomError("reserved", "a name that Windows keeps for itself")
    return name


Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Text = Annotated[str | Annotated[dict[Language, str], Field(min_length=1)], as_a_whole("text")]
Name = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f-\x9f]*$", max_length=300)]
Files = Annotated[Name | tuple[Name, ...], as_a_whole("files")]
FolderId = Annotated[Id, AfterValidator(_not_reserved)]
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
    """A field or a choice: an id, the icon that goes with it, and whether it is a school's."""

    id: Id
    icon: str
    from_school: bool = False


class Card(Model):
    """A numbered example card; `choice` is the choice it is an example to, if any.

    `quantity` says how often it is printed, `own` whether a school wrote it.
    """

    id: Id
    number: Annotated[int, Field(ge=1)]
    icon: str
    choice: Id | None = None
    quantity: Annotated[int, Field(ge=0, le=100)] = 1
    from_school: bool = False


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


class Source(Model):
    """A source to read on, printed with a QR code."""

    id: Id
    from_school: bool = False
    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=200)]


class Step(Model):
    """A part of a session: how many minutes it has in each of `SESSION_MINUTES`, and its lenses."""

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
        return int(value) if isinstance(value, str) and re.fullmatch("[0-9]{1,3}", value) else value


class Facts(Model):
    """All facts of the kit, the lenses in the order of their numbers.

    `blank_cards` is how many cards there are to write on; by default as the lenses say.
    """

    id: Id
    blank_cards: Annotated[int, Field(ge=0, le=200)] | None = None
    readings: tuple[Source, ...]
    session: tuple[Step, ...]
    lenses: tuple[Lens, ...]


_PARTS = (Facts, Step, Lens, Card, Item, Block, Source)
_KEYS = tuple(dict.fromkeys(key for part in _PARTS for key in part.model_fields))


def parse_facts(node: Node) -> Facts:
    """Turn nodes into facts, the lenses in the order of their numbers.

    Raises KitError with file and line for each key that is missing, unknown or malformed.
    """
    try:
        facts = Facts.model_validate(node.plain())
    except ValidationError as error:
        refuse(problem_from_pydantic(dict(detail), node, _KEYS) for detail in error.errors())
        raise
    ordered = tuple(sorted(facts.lenses, key=lambda lens: lens.number))
    return facts.model_copy(update={"lenses": ordered})


def check_facts(facts: Facts, node: Node, icons: Collection[str]) -> None:
    """Refuse what no model can see alone.

    Raises KitError for an icon that is not among `icons`, a number used twice, a card of an unknown
    choice.
    """
    refuse(_cross_check(facts, node, icons))


def _cross_check(facts: Facts, node: Node, icons: Collection[str]) -> Iterator[Problem]:
    """Yield what no model can see alone: icons, choices and numbers that must fit each other."""
    choices = {choice.id for lens in facts.lenses for choice in lens.choices}
    yield from _wrong_sums(facts, node)
    lens_numbers: set[int] = set()
    card_numbers: set[int] = set()
    names: dict[str, str] = {}
    nodes = {lens.map["id"].value: lens for lens in node.get(("lenses",)).items}
    for lens in facts.lenses:
        here = nodes[lens.id]
        yield from _taken("lens", lens.number, lens_numbers, here)
        for kind in ("fields", "choices", "cards"):
            for j, item in enumerate(getattr(lens, kind)):
                yield from _unknown("icon", item.icon, icons, here.get((kind, j, "icon")))
        for j, card in enumerate(lens.cards):
            yield from _taken("card", card.number, card_numbers, here.get(("cards", j)))
            if names.setdefault(card.id, lens.id) != lens.id:
                where = here.get(("cards", j)).origin
                yield problem("taken.id", where, id=card.id, lens=names[card.id])
            if card.choice:
                yield from _unknown(
                    "choice", card.choice, choices, here.get(("cards", j, "choice"))
                )


def _wrong_sums(facts: Facts, node: Node) -> Iterator[Problem]:
    """Yield a problem for each length of session that its parts do not add up to."""
    for i, minutes in enumerate(SESSION_MINUTES):
        total = sum(step.minutes[i] for step in facts.session)
        if total != minutes:
            where = node.get(("session",)).origin
            yield problem("session.sum", where, minutes=minutes, sum=total)


def _taken(what: str, number: int, taken: set[int], here: Node) -> Iterator[Problem]:
    if number in taken:
        yield problem(f"taken.{what}", here.origin, number=number)
    taken.add(number)


def _unknown(what: str, name: str, known: Collection[str], here: Node) -> Iterator[Problem]:
    if name not in known:
        near, names = nearest(name, known), ", ".join(f"`{it}`" for it in sorted(known))
        yield problem(f"unknown.{what}", here.origin, name=excerpt(name), near=near, known=names)
