"""The options of the commands: their names, their help, and the types of their values."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from kit.catalogue import (
    BOARD_MM,
    DEFAULT_BOARD_MM,
    FLIPS,
    FORMATS,
    LAYERS,
    MAX_OFFSET_MM,
    PAPER_MM,
    PIECES,
    PROFILES,
    SECTORS,
    SESSION_MINUTES,
    TILE_PAPERS,
)
from kit.cli.usage import LocalisedUsageError
from kit.errors import Listing, problem
from kit.names import by_name, find_id, terms
from kit.paths import languages
from kit.suggestions import nearest
from kit.units import parse_offset

Decorator = Callable[[Any], Any]


class Choice(click.Choice):  # type: ignore[type-arg]  # generic since click 8.4 only
    """One of several ids; each can also be given by a name that content/names has for it.

    `kind` is the group of names in content/names.
    """

    def __init__(self, kind: str, choices: Sequence[str]) -> None:
        super().__init__(choices)
        self.kind = kind

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the id. Raises LocalisedUsageError, with the nearest id, if there is none."""
        found = value if value in self.choices else find_id(self.kind, value, self.choices)
        if found is not None:
            return str(found)
        known = terms(self.kind, self.choices)
        kind = "usage.piece" if self.kind == "piece" else "usage.choice"
        near = nearest(value, by_name(known))
        option = param.opts[0] if param else ""
        raise LocalisedUsageError(
            problem(kind, option=option, value=value, near=near, known=Listing(known)), ctx
        )


class WholeNumber(click.IntRange):
    """A whole number from `min` to `max`, both included."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number. Raises LocalisedUsageError if it is not one, or out of range."""
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            option = param.opts[0] if param else ""
            found = problem(
                "usage.number", option=option, value=value, least=self.min, most=self.max
            )
            raise LocalisedUsageError(found, ctx) from None


class Thickness(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.4 only
    """The thickness of a card in mm: `0.28` or `0,28`."""

    name = "thickness"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the thickness. Raises LocalisedUsageError if it is no number, or out of range."""
        least, most = BOARD_MM
        try:
            thickness = float(str(value).replace(",", ".").removesuffix("mm"))
        except ValueError:
            thickness = 0.0
        if least <= thickness <= most:
            return thickness
        found = problem("usage.board", value=value, least=least, most=most)
        raise LocalisedUsageError(found, ctx)


class Offset(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.4 only
    """Two lengths in mm, to the right and downwards: `1.5,-0.5` or `1,5;-0,5`."""

    name = "offset"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, float]:
        """Return both lengths in mm. Raises LocalisedUsageError if they cannot be read."""
        try:
            return parse_offset(value)
        except ValueError:
            found = problem("usage.offset", value=value, most=MAX_OFFSET_MM)
            raise LocalisedUsageError(found, ctx) from None


def combine(*decorators: Decorator) -> Decorator:
    """Return one decorator that adds several options; the help lists them in this order."""

    def decorate(function: Any) -> Any:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


piece_argument = click.argument(
    "pieces", nargs=-1, type=Choice("piece", PIECES), metavar="[PIECE]..."
)
school_option = click.option(
    "--school",
    "schools",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="A school's folder, or its school.yaml; may be given more than once.",
)
lang_option = click.option(
    "--lang",
    "langs",
    multiple=True,
    type=Choice("language", languages()),
    help="Language; may be given more than once. Default: the school's, or all.",
)
sector_option = click.option(
    "--sector",
    type=Choice("sector", SECTORS),
    help="Whose words to use: po, vo or mbo. Default: the school's, or words for all three.",
)
profile_option = click.option(
    "--profile",
    "profiles",
    multiple=True,
    type=Choice("profile", (*PROFILES, "all")),
    help="office: your own A4/A3 printer; large: a plotter; tiled: a large poster over A4 or A3 "
    "sheets; copyshop: a print shop; all: all of these. Default: office and large.",
)
paper_option = click.option(
    "--paper",
    type=Choice("paper", tuple(PAPER_MM)),
    help="Size of the poster (a0, a1, a2) and of the matrices (a3, a4).",
)
layer_option = click.option(
    "--layer",
    type=Choice("layer", LAYERS),
    help="The poster's layer of text: wall, to read from 2 m, or table, with all sentences. "
    "Default: wall from A2 up.",
)
tile_option = click.option(
    "--tile",
    type=Choice("paper", TILE_PAPERS),
    help="The sheets of a tiled poster. Default: a4.",
)
flip_option = click.option(
    "--flip",
    type=Choice("flip", FLIPS),
    help="How your printer turns the cards; none: print fronts and backs apart. "
    "Default: long-edge.",
)
marks_option = click.option("--marks", is_flag=True, help="Crop marks, if a print shop asks them.")
minutes_option = click.option(
    "--minutes",
    type=Choice("minutes", [str(minutes) for minutes in SESSION_MINUTES]),
    callback=lambda _, __, value: value and int(value),
    help="How long the session lasts. Default: the school's, or all three lengths (slides: 90).",
)
groups_option = click.option(
    "--groups",
    type=WholeNumber(1, 200),
    help="Add a print order for so many groups, and fit the guide to them. The guide's default: 4.",
)
format_option = click.option(
    "--format",
    type=Choice("format", FORMATS),
    default=FORMATS[0],
    show_default=True,
    help="png: a picture of each page, for a digital whiteboard or a website.",
)
offset_option = click.option(
    "--offset",
    "offset_mm",
    metavar="X,Y",
    type=Offset(),
    help="Shift the backs of the cards by mm to the right and down: see `kit calibrate`.",
)
board_option = click.option(
    "--board",
    "board_mm",
    metavar="MM",
    type=Thickness(),
    help=f"How thick a card is, for the box. Default: {DEFAULT_BOARD_MM}.",
)
output_option = click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=Path("output"),
    show_default=True,
    help="Folder to write the files into.",
)
file_lang_option = click.option(
    "--lang", type=Choice("language", ("nl", "en")), help="Language of the files."
)
# What to make: shared by all commands that make the kit.
kit_options = combine(
    piece_argument,
    school_option,
    lang_option,
    profile_option,
    paper_option,
    layer_option,
    tile_option,
    flip_option,
    offset_option,
    board_option,
    marks_option,
    minutes_option,
    sector_option,
)
