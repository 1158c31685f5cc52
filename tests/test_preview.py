"""The preview answers its own page alone, shows what was saved last, and names what is wrong."""

import asyncio
import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from kit.desk import Desk
from kit.plan import Options, plan_sheets
from kit.preview import address, listen, serve, server
from kit.view import Finished, Wish, geometry
from tests.conftest import run
from tests.pdfs import squeezed, text_of

SAMPLE = Path(__file__).resolve().parent.parent / "docs" / "regenboog"
CHROMIUM = shutil.which("chromium")
TITLE = "Chromebooks mee naar huis"
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


@dataclass(frozen=True)
class Shown:
    """A running preview: its school's file, where its PDFs go, and where it listens."""

    file: Path
    output: Path
    url: str
    port: int
    server: uvicorn.Server | None = None

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


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Shown]:
    """The sample school in two languages, previewed in English."""
    folder = tmp_path / "school"
    shutil.copytree(SAMPLE, folder)
    change(folder / "school.yaml", "languages: [nl]", "languages: [nl, en]")
    with listen(0) as opened:
        url, port = address(opened), opened.getsockname()[1]
        desk = Desk(folder, tmp_path / "output", lambda: "en")
        made = server(desk, opened)
        thread = threading.Thread(target=lambda: asyncio.run(serve(desk, made, opened)))
        thread.start()
        try:
            yield Shown(folder / "school.yaml", tmp_path / "output", url, port, made)
        finally:
            made.should_exit = True
            thread.join(10)
    assert not thread.is_alive()


@pytest.fixture
def page(shown: Shown) -> Iterator[Any]:
    """The page in Chromium; nothing may go wrong in its script."""
    if CHROMIUM is None:
        pytest.skip("no chromium is installed")
    from playwright.sync_api import sync_playwright

    wrong: list[object] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(WAIT_MS)
        page.on("pageerror", lambda error: wrong.append(error))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(shown.url)
        page.wait_for_selector("#pages img")
        yield page
        browser.close()
    assert [said for said in wrong if "ERR_CONNECTION_REFUSED" not in str(said)] == []


def sources(page: Any) -> list[str]:
    """Return the addresses of the pictures of all pages."""
    found: list[str] = page.eval_on_selector_all("#pages img", "all => all.map(it => it.src)")
    return found


def wait_for_other(page: Any, than: list[str]) -> list[str]:
    """Wait until other pictures are shown, and return their addresses."""
    page.wait_for_function(
        "than => { const now = [...document.querySelectorAll('#pages img')];"
        " return now.length && now.every(it => it.complete && it.naturalWidth)"
        " && now.map(it => it.src).join() !== than.join(); }",
        arg=than,
    )
    return sources(page)


def choose(page: Any, value: str) -> list[str]:
    """Press a tab and wait for its pictures."""
    before = sources(page)
    page.check(f"input[value={value}]")
    return wait_for_other(page, before)


