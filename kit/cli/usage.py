"""Mistyped commands, Ctrl-C and unexpected errors -> a message, and an exit code.

click detects most mistakes; here its errors become problems in the language of messages.
"""

import os
import re
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

import click

from kit.cli.language import language_of_arguments, message_language
from kit.errors import Problem, phrase, problem, unexpected_problem
from kit.messages import format_message, format_problem
from kit.suggestions import nearest

EXIT_INTERNAL_ERROR = 70  # EX_SOFTWARE of sysexits.h
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells do
# What click raises to show the help of a program that was called without arguments (click 8.2).
NoArguments = getattr(click.exceptions, "NoArgsIsHelpError", ())


class LocalisedUsageError(click.UsageError):
    """A usage error that is printed as a problem, in the language `lang`."""

    lang = "en"

    def __init__(self, found: Problem, ctx: click.Context | None = None) -> None:
        super().__init__(found.kind, ctx)
        self.found = found

    def show(self, file: IO[Any] | None = None) -> None:
        """Print how the command is used, and what is wrong."""
        if self.ctx:
            click.echo(_usage_lines(self.ctx, self.lang), file=file, err=True)
        message = {"message": format_problem(self.found, self.lang)}
        click.echo(format_message("usage.error", self.lang, message), file=file, err=True)


class Group(click.Group):
    """The program: it turns usage errors, internal errors and Ctrl-C into messages and exit codes.

    Its context's `obj` holds all arguments, as the language of messages depends on them.
    """

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the program. Tests call `main`, which lets internal errors through."""
        try:
            return self.main(*args, **kwargs)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:  # panics of Rust libraries are not Exceptions
            _print_internal_error(error)
            raise SystemExit(EXIT_INTERNAL_ERROR) from None

    def make_context(self, info_name: str | None, args: list[str], *rest: Any, **extra: Any) -> Any:
        """Parse the options of the program itself, and keep all arguments."""
        arguments = tuple(args)
        with _localised_usage_errors(arguments):
            ctx = super().make_context(info_name, args, *rest, **extra)
        ctx.obj = arguments
        return ctx

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the options of the program itself."""
        with _errors_with_context(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Parse the arguments of a command and run it."""
        try:
            with _localised_usage_errors(ctx.obj):
                return super().invoke(ctx)
        except KeyboardInterrupt:
            raise SystemExit(EXIT_INTERRUPTED) from None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Find the command that the first argument names."""
        name = args[0]
        if name not in self.commands and not name.startswith("-"):
            known = ", ".join(f"`{it}`" for it in self.commands)
            near = nearest(name, [*self.commands])
            unknown = problem("usage.command", name=name, near=near, known=known)
            raise LocalisedUsageError(unknown, ctx)
        return super().resolve_command(ctx, args)


class Command(click.Command):
    """A command whose superfluous arguments are a problem."""

    allow_extra_args = True  # so that `parse_args` sees them

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse options and arguments."""
        with _errors_with_context(ctx):
            rest = super().parse_args(ctx, args)
        if rest:
            raise LocalisedUsageError(problem("usage.extra", words=" ".join(rest)), ctx)
        return rest


@contextmanager
def _errors_with_context(ctx: click.Context) -> Iterator[None]:
    """Add the command to usage errors to which click itself does not."""
    try:
        yield
    except click.UsageError as error:
        error.ctx = error.ctx or ctx
        raise


@contextmanager
def _localised_usage_errors(arguments: Sequence[str]) -> Iterator[None]:
    """Convert click's usage errors, and give them the language that the arguments ask for."""
    try:
        yield
    except NoArguments:
        raise
    except click.UsageError as error:
        localised = (
            error
            if isinstance(error, LocalisedUsageError)
            else LocalisedUsageError(_problem_from_click(error), error.ctx)
        )
        localised.lang = language_of_arguments(arguments)
        raise localised from None


def _problem_from_click(error: click.UsageError) -> Problem:
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


def _usage_lines(ctx: click.Context, lang: str) -> str:
    """Return how a command is used, with words such as FOLDER translated, and how to get help."""
    line = " ".join([ctx.command_path, *ctx.command.collect_usage_pieces(ctx)])
    line = re.sub(
        "[A-Z]+", lambda word: format_message(f"usage.words.{word[0]}", lang, {}) or word[0], line
    )
    usage = format_message("usage.usage", lang, {"usage": line})
    get_help = format_message("usage.help", lang, {"command": f"{ctx.command_path} --help"})
    return f"{usage}\n{get_help}\n"


def _print_internal_error(error: BaseException) -> None:
    """Print one sentence about an unexpected exception; with KIT_DEBUG its traceback too."""
    lang, found = message_language((), ()), unexpected_problem("fault.program", error)
    if os.environ.get("KIT_DEBUG"):
        traceback.print_exception(error)
        click.echo(format_message(f"{found.kind}.text", lang, dict(found.values)), err=True)
    else:
        click.echo(format_problem(found, lang), err=True)
