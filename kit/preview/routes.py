"""The HTTP routes of the preview: which requests are allowed, and what answers them."""

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

from kit.messages import format_message, format_problem
from kit.paths import home
from kit.preview.internal_errors import internal_error
from kit.preview.page_images import ViewRequest
from kit.preview.page_state import make_build_reply
from kit.preview.workspace import Workspace

MAX_BODY_BYTES = 1000
MAX_URL_CHARACTERS = 500
MAX_POLL_S = 20.0  # of a long poll without a change; the page then polls again
# Any other name that leads to the loopback address may belong to an attacker (DNS rebinding).
HOST_NAMES = ("127.0.0.1", "localhost")

PAGE = Path(__file__).resolve().parent / "page"
_ATKINSON = Path("atkinson-hyperlegible-next")
FONTS = {
    "reading.ttf": _ATKINSON / "AtkinsonHyperlegibleNext_400Regular.ttf",
    "reading-bold.ttf": _ATKINSON / "AtkinsonHyperlegibleNext_700Bold.ttf",
    "display.ttf": Path("bricolage-grotesque", "BricolageGrotesque_700Bold.ttf"),
}
MEDIA_TYPES = {
    ".svg": "image/svg+xml",
    ".css": "text/css",
    ".js": "text/javascript",
    ".ttf": "font/ttf",
}
_SECURITY_HEADERS = {
    "content-security-policy": "default-src 'none'; img-src 'self'; style-src 'self'; "
    "script-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def create_app(workspace: Workspace, port: int) -> ASGIApp:
    """Return the ASGI application of a workspace, for requests to a port of this computer."""
    routes = [
        Route("/", partial(_page, workspace)),
        Route("/state", partial(_state, workspace)),
        Route("/image/{name}.png", partial(_image, workspace)),
        Route("/build", partial(_build, workspace), methods=["POST"]),
        Route("/static/{name}", _static_file),
    ]
    hosts = frozenset(f"{name}:{port}" for name in HOST_NAMES)
    handlers = {Exception: partial(_internal_error, workspace)}
    return partial(_guard, Starlette(routes=routes, exception_handlers=handlers), hosts)


async def _guard(
    inner: ASGIApp, hosts: frozenset[str], scope: Scope, receive: Receive, send: Send
) -> None:
    """Refuse requests that the page does not send; add security headers to every answer."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(_SECURITY_HEADERS)
        await send(message)

    url = scope["path"] + scope["query_string"].decode("latin-1")
    status = refusal(scope["method"], url, Headers(scope=scope), hosts)
    answer = Response(status_code=status) if status else inner
    await answer(scope, receive, send_with_headers)


def refusal(method: str, url: str, headers: Mapping[str, str], hosts: frozenset[str]) -> int | None:
    """Return the HTTP status that refuses a request, or None if it is allowed.

    Other sites can make a browser send requests to this address: under a host name of theirs, which
    the Host header shows, or from their pages, which Origin and Sec-Fetch-Site show.
    """
    same_origin = headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    if headers.get("host") not in hosts:
        return 421
    if method not in ("GET", "POST"):
        return 405
    if len(url) > MAX_URL_CHARACTERS:
        return 414
    if not same_origin and url != "/":  # a link to the page itself is harmless
        return 403
    if method == "POST" and headers.get("origin") not in {f"http://{host}" for host in hosts}:
        return 403
    length = headers.get("content-length", "0")
    if "transfer-encoding" in headers or not length.isdecimal() or int(length) > MAX_BODY_BYTES:
        return 413
    return None


async def _page(workspace: Workspace, _: Request) -> Response:
    """Return the page, in the language of messages.

    In page.html `{{lang}}` is that language, and any other `{{name}}` the message `preview.name`.
    """
    lang = workspace.snapshot.lang

    def fill_in(placeholder: re.Match[str]) -> str:
        name = placeholder[1]
        if name == "lang":
            return lang
        return html.escape(format_message(f"preview.{name}", lang, {}))

    template = (PAGE / "page.html").read_text(encoding="utf-8")
    page = re.sub(r"\{\{([\w.]+)\}\}", fill_in, template)
    return Response(page, media_type="text/html", headers={"cache-control": "no-store"})


async def _state(workspace: Workspace, request: Request) -> Response:
    """Return the PageState as soon as it differs from what the page shows (long polling).

    Query parameters: piece, lang, profile, scale and snapshot, as in ViewRequest; `etag`, that of
    the state on the page. Status 204: nothing has changed within MAX_POLL_S.
    """
    query = request.query_params
    view_request = ViewRequest(
        query.get("piece", ""),
        query.get("lang", ""),
        query.get("profile", ""),
        _whole_number(query.get("scale", "")),
        _whole_number(query.get("snapshot", "")),
    )
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(MAX_POLL_S):
            while not workspace.closing and not await request.is_disconnected():
                changed = workspace.changed
                state = await workspace.page_state(view_request)
                etag = hashlib.sha256(json.dumps(state).encode()).hexdigest()[:16]
                if etag != query.get("etag") and state["snapshot"]:
                    return json_response({**state, "etag": etag})
                await changed.wait()
    return Response(status_code=204)


def _whole_number(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,6}", text, re.ASCII) else 0


async def _image(workspace: Workspace, request: Request) -> Response:
    """Return a page as PNG; the browser may cache it, as its name is a digest of its bytes."""
    png = workspace.png(request.path_params["name"])
    if not png:
        return Response(status_code=404)
    headers = {"cache-control": "private, max-age=86400, immutable"}
    return Response(png, media_type="image/png", headers=headers)


async def _build(workspace: Workspace, _: Request) -> Response:
    """Write the PDFs and return a BuildReply."""
    result = await workspace.build()
    return json_response(make_build_reply(result, workspace.output, workspace.snapshot.lang))


async def _static_file(request: Request) -> Response:
    """Return a font, the icon, the style sheet or a script; 304 if the browser has that file."""
    name = request.path_params["name"]
    if name in FONTS:
        file = home() / "assets" / "fonts" / FONTS[name]
    elif name == "icon.svg":
        file = home() / "assets" / "icons" / "scales.svg"
    elif name in ("page.css", "page.js", "overlay.js"):
        file = PAGE / name
    else:
        return Response(status_code=404)
    data = file.read_bytes()
    etag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
    headers = {"etag": etag, "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(data, media_type=MEDIA_TYPES[file.suffix], headers=headers)


def json_response(content: Mapping[str, object]) -> Response:
    """Return JSON in ASCII: the name of a file may contain what UTF-8 cannot encode."""
    headers = {"cache-control": "no-store"}
    return Response(json.dumps(content), media_type="application/json", headers=headers)


async def _internal_error(workspace: Workspace, _: Request, error: Exception) -> Response:
    """Return the sentence for an exception that a route raised."""
    message = format_problem(internal_error(error), workspace.snapshot.lang)
    return Response(message, 500, media_type="text/plain")
