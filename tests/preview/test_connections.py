"""Whoever holds connections open without asking or reading is sent away; the page still gets in."""

import json
import os
import socket
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from kit.preview.connection import MAX_CONNECTIONS
from tests.support.previews import Shown, change, in_browser, no_pdfs, previewed, sample

WAIT_S = 1
MANY = 300  # connections, three times as many as there may be
SOON_S = 5.0  # is long enough on a busy computer
FILES = Path("/dev/fd")  # what this process has open, where a system shows it
needs_files = pytest.mark.skipif(not FILES.exists(), reason="the system does not show open files")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """A preview that waits for a second, and checks no PDFs meanwhile."""
    folder = tmp_path_factory.mktemp("preview")
    with (
        pytest.MonkeyPatch.context() as patch,
        previewed(sample(folder / "school"), folder / "output", WAIT_S) as shown,
    ):
        patch.setattr("kit.preview.workspace.run_build", no_pdfs)
        wait_until(lambda: shown.workspace is not None and shown.workspace.build_result is not None)
        yield shown


def head(shown: Shown, path: str = "/", method: str = "GET", more: str = "") -> bytes:
    host = f"127.0.0.1:{shown.port}"
    lines = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n{more}\r\n"
    return lines.encode()


def seconds_until_closed(
    client: socket.socket, trickled: bytes = b"", at_most: float = SOON_S
) -> float:
    """Return when the server ended a connection; bytes are sent to it meanwhile, one at a time."""
    begin = time.monotonic()
    client.settimeout(0.1)
    left = iter(trickled)
    while time.monotonic() - begin < at_most:
        try:
            client.sendall(bytes([next(left)]) if trickled else b"")
            if not client.recv(1000):
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - begin


def open_sockets() -> int:
    found = 0
    for name in FILES.iterdir():
        with suppress(OSError):  # it was the one that is read here
            found += stat.S_ISSOCK(os.fstat(int(name.name)).st_mode)
    return found


@pytest.mark.parametrize("sent", ["", "GET / HT", "GET / HTTP/1.1\r\nHost: 127"])
def test_a_request_that_does_not_come_whole_is_ended(shown: Shown, sent: str) -> None:
    with shown.connect() as client:
        client.sendall(sent.encode())
        assert WAIT_S * 0.8 < seconds_until_closed(client) < SOON_S


def test_bytes_that_trickle_in_give_no_more_time(shown: Shown) -> None:
    with shown.connect() as client:
        assert seconds_until_closed(client, b"GET /" + b"a" * 1000) < SOON_S
    with shown.connect() as client:  # nor do they after an answer
        client.sendall(head(shown, "/static/page.css"))
        assert seconds_until_closed(client, b"GET /" + b"a" * 1000) < SOON_S


@pytest.mark.parametrize("path", ["/static/page.css", "/state"])
def test_a_body_that_does_not_come_is_ended(shown: Shown, path: str) -> None:
    with shown.connect() as client:
        client.sendall(head(shown, path, more="Content-Length: 900\r\n"))
        assert seconds_until_closed(client, b"a" * 1000) < SOON_S


@needs_files
@pytest.mark.parametrize("closing", ["", "Connection: close\r\n"])
def test_an_answer_that_is_not_read_is_dropped(shown: Shown, closing: str) -> None:
    before = open_sockets()
    with shown.connect() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        # Much more than the buffers of both ends hold, asked for in one go.
        client.sendall(head(shown, "/static/reading.ttf") * 199)
        client.sendall(head(shown, "/static/reading.ttf", more=closing))
        wait_until(lambda: open_sockets() == before + 2)
        wait_until(lambda: open_sockets() == before + 1)  # ours alone


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + SOON_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_poll_that_waits_for_news_and_one_connection_for_all_stay(shown: Shown) -> None:
    etag = json.loads(shown.ask("/state")[1])["etag"]
    with shown.connect() as client:
        client.sendall(head(shown, "/static/page.css"))
        assert client.recv(100_000).startswith(b"HTTP/1.1 200")
        client.sendall(head(shown, f"/state?etag={etag}"))
        assert seconds_until_closed(client, at_most=2 * WAIT_S) >= 2 * WAIT_S


@needs_files
@pytest.mark.parametrize(
    "sent", ["", "GET / HT", "GET /state?etag={etag} HTTP/1.1\r\nHost: {host}\r\n\r\n"]
)
def test_the_page_gets_in_while_many_hang_and_all_files_are_closed(shown: Shown, sent: str) -> None:
    etag = json.loads(shown.ask("/state")[1])["etag"]
    wait_until(lambda: not connections(shown))
    before = open_sockets()
    with ExitStack() as stack:
        for _ in range(MANY):
            client = stack.enter_context(shown.connect())
            client.sendall(sent.format(etag=etag, host=f"127.0.0.1:{shown.port}").encode())
        begin = time.monotonic()
        assert shown.ask("/")[0] == 200
        assert shown.ask("/state")[0] == 200
        assert time.monotonic() - begin < SOON_S
        assert connections(shown) <= MAX_CONNECTIONS
    wait_until(lambda: open_sockets() == before)


def connections(shown: Shown) -> int:
    assert shown.server is not None
    return len(shown.server.server_state.connections)


def test_a_browser_shows_the_page_and_a_save_while_many_hang(shown: Shown) -> None:
    with ExitStack() as stack:
        for _ in range(MANY):
            stack.enter_context(shown.connect()).sendall(b"GET /")
        with in_browser(shown) as page:
            page.wait_for_selector("#pages img")
            for _ in range(MANY):
                stack.enter_context(shown.connect()).sendall(b"GET /")
            line = change(shown.file, "lens: ict-input", "lens: ict-inputt")
            page.wait_for_selector("#problems li")
            assert page.inner_text("#problems li strong").endswith(f"school.yaml:{line}")
            change(shown.file, "lens: ict-inputt", "lens: ict-input")
            page.wait_for_selector("#pages img")


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00",  # TLS
        b"GET /\xff HTTP/1.1\r\n\r\n",
        b"POST /build HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 5000,
    ],
)
def test_what_is_no_request_is_ended_and_says_nothing_on_the_terminal(
    shown: Shown, sent: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    with shown.connect() as client:
        client.sendall(sent)
        assert seconds_until_closed(client) < SOON_S
    assert shown.ask("/")[0] == 200
    assert capfd.readouterr() == ("", "")
