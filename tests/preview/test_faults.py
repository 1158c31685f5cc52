"""The preview outlives errors of its own and folders that go, says so, and goes on at a save."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from kit.preview.build_process import BuildResult, run_build
from kit.preview.page_images import ViewRequest
from kit.preview.page_state import PageState
from kit.preview.workspace import Workspace
from kit.request import Request
from tests.support.previews import SAMPLE, TITLE, change, in_browser, no_pdfs, previewed, sample

SOON_S = 15.0
CARD = ViewRequest("instructions")  # the piece that is drawn fastest
SAID = {
    "nl": "In het programma zelf ging iets mis: {error}. Het draait door: sla nog eens op. "
    "Gebeurt het weer? Stuur dan deze melding en wat er in het venster van kit preview "
    "staat naar wie de kit onderhoudt.",
    "en": "Something went wrong in the program itself: {error}. It is still running: save once "
    "more. If this happens again, send this message and what you see in the window of kit "
    "preview to whoever maintains the kit.",
}
GONE = {
    "nl": "Deze map is weg, of de schijf waar hij op staat. Zet hem terug of sluit de schijf weer "
    "aan; dan gaat deze pagina vanzelf verder.",
    "en": "This folder has gone, or the drive that it is on. Put it back or reconnect the drive; "
    "this page then carries on by itself.",
}
ENDED = {
    "nl": "De pdf’s konden niet worden nagekeken: het programma dat ze maakt, is gestopt. Kijk in "
    "het venster waar kit preview draait, en sla dan nog eens op.",
    "en": "The PDFs could not be checked: the program that makes them has stopped. Look in the "
    "window where kit preview is running, then save once more.",
}


class PanicException(BaseException):
    """As these raise it: no Exception."""


def end(*_: object) -> None:
    os._exit(9)


def breaking(error: BaseException) -> Callable[..., Any]:
    def broken(*_: object, **__: object) -> Any:
        raise error

    return broken


def lines(told: PageState, part: str = "problems") -> list[dict[str, str]]:
    found = told[part]
    assert isinstance(found, list)
    return found


@asynccontextmanager
async def watching(folder: Path, output: Path) -> AsyncIterator[Workspace]:
    """Watch a school and tell in Dutch what is wrong."""
    workspace, stop = Workspace(folder, output, lambda: "nl"), asyncio.Event()
    task = asyncio.create_task(workspace.watch(stop))
    await until(workspace, lambda told: told["snapshot"] == 1)
    yield workspace
    stop.set()
    workspace.close()
    await task


async def until(workspace: Workspace, holds: Callable[[PageState], bool]) -> PageState:
    """Wait until the page is told something, and return what."""
    async with asyncio.timeout(SOON_S):
        while True:
            changed = workspace.changed
            told = await workspace.page_state(CARD)
            if holds(told):
                return told
            await changed.wait()


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize(
    ("function", "error", "named"),
    [
        ("kit.preview.snapshot.plan_jobs", ValueError("boom"), "ValueError: boom"),
        ("kit.preview.snapshot.plan_jobs", PanicException("in Rust"), "PanicException: in Rust"),
        ("kit.preview.snapshot.plan_jobs", SystemExit(3), "SystemExit: 3"),
        ("kit.preview.page_images.pictures", RecursionError(), "RecursionError"),
        ("kit.preview.page_images.pictures", PanicException("in Rust"), "PanicException: in Rust"),
        ("kit.preview.page_images.layout_problems", MemoryError(), "MemoryError"),
        (
            "kit.preview.workspace.choose_job",
            OSError(28, "No space left"),
            "OSError: [Errno 28] No space left",
        ),
        ("kit.preview.page_state.describe_pages", KeyError("poster"), "KeyError: 'poster'"),
    ],
)
def test_an_error_of_its_own_is_told_and_logged_until_the_next_save(
    function: str,
    error: BaseException,
    named: str,
    lang: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def read_twice() -> tuple[PageState, PageState]:
        workspace = Workspace(SAMPLE, Path("output"), lambda: lang)
        with monkeypatch.context() as patch:
            patch.setattr(function, breaking(error))
            await workspace.reload()
            broken = await workspace.page_state(CARD)
        await workspace.reload()
        mended = await workspace.page_state(CARD)
        workspace.close()
        return broken, mended

    broken, mended = asyncio.run(read_twice())
    (line,) = lines(broken)
    before, after = SAID[lang].split("{error}")
    assert line["text"].startswith(before)
    assert line["text"].endswith(named + after)
    assert broken["pages"] == []
    assert "Traceback" in caplog.text
    assert named in caplog.text
    assert lines(mended) == []
    assert mended["pages"]


def test_an_error_of_its_own_is_one_short_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "kit.preview.snapshot.plan_jobs", breaking(ValueError("many\nlines " * 1000))
    )

    async def read() -> PageState:
        workspace = Workspace(SAMPLE, Path("output"), lambda: "en")
        await workspace.reload()
        return await workspace.page_state(CARD)

    (line,) = lines(asyncio.run(read()))
    assert "ValueError: many lines many lines" in line["text"]
    assert len(line["text"]) < 500


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_process_that_fails_or_is_ended_is_a_problem(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def finish(request: Request) -> list[str]:
        workspace = Workspace(SAMPLE, tmp_path, lambda: lang)
        await workspace.reload()
        workspace.build_result = await run_build(request, None)
        return [line["text"] for line in lines(await workspace.page_state(CARD))]

    unreadable: Any = 5
    (text,) = asyncio.run(finish(Request((unreadable,))))
    before, after = SAID[lang].split("{error}")
    assert text.startswith(f"{before}AttributeError: 'int' object has no attribute")
    assert text.endswith(after)
    assert "Traceback" in capfd.readouterr().err
    monkeypatch.setattr("kit.preview.build_process.serve_build", end)
    assert asyncio.run(finish(Request((SAMPLE,)))) == [ENDED[lang]]
    monkeypatch.setattr("multiprocessing.process.BaseProcess.start", breaking(BlockingIOError(11)))
    (text,) = asyncio.run(finish(Request((SAMPLE,))))
    assert text == SAID[lang].format(error="BlockingIOError: 11")


@pytest.mark.uncached
def test_a_full_disk_is_named_and_the_pages_stay(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")

    async def build() -> tuple[BuildResult, PageState]:
        workspace = Workspace(SAMPLE, tmp_path / "output", lambda: "nl")
        await workspace.reload()
        usual = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, usual[1]))  # no larger file can be had
        try:
            done = await workspace.build()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        return done, await workspace.page_state(CARD)

    done, told = asyncio.run(build())
    assert [found.kind for found in done.problems] == ["output.failed"]
    assert told["pages"]
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize("lasting", [False, True])
def test_saves_are_seen_though_watching_fails(
    lasting: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kit.preview.watch import awatch

    errors = [OSError(28, "OS file watch limit reached")]

    def failing(*folders: str, **options: Any) -> Any:
        if errors:
            raise errors[0] if lasting else errors.pop()
        return awatch(*folders, **options)

    monkeypatch.setattr("kit.preview.watch.awatch", failing)
    monkeypatch.setattr("kit.preview.workspace.run_build", no_pdfs)
    folder = sample(tmp_path / "school")

    async def save() -> tuple[PageState, PageState]:
        async with watching(folder, tmp_path / "output") as workspace:
            noticed = await until(workspace, lambda told: bool(told["notices"]))
            change(folder / "school.yaml", TITLE, "De nieuwste titel")
            saved = await until(workspace, lambda told: told["notices"] == [])
            return noticed, saved

    noticed, saved = asyncio.run(save())
    (line,) = lines(noticed, "notices")
    error = "OSError: [Errno 28] OS file watch limit reached"
    assert line["text"] == SAID["nl"].format(error=error)
    assert noticed["pages"]
    assert saved["pages"]
    assert saved["snapshot"] == 3


@pytest.mark.parametrize("started_in_it", [False, True])
def test_a_folder_that_goes_comes_back_or_becomes_a_link_is_seen(
    started_in_it: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = sample(tmp_path / "school")
    if started_in_it:
        monkeypatch.chdir(folder)

    async def move() -> None:
        school = Path() if started_in_it else folder
        async with watching(school, tmp_path / "output") as workspace:
            copy = shutil.copytree(folder, tmp_path / "copy")
            shutil.rmtree(folder)
            gone = await until(workspace, lambda told: bool(told["problems"]))
            assert lines(gone) == [{"place": str(folder), "text": GONE["nl"]}]
            shutil.copytree(copy, folder)
            await until(workspace, lambda told: bool(told["pages"]))
            made = await run_build(Request((folder,), pieces=("instructions",)), None)
            assert made.problems == ()

            folder.rename(tmp_path / "other")
            folder.symlink_to(copy)
            line = change(copy / "school.yaml", "lens: ict-input", "lens: inputt")
            wrong = await until(workspace, lambda told: f":{line}" in str(told["problems"]))
            assert lines(wrong)[0]["place"].endswith(f"school.yaml:{line}")
            change(copy / "school.yaml", "lens: inputt", "lens: ict-input")
            await until(workspace, lambda told: bool(told["pages"]))

    asyncio.run(move())


def test_the_language_stays_while_the_schools_file_is_away(tmp_path: Path) -> None:
    folder = sample(tmp_path / "school")
    langs = ["nl"]

    async def remove() -> PageState:
        workspace = Workspace(folder, tmp_path / "output", lambda: langs[-1])
        await workspace.reload()
        langs.append("en")  # as the system speaks
        (folder / "school.yaml").unlink()
        await workspace.reload()
        return await workspace.page_state(CARD)

    assert [line["text"] for line in lines(asyncio.run(remove()))] == [
        "Het bestand bestaat niet. Controleer de naam en de map."
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each name of a file is Unicode")
def test_a_name_that_is_no_unicode_can_be_told(tmp_path: Path) -> None:
    folder = sample(tmp_path / "sch\udcffool")
    (folder / "school.yaml").write_text("shool: {}\n", encoding="utf-8")
    with previewed(folder, tmp_path / "output") as shown:
        status, body, _ = shown.ask("/state")
    assert status == 200
    assert b"sch\\udcffool/school.yaml:1" in body


def test_an_answer_that_fails_is_told_on_the_page_until_the_next_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("kit.preview.workspace.run_build", no_pdfs)
    with (
        previewed(sample(tmp_path / "school"), tmp_path / "output") as shown,
        in_browser(shown, "500 (Internal Server Error)") as page,
    ):
        page.wait_for_selector("#pages img")
        with monkeypatch.context() as patch:
            patch.setattr("kit.preview.routes.json_response", breaking(ValueError("boom")))
            patch.setattr("kit.preview.workspace.Workspace.build", breaking(ValueError("boom")))
            change(shown.file, TITLE, "De nieuwste titel")
            page.wait_for_selector("text=Something went wrong in the program itself: ValueError")
            page.click("#build")
            page.wait_for_selector("#build-result:has-text('ValueError: boom')")
            status, body, _ = shown.ask("/build", "POST")
            assert (status, body.decode()) == (500, SAID["en"].format(error="ValueError: boom"))
            assert "Traceback" in caplog.text
        change(shown.file, "De nieuwste titel", TITLE)
        page.wait_for_selector("#pages img")
        with monkeypatch.context() as patch:
            patch.setattr("kit.preview.snapshot.plan_jobs", breaking(ValueError("boom")))
            change(shown.file, TITLE, "De nieuwste titel")
            page.wait_for_selector("#problems li")
            text = page.inner_text("#problems li")
            assert text == SAID["en"].format(error="ValueError: boom")
        change(shown.file, "De nieuwste titel", TITLE)
        page.wait_for_selector("#pages img")
        assert page.is_hidden("#problems")
