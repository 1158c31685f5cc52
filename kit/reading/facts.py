"""Nodes -> Facts: ids, order, colours, icons and counts of the kit, as frozen models.

Facts are the same in every language; `texts` checks the texts that belong to them.
"""

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from kit.catalogue import SESSION_MINUTES, Sector
from kit.errors import Problem, problem, refuse
from kit.reading.validation import problem_from_pydantic
from kit.reading.value_types import BlankCards, Colour, Id, Links, Model, Quantity
from kit.suggestions import nearest
from kit.yaml_nodes.nodes import Node
from kit.yaml_nodes.quotes import excerpt

Number = Annotated[int, Field(ge=1)]
Count = Annotated[int, Field(ge=0, le=20)]
Percent = Annotated[int, Field(ge=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]
Minutes = Annotated[int, Field(ge=0, le=120)]
# The texts of a step of a session: what the guide says of it, then what a slide says to the groups.
StepText = Literal["title", "brief", "table", "do", "say", "task", "question"]


class Block(Model):
    """A group of points under one heading."""

    id: Id
    points: tuple[Id, ...]


class Item(Model):
    """A field or a choice: its id, its icon, and whether a school added it."""

    id: Id
    icon: str
    from_school: bool = False


class Focus(Model):
    """A point of a picture to look at closer: its shares of width and height, and how much closer.

    On the back of a card that is where somebody may miss out.
    """

    x: Share
    y: Share
    times: Annotated[float, Field(ge=1, le=4)]


class Card(Model):
    """A numbered example card.

    `choice` is the id of the choice that it is an example of, if any; `quantity` is how many copies
    are printed. Cards with an illustration in assets/illustrations/cards have a `focus`; a school's
    may have a `picture`, the name of a file. Of the kit's own cards, some are for certain `sectors`
    only (none given: all), and some never stand on the poster. Layouts get none of these last
    three facts.
    """

    id: Id
    number: Number
    icon: str
    choice: Id | None = None
    quantity: Quantity = 1
    from_school: bool = False
    focus: Focus | None = None
    picture: str | None = Field(None, exclude=True)
    sectors: tuple[Sector, ...] = Field((), exclude=True)
    on_poster: bool = Field(True, exclude=True)


class Lens(Model):
    """One lens: its number on the path, its colour, and what it shows.

    `inks` are those of its colour at a print shop, chosen by hand, in per cent; without them the
    colour is converted. Layouts do not get them.
    """

    id: Id
    number: Number
    colour: Colour
    inks: tuple[Percent, Percent, Percent, Percent] | None = Field(None, exclude=True)
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
    """Further reading, printed with a QR code of its link.

    `url` is one link, or a link for each language that the source is in; in a Kit it is one.
    """

    id: Id
    from_school: bool = False
    url: Links

    def link(self, lang: str) -> str | None:
        """Return the link in a language; None if the source is not in it."""
        return self.url if isinstance(self.url, str) else self.url.get(lang)


class ShortForm(Model):
    """How a step differs in the shortest session: the texts of its own, and its lenses.

    Without `lenses` it has those of the step.
    """

    texts: tuple[StepText, ...]
    lenses: tuple[Id, ...] = ()


class Step(Model):
    """A part of a session: its minutes for each length in `SESSION_MINUTES`, and its lenses."""

    id: Id
    minutes: tuple[Minutes, Minutes, Minutes]
    lenses: tuple[Id, ...] = ()
    short: ShortForm | None = None


class Facts(Model):
    """All facts of the kit, the lenses in the order of their numbers.

    `glossary` has the terms that the guide explains. `blank_cards` is the number of cards to write
    on; None: as many as the lenses say.
    """

    id: Id
    blank_cards: BlankCards | None = None
    readings: tuple[Source, ...]
    glossary: tuple[Id, ...]
    session: tuple[Step, ...]
    lenses: tuple[Lens, ...]


_MODELS = (Facts, Step, ShortForm, Lens, Card, Focus, Item, Block, Source)
_KEYS = tuple(dict.fromkeys(key for model in _MODELS for key in model.model_fields))


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


def facts_of_sector(facts: Facts, sector: str | None) -> Facts:
    """Return facts without the cards of the kit that are for other sectors only."""

    def is_for_sector(card: Card) -> bool:
        return not sector or not card.sectors or sector in card.sectors or card.from_school

    lenses = tuple(
        lens.model_copy(update={"cards": tuple(filter(is_for_sector, lens.cards))})
        for lens in facts.lenses
    )
    return facts.model_copy(update={"lenses": lenses})


def facts_in_language(facts: Facts, lang: str) -> Facts:
    """Return facts with the sources that are in a language, each with its link in that."""
    links = ((source, source.link(lang)) for source in facts.readings)
    readings = tuple(source.model_copy(update={"url": link}) for source, link in links if link)
    return facts.model_copy(update={"readings": readings})


def check_facts(facts: Facts, node: Node, icons: Collection[str]) -> None:
    """Check what the models cannot: whether the facts agree with each other and with the icons.

    Raises KitError for an icon that is not among `icons`, a card of an unknown choice, a number
    that two lenses or two cards have, a card id that two lenses have, and parts of a session that
    do not add up to its length.
    """
    nodes = {lens.text_of("id"): lens for lens in node.items_of("lenses")}
    numbered_lenses = ((lens.number, nodes[lens.id]) for lens in facts.lenses)
    cards = [
        (lens.id, card, nodes[lens.id].get(("cards", i)))
        for lens in facts.lenses
        for i, card in enumerate(lens.cards)
    ]
    refuse(
        chain(
            _wrong_session_lengths(facts, node),
            _duplicate_numbers("lens", numbered_lenses),
            _unknown_icons(facts, nodes, icons),
            _duplicate_numbers("card", ((card.number, node) for _, card, node in cards)),
            _duplicate_card_ids(cards),
            _unknown_choices(facts, cards),
        )
    )


def _wrong_session_lengths(facts: Facts, node: Node) -> Iterator[Problem]:
    for i, minutes in enumerate(SESSION_MINUTES):
        total = sum(step.minutes[i] for step in facts.session)
        if total != minutes:
            origin = node.get(("session",)).origin
            yield problem("session.sum", origin, minutes=minutes, sum=total)


def _duplicate_numbers(kind: str, numbered: Iterable[tuple[int, Node]]) -> Iterator[Problem]:
    seen: set[int] = set()
    for number, node in numbered:
        if number in seen:
            yield problem(f"duplicate.{kind}", node.origin, number=number)
        seen.add(number)


def _duplicate_card_ids(cards: Iterable[tuple[str, Card, Node]]) -> Iterator[Problem]:
    """Yield a problem for each card with the id of a card of another lens."""
    lens_of_card: dict[str, str] = {}
    for lens_id, card, node in cards:
        first = lens_of_card.setdefault(card.id, lens_id)
        if first != lens_id:
            yield problem("duplicate.id", node.origin, id=card.id, lens=first)


def _unknown_icons(
    facts: Facts, nodes: dict[str, Node], icons: Collection[str]
) -> Iterator[Problem]:
    for lens in facts.lenses:
        for kind in ("fields", "choices", "cards"):
            for i, item in enumerate(getattr(lens, kind)):
                if item.icon not in icons:
                    yield _unknown("icon", item.icon, icons, nodes[lens.id].get((kind, i, "icon")))


def _unknown_choices(facts: Facts, cards: Iterable[tuple[str, Card, Node]]) -> Iterator[Problem]:
    choices = {choice.id for lens in facts.lenses for choice in lens.choices}
    for _, card, node in cards:
        if card.choice and card.choice not in choices:
            yield _unknown("choice", card.choice, choices, node.get(("choice",)))


def _unknown(kind: str, name: str, known: Collection[str], node: Node) -> Problem:
    near, names = nearest(name, known), ", ".join(f"`{each}`" for each in sorted(known))
    return problem(f"unknown.{kind}", node.origin, name=excerpt(name), near=near, known=names)
