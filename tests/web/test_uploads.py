"""Files come from sign-ins whose role brings them, of a size that was told, and only so many are held."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import texts
from data.accounts.accounts import add_account
from data.common.engine import writing
from domain import ROLES
from web.edge import uploads
from web.edge.uploads import MOST_BYTES, OF_ACCOUNT, OF_ADDRESS, Entry, File, Shelf, Uploads
from workflows.accounts.sign_in import open_sign_in
from workflows.common.clock import utc_now
from workflows.common.server import NOBODY, Visitor, visitor_of

RECRUITER = Visitor("staff", "r", "fr", may_bring=True)
MANAGER = Visitor("staff", "m", "en")


class Streamlit:
    """What stands behind: it takes files and holds them until told otherwise."""

    def __init__(self, status: int = 204) -> None:
        self.status = status
        self.held: set[File] = set()
        self.asked: list[str] = []

    async def __call__(self, scope, receive, send) -> None:
        self.asked.append(scope["method"])
        if scope["method"] == "PUT" and self.status < 300:
            self.held.add(File(*scope["path"].split("/")[-2:]))
        await send({"type": "http.response.start", "status": self.status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def holds(self, session: str, file: str) -> bool:
        return File(session, file) in self.held


class Door:
    """The layer before it, for one visitor."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, visitor: Visitor, status: int = 204) -> None:
        async def known(scope: object) -> Visitor:
            return visitor

        self.streamlit = Streamlit(status)
        monkeypatch.setattr(uploads, "visitor_at", known)
        monkeypatch.setattr(uploads, "_streamlit_holds", self.streamlit.holds)
        self.layer = Uploads(self.streamlit)

    def ask(self, file: str, *, method: str = "PUT", size: int | None = 1000) -> tuple[int, str]:
        sent: list[dict[str, Any]] = []

        async def send(message) -> None:
            sent.append(message)

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        scope = {
            "type": "http", "method": method, "path": f"/_stcore/upload_file/page/{file}",
            "client": ("203.0.113.9", 1),
            "headers": [] if size is None else [(b"content-length", str(size).encode())],
        }  # fmt: skip
        asyncio.run(self.layer(scope, receive, send))
        return sent[0]["status"], sent[1]["body"].decode()


@pytest.mark.parametrize("visitor", [NOBODY, MANAGER, Visitor("candidate", "c")], ids=lambda one: one.kind)
@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "POST"])
def test_nobody_without_a_page_for_files_brings_one(monkeypatch, visitor, method):
    door = Door(monkeypatch, visitor)
    assert door.ask("a", method=method) == (403, texts.texts("en")["staff.uploads.role"])
    assert door.streamlit.asked == []


def test_a_file_of_whoever_may_is_passed_on_and_can_be_taken_back(monkeypatch):
    door = Door(monkeypatch, RECRUITER)
    assert door.ask("a")[0] == 204
    assert door.ask("a", method="DELETE")[0] == 204
    assert door.streamlit.asked == ["PUT", "DELETE"]


@pytest.mark.parametrize(
    ("size", "status", "why"), [(None, 411, "size"), (MOST_BYTES + 1, 413, "large")], ids=["untold", "large"]
)
def test_a_file_of_no_told_size_or_too_large_is_not_read(monkeypatch, size, status, why):
    door = Door(monkeypatch, RECRUITER)
    assert door.ask("a", size=size) == (status, texts.texts("fr")[f"staff.uploads.{why}"])
    assert door.streamlit.asked == []


def test_one_account_holds_so_many_until_streamlit_lets_go_of_one(monkeypatch):
    door = Door(monkeypatch, RECRUITER)
    assert {door.ask(f"f{number}")[0] for number in range(OF_ACCOUNT)} == {204}
    assert door.ask("one more") == (429, texts.texts("fr")["staff.uploads.many"])
    assert door.ask("f0")[0] == 204, "the same file again takes no further place"
    door.streamlit.held.remove(File("page", "f3"))
    assert door.ask("one more")[0] == 204


def test_what_streamlit_did_not_take_takes_no_place(monkeypatch):
    door = Door(monkeypatch, RECRUITER, status=400)
    assert {door.ask(f"f{number}")[0] for number in range(3 * OF_ACCOUNT)} == {400}


def test_one_address_and_all_together_hold_so_many():
    shelf = Shelf(lambda *_: True)

    def taken(address: str, size: int) -> int:
        # Accounts of their own, so that no account is full.
        found = [
            shelf.reserve(File(address, str(n)), Entry(f"{address}{n}", address, size, is_whole=True))
            for n in range(3 * OF_ADDRESS)
        ]
        return sum(found)

    assert taken("203.0.113.1", 10) == OF_ADDRESS
    assert taken("203.0.113.2", MOST_BYTES) < OF_ADDRESS
    assert taken("203.0.113.3", MOST_BYTES) == 0


def test_a_file_that_is_coming_does_not_come_twice_at_once():
    shelf, entry = Shelf(lambda *_: True), Entry("r", "203.0.113.9", 10, is_whole=False)
    assert shelf.reserve(File("page", "a"), entry)
    assert not shelf.reserve(File("page", "a"), entry)
    shelf.keep(File("page", "a"))
    assert shelf.reserve(File("page", "a"), entry)


@pytest.mark.parametrize("role", ROLES)
def test_those_bring_files_who_invite_or_write_charters(database, role):
    now = utc_now()
    with writing() as connection:
        account_id = add_account(
            connection, email="m@example.com", name="Mara Oster", role=role, language="fr", now=now
        )
        token = open_sign_in(connection, account_id, now)
    known = visitor_of(token, None)
    assert (known.kind, known.id, known.language) == ("staff", account_id, "fr")
    assert known.may_bring == (role in ("owner", "recruiter"))


def test_cookies_that_open_nothing_are_nobodys(database):
    assert visitor_of("unknown", "unknown") == NOBODY
