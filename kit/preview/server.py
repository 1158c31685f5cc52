"""Serve the preview's page on the loopback address until Ctrl-C."""

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
from kit.preview.routes import create_app
from kit.preview.snapshot import school_folder
from kit.preview.workspace import Workspace

HOST = "127.0.0.1"
DEFAULT_PORT = 8765
MAX_HEAD_BYTES = 16_000  # of a request: its first line and its headers
BACKLOG = 64  # connections that wait to be accepted
EXIT_POLL_S = 0.1  # how often to check whether the server is to end


def run_preview(
    school: Path | None, port: int | None, open_browser: bool, message_language: Callable[[], str]
) -> None:
    """Serve the preview of a school, or of the kit without a school, until Ctrl-C.

    `message_language` finds the language of messages. Raises KitError if the school's folder does
    not exist, or if the port that was asked for cannot be used.
    """
    if school and not school_folder(school).is_dir():
        raise KitError([problem("file.missing", Origin(school_folder(school)))])
    with listen(port) as listener, contextlib.suppress(KeyboardInterrupt):
        url = page_url(listener)
        click.echo(format_message("preview.running.text", message_language(), {"url": url}))
        if open_browser:
            threading.Thread(target=_open_browser, args=(url,), daemon=True).start()
        workspace = Workspace(school, Path("output"), message_language)
        asyncio.run(serve(workspace, create_server(workspace, listener), listener))


def _open_browser(url: str) -> None:
    with contextlib.suppress(Exception):  # without a browser: the address has been printed
        webbrowser.open(url)


def listen(port: int | None) -> socket.socket:
    """Listen on a port (0: any free one), or without one on the default port or else any.

    Raises KitError if the port that was asked for cannot be used.
    """
    for candidate in (DEFAULT_PORT, 0) if port is None else (port,):
        try:
            listener = socket.create_server((HOST, candidate), backlog=BACKLOG)
            # Inherited by its connections; Nagle's algorithm would delay each answer by 40 ms.
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return listener
        except OSError as error:
            failed = problem("preview.taken", port=candidate, reason=system_reason(error))
    raise KitError([failed])


def page_url(listener: socket.socket) -> str:
    """Return the address of the page."""
    return f"http://{HOST}:{listener.getsockname()[1]}/"


def create_server(
    workspace: Workspace, listener: socket.socket, max_wait_s: int = MAX_WAIT_S
) -> uvicorn.Server:
    """Return the HTTP server of a workspace; it ends when its `should_exit` is set.

    It waits `max_wait_s` for a request to be complete, and as long for an answer to be read.
    """
    config = uvicorn.Config(
        create_app(workspace, listener.getsockname()[1]),
        log_level="critical",  # not for invalid HTTP; internal_error logs errors of the kit
        access_log=False,
        http=TimedProtocol,
        interface="asgi3",
        ws="none",
        lifespan="off",
        server_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
        timeout_keep_alive=max_wait_s,
        h11_max_incomplete_event_size=MAX_HEAD_BYTES,
    )
    return uvicorn.Server(config)


async def serve(workspace: Workspace, server: uvicorn.Server, listener: socket.socket) -> None:
    """Watch the files and answer requests until the server's `should_exit` is set."""
    stop = asyncio.Event()
    watching = asyncio.create_task(workspace.watch(stop))
    closing = asyncio.create_task(_close_at_exit(workspace, server))
    await server.serve(sockets=[listener])
    stop.set()
    await asyncio.gather(closing, watching)


async def _close_at_exit(workspace: Workspace, server: uvicorn.Server) -> None:
    """End the requests that wait for a change: the server waits for them before it exits."""
    while not server.should_exit:
        await asyncio.sleep(EXIT_POLL_S)
    workspace.close()
