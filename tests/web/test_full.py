"""A server with few file descriptors: pages are refused while whoever sits goes on."""

from __future__ import annotations

import asyncio
import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import websockets

from benchmarks.tab import Tab, some_answer
from tests.site import Site
from web.edge.open_pages import FREE_FOR_KNOWN

resource = pytest.importorskip("resource")
pytestmark = pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="limits of others are Linux's")
MOST = 120
N_SITTING = 4


@contextmanager
def few_descriptors(pid: int) -> Iterator[None]:
    """Let a process have so many, and what it had before afterwards."""
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (MOST, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_NOFILE, before)


def n_open(pid: int) -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))


def asked(address: str, cookie: str = "", language: str = "en") -> tuple[int, str]:
    """Ask for an address as a browser does; return status and what came."""
    told = {"Cookie": cookie, "Accept": "text/html", "Accept-Language": language, "Connection": "close"}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=told), timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def cookie(token: str) -> str:
    return f"entregent_sitting={token}"


async def fill(site: Site, tokens: list[str]) -> list[Tab]:
    """Open pages of these people until one is refused; return those that are open."""
    opened: list[Tab] = []
    for token in tokens:
        tab = Tab(site.address, "sit", cookie(token))
        try:
            await tab.open()
        except websockets.ConnectionClosed as refused:
            assert refused.rcvd is not None
            assert refused.rcvd.code == 1013
            return opened
        except websockets.InvalidStatus as refused:
            assert refused.response.status_code == 403
            return opened
        opened.append(tab)
    raise AssertionError("No page was refused.")


def test_new_pages_are_refused_in_words_before_those_who_sit_notice(site):
    sitting = [site.seat().token for _ in range(N_SITTING)]
    others = [site.seat().token for _ in range(4)]
    stranger = site.seat().token
    pid = site.product.pid

    async def run() -> None:
        tabs = [Tab(site.address, "sit", cookie(token)) for token in sitting]
        for tab in tabs:
            await tab.open()
        before = n_open(pid)
        opened = await fill(site, others * 30)
        assert len(opened) > MOST / 2, "a page takes one descriptor"
        # Those who were here before may fill what nobody new gets, and no more than that.
        assert MOST * (1 - FREE_FOR_KNOWN) < n_open(pid) < MOST
        for page, language, word in (("sit", "fr", "ouvertes"), ("", "en", "open")):
            status, said = await asyncio.to_thread(
                asked, f"{site.address}/{page}", cookie(stranger), language
            )
            assert (status, word in said) == (503, True)
        health = await asyncio.to_thread(asked, f"{site.address}/healthz")
        assert (health[0], json.loads(health[1])["status"]) == (200, "full")
        for turn, tab in enumerate(tabs):
            assert tab.scene is not None
            await tab.answer(some_answer(tab.scene, turn))
            assert tab.failure == ""
        for tab in opened:
            await tab.close()
        again = Tab(site.address, "sit", cookie(stranger))
        while n_open(pid) > before + N_SITTING:
            await asyncio.sleep(0.05)
        await again.open()
        for tab in (again, *tabs):
            await tab.close()

    with few_descriptors(pid):
        asyncio.run(asyncio.wait_for(run(), 120))
    assert json.loads(asked(f"{site.address}/healthz")[1]) == {"status": "ok"}
    assert site.log.read_text("utf-8").count("Too many open files") == 0
