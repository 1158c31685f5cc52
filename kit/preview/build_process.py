"""Make PDFs in a separate process, which can be killed once a newer save makes them obsolete.

A thread could not be killed, the PDF libraries are not thread-safe, and Python's global lock would
delay the drawing of pages.
"""

import asyncio
import logging
import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from kit.build import build, check
from kit.errors import KitError, Problem, problem
from kit.preflight.notices import without_repeats
from kit.preview.internal_errors import internal_error
from kit.request import Request
from kit.sandbox.process import cache_replies, cached_replies

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class BuildResult:
    """What came of making PDFs: the problems, or the files and the notices about them."""

    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    files: tuple[Path, ...] = ()  # relative to the output folder


async def run_build(request: Request, output: Path | None) -> BuildResult:
    """Write the PDFs of a request into `output`, or only check them if that is None.

    A separate process does so; it is killed if this task is cancelled. Raises nothing: errors are
    problems of the result.
    """
    try:
        return await _run_process(request, output)
    except (EOFError, ConnectionError):  # the system killed it, perhaps for lack of memory
        return BuildResult((problem("preview.ended"),))
    except Exception as error:
        return BuildResult((internal_error(error),))


async def _run_process(request: Request, output: Path | None) -> BuildResult:
    """Start a process and return its result.

    Raises EOFError or ConnectionError if it ends without one.
    """
    context = multiprocessing.get_context("spawn")
    our_end, child_end = context.Pipe()
    process = context.Process(target=serve_build, args=(child_end, request, output), daemon=True)
    with child_end, _sigint_blocked():
        process.start()
    try:
        return await asyncio.to_thread(request_build, our_end)
    except (EOFError, ConnectionError):
        await asyncio.to_thread(process.join)
        log.error("The process that makes the PDFs has ended: exit code %s", process.exitcode)
        raise
    finally:
        process.kill()


def request_build(connection: Connection) -> BuildResult:
    """Send the process what the sandbox has read so far, wait for its result and return it.

    Without that it would have to read all pictures, fonts and spreadsheets again, which is slow.
    Raises EOFError or ConnectionError if the process ends without a result.
    """
    connection.send(cached_replies())
    result = connection.recv()
    assert isinstance(result, BuildResult)
    return result


def serve_build(connection: Connection, request: Request, output: Path | None) -> None:
    """Make the PDFs of a request and send the BuildResult: what the process runs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        cache_replies(connection.recv())
        made = build(request, output)[0] if output else check(request)
        notices = without_repeats(notice for file in made for notice in file.notices)
        connection.send(BuildResult((), notices, tuple(Path(file.path) for file in made)))
    except KitError as error:
        connection.send(BuildResult(error.problems))
    except BaseException as error:  # panics of Rust libraries are not Exceptions
        connection.send(BuildResult((internal_error(error),)))


@contextmanager
def _sigint_blocked() -> Iterator[None]:
    """Block SIGINT while spawning, so that Ctrl-C reaches only the server, which then kills them.

    Windows cannot block signals: there a process can be interrupted until `serve_build` begins.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    # It unblocks SIGINT when it starts, so it must run before that is blocked.
    resource_tracker.ensure_running()
    previous = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previous)
