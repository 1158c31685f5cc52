"""A folder that is watched -> its newest reading, drawings of it, and its finished PDFs.

Reading and Typst work on threads of this process. PDFs are finished in a process of their own,
which is ended as soon as a newer save makes its work stale; the libraries for PDF are not made for
threads, and Python's lock would hold up the pictures.
"""

import asyncio
import logging
import multiprocessing
import os
import signal
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager, suppress
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from kit.build import build, check
from kit.errors import KitError, Problem, problem
from kit.paths import home
from kit.planning.job import Job
from kit.preflight.notices import without_repeats
from kit.preview.page_state import (
    BuildResult,
    PageImages,
    PageState,
    Snapshot,
    ViewRequest,
    chosen,
    draw,
    fault,
    folder_of,
    page_state,
    read,
    request_for,
    sharpest,
)
from kit.preview.watch import changes, folder_state
from kit.request import Request
from kit.sandbox.process import cache_replies, cached_replies

log = logging.getLogger(__name__)

RETRY_S = 2.0  # after an error in watching
PAUSE_S = 0.7  # before PDFs are checked, so that pictures come first
MAX_CACHED_IMAGES = 6  # that are kept


class Workspace:
    """What was read last, what was made of it, and whoever waits for news of it."""

    def __init__(
        self, school: Path | None, output: Path, message_language: Callable[[], str]
    ) -> None:
        self._here = Path.cwd()  # which may go later, and come back
        self.school = school.absolute() if school else None
        self.output = output.absolute()
        self.message_language = message_language
        self.snapshot = Snapshot(0, "", message_language())
        self.finished: BuildResult | None = None
        self.closing = False
        self.changed = asyncio.Event()
        self._drawings: OrderedDict[tuple[int, str, int], asyncio.Task[PageImages]] = OrderedDict()
        self._reading, self._drawing, self._building = (asyncio.Lock() for _ in range(3))
        self._work: asyncio.Task[BuildResult] | None = None

    async def watch(self, stop: asyncio.Event) -> None:
        """Read now, and anew whenever a file changes, until told to stop."""
        look = partial(folder_state, watched(self.school), self.output)
        told, trouble = True, list[Problem]()
        while not stop.is_set():
            try:
                async with aclosing(changes(look, stop, told)) as moments:
                    async for _ in moments:
                        await self.reload(trouble)
                        trouble = []
            except (asyncio.CancelledError, KeyboardInterrupt, SystemExit):
                raise
            except BaseException as error:  # Rust's panics are no Exception
                told, trouble = False, [fault(error)]
                await asyncio.sleep(RETRY_S)

    async def reload(self, notices: Sequence[Problem] = ()) -> None:
        """Read the files, drop the work on what was read before, and begin to check this."""
        async with self._reading:
            self._drop_work()
            snapshot = await asyncio.to_thread(self._read)
            self.snapshot, self.finished = replace(snapshot, notices=tuple(notices)), None
            if self.snapshot.jobs:
                self._begin(None)
        self.notify()

    def _read(self) -> Snapshot:
        with suppress(OSError):
            os.chdir(self._here)  # which may have been made anew
        return read(self.snapshot, self.school, self.message_language)

    def notify(self) -> None:
        """Wake all who wait for news."""
        self.changed.set()
        self.changed = asyncio.Event()

    def close(self) -> None:
        """Drop all work and send all who wait away."""
        self.closing = True
        self._drop_work()
        self.notify()

    async def show(self, view_request: ViewRequest) -> PageState:
        """Return what the page is told, drawn from the newest reading.

        A reading that the reader has not seen yet is drawn as fast as can be, not as sharp.
        """
        try:
            return await self._shown(view_request)
        except Exception as error:
            return page_state(replace(self.snapshot, jobs=(), problems=(fault(error),)), None, None)

    async def _shown(self, view_request: ViewRequest) -> PageState:
        while True:
            async with self._drawing:
                snapshot = self.snapshot
                drawing = await self._drawn(snapshot, view_request) if snapshot.jobs else None
            if snapshot is self.snapshot:  # else a newer save has made the drawing stale
                return page_state(snapshot, drawing, self.finished)

    async def _drawn(self, snapshot: Snapshot, view_request: ViewRequest) -> PageImages:
        job = chosen(snapshot.jobs, view_request)
        drawing = await self._cached(snapshot, job, 1)
        scale = sharpest(len(drawing.pages), view_request.scale)
        if scale == 1 or view_request.snapshot != snapshot.number:
            return drawing
        return await self._cached(snapshot, job, scale)

    async def _cached(self, snapshot: Snapshot, job: Job, scale: int) -> PageImages:
        """Return a drawing, made unless it is one of the last that were."""
        key = (snapshot.number, str(job.path), scale)
        if key not in self._drawings:
            self._drawings[key] = asyncio.create_task(asyncio.to_thread(draw, job, scale))
        self._drawings.move_to_end(key)
        while len(self._drawings) > MAX_CACHED_IMAGES:
            self._drawings.popitem(last=False)
        return await asyncio.shield(self._drawings[key])  # whoever asks next waits for it too

    def picture(self, name: str) -> bytes | None:
        """Return the PNG with a name, if it is one of the last that were drawn."""
        drawings = (it.result() for it in self._drawings.values() if it.done())
        return next((it.pngs[name] for it in drawings if name in it.pngs), None)

    async def build(self) -> BuildResult:
        """Write the PDFs; if a newer save comes meanwhile, those of that save."""
        async with self._building:
            while True:
                if self.snapshot.problems:
                    return BuildResult(self.snapshot.problems)
                work = self._begin(self.output)
                await asyncio.wait([work])
                if not work.cancelled():
                    return work.result()
                if self.closing:
                    return BuildResult((problem("preview.ended"),))

    def _begin(self, output: Path | None) -> "asyncio.Task[BuildResult]":
        """Begin to write PDFs, or without output to check them, instead of what was at work."""
        self._drop_work()
        self._work = asyncio.create_task(self._finish(output))
        return self._work

    def _drop_work(self) -> None:
        if self._work:
            self._work.cancel()

    async def _finish(self, output: Path | None) -> BuildResult:
        if output is None:
            await asyncio.sleep(PAUSE_S)
        result = await finished(request_for(self.school), output)
        # What is wrong with the output folder is no reason to hide the pages.
        of_pages = (found for found in result.problems if not found.kind.startswith("output."))
        self.finished = replace(result, problems=tuple(of_pages))
        self.notify()
        return result


