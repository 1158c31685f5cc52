"""The preview answers its own page alone, shows what was saved last, and ends quietly."""

import asyncio
import contextlib
import multiprocessing
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kit.planning.job import Job
from kit.planning.plan import plan_sheets
from kit.preview.build_process import BuildResult, request_build, serve_build
from kit.preview.overlay import sheet_overlay
from kit.preview.page_images import PageImages, ViewRequest, draw_pages
from kit.preview.workspace import Workspace
from kit.request import Request
from tests.support.pdfs import squeezed, text_of
from tests.support.previews import (
    SAMPLE,
    TITLE,
    WAIT_MS,
    Shown,
    change,
    no_pdfs,
    previewed,
    sample,
    write,
)
from tests.support.runs import run


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Shown]:
    with previewed(sample(tmp_path / "school"), tmp_path / "output") as shown:
        yield shown


@pytest.mark.parametrize(
    ("path", "method", "headers", "status"),
    [
        ("/", "GET", {"Host": "denkplaat.example"}, 421),
        ("/", "GET", {"Host": "127.0.0.1"}, 421),
        ("/build", "POST", {"Origin": "https://denkplaat.example"}, 403),
        ("/build", "POST", {"Origin": "null"}, 403),
        ("/build", "POST", {"Sec_Fetch_Site": "cross-site"}, 403),
        ("/state", "GET", {"Sec_Fetch_Site": "cross-site"}, 403),
        ("/state", "GET", {"Sec_Fetch_Site": "same-site"}, 403),
        ("/build", "POST", {"Content_Length": "1001"}, 413),
        ("/build", "POST", {"Transfer_Encoding": "chunked"}, 413),
        ("/build", "GET", {}, 405),
        ("/", "DELETE", {}, 405),
        ("/", "OPTIONS", {}, 405),
        ("/", "HEAD", {}, 405),
        ("/school.yaml", "GET", {}, 404),
        ("/static/school.yaml", "GET", {}, 404),
        ("/static/../preview.py", "GET", {}, 404),
        ("/static/..%2fpreview.py", "GET", {}, 404),
        ("/../../etc/passwd", "GET", {}, 404),
        ("/image/../../page.js", "GET", {}, 404),
        ("/image/0.png", "GET", {}, 404),
        (f"/{'a' * 501}", "GET", {}, 414),
    ],
)
def test_what_the_page_does_not_ask_is_refused(
    shown: Shown, path: str, method: str, headers: dict[str, str], status: int
) -> None:
    assert shown.ask(path, method, **headers)[0] == status
    assert not shown.output.exists()


def test_the_page_is_for_its_own_eyes_and_pictures_stay_what_they_are(shown: Shown) -> None:
    status, html, headers = shown.ask("/")
    assert status == 200
    assert b'<html lang="en">' in html
    assert b"{{" not in html
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["cross-origin-resource-policy"] == "same-origin"
    for part in re.findall(r'"(/static/[^"]+)"', html.decode()):
        status, _, kept = shown.ask(part)
        assert status == 200
        assert shown.ask(part, If_None_Match=kept["etag"])[0] == 304
    (picture,) = re.findall(rb'"(/image/[^"]+)"', shown.ask("/state?piece=poster")[1])
    status, png, kept = shown.ask(picture.decode())
    assert png.startswith(b"\x89PNG")
    assert "immutable" in kept["cache-control"]
    assert shown.ask("/", Host=f"localhost:{shown.port}")[0] == 200


def test_lines_over_the_pages_follow_the_sheets() -> None:
    sheets = {
        (sheet.piece, sheet.profile): sheet_overlay(sheet)
        for sheet in plan_sheets(Request(profiles=("office", "copyshop", "tiled")))
    }
    assert sheets["cards", "office"]["cuts_mm"] == [[105, 0, 105, 297], [0, 148.5, 210, 148.5]]
    assert sheets["poster", "office"]["cuts_mm"] == []
    assert sheets["cards", "copyshop"]["size_mm"] == [111, 154]
    assert sheets["cards", "copyshop"]["trim_mm"] == [3, 3, 105, 148]
    assert sheets["cards", "copyshop"]["safe_mm"] == [7, 7, 97, 140]
    assert [0, 151, 111, 151] in sheets["cards", "copyshop"]["cuts_mm"]
    assert sheets["poster", "tiled"]["safe_mm"] is None
    assert sheets["poster", "tiled"]["cuts_mm"] == [[5, 0, 5, 297], [0, 5, 210, 5]]


