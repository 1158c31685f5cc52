"""A preview that runs, what to ask it, and its page in a browser."""

import asyncio
import http.client
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from kit.preview.build_process import BuildResult
from kit.preview.connection import MAX_WAIT_S
from kit.preview.server import create_server, listen, page_url, serve
from kit.preview.workspace import Workspace
from tests.support.runs import ROOT

SAMPLE = ROOT / "docs" / "regenboog"
TITLE = "Chromebooks mee naar huis"  # of one of its cards
CHROMIUM = shutil.which("chromium")
WAIT_MS = 20_000


def write(file: Path, text: str) -> None:
    """Save as editors do: beside the file, then in its place."""
    beside = file.with_name(".unfinished")
    beside.write_text(text, encoding="utf-8", newline="\n")
    beside.replace(file)


def change(file: Path, old: str, new: str) -> int:
    """Save a file with one text replaced, and return the line of that text."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    write(file, text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


async def no_pdfs(*_: object) -> BuildResult:
    """Make no PDFs, in the place of `kit.preview.workspace.run_build`."""
    return BuildResult()


@dataclass(frozen=True)
class Shown:
    """A running preview: its school's file, where its PDFs go, and where it listens."""

    file: Path
    output: Path
    url: str
    port: int
    server: uvicorn.Server | None = None
    workspace: Workspace | None = None

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[int, bytes, dict[str, str]]:
        """Send a request as it is, with a host and, to post, an origin unless there are others."""
        host = f"127.0.0.1:{self.port}"
        sent = {"Host": host} | ({"Origin": f"http://{host}"} if method == "POST" else {})
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            lower = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, answer.read(), lower
        finally:
            connection.close()

    def connect(self) -> socket.socket:
        """Open a connection, and send nothing as yet."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)


@contextmanager
def previewed(folder: Path, output: Path, wait_s: int = MAX_WAIT_S) -> Iterator[Shown]:
    """Run the preview of a school in English, in a thread."""
    with listen(0) as opened:
        url, port = page_url(opened), opened.getsockname()[1]
        workspace = Workspace(folder, output, lambda: "en")
        made = create_server(workspace, opened, wait_s)
        thread = threading.Thread(target=lambda: asyncio.run(serve(workspace, made, opened)))
        thread.start()
        try:
            yield Shown(folder / "school.yaml", output, url, port, made, workspace)
        finally:
            made.should_exit = True
            thread.join(10)
    assert not thread.is_alive()


def sample(folder: Path) -> Path:
    """Copy the sample school to a folder, in two languages."""
    shutil.copytree(SAMPLE, folder)
    change(folder / "school.yaml", "languages: [nl]", "languages: [nl, en]")
    return folder


@contextmanager
def in_browser(shown: Shown, *expected: str) -> Iterator[Any]:
    """Open the page in Chromium; nothing may go wrong in its script but what is expected."""
    if CHROMIUM is None:
        pytest.skip("no chromium is installed")
    from playwright.sync_api import sync_playwright

    wrong: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(WAIT_MS)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(shown.url)
        yield page
        browser.close()
    expected = ("ERR_CONNECTION_REFUSED", *expected)
    assert [said for said in wrong if not any(part in said for part in expected)] == []
