"""The preview's page over the loopback address: what it may be asked, by whom, and the answers."""

import asyncio
import contextlib
import hashlib
import html
import json
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kit.messages import format_count, format_message, format_problem
from kit.paths import home
from kit.preview.page_state import ViewRequest, fault, lines
from kit.preview.workspace import Workspace

MAX_BODY_BYTES = 1000  # bytes
MAX_URL_CHARACTERS = 500
MAX_POLL_S = 20.0
NAMES = ("127.0.0.1", "localhost")  # another name for this address may be someone's trick

PAGE = Path(__file__).resolve().parent / "page"
_ATKINSON = Path("atkinson-hyperlegible-next")
FONTS = {
    "reading.ttf": _ATKINSON / "AtkinsonHyperlegibleNext_400Regular.ttf",
    "reading-bold.ttf": _ATKINSON / "AtkinsonHyperlegibleNext_700Bold.ttf",
    "display.ttf": Path("bricolage-grotesque", "BricolageGrotesque_700Bold.ttf"),
}
KINDS = {".svg": "image/svg+xml", ".css": "text/css", ".js": "text/javascript", ".ttf": "font/ttf"}
_HEADERS = {
    "content-security-policy": "default-src 'none'; img-src 'self'; style-src 'self'; "
    "script-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def app(workspace: Workspace, port: int) -> ASGIApp:
    """Return the application that answers for a desk, on a port."""
    routes = [
        Route("/", partial(_page, workspace)),
        Route("/view", partial(_view, workspace)),
        Route("/picture/{name}.png", partial(_picture, workspace)),
        Route("/build", partial(_build, workspace), methods=["POST"]),
        Route("/part/{name}", _part),
    ]
    hosts = frozenset(f"{name}:{port}" for name in NAMES)
    handlers = {Exception: partial(_failed, workspace)}
    return partial(_guard, Starlette(routes=routes, exception_handlers=handlers), hosts)


async def _failed(workspace: Workspace, _: Request, error: Exception) -> Response:
    """Say that an answer failed."""
    return Response(
        format_problem(fault(error), workspace.snapshot.lang), 500, media_type="text/plain"
    )


def _json(told: Mapping[str, object]) -> Response:
    """Answer with data, in ASCII: a file's name can hold what UTF-8 cannot."""
    headers = {"cache-control": "no-store"}
    return Response(json.dumps(told), media_type="application/json", headers=headers)


async def _guard(
    inner: ASGIApp, hosts: frozenset[str], scope: Scope, receive: Receive, send: Send
) -> None:
    """Answer what the page asks, and refuse the rest; say to browsers what the page may do."""

    async def send_guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(_HEADERS)
        await send(message)

    url = scope["path"] + scope["query_string"].decode("latin-1")
    status = refusal(scope["method"], url, Headers(scope=scope), hosts)
    answer = Response(status_code=status) if status else inner
    await answer(scope, receive, send_guarded)


def refusal(method: str, url: str, headers: Mapping[str, str], hosts: frozenset[str]) -> int | None:
    """Return the status by which a request is refused, if it is.

    Other sites can make a browser ask this address: under a name of their own, which Host shows, or
    from their pages, which Origin and Sec-Fetch-Site show.
    """
    own = headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    if headers.get("host") not in hosts:
        return 421
    if method not in ("GET", "POST"):
        return 405
    if len(url) > MAX_URL_CHARACTERS:
        return 414
    if not own and url != "/":  # to follow a link to the page itself is harmless
        return 403
    if method == "POST" and headers.get("origin") not in {f"http://{host}" for host in hosts}:
        return 403
    length = headers.get("content-length", "0")
    if "transfer-encoding" in headers or not length.isdecimal() or int(length) > MAX_BODY_BYTES:
        return 413
    return None


async def _page(workspace: Workspace, _: Request) -> Response:
    """Answer with the page, in the user's language."""
    lang = workspace.snapshot.lang

    def word(match: re.Match[str]) -> str:
        return (
            lang
            if match[1] == "lang"
            else html.escape(format_message(f"preview.{match[1]}", lang, {}))
        )

    text = (PAGE / "page.html").read_text(encoding="utf-8")
    page = re.sub(r"\{\{([\w.]+)\}\}", word, text)
    return Response(page, media_type="text/html", headers={"cache-control": "no-store"})


async def _view(workspace: Workspace, request: Request) -> Response:
    """Answer with what the page is to show, as soon as that is other than it has."""
    asked = request.query_params
    view_request = ViewRequest(
        asked.get("piece", ""),
        asked.get("lang", ""),
        asked.get("profile", ""),
        _number(asked.get("sharper", "")),
        _number(asked.get("reading", "")),
    )
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(MAX_POLL_S):
            while not workspace.closing and not await request.is_disconnected():
                changed = workspace.changed
                shown = await workspace.show(view_request)
                tag = hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16]
                if tag != asked.get("seen") and shown["reading"]:
                    return _json(shown | {"tag": tag})
                await changed.wait()
    return Response(status_code=204)


def _number(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,6}", text, re.ASCII) else 0


async def _picture(workspace: Workspace, request: Request) -> Response:
    """Answer with a page as PNG; its name follows from its bytes, so that it never changes."""
    png = workspace.picture(request.path_params["name"])
    kept = {"cache-control": "private, max-age=86400, immutable"}
    return Response(png, media_type="image/png", headers=kept) if png else Response(status_code=404)


async def _build(workspace: Workspace, _: Request) -> Response:
    """Write the PDFs and answer with where they are, or with what is wrong."""
    done = await workspace.build()
    lang = workspace.snapshot.lang
    return _json(
        {
            "says": format_count("preview.made", len(done.files), lang)
            if done.files
            else format_count("summary", len(done.problems), lang),
            "folder": str(workspace.output.resolve()),
            "files": [file.as_posix() for file in done.files],
            "problems": lines(done.problems, lang, "more"),
        }
    )


async def _part(request: Request) -> Response:
    """Answer with one of the few files of the page; the browser keeps it while it is the same."""
    name = request.path_params["name"]
    if name in FONTS:
        file = home() / "assets" / "fonts" / FONTS[name]
    elif name == "icon.svg":
        file = home() / "assets" / "icons" / "scales.svg"
    elif name in ("page.css", "page.js"):
        file = PAGE / name
    else:
        return Response(status_code=404)
    data = file.read_bytes()
    tag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
    kept = {"etag": tag, "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=kept)
    return Response(data, media_type=KINDS[file.suffix], headers=kept)