@pytest.mark.parametrize(
    ("path", "method", "headers", "status"),
    [
        ("/", "GET", {"Host": "denkplaat.example"}, 421),
        ("/", "GET", {"Host": "127.0.0.1"}, 421),
        ("/build", "POST", {"Origin": "https://denkplaat.example"}, 403),
        ("/build", "POST", {"Origin": "null"}, 403),
        ("/build", "POST", {"Sec_Fetch_Site": "cross-site"}, 403),
        ("/view", "GET", {"Sec_Fetch_Site": "cross-site"}, 403),
        ("/view", "GET", {"Sec_Fetch_Site": "same-site"}, 403),
        ("/build", "POST", {"Content_Length": "1001"}, 413),
        ("/build", "POST", {"Transfer_Encoding": "chunked"}, 413),
        ("/build", "GET", {}, 405),
        ("/", "DELETE", {}, 405),
        ("/", "OPTIONS", {}, 405),
        ("/", "HEAD", {}, 405),
        ("/school.yaml", "GET", {}, 404),
        ("/part/school.yaml", "GET", {}, 404),
        ("/part/../preview.py", "GET", {}, 404),
        ("/part/..%2fpreview.py", "GET", {}, 404),
        ("/../../etc/passwd", "GET", {}, 404),
        ("/picture/../../page.js", "GET", {}, 404),
        ("/picture/0.png", "GET", {}, 404),
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
    for part in re.findall(r'"(/part/[^"]+)"', html.decode()):
        status, _, kept = shown.ask(part)
        assert status == 200
        assert shown.ask(part, If_None_Match=kept["etag"])[0] == 304
    (picture,) = re.findall(rb'"(/picture/[^"]+)"', shown.ask("/view?piece=poster")[1])
    status, png, kept = shown.ask(picture.decode())
    assert png.startswith(b"\x89PNG")
    assert "immutable" in kept["cache-control"]
    assert shown.ask("/", Host=f"localhost:{shown.port}")[0] == 200


def test_lines_over_the_pages_follow_the_sheets() -> None:
    sheets = {
        (sheet.piece, sheet.profile): geometry(sheet)
        for sheet in plan_sheets(Options(profiles=("office", "copyshop", "tiled")))
    }
    assert sheets["cards", "office"]["cuts"] == [[105, 0, 105, 297], [0, 148.5, 210, 148.5]]
    assert sheets["poster", "office"]["cuts"] == []
    assert sheets["cards", "copyshop"]["size"] == [111, 154]
    assert sheets["cards", "copyshop"]["trim"] == [3, 3, 105, 148]
    assert sheets["cards", "copyshop"]["safe"] == [7, 7, 97, 140]
    assert [0, 151, 111, 151] in sheets["cards", "copyshop"]["cuts"]
    assert sheets["poster", "tiled"]["safe"] is None
    assert sheets["poster", "tiled"]["cuts"] == [[5, 0, 5, 297], [0, 5, 210, 5]]


def test_a_save_while_pdfs_are_made_makes_those_of_the_save(tmp_path: Path) -> None:
    folder = tmp_path / "school"
    shutil.copytree(SAMPLE, folder)

    async def build_and_save() -> Desk:
        desk = Desk(folder, tmp_path / "output", lambda: "en")
        await desk.renew()
        building = asyncio.create_task(desk.build())
        await asyncio.sleep(0.3)
        assert not building.done()
        change(folder / "school.yaml", TITLE, "De nieuwste titel")
        await desk.renew()
        done = await building
        assert len(done.files) == 7
        assert desk.finished == done
        desk.close()
        return desk

    asyncio.run(build_and_save())
    cards = tmp_path / "output" / "school" / "nl" / "office" / "cards-a4.pdf"
    assert squeezed("De nieuwste titel") in text_of(cards)


def end(*_: object) -> None:
    os._exit(9)


def test_pdfs_whose_maker_is_ended_by_the_system_are_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.desk._make", end)

    async def build() -> Finished:
        desk = Desk(SAMPLE, tmp_path / "output", lambda: "en")
        await desk.renew()
        done = await desk.build()
        desk.close()
        return done

    assert [found.kind for found in asyncio.run(build()).problems] == ["preview.ended"]


def test_a_drawing_that_a_save_made_stale_is_dropped(tmp_path: Path) -> None:
    folder = tmp_path / "school"
    shutil.copytree(SAMPLE, folder)

    async def show_and_save() -> object:
        desk = Desk(folder, tmp_path / "output", lambda: "en")
        await desk.renew()
        showing = asyncio.create_task(desk.show(Wish("cards")))
        await asyncio.sleep(0)
        change(folder / "school.yaml", TITLE, "De nieuwste titel")
        await desk.renew()
        news = await showing
        desk.close()
        return news["reading"]

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
        desk, stop = Desk(folder, folder / "output", lambda: "en"), asyncio.Event()
        watching = asyncio.create_task(desk.watch(stop))
        await asyncio.sleep(0.7)
        seen = []
        for name in ("school.yaml", "examples.csv", "logo.svg", "fonts/own.ttf", "output/x.pdf"):
            before, news = desk.reading.number, desk.news
            write(folder / name, "school: {}")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), 5 if name != "output/x.pdf" else 1)
            seen.append(desk.reading.number - before)
            await asyncio.sleep(0.5)
        stop.set()
        desk.close()
        await watching
        return seen

    *seen, ours = asyncio.run(save_all())
    assert all(seen)
    assert ours == 0


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
    assert shown.ask("/view")[0] == 200
    begun.send_signal(signal.SIGINT)
    out, err = begun.communicate(timeout=20)
    assert (out, err, begun.returncode) == ("", "", 0)


def test_a_port_that_is_taken_or_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("preview", "--no-open", "--port", str(port))
    assert result.exit_code == 1
    assert f"Port {port} cannot be used: another program uses it. Choose another" in result.output
    result = run("preview", "--no-open", "--school", str(tmp_path / "nowhere"))
    assert result.exit_code == 1
    assert "nowhere: The file cannot be read: it does not exist." in result.output