def watched(school: Path | None) -> list[Path]:
    """Return the folders that a kit is made from."""
    if school:
        return [folder_of(school)]
    return [home() / name for name in ("content", "layouts", "assets")]


async def finished(request: Request, output: Path | None) -> BuildResult:
    """Make the PDFs of a request in a process of their own, which ends if this is cancelled.

    Raises nothing: what is wrong stands in the result.
    """
    try:
        return await _answered(request, output)
    except (EOFError, ConnectionError):  # the system ended it, say for want of memory
        return BuildResult((problem("preview.ended"),))
    except Exception as error:
        return BuildResult((fault(error),))


async def _answered(request: Request, output: Path | None) -> BuildResult:
    """Begin a process and return its answer.

    Raises EOFError or ConnectionError if it ends without one.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_make, args=(theirs, request, output), daemon=True)
    with theirs, _deaf_to_interrupts():
        process.start()
    try:
        return await asyncio.to_thread(_talk, ours)
    except (EOFError, ConnectionError):
        await asyncio.to_thread(process.join)
        log.error("The process that makes the PDFs has ended: exit code %s", process.exitcode)
        raise
    finally:
        process.kill()


def _talk(to: Connection) -> BuildResult:
    """Hand over what was read of pictures and the like, which costs much to read; wait for news."""
    to.send(cached_replies())
    result = to.recv()
    assert isinstance(result, BuildResult)
    return result


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Begin processes that do not hear Ctrl-C: it is for the program that begins and ends them."""
    if not hasattr(signal, "pthread_sigmask"):  # on Windows they hear it, until `_make` has begun
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # which would end our deafness, were it begun during it
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)


def _make(parent: Connection, request: Request, output: Path | None) -> None:
    """Make the PDFs of a request and answer with what came of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        cache_replies(parent.recv())
        made = build(request, output)[0] if output else check(request)
        notices = without_repeats(notice for file in made for notice in file.notices)
        parent.send(BuildResult((), notices, tuple(Path(file.path) for file in made)))
    except KitError as error:
        parent.send(BuildResult(error.problems))
    except BaseException as error:  # Rust's panics are no Exception
        parent.send(BuildResult((fault(error),)))
