"""The preview: a server of its page on the loopback address, until Ctrl-C."""

import asyncio
import contextlib
import socket
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

import click
import uvicorn

from kit.errors import KitError, Origin, problem, system_reason
from kit.messages import format_message
from kit.preview.connection import MAX_WAIT_S, TimedProtocol
from kit.preview.page_state import folder_of
from kit.preview.routes import app
from kit.preview.workspace import Workspace

HOST = "127.0.0.1"
USUAL_PORT = 8765
MAX_HEAD_BYTES = 16_000  # bytes of a request
BACKLOG = 64  # connections that wait to be accepted
CLOSING_S = 0.1  # how often it looks whether it was told to stop


def run(
    school: Path | None, port: int | None, opens: bool, message_language: Callable[[], str]
) -> None:
    """Show the page of a school until Ctrl-C, and open it in a browser if it is to.

    `speak` tells the language. Raises KitError if the school's folder is not there, or a port that
    was asked for cannot be had.
    """
    if school and not folder_of(school).is_dir():
        raise KitError([problem("file.missing", Origin(folder_of(school)))])
    with listen(port) as opened, contextlib.suppress(KeyboardInterrupt):
        url = address(opened)
        click.echo(format_message("preview.running.text", message_language(), {"url": url}))
        if opens:
            threading.Thread(target=_open, args=(url,), daemon=True).start()
        workspace = Workspace(school, Path("output"), message_language)
        asyncio.run(serve(workspace, server(workspace, opened), opened))


def _open(url: str) -> None:
    with contextlib.suppress(Exception):  # who has no browser here has been told the address
        webbrowser.open(url)


def listen(port: int | None) -> socket.socket:
    """Open a port of the loopback address: the one asked for (0: any), or the usual one if free.

    Raises KitError if the port that was asked for cannot be had.
    """
    for view_request in (USUAL_PORT, 0) if port is None else (port,):
        try:
            opened = socket.create_server((HOST, view_request), backlog=BACKLOG)
            # Its connections take this over; without it each answer waits 40 ms for a receipt.
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return opened
        except OSError as error:
            failed = problem("preview.taken", port=view_request, reason=system_reason(error))
    raise KitError([failed])


def address(opened: socket.socket) -> str:
    """Return the address of the page on an open port."""
    return f"http://{HOST}:{opened.getsockname()[1]}/"


def server(workspace: Workspace, opened: socket.socket, wait_s: int = MAX_WAIT_S) -> uvicorn.Server:
    """Return the server of a desk's page; it ends when its `should_exit` is set.

    It waits so many seconds for a request to come whole, or for an answer to be read.
    """
    config = uvicorn.Config(
        app(workspace, opened.getsockname()[1]),
        log_level="critical",  # of what is no HTTP; errors of ours are logged where they are told
        access_log=False,
        http=TimedProtocol,
        interface="asgi3",
        ws="none",
        lifespan="off",
        server_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
        timeout_keep_alive=wait_s,
        h11_max_incomplete_event_size=MAX_HEAD_BYTES,
    )
    return uvicorn.Server(config)


async def serve(workspace: Workspace, made: uvicorn.Server, opened: socket.socket) -> None:
    """Watch the files and answer the page until the server is told to end."""
    stop = asyncio.Event()
    watching = asyncio.create_task(workspace.watch(stop))
    ending = asyncio.create_task(_end(workspace, made))
    await made.serve(sockets=[opened])
    stop.set()
    await asyncio.gather(ending, watching)


async def _end(workspace: Workspace, made: uvicorn.Server) -> None:
    """Send all who wait away as soon as the server ends, which waits for them."""
    while not made.should_exit:
        await asyncio.sleep(CLOSING_S)
    workspace.close()