def test_a_saved_text_is_on_its_page_at_once(page: Any, shown: Shown) -> None:
    before = choose(page, "cards")
    assert "page 1 of 8, Own printer" in page.get_attribute("#pages img", "alt")
    change(shown.file, TITLE, "Elk kind een laptop")
    after = wait_for_other(page, before)
    changed = [i for i, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    assert 0 < len(changed) < len(after)
    page.wait_for_selector("text=Checked: 14 PDFs can be made.")
    assert sources(page) == after


def test_a_mistake_is_named_with_its_line_until_it_is_mended(page: Any, shown: Shown) -> None:
    before = sources(page)
    line = change(shown.file, "lens: ict-input", "lens: ict-inputt")
    page.wait_for_selector("#problems li")
    assert page.inner_text("#problems li strong") == f"{shown.file.as_posix()}:{line}"
    assert "Did you mean ict-input?" in page.inner_text("#problems li")
    assert "1 problem." in page.inner_text("#status")
    assert page.is_hidden("#pages")
    change(shown.file, "lens: ict-inputt", "lens: ict-input")
    page.wait_for_selector("#pages img")
    assert page.is_hidden("#problems")
    assert sources(page) == before


def test_what_only_a_finished_pdf_shows_comes_after_the_pictures(page: Any, shown: Shown) -> None:
    before = choose(page, "cards")
    line = change(shown.file, TITLE, "Laptop \N{SLED}")
    wait_for_other(page, before)
    page.wait_for_selector("#problems li")
    assert f":{line}" in page.inner_text("#problems li strong")
    assert "a character that no font has" in page.inner_text("#problems li")


def test_tabs_stay_chosen_and_all_can_be_done_by_keyboard(page: Any, shown: Shown) -> None:
    before = sources(page)
    press_tab_until(page, "document.activeElement.name === 'piece'")
    page.keyboard.press("ArrowRight")
    cards = wait_for_other(page, before)
    assert len(cards) == 8
    press_tab_until(page, "document.activeElement.name === 'lang'")
    page.keyboard.press("ArrowRight")
    english = wait_for_other(page, cards)
    assert "Equal opportunities" in page.get_attribute("#pages img", "alt")
    assert "piece=cards" in page.url
    assert "lang=en" in page.url
    page.reload()
    page.wait_for_selector("#pages li:nth-child(8)")
    assert sources(page) == english
    press_tab_until(page, "document.activeElement.id === 'make'")
    page.keyboard.press("Enter")
    page.wait_for_selector("#made li")
    assert str(shown.output) in page.inner_text("#made")
    listed = page.eval_on_selector_all("#made li", "all => all.map(it => it.textContent)")
    assert len(listed) == 14
    assert all((shown.output / name).is_file() for name in listed)


def press_tab_until(page: Any, holds: str) -> None:
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate(holds):
            outline = page.evaluate(
                "getComputedStyle(document.activeElement.closest('label:has(:focus-visible)')"
                " ?? document.activeElement).outlineWidth"
            )
            assert outline == "3px"  # it can be seen
            return
    pytest.fail(f"no Tab leads to where {holds}")


def test_a_save_keeps_the_readers_place_zoom_and_switches(page: Any, shown: Shown) -> None:
    first = page.evaluate("document.querySelector('#pages img').naturalWidth")
    page.select_option("#zoom", "2")
    page.check("#grey")
    page.check("#edges")
    sharp = wait_for_wider(page, first)
    place = (
        "[document.querySelector('#place').scrollLeft, document.querySelector('#place').scrollTop]"
    )
    page.evaluate("document.querySelector('#place').scrollTo(300, 500)")
    before = sources(page)
    change(shown.file, "name: Basisschool De Regenboog", "name: Basisschool De Zon")
    wait_for_other(page, before)
    assert wait_for_wider(page, first) == sharp
    assert page.evaluate(place) == [300, 500]
    change(shown.file, "name: Basisschool", "nme: Basisschool")
    page.wait_for_selector("#problems li")
    change(shown.file, "nme: Basisschool", "name: Basisschool")
    page.wait_for_selector("#pages img")
    assert page.evaluate(place) == pytest.approx([300, 500], abs=2)
    style = "getComputedStyle(document.querySelector('#pages img')).filter"
    assert page.evaluate(style) == "grayscale(1)"
    assert page.is_visible("#pages .safe")
    assert page.input_value("#zoom") == "2"


def wait_for_wider(page: Any, than: int) -> int:
    """Wait until the first picture has more pixels across, and return how many."""
    page.wait_for_function(
        "than => document.querySelector('#pages img').naturalWidth > than", arg=than
    )
    width: int = page.evaluate("document.querySelector('#pages img').naturalWidth")
    return width


def test_the_page_fits_a_narrow_window_and_says_when_the_program_stops(
    page: Any, shown: Shown
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
    assert page.evaluate("document.querySelector('#pages img').clientWidth") > 300
    assert shown.server is not None
    shown.server.should_exit = True
    page.wait_for_selector("text=The program has stopped.")