def test_a_save_while_pdfs_are_made_makes_those_of_the_save(tmp_path: Path) -> None:
    folder = tmp_path / "school"
    shutil.copytree(SAMPLE, folder)

    async def build_and_save() -> Workspace:
        workspace = Workspace(folder, tmp_path / "output", lambda: "en")
        await workspace.reload()
        building = asyncio.create_task(workspace.build())
        await asyncio.sleep(0.3)
        assert not building.done()
        change(folder / "school.yaml", TITLE, "De nieuwste titel")
        await workspace.reload()
        done = await building
        assert len(done.files) == 8
        assert workspace.build_result == done
        workspace.close()
        return workspace

    asyncio.run(build_and_save())
    cards = tmp_path / "output" / "school" / "nl" / "office" / "cards-a4.pdf"
    assert squeezed("De nieuwste titel") in text_of(cards)


def test_a_drawing_that_a_save_made_stale_is_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.preview.workspace.run_build", no_pdfs)
    folder = tmp_path / "school"
    shutil.copytree(SAMPLE, folder)
    is_saved = threading.Event()

    def draw_after_the_save(job: Job, scale: int) -> PageImages:
        assert is_saved.wait(WAIT_MS / 1000)
        return draw_pages(job, scale)

    monkeypatch.setattr("kit.preview.workspace.draw_pages", draw_after_the_save)

    async def show_and_save() -> object:
        workspace = Workspace(folder, tmp_path / "output", lambda: "en")
        await workspace.reload()
        showing = asyncio.create_task(workspace.page_state(ViewRequest("cards")))
        await asyncio.sleep(0)
        change(folder / "school.yaml", TITLE, "De nieuwste titel")
        await workspace.reload()
        is_saved.set()
        changed = await showing
        workspace.close()
        return changed["snapshot"]

    assert asyncio.run(show_and_save()) == 2


@pytest.mark.parametrize("polls", [False, True])
def test_every_kind_of_save_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, polls: bool
) -> None:
    if polls:  # as it must on network drives
        monkeypatch.setenv("WATCHFILES_FORCE_POLLING", "1")
    folder = tmp_path / "school"
    shutil.copytree(SAMPLE, folder)
    (folder / "fonts").mkdir()
    (folder / "output").mkdir()

    async def save_all() -> list[int]:
        workspace, stop = Workspace(folder, folder / "output", lambda: "en"), asyncio.Event()
        watching = asyncio.create_task(workspace.watch(stop))
        await asyncio.sleep(0.7)
        seen = []
        for name in ("school.yaml", "examples.csv", "logo.svg", "fonts/own.ttf", "output/x.pdf"):
            before, changed = workspace.snapshot.number, workspace.changed
            write(folder / name, "school: {}")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), 5 if name != "output/x.pdf" else 1)
            seen.append(workspace.snapshot.number - before)
            await asyncio.sleep(0.5)
        stop.set()
        workspace.close()
        await watching
        return seen

    *seen, ours = asyncio.run(save_all())
    assert all(seen)
    assert ours == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a test cannot press Ctrl-C on Windows")
def test_the_command_says_where_and_ends_quietly(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kit", "preview", "--port", "0", "--no-open"]
    begun = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, text=True
    )
    assert begun.stdout is not None
    said = begun.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:(\d+)/ ", said)
    assert found, said
    shown = Shown(tmp_path, tmp_path, found[0], int(found[1]))
    assert shown.ask("/state")[0] == 200
    begun.send_signal(signal.SIGINT)
    out, err = begun.communicate(timeout=20)
    assert (out, err, begun.returncode) == ("", "", 0)


def test_a_port_that_is_taken_or_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("preview", "--no-open", "--port", str(port))
    assert result.exit_code == 1
    assert (
        f"Port {port} cannot be used: another program is using it. Choose another"
    ) in result.output
    result = run("preview", "--no-open", "--school", str(tmp_path / "nowhere"))
    assert result.exit_code == 1
    assert "nowhere: The file does not exist." in result.output


def test_what_was_read_of_pictures_is_handed_to_the_process_that_makes_pdfs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    handed: list[object] = []
    monkeypatch.setattr(
        "kit.preview.build_process.cached_replies",
        lambda: {"digest of a logo": {"result": "<svg/>"}},
    )
    monkeypatch.setattr("kit.preview.build_process.cache_replies", handed.append)
    monkeypatch.setattr("kit.preview.build_process.check", lambda _: handed.append("read") or [])
    monkeypatch.setattr("signal.signal", lambda *_: None)  # which the process alone may change
    ours, theirs = multiprocessing.Pipe()
    with ThreadPoolExecutor() as pool:
        talk = pool.submit(request_build, ours)
        serve_build(theirs, Request(), None)
        assert talk.result() == BuildResult()
    assert handed == [{"digest of a logo": {"result": "<svg/>"}}, "read"]
