"""Which browser a session belongs to, and which pages open websockets: what passes, and what does not."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from settings import settings
from web.edge import sessions
from web.edge.security import OwnWebsockets
from web.edge.sessions import HEADER, OwnSessions, browser_of

STAFF = b"entregent_staff=abc"
ASKED = "streamlit, token, 5d1d2f6c-0b1f-4d63-9ad5-8b2f5f1f6a11"


def passed(layer: type, scope: dict[str, Any]) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """Return the scope that comes out behind a layer, if any, and what the layer answered itself."""
    seen: list[dict[str, Any]] = []
    sent: list[dict[str, Any]] = []

    async def behind(scope, receive, send):
        seen.append(scope)

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message)

    asyncio.run(layer(behind)(scope, receive, send))
    return (seen[0] if seen else None), sent


def websocket(**headers: str | bytes) -> dict[str, Any]:
    """Return the scope of a websocket with these headers."""
    pairs = [
        (name.replace("_", "-").encode(), value if isinstance(value, bytes) else value.encode())
        for name, value in headers.items()
    ]
    return {
        "type": "websocket", "path": "/_stcore/stream", "headers": pairs,
        "subprotocols": [part.strip() for part in ASKED.split(",")],
    }  # fmt: skip


def told(scope: dict[str, Any] | None, name: str = HEADER) -> list[bytes]:
    """Return a header as Streamlit will see it."""
    assert scope is not None
    return [value for one, value in scope["headers"] if one == name.encode()]


def test_a_browser_is_known_by_the_products_cookies_alone():
    staff = browser_of({"entregent_staff": "abc"})
    assert staff == browser_of({"_streamlit_xsrf": "x", "entregent_staff": "abc", "entregent_known": "k"})
    others = [{"entregent_staff": "abd"}, {"entregent_sitting": "abc"}, {"entregent_join": "abc"}]
    others.append({"entregent_staff": "abc", "entregent_sitting": "abc"})
    assert len({staff, *map(browser_of, others)}) == 5
    assert browser_of({"_streamlit_xsrf": "x", "entregent_staff": "", "entregent_known": "k"}) is None


def test_cookies_cannot_be_written_so_that_two_browsers_look_alike():
    one = browser_of({"entregent_staff": "1'), ('entregent_sitting', '2"})
    assert one != browser_of({"entregent_staff": "1", "entregent_sitting": "2"})


def test_streamlit_hears_from_the_layer_which_browser_it_is():
    scope, _ = passed(OwnSessions, websocket(cookie=STAFF, sec_websocket_protocol=ASKED))
    assert told(scope) == [browser_of({"entregent_staff": "abc"}).encode()]
    assert told(scope, "sec-websocket-protocol") == [ASKED.encode()]


@pytest.mark.parametrize("name", [HEADER, HEADER.title(), HEADER.upper()])
def test_a_client_cannot_say_which_browser_it_is(name):
    theirs = browser_of({"entregent_staff": "abc"}).encode()
    scope = websocket(cookie=b"entregent_staff=other")
    scope["headers"].append((name.encode(), theirs))
    found, _ = passed(OwnSessions, scope)
    assert theirs not in [value for _, value in found["headers"]]
    scope["headers"] = [(name.encode(), theirs)]
    found, _ = passed(OwnSessions, scope)
    assert found["headers"] == []


def test_whoever_has_no_cookie_takes_no_session_up():
    scope, _ = passed(OwnSessions, websocket(sec_websocket_protocol=ASKED))
    assert told(scope, "sec-websocket-protocol") == [b"streamlit, token"]
    assert scope["subprotocols"] == ["streamlit", "token"]
    split = websocket(sec_websocket_protocol="streamlit, token")
    split["headers"].append((b"sec-websocket-protocol", b"5d1d2f6c"))
    scope, _ = passed(OwnSessions, split)
    assert told(scope, "sec-websocket-protocol") == [b"streamlit, token"]


def test_a_first_visit_without_a_session_stays_as_it_is():
    scope, _ = passed(OwnSessions, websocket(sec_websocket_protocol="streamlit, token"))
    assert told(scope, "sec-websocket-protocol") == [b"streamlit, token"]


@pytest.fixture
def running(monkeypatch):
    """Streamlit running with two sessions: one of a member of staff, one of nobody."""
    cookies = {"theirs": {"entregent_staff": "abc"}, "nobodys": {}}
    clients = {
        name: SimpleNamespace(client_context=SimpleNamespace(cookies=cooky))
        for name, cooky in cookies.items()
    }
    runtime = SimpleNamespace(get_client=clients.get)
    monkeypatch.setattr(sessions, "Runtime", SimpleNamespace(exists=lambda: True, instance=lambda: runtime))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
@pytest.mark.parametrize(
    ("session", "cookie", "is_let_in"),
    [
        ("theirs", STAFF, True), ("theirs", b"entregent_staff=abd", False), ("theirs", b"", False),
        ("nobodys", b"", False), ("nobodys", STAFF, False), ("unknown", STAFF, True),
    ],
)  # fmt: skip
def test_files_go_to_sessions_of_ones_own_browser_only(running, method, session, cookie, is_let_in):
    path = f"/_stcore/upload_file/{session}/file"
    scope = {"type": "http", "method": method, "path": path, "headers": [(b"cookie", cookie)]}
    found, sent = passed(OwnSessions, scope)
    assert (found is not None) is is_let_in
    assert [one["status"] for one in sent if "status" in one] == ([] if is_let_in else [403])


HOST = "jobs.example.org"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": f"https://{HOST}", "host": HOST},
        {"origin": f"https://{HOST.title()}", "host": HOST},
        {"origin": "http://localhost:8501", "host": "localhost:8501"},
        {"origin": "http://127.0.0.1:8501", "host": "127.0.0.1:8501"},
        {"origin": "http://[::1]:8501", "host": "[::1]:8501"},
    ],
)
def test_pages_of_this_address_open_websockets(headers):
    assert passed(OwnWebsockets, websocket(**headers))[0] is not None


FOREIGN = [
    {"host": HOST},
    {"host": HOST, "origin": ""},
    {"host": HOST, "origin": "null"},
    {"host": HOST, "origin": "https://evil.example"},
    {"host": HOST, "origin": f"https://{HOST}.evil.example"},
    {"host": HOST, "origin": f"https://evil.example/{HOST}"},
    {"host": HOST, "origin": f"https://{HOST}@evil.example"},
    {"host": HOST, "origin": f"https://{HOST}:8443"},
    {"host": HOST, "origin": HOST},
    {"host": "localhost:8501", "origin": "http://localhost:9999"},
    {"host": "localhost:8501", "origin": "http://127.0.0.1:8501"},
    {"host": "localhost:8501", "origin": "https://public.example"},
    {"origin": "http://localhost:8501"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_no_other_page_opens_a_websocket(headers):
    scope, sent = passed(OwnWebsockets, websocket(**headers))
    assert scope is None
    assert sent == [{"type": "websocket.close", "code": 1008}]


@pytest.fixture
def public(monkeypatch):
    """A public address, and, when called, a proxy that is named for it."""

    def named(proxy: str) -> None:
        monkeypatch.setenv("ENTREGENT_PUBLIC_URL", "https://public.example")
        monkeypatch.setenv("ENTREGENT_TRUSTED_PROXY", proxy)
        settings.cache_clear()

    yield named
    monkeypatch.undo()
    settings.cache_clear()


def test_a_named_proxy_may_ask_for_another_host_than_the_public_one(public):
    behind = {"host": "localhost:8501", "origin": "https://public.example"}
    public("")
    assert passed(OwnWebsockets, websocket(**behind))[0] is None
    public("127.0.0.1")
    assert passed(OwnWebsockets, websocket(**behind))[0] is not None
    for other in ("http://public.example", "https://public.example:8443", "http://localhost:9999"):
        assert passed(OwnWebsockets, websocket(**{**behind, "origin": other}))[0] is None
