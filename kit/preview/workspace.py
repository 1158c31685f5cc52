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

from kit.build import Order, build, check
from kit.errors import KitError, Problem, problem
from kit.paths import home
from kit.planning.jobs import Job
from kit.preflight.notices import once
from kit.preview.page_state import (
    Drawing,
    Finished,
    Reading,
    Told,
    Wish,
    chosen,
    draw,
    fault,
    folder_of,
    order_of,
    read,
    sharpest,
)
from kit.preview.page_state import told as tell_page
from kit.preview.watch import changes, snapshot
from kit.sandbox.process import keep, kept

log = logging.getLogger(__name__)

RETRY_S = 2.0  # after an error in watching
PAUSE_S = 0.7  # before PDFs are checked, so that pictures come first
MOST_DRAWINGS = 6  # that are kept


class Desk:
    """What was read last, what was made of it, and whoever waits for news of it."""

    def __init__(self, school: Path | None, output: Path, speak: Callable[[], str]) -> None:
        self._here = Path.cwd()  # which may go later, and come back
        self.school = school.absolute() if school else None
        self.output = output.absolute()
        self.speak = speak
        self.reading = Reading(0, "", speak())
        self.finished: Finished | None = None
        self.closing = False
        self.news = asyncio.Event()
        self._drawings: OrderedDict[tuple[int, str, int], asyncio.Task[Drawing]] = OrderedDict()
        self._reading, self._drawing, self._building = (asyncio.Lock() for _ in range(3))
        self._work: asyncio.Task[Finished] | None = None

    async def watch(self, stop: asyncio.Event) -> None:
        """Read now, and anew whenever a file changes, until told to stop."""
        look = partial(snapshot, watched(self.school), self.output)
        told, trouble = True, list[Problem]()
        while not stop.is_set():
            try:
                async with aclosing(changes(look, stop, told)) as moments:
                    async for _ in moments:
                        await self.renew(trouble)
                        trouble = []
            except (asyncio.CancelledError, KeyboardInterrupt, SystemExit):
                raise
            except BaseException as error:  # Rust's panics are no Exception
                told, trouble = False, [fault(error)]
                await asyncio.sleep(RETRY_S)

    async def renew(self, notices: Sequence[Problem] = ()) -> None:
        """Read the files, drop the work on what was read before, and begin to check this."""
        async with self._reading:
            self._drop_work()
            reading = await asyncio.to_thread(self._read)
            self.reading, self.finished = replace(reading, notices=tuple(notices)), None
            if self.reading.jobs:
                self._begin(None)
        self.tell()

    def _read(self) -> Reading:
        with suppress(OSError):
            os.chdir(self._here)  # which may have been made anew
        return read(self.reading, self.school, self.speak)

    def tell(self) -> None:
        """Wake all who wait for news."""
        self.news.set()
        self.news = asyncio.Event()

    def close(self) -> None:
        """Drop all work and send all who wait away."""
        self.closing = True
        self._drop_work()
        self.tell()

    async def show(self, wish: Wish) -> Told:
        """Return what the page is told, drawn from the newest reading.

        A reading that the reader has not seen yet is drawn as fast as can be, not as sharp.
        """
        try:
            return await self._shown(wish)
        except Exception as error:
            return tell_page(replace(self.reading, jobs=(), problems=(fault(error),)), None, None)

    async def _shown(self, wish: Wish) -> Told:
        while True:
            async with self._drawing:
                reading = self.reading
                drawing = await self._drawn(reading, wish) if reading.jobs else None
            if reading is self.reading:  # else a newer save has made the drawing stale
                return tell_page(reading, drawing, self.finished)

    async def _drawn(self, reading: Reading, wish: Wish) -> Drawing:
        job = chosen(reading.jobs, wish)
        drawing = await self._kept(reading, job, 1)
        sharper = sharpest(len(drawing.pages), wish.sharper)
        if sharper == 1 or wish.reading != reading.number:
            return drawing
        return await self._kept(reading, job, sharper)

    async def _kept(self, reading: Reading, job: Job, sharper: int) -> Drawing:
        """Return a drawing, made unless it is one of the last that were."""
        key = (reading.number, str(job.path), sharper)
        if key not in self._drawings:
            self._drawings[key] = asyncio.create_task(asyncio.to_thread(draw, job, sharper))
        self._drawings.move_to_end(key)
        while len(self._drawings) > MOST_DRAWINGS:
            self._drawings.popitem(last=False)
        return await asyncio.shield(self._drawings[key])  # whoever asks next waits for it too

    def picture(self, name: str) -> bytes | None:
        """Return the PNG with a name, if it is one of the last that were drawn."""
        drawings = (it.result() for it in self._drawings.values() if it.done())
        return next((it.pngs[name] for it in drawings if name in it.pngs), None)

    async def build(self) -> Finished:
        """Write the PDFs; if a newer save comes meanwhile, those of that save."""
        async with self._building:
            while True:
                if self.reading.problems:
                    return Finished(self.reading.problems)
                work = self._begin(self.output)
                await asyncio.wait([work])
                if not work.cancelled():
                    return work.result()
                if self.closing:
                    return Finished((problem("preview.ended"),))

    def _begin(self, output: Path | None) -> "asyncio.Task[Finished]":
        """Begin to write PDFs, or without output to check them, instead of what was at work."""
        self._drop_work()
        self._work = asyncio.create_task(self._finish(output))
        return self._work

    def _drop_work(self) -> None:
        if self._work:
            self._work.cancel()

    async def _finish(self, output: Path | None) -> Finished:
        if output is None:
            await asyncio.sleep(PAUSE_S)
        result = await finished(order_of(self.school), output)
        # What is wrong with the output folder is no reason to hide the pages.
        of_pages = (found for found in result.problems if not found.kind.startswith("output."))
        self.finished = replace(result, problems=tuple(of_pages))
        self.tell()
        return result


def watched(school: Path | None) -> list[Path]:
    """Return the folders that a kit is made from."""
    if school:
        return [folder_of(school)]
    return [home() / name for name in ("content", "layouts", "assets")]


async def finished(order: Order, output: Path | None) -> Finished:
    """Make the PDFs of an order in a process of their own, which ends if this is cancelled.

    Raises nothing: what is wrong stands in the result.
    """
    try:
        return await _answered(order, output)
    except (EOFError, ConnectionError):  # the system ended it, say for want of memory
        return Finished((problem("preview.ended"),))
    except Exception as error:
        return Finished((fault(error),))


async def _answered(order: Order, output: Path | None) -> Finished:
    """Begin a process and return its answer.

    Raises EOFError or ConnectionError if it ends without one.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_make, args=(theirs, order, output), daemon=True)
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


def _talk(to: Connection) -> Finished:
    """Hand over what was read of pictures and the like, which costs much to read; wait for news."""
    to.send(kept())
    result = to.recv()
    assert isinstance(result, Finished)
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


def _make(parent: Connection, order: Order, output: Path | None) -> None:
    """Make the PDFs of an order and answer with what came of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        keep(parent.recv())
        made = build(order, output)[0] if output else check(order)
        notices = once(notice for file in made for notice in file.notices)
        parent.send(Finished((), notices, tuple(Path(file.path) for file in made)))
    except KitError as error:
        parent.send(Finished(error.problems))
    except BaseException as error:  # Rust's panics are no Exception
        parent.send(Finished((fault(error),)))
