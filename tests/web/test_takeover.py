"""What somebody gets of an owner's page who knows the id of its session and has not its cookies."""

from __future__ import annotations

import asyncio
import http.client
from collections.abc import Coroutine, Iterator
from typing import Any

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus

from benchmarks.tab import Tab
from data.common import engine
from tests.site import Site
from web.edge.sessions import HEADER, browser_of
from workflows.accounts import sign_in
from workflows.common.clock import machine_time

OWNER = "mara@example"
"""Stands on the owner's accounts page."""


class Listening(Tab):
    """A tab that keeps what it is sent."""

    def __init__(self, address: str, cookie: str) -> None:
        super().__init__(address, "accounts", cookie)
        self.heard = ""

    def _read(self, message: ForwardMsg) -> bool:
        self.heard += str(message)
        return super()._read(message)


@pytest.fixture
def cookie(site: Site) -> Iterator[str]:
    """The cookie of an owner who just signed in."""
    with site.open(), engine.writing() as c:
        token = sign_in.open_sign_in(c, site.actor.account_id, machine_time())
    yield f"entregent_staff={token}"
    with site.open():
        sign_in.sign_out(token)


def play(steps: Coroutine[Any, Any, None]) -> None:
    """Run what several tabs do one after the other."""
    asyncio.run(asyncio.wait_for(steps, 120))


def others(site: Site) -> dict[str, Listening]:
    """Return whoever has the id and not the cookie."""
    forger = Listening(site.address, "")
    forger.headers[HEADER] = browser_of({"entregent_staff": "guessed"}) or ""
    candidate = Listening(site.address, f"entregent_sitting={site.invite().token}")
    return {"nobody": Listening(site.address, ""), "a candidate": candidate, "a forger": forger}


def test_the_id_of_a_live_page_opens_an_empty_one(site: Site, cookie: str):
    async def attack() -> None:
        owner = Listening(site.address, cookie)
        await owner.open()
        assert OWNER in owner.heard
        for who, stranger in others(site).items():
            await stranger.open(resume=owner.session_id)
            assert stranger.session_id != owner.session_id, who
            assert OWNER not in stranger.heard, who
            await stranger.close()
        # Nor was the owner's own line cut.
        await owner.run({})
        await owner.close()

    play(attack())


def test_the_id_of_a_page_that_lost_its_line_opens_an_empty_one(site: Site, cookie: str):
    async def attack() -> None:
        owner = Listening(site.address, cookie)
        await owner.open()
        await owner.close()
        for who, stranger in others(site).items():
            await stranger.open(resume=owner.session_id)
            assert stranger.session_id != owner.session_id, who
            assert OWNER not in stranger.heard, who
            await stranger.close()
        back = Listening(site.address, cookie)
        await back.open(resume=owner.session_id)
        assert back.session_id == owner.session_id
        await back.close()

    play(attack())


def test_somebody_unknown_takes_up_nobodys_page(site: Site):
    async def attack() -> None:
        first, second = Listening(site.address, ""), Listening(site.address, "")
        await first.open()
        await first.close()
        await second.open(resume=first.session_id)
        assert second.session_id != first.session_id
        await second.close()

    play(attack())


def test_nobody_uploads_to_the_page_of_somebody_else(site: Site, cookie: str):
    async def attack() -> None:
        owner = Listening(site.address, cookie)
        await owner.open()
        path = f"/_stcore/upload_file/{owner.session_id}/file"
        for method in ("PUT", "DELETE"):
            assert _asked(site, method, path, "") == (403, b"Forbidden"), method
            assert _asked(site, method, path, "entregent_staff=other") == (403, b"Forbidden"), method
        # To the owner it is Streamlit that says no, for want of its own token.
        assert _asked(site, "PUT", path, cookie)[1] != b"Forbidden"
        await owner.close()

    play(attack())


def test_no_line_of_the_log_holds_the_id_of_a_session(site: Site, cookie: str):
    async def come_back() -> None:
        owner, again = Listening(site.address, cookie), Listening(site.address, cookie)
        stranger = Listening(site.address, "entregent_staff=other")
        await owner.open()
        # Streamlit writes a line about each of these.
        await stranger.open(resume=owner.session_id)
        await again.open(resume=owner.session_id)
        assert again.session_id == owner.session_id
        log = site.log.read_text("utf-8")
        assert owner.session_id not in log
        for one in (owner, stranger, again):
            await one.close()

    play(come_back())


def _asked(site: Site, method: str, path: str, cookie: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", site.product.port, timeout=30)
    try:
        connection.request(method, path, body=b"x", headers={"Cookie": cookie, "Origin": site.address})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


@pytest.mark.parametrize("origin", [None, "null", "http://localhost:9999", "http://127.0.0.1:9999"])
def test_no_page_of_another_address_opens_a_websocket(site: Site, cookie: str, origin: str | None):
    async def attack() -> None:
        tab = Listening(site.address, cookie)
        del tab.headers["Origin"]
        if origin is not None:
            tab.headers["Origin"] = origin
        with pytest.raises(InvalidStatus) as refused:
            await tab.open()
        assert refused.value.response.status_code == 403

    play(attack())


def test_the_page_of_the_machines_other_name_opens_one(site: Site, cookie: str):
    async def visit() -> None:
        tab = Listening(site.address.replace("127.0.0.1", "localhost"), cookie)
        await tab.open()
        assert OWNER in tab.heard
        await tab.close()

    play(visit())
