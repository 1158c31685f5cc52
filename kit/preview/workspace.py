"""What the preview has now: snapshot, images and PDFs; it starts and cancels the work on them.

Files are read and pages drawn in threads of this process; PDFs are made in a process of their own.
"""

import asyncio
import os
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from kit.errors import Problem, problem
from kit.paths import home
from kit.planning.job import Job
from kit.preview.build_process import BuildResult, run_build
from kit.preview.internal_errors import internal_error
from kit.preview.page_images import PageImages, ViewRequest, choose_job, draw_pages, limit_scale
from kit.preview.page_state import PageState, make_page_state
from kit.preview.snapshot import Snapshot, default_request, school_folder, take_snapshot
from kit.preview.watch import folder_state, watch_folders

RETRY_S = 2.0  # after an error in watching
CHECK_DELAY_S = 0.7  # before PDFs are checked, so that pages are drawn first
MAX_CACHED_IMAGES = 6  # PageImages; the browser may still ask for those of an earlier snapshot


class Workspace:
    """The newest snapshot, what was made of it, and an event for whoever waits for a change."""

    def __init__(
        self, school: Path | None, output: Path, message_language: Callable[[], str]
    ) -> None:
        self._start_folder = Path.cwd()
        self.school = school.absolute() if school else None
        self.output = output.absolute()
        self.message_language = message_language
        self.snapshot = Snapshot(0, "", message_language())
        self.build_result: BuildResult | None = None  # of the newest snapshot
        self.closing = False
        self.changed = asyncio.Event()  # set, then replaced by a new event, at each change
        self._images: OrderedDict[tuple[int, str, int], asyncio.Task[PageImages]] = OrderedDict()
        self._read_lock, self._draw_lock, self._build_lock = (asyncio.Lock() for _ in range(3))
        self._build_task: asyncio.Task[BuildResult] | None = None

    async def watch(self, stop: asyncio.Event) -> None:
        """Read the files now, and again whenever one changes, until `stop` is set.

        After an error in watching, files are polled: the system's events may be what failed.
        """
        look = partial(folder_state, watched_folders(self.school), self.output)
        use_events, notices = True, list[Problem]()
        while not stop.is_set():
            try:
                async with aclosing(watch_folders(look, stop, use_events)) as changes:
                    async for _ in changes:
                        await self.reload(notices)
                        notices = []
            except (asyncio.CancelledError, KeyboardInterrupt, SystemExit):
                raise
            except BaseException as error:  # panics of Rust libraries are not Exceptions
                use_events, notices = False, [internal_error(error)]
                await asyncio.sleep(RETRY_S)

    async def reload(self, notices: Sequence[Problem] = ()) -> None:
        """Read the files, cancel the build of the previous snapshot, start checking this one."""
        async with self._read_lock:
            self._cancel_build()
            snapshot = await asyncio.to_thread(self._take_snapshot)
            self.snapshot, self.build_result = replace(snapshot, notices=tuple(notices)), None
            if self.snapshot.jobs:
                self._start_build(None)
        self.notify()

    def _take_snapshot(self) -> Snapshot:
        with suppress(OSError):
            os.chdir(self._start_folder)  # it may have been deleted and created again
        return take_snapshot(self.snapshot, self.school, self.message_language)

    def notify(self) -> None:
        """Wake everybody who waits for a change."""
        self.changed.set()
        self.changed = asyncio.Event()

    def close(self) -> None:
        """Cancel all work, and end all requests that wait for a change."""
        self.closing = True
        self._cancel_build()
        self.notify()

    async def page_state(self, view_request: ViewRequest) -> PageState:
        """Return the state of the page, with images of the newest snapshot.

        The first images of a snapshot have scale 1, which is fast; once the browser shows that
        snapshot, they have the scale it asks for.
        """
        try:
            return await self._page_state(view_request)
        except Exception as error:
            failed = replace(self.snapshot, jobs=(), problems=(internal_error(error),))
            return make_page_state(failed, None, None)

    async def _page_state(self, view_request: ViewRequest) -> PageState:
        while True:
            async with self._draw_lock:
                snapshot = self.snapshot
                images = await self._draw(snapshot, view_request) if snapshot.jobs else None
            if snapshot is self.snapshot:  # else a newer save made the images obsolete
                return make_page_state(snapshot, images, self.build_result)

    async def _draw(self, snapshot: Snapshot, view_request: ViewRequest) -> PageImages:
        job = choose_job(snapshot.jobs, view_request)
        images = await self._cached_images(snapshot, job, 1)
        scale = limit_scale(len(images.names), view_request.scale)
        if scale == 1 or view_request.snapshot != snapshot.number:
            return images
        return await self._cached_images(snapshot, job, scale)

    async def _cached_images(self, snapshot: Snapshot, job: Job, scale: int) -> PageImages:
        """Return the images of a job, drawn now unless they are in the cache."""
        key = (snapshot.number, str(job.path), scale)
        if key not in self._images:
            self._images[key] = asyncio.create_task(asyncio.to_thread(draw_pages, job, scale))
        self._images.move_to_end(key)
        while len(self._images) > MAX_CACHED_IMAGES:
            self._images.popitem(last=False)
        return await asyncio.shield(self._images[key])  # a closed connection does not cancel it

    def png(self, name: str) -> bytes | None:
        """Return the PNG with a name, if it is still in the cache."""
        cached = (task.result() for task in self._images.values() if task.done())
        return next((images.pngs[name] for images in cached if name in images.pngs), None)

    async def build(self) -> BuildResult:
        """Write the PDFs into the output folder; after a save meanwhile, those of that save."""
        async with self._build_lock:
            while True:
                if self.snapshot.problems:
                    return BuildResult(self.snapshot.problems)
                task = self._start_build(self.output)
                await asyncio.wait([task])
                if not task.cancelled():
                    return task.result()
                if self.closing:
                    return BuildResult((problem("preview.ended"),))

    def _start_build(self, output: Path | None) -> "asyncio.Task[BuildResult]":
        """Start to write PDFs, or to check them if `output` is None; cancel any earlier build."""
        self._cancel_build()
        self._build_task = asyncio.create_task(self._run_build(output))
        return self._build_task

    def _cancel_build(self) -> None:
        if self._build_task:
            self._build_task.cancel()

    async def _run_build(self, output: Path | None) -> BuildResult:
        if output is None:
            await asyncio.sleep(CHECK_DELAY_S)
        result = await run_build(default_request(self.school), output)
        # A problem with the output folder is no reason to hide the pages.
        of_pages = (found for found in result.problems if not found.kind.startswith("output."))
        self.build_result = replace(result, problems=tuple(of_pages))
        self.notify()
        return result


def watched_folders(school: Path | None) -> list[Path]:
    """Return the folders to watch: the school's, or without a school those of the kit itself."""
    if school:
        return [school_folder(school)]
    return [home() / name for name in ("content", "layouts", "assets")]
