"""How many pages one visitor may keep open, and whose are kept once they are closed."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from settings import settings
from web.edge import visitors
from web.edge.open_pages import BEHIND_A_PROXY, OPEN_OF_NOBODY, OPEN_OF_ONE, Rooms
from web.edge.sessions import KeptTabs
from web.edge.slow_lines import TAKE_LARGER
from web.edge.visitors import VISITOR_HEADER, Visitors
from workflows.common.server import NOBODY, Visitor

STAFF, CANDIDATE = Visitor("staff", "a"), Visitor("candidate", "c")


def entered(rooms: Rooms, visitor: Visitor, times: int, address: str = "203.0.113.9") -> list[str]:
    found = [rooms.enter(visitor, address) for _ in range(times)]
    return [key for key in found if key is not None]


@pytest.mark.parametrize("visitor", [STAFF, CANDIDATE], ids=lambda one: one.kind)
def test_one_person_has_so_many_pages_and_others_have_theirs(visitor):
    rooms = Rooms()
    keys = entered(rooms, visitor, OPEN_OF_ONE + 5)
    assert len(keys) == OPEN_OF_ONE
    assert entered(rooms, visitor._replace(id="other"), 1)
    rooms.leave(keys[0])
    assert entered(rooms, visitor, 2) == keys[:1]


def test_nobody_known_has_so_many_from_one_address_and_from_all():
    rooms = Rooms()
    assert len(entered(rooms, NOBODY, OPEN_OF_NOBODY)) == settings().pages_per_address
    for number in range(OPEN_OF_NOBODY):
        entered(rooms, NOBODY, 1, f"203.0.113.{number}")
    assert entered(rooms, NOBODY, 1, "198.51.100.1") == []
    assert entered(rooms, CANDIDATE, 1)


def test_behind_a_proxy_that_is_not_named_only_all_together_are_counted():
    assert len(entered(Rooms(), NOBODY, OPEN_OF_NOBODY + 5, BEHIND_A_PROXY)) == OPEN_OF_NOBODY


def test_turns_come_at_a_pace_and_nobody_waits_too_long_for_one(monkeypatch):
    monkeypatch.setattr(visitors, "LONGEST_WAIT_S", 0.1)

    async def run() -> list[bool]:
        pace = visitors.Pace(50)
        return await asyncio.gather(*(pace.turn() for _ in range(20)))

    # The first at once, and one for each fiftieth of a second within a tenth; more where asking takes time.
    assert 6 <= sum(asyncio.run(run())) < 20


class Line:
    """A websocket: what comes in, what goes out, what the application behind was given."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, visitor: Visitor) -> None:
        async def known(scope: object) -> Visitor:
            return visitor

        monkeypatch.setattr(visitors, "visitor_at", known)
        self.layer = Visitors(self.behind)
        self.layer.rooms = Rooms()
        self.sent: list[dict[str, Any]] = []
        self.seen: list[dict[str, Any]] = []
        self.headers: dict[bytes, bytes] = {}
        self.larger: list[bool] = []

    async def behind(self, scope, receive, send) -> None:
        self.headers = dict(scope["headers"])
        while not self.seen or self.seen[-1]["type"] != "websocket.disconnect":
            self.seen.append(await receive())

    def run(self, *messages: dict[str, Any]) -> None:
        coming = iter([*messages, {"type": "websocket.disconnect", "code": 1000}])

        async def receive():
            return next(coming)

        async def send(message):
            self.sent.append(message)

        headers = [(VISITOR_HEADER.encode(), b"staff"), (b"host", b"x")]
        scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers, "client": ("x", 1)}
        scope[TAKE_LARGER] = lambda: self.larger.append(True)
        asyncio.run(self.layer(scope, receive, send))


def got(size: int) -> dict[str, Any]:
    return {"type": "websocket.receive", "bytes": b"a" * size}


@pytest.mark.parametrize(
    ("visitor", "is_larger"),
    [(STAFF, True), (CANDIDATE, False), (NOBODY, False)],
    ids=["staff", "c", "nobody"],
)
def test_larger_messages_are_let_in_for_staff_alone(monkeypatch, visitor, is_larger):
    line = Line(monkeypatch, visitor)
    line.run(got(1))
    assert bool(line.larger) == is_larger
    assert [one["type"] for one in line.seen] == ["websocket.receive", "websocket.disconnect"]


@pytest.mark.parametrize(("turns", "n_seen"), [(0, 0), (1, 1), (2, 2), (9, 4)])
def test_a_page_of_nobody_known_that_would_wait_too_long_ends(monkeypatch, turns, n_seen):
    line, left = Line(monkeypatch, NOBODY), iter([True] * turns + [False] * 9)

    async def turn() -> bool:
        return next(left)

    monkeypatch.setattr(line.layer.pace, "turn", turn)
    line.run(got(1), got(1), got(1))
    # Opening takes the first turn, each message another; the end is heard of by whom was let in.
    assert len(line.seen) == n_seen
    assert line.sent == ([] if turns == 9 else [{"type": "websocket.close", "code": 1013}])


def test_text_ends_the_page(monkeypatch):
    line = Line(monkeypatch, STAFF)
    line.run({"type": "websocket.receive", "text": "a", "bytes": None})
    assert line.sent == [{"type": "websocket.close", "code": 1003}]


def test_who_it_is_comes_from_the_cookies_and_not_from_the_browser(monkeypatch):
    line = Line(monkeypatch, NOBODY)
    line.run()
    assert line.headers[VISITOR_HEADER.encode()] == b"nobody"


def test_a_page_too_many_is_closed_before_streamlit_hears_of_it(monkeypatch):
    line = Line(monkeypatch, CANDIDATE)
    entered(line.layer.rooms, CANDIDATE, OPEN_OF_ONE)
    line.run({"type": "websocket.connect"})
    assert line.seen == []
    assert line.sent == [{"type": "websocket.close", "code": 1013}]


class Kept(dict):
    """A storage of closed pages."""

    def save(self, told) -> None:
        self[told.session.id] = told

    def delete(self, session_id) -> None:
        del self[session_id]

    def list(self):
        return list(self.values())


@pytest.mark.parametrize(
    ("kind", "is_kept"), [("staff", True), ("candidate", True), ("nobody", False), (None, False)]
)
def test_a_closed_page_is_kept_for_people_only(kind, is_kept):
    ended = []
    headers = [(VISITOR_HEADER, kind)] if kind else []
    client = SimpleNamespace(client_context=SimpleNamespace(headers=headers))
    manager = SimpleNamespace(get_active_session_info=lambda _: SimpleNamespace(client=client))
    session = SimpleNamespace(id="s", clear_user_info=lambda: ended.append("s"))
    tabs = KeptTabs(Kept(), manager)  # type: ignore[arg-type]
    tabs.save(SimpleNamespace(session=session))  # type: ignore[arg-type]
    assert (tabs.get("s") is not None) == is_kept
    assert bool(ended) != is_kept
    tabs.delete("s")
    assert tabs.list() == []
