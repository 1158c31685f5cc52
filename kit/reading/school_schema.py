"""The models of school.yaml: every key that a school can use, and what its value must be.

They check shapes alone. The texts themselves stay in the nodes, which know their language and line.
"""

from typing import Annotated, Literal, TypeVar, get_args

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from kit.catalogue import MAX_CARDS, MAX_OFFSET_MM, Sector
from kit.reading.facts import Colour, Files, FolderId, Id, Model, Name, Session, Text
from kit.units import parse_offset

Offset = Annotated[float, Field(ge=-MAX_OFFSET_MM, le=MAX_OFFSET_MM)]
Part = TypeVar("Part")
Few = Annotated[tuple[Part, ...], Field(max_length=50)]  # more than that no group can discuss


class Colours(Model):
    """The school's own colours."""

    accent: Colour | None = None


class Identity(Model):
    """Who the school is."""

    id: FolderId | None = None
    name: Text | None = None
    sector: Sector | None = None
    languages: Few[Name] = ()
    logo: Name | None = None
    colours: Colours = Field(default_factory=Colours)


class Example(Model):
    """An example card; with the id of one of the kit's cards it changes that card."""

    id: Id | None = None
    lens: Literal["ict-input", "ict-output"]
    choice: Id | None = None
    title: Text | None = None
    text: Text | None = None
    short: Text | None = None
    question: Text | None = None
    icon: Name | None = None
    quantity: Annotated[int, Field(ge=0, le=100)] = 1


class Choice(Model):
    """A row of the matrix, between its two ends."""

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
    """A source to read on."""

    id: Id | None = None
    title: Text | None = None
    url: (
        Annotated[str, Field(pattern=r"^https?://[^\s\x00-\x1f\x7f-\x9f]+$", max_length=200)] | None
    ) = None


class Fields(Model):
    """More fields, by the lens they belong to."""

    society: Few[SchoolField] = ()
    results: Few[SchoolField] = ()


class Printer(Model):
    """The school's own printer."""

    offset: tuple[Offset, Offset] = (0.0, 0.0)  # of backs, to the right and down in mm

    @model_validator(mode="before")
    @classmethod
    def _rejoined(cls, value: object) -> object:
        """Put together what commas took apart in braces: `{offset: 1,5;-0,5}`."""
        if not isinstance(value, dict) or not isinstance(value.get("offset", ""), str):
            return value
        cut_off = [key for key, rest in value.items() if rest == "" and key[:1].isdecimal()]
        kept = {key: rest for key, rest in value.items() if key not in cut_off}
        whole = {"offset": ",".join([value.get("offset", ""), *cut_off])} if cut_off else {}
        return kept | whole

    @field_validator("offset", mode="before")
    @classmethod
    def _as_lengths(cls, value: object) -> object:
        """Read both lengths together, as one text or two, with a decimal point or comma."""
        lengths = [str(length) for length in value] if isinstance(value, list) else [str(value)]
        whole = len(lengths) == 2 and not any(";" in length for length in lengths)
        try:
            return parse_offset((";" if whole else ",").join(lengths))
        except ValueError:
            raise PydanticCustomError("pair", "two lengths in mm") from None


class School(Model):
    """What a school makes of the kit. Each key is described in content/schema."""

    school: Identity = Field(default_factory=Identity)
    examples: Annotated[tuple[Example, ...], Field(max_length=MAX_CARDS)] = ()
    examples_from: Files = ()
    choices: Few[Choice] = ()
    fields: Fields = Field(default_factory=Fields)
    readings: Few[SchoolSource] = ()
    texts: Annotated[dict[str, Text], Field(max_length=1000)] = Field({})
    hide: Annotated[tuple[Name, ...], Field(max_length=1000)] = ()
    blank_cards: Annotated[int, Field(ge=0, le=200)] | None = None
    printer: Printer = Field(default_factory=Printer)
    session: Session = Field(default_factory=Session)


_PARTS = (
    School,
    Identity,
    Colours,
    Example,
    Choice,
    SchoolField,
    SchoolSource,
    Fields,
    Printer,
)
KEYS = tuple(dict.fromkeys(key for part in _PARTS for key in part.model_fields))
TEXT_KEYS = {
    key
    for part in _PARTS
    for key, field in part.model_fields.items()
    if Text in get_args(field.annotation)
}
