"""What can be asked on the command line, and what is wrong with how it was asked.

click finds the mistakes; here they become problems, told in the language of all messages.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click

from kit.catalogue import (
    FLIPS,
    MAX_OFFSET_MM,
    PAPER_MM,
    PIECES,
    PROFILES,
    SECTORS,
    SESSION_MINUTES,
    TILE_PAPERS,
)
from kit.cli.console import Program, language_of
from kit.errors import Listing, Problem, phrase, problem
from kit.messages import format_message, format_problem
from kit.names import by_name, find_id, terms
from kit.paths import languages
from kit.suggestions import nearest
from kit.units import parse_offset

Decorator = Callable[[Any], Any]
ONLY_HELP = getattr(click.exceptions, "NoArgsIsHelpError", ())  # since click 8.2


class WrongUsage(click.UsageError):
    """A mistake in what was typed after `kit`; `lang` is the language to say it in."""

    lang = "en"

    def __init__(self, found: Problem, ctx: click.Context | None = None) -> None:
        super().__init__(found.kind, ctx)
        self.found = found

    def show(self, file: IO[Any] | None = None) -> None:
        """Print how the command is used, and what is wrong."""
        if self.ctx:
            click.echo(_usage(self.ctx, self.lang), file=file, err=True)
        message = {"message": format_problem(self.found, self.lang)}
        click.echo(format_message("usage.error", self.lang, message), file=file, err=True)


class Group(Program):
    """A program whose usage errors are problems, in the language of what was typed."""

    def make_context(self, info_name: str | None, args: list[str], *rest: Any, **extra: Any) -> Any:
        """Read the options of the program itself, and keep all that was typed."""
        typed = tuple(args)
        with _told(typed):
            ctx = super().make_context(info_name, args, *rest, **extra)
        ctx.obj = typed
        return ctx

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options of the program itself."""
        with _within(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Read the options of a command and run it."""
        with _told(ctx.obj):
            return super().invoke(ctx)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Find the command that the first word names."""
        name = args[0]
        if name not in self.commands and not name.startswith("-"):
            known = ", ".join(f"`{it}`" for it in self.commands)
            near = nearest(name, [*self.commands])
            raise WrongUsage(problem("usage.command", name=name, near=near, known=known), ctx)
        return super().resolve_command(ctx, args)


class Command(click.Command):
    """A command that says itself which words are too many."""

    allow_extra_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read options and arguments."""
        with _within(ctx):
            rest = super().parse_args(ctx, args)
        if rest:
            raise WrongUsage(problem("usage.extra", words=" ".join(rest)), ctx)
        return rest


class Choice(click.Choice):  # type: ignore[type-arg]  # generic since click 8.4 only
    """One of several words, which may also be called by their names in content/names."""

    def __init__(self, kind: str, choices: Sequence[str]) -> None:
        super().__init__(choices)
        self.kind = kind

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word that is meant."""
        found = value if value in self.choices else find_id(self.kind, value, self.choices)
        if found is not None:
            return str(found)
        known = terms(self.kind, self.choices)
        kind = "usage.piece" if self.kind == "piece" else "usage.choice"
        near = nearest(value, by_name(known))
        option = param.opts[0] if param else ""
        raise WrongUsage(
            problem(kind, option=option, value=value, near=near, known=Listing(known)), ctx
        )


class WholeNumber(click.IntRange):
    """A whole number between two, both included."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            option = param.opts[0] if param else ""
            found = problem(
                "usage.number", option=option, value=value, least=self.min, most=self.max
            )
            raise WrongUsage(found, ctx) from None


class Offset(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.4 only
    """Two lengths in mm, to the right and down: `1.5,-0.5` or `1,5;-0,5`."""

    name = "offset"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, float]:
        """Return the two lengths."""
        try:
            return parse_offset(value)
        except ValueError:
            found = problem("usage.offset", value=value, most=MAX_OFFSET_MM)
            raise WrongUsage(found, ctx) from None


@contextmanager
def _within(ctx: click.Context) -> Iterator[None]:
    """Name the command that a mistake was made in, where click does not."""
    try:
        yield
    except click.UsageError as error:
        error.ctx = error.ctx or ctx
        raise


@contextmanager
def _told(typed: Sequence[str]) -> Iterator[None]:
    """Turn the mistakes that click finds into problems, in the language of what was typed."""
    try:
        yield
    except ONLY_HELP:
        raise
    except click.UsageError as error:
        wrong = error if isinstance(error, WrongUsage) else WrongUsage(_problem(error), error.ctx)
        wrong.lang = language_of(typed)
        raise wrong from None


def _usage(ctx: click.Context, lang: str) -> str:
    """Return how a command is used, and how to get help."""
    line = " ".join([ctx.command_path, *ctx.command.collect_usage_pieces(ctx)])
    line = re.sub(
        "[A-Z]+", lambda word: format_message(f"usage.words.{word[0]}", lang, {}) or word[0], line
    )
    usage = format_message("usage.usage", lang, {"usage": line})
    get_help = format_message("usage.help", lang, {"command": f"{ctx.command_path} --help"})
    return f"{usage}\n{get_help}\n"


def _problem(error: click.UsageError) -> Problem:
    """Return the problem that a mistake found by click itself is."""
    match error:
        case click.NoSuchOption(option_name=name, possibilities=near):
            return problem("usage.option", name=name, near=nearest(name, near or ()))
        case click.BadOptionUsage(option_name=name, ctx=click.Context() as ctx):
            flags = (param for param in ctx.command.get_params(ctx) if getattr(param, "is_flag", 0))
            is_flag = any(name in flag.opts for flag in flags)
            return problem("usage.flag" if is_flag else "usage.value", name=name)
        case click.MissingParameter(param=click.Parameter(metavar=str() as name)):
            return problem("usage.missing", name=phrase(f"usage.words.{name}"))
        case _:
            return problem("usage.wrong")


def all_of(*decorators: Decorator) -> Decorator:
    """Return one decorator that adds several options, in the order of the help."""

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
    help="How long the session in the guide lasts. Default: the school's, or all three lengths.",
)
groups_option = click.option(
    "--groups",
    type=WholeNumber(1, 200),
    help="Add a print order for so many groups, and fit the guide to them. The guide's default: 4.",
)
offset_option = click.option(
    "--offset",
    "offset_mm",
    metavar="X,Y",
    type=Offset(),
    help="Shift the backs of the cards by mm to the right and down: see `kit calibrate`.",
)
output_option = click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=Path("output"),
    show_default=True,
    help="Folder to write the PDFs into.",
)
file_lang_option = click.option(
    "--lang", type=Choice("language", ("nl", "en")), help="Language of the files."
)
kit_options = all_of(
    piece_argument,
    school_option,
    lang_option,
    profile_option,
    paper_option,
    tile_option,
    flip_option,
    offset_option,
    marks_option,
    minutes_option,
    sector_option,
)
