"""The models of school.yaml: every key that a school can use, and the values that it can have.

They only check values. The texts that are printed come from the nodes, which know their lines and
languages.
"""

import re
from typing import Annotated, Literal, TypeVar, get_args

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from kit.catalogue import MAX_CARDS, MAX_OFFSET_MM, Sector, SessionMinutes
from kit.reading.value_types import (
    BlankCards,
    Colour,
    Files,
    FolderId,
    Id,
    Links,
    Model,
    Name,
    Quantity,
    Text,
)
from kit.units import parse_offset

OffsetMm = Annotated[float, Field(ge=-MAX_OFFSET_MM, le=MAX_OFFSET_MM)]
Part = TypeVar("Part")
Few = Annotated[tuple[Part, ...], Field(max_length=50)]  # more than a group can discuss
MAX_ENTRIES = 1000  # texts that a school changes, and parts that it hides


class Colours(Model):
    """The school's own colours."""

    accent: Colour | None = None


class Identity(Model):
    """The school itself: what it is called, and what its kit looks like."""

    id: FolderId | None = None
    name: Text | None = None
    sector: Sector | None = None
    languages: Few[Name] = ()
    logo: Name | None = None
    colours: Colours = Field(default_factory=Colours)


class Example(Model):
    """An example card; with the id of a card of the kit it changes that card."""

    id: Id | None = None
    lens: Literal["ict-input", "ict-output"]
    choice: Id | None = None
    title: Text | None = None
    text: Text | None = None
    short: Text | None = None
    question: Text | None = None
    icon: Name | None = None
    picture: Name | None = None
    quantity: Quantity = 1


class Choice(Model):
    """A row of the matrix: the choice, and the two ends that it lies between."""

    id: Id
    label: Text | None = None
    equal: Text | None = None
    different: Text | None = None
    icon: Name | None = None


class SchoolField(Model):
    """A field in the lens of outcomes or of results."""

    id: Id
    label: Text | None = None
    icon: Name | None = None


class SchoolSource(Model):
    """Further reading, in the languages that its title and its link have in common."""

    id: Id | None = None
    title: Text | None = None
    url: Links | None = None


class Fields(Model):
    """Fields that a school adds, by the lens that shows them."""

    society: Few[SchoolField] = ()
    results: Few[SchoolField] = ()


class Printer(Model):
    """The school's own printer."""

    offset: tuple[OffsetMm, OffsetMm] = (0.0, 0.0)  # of backs, to the right and down

    @model_validator(mode="before")
    @classmethod
    def _rejoined(cls, value: object) -> object:
        """Rejoin an offset that YAML split at its commas: in braces `1,5;-0,5` is three entries."""
        if not isinstance(value, dict) or not isinstance(value.get("offset", ""), str):
            return value
        split_off = [key for key, rest in value.items() if rest == "" and key[:1].isdecimal()]
        others = {key: rest for key, rest in value.items() if key not in split_off}
        if not split_off:
            return others
        return others | {"offset": ",".join([value.get("offset", ""), *split_off])}

    @field_validator("offset", mode="before")
    @classmethod
    def _as_lengths(cls, value: object) -> object:
        """Read an offset that is one text, or a list of two lengths."""
        lengths = [str(length) for length in value] if isinstance(value, list) else [str(value)]
        is_pair = len(lengths) == 2 and not any(";" in length for length in lengths)
        try:
            return parse_offset((";" if is_pair else ",").join(lengths))
        except ValueError:
            raise PydanticCustomError("pair", "two lengths in mm") from None


class Session(Model):
    """How many minutes a session lasts, and when it starts (`13:30`); None: not known."""

    minutes: SessionMinutes | None = None
    start: Annotated[str, Field(pattern=r"^([01]?\d|2[0-3])[:.][0-5]\d$")] | None = None

    @field_validator("minutes", mode="before")
    @classmethod
    def _as_number(cls, value: object) -> object:
        """Convert the text that nodes hold; Literal alone converts nothing."""
        return int(value) if isinstance(value, str) and re.fullmatch("[0-9]{1,3}", value) else value


class School(Model):
    """The whole of school.yaml; content/schema describes each key."""

    school: Identity = Field(default_factory=Identity)
    examples: Annotated[tuple[Example, ...], Field(max_length=MAX_CARDS)] = ()
    examples_from: Files = ()
    choices: Few[Choice] = ()
    fields: Fields = Field(default_factory=Fields)
    readings: Few[SchoolSource] = ()
    texts: Annotated[dict[str, Text], Field(max_length=MAX_ENTRIES)] = Field({})
    hide: Annotated[tuple[Name, ...], Field(max_length=MAX_ENTRIES)] = ()
    blank_cards: BlankCards | None = None
    printer: Printer = Field(default_factory=Printer)
    session: Session = Field(default_factory=Session)


_MODELS = (
    School,
    Identity,
    Colours,
    Example,
    Choice,
    SchoolField,
    SchoolSource,
    Fields,
    Printer,
    Session,
)
KEYS = tuple(dict.fromkeys(key for model in _MODELS for key in model.model_fields))
TEXT_KEYS = {
    key
    for model in _MODELS
    for key, field in model.model_fields.items()
    if Text in get_args(field.annotation)
}
