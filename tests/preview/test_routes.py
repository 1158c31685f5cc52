"""Which requests are allowed: those that the page itself sends, and a link to it."""

import pytest

from kit.preview.routes import MAX_BODY_BYTES, MAX_URL_CHARACTERS, json_response, refusal

HOST = "127.0.0.1:8765"
ORIGIN = f"http://{HOST}"


@pytest.mark.parametrize(
    ("method", "url", "headers", "status"),
    [
        ("GET", "/", {}, None),
        ("GET", "/", {"sec-fetch-site": "cross-site"}, None),  # a link to the page
        ("GET", "/state", {"sec-fetch-site": "same-origin"}, None),
        ("GET", "/state", {"sec-fetch-site": "cross-site"}, 403),
        ("GET", "/", {"host": "denkplaat.example:8765"}, 421),
        ("PUT", "/", {}, 405),
        ("GET", "/" + "a" * MAX_URL_CHARACTERS, {}, 414),
        ("POST", "/build", {"origin": ORIGIN}, None),
        ("POST", "/build", {}, 403),
        ("POST", "/build", {"origin": "http://denkplaat.example"}, 403),
        ("POST", "/build", {"origin": ORIGIN, "content-length": str(MAX_BODY_BYTES + 1)}, 413),
        ("POST", "/build", {"origin": ORIGIN, "content-length": "-1"}, 413),
        ("POST", "/build", {"origin": ORIGIN, "transfer-encoding": "chunked"}, 413),
    ],
)
def test_requests_of_other_sites_and_too_large_ones_are_refused(
    method: str, url: str, headers: dict[str, str], status: int | None
) -> None:
    assert refusal(method, url, {"host": HOST, **headers}, frozenset({HOST})) == status


def test_json_is_ascii_and_is_not_stored() -> None:
    response = json_response({"place": "sch\udcffool é"})
    assert response.body == b'{"place": "sch\\udcffool \\u00e9"}'
    assert response.headers["cache-control"] == "no-store"
