"""People who answer while something goes wrong, and who write down what they were told was stored.

Each does what the page does: an answer is sent beside the websocket, by the websocket where that brings
nothing back, and again, the same at the same revision, until it is taken. Afterwards their notes are held
against the database: what was acknowledged and is not there was lost, what is there twice was doubled.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import websockets

from benchmarks.faults.sites import Site, Stored
from benchmarks.tab import PageFailed, Tab, some_answer

THINKING_S = 0.5
PATIENCE_S = 12.0
"""After that a person sends once more: the page's own line gives up sooner."""
AGAIN_S = 0.3
TROUBLE = (
    OSError, TimeoutError, asyncio.IncompleteReadError, websockets.WebSocketException, PageFailed, ValueError
)  # fmt: skip


class Acknowledged(NamedTuple):
    """What a person was told is stored."""

    sitting: str
    item: str
    revision: int


@dataclass
class Notes:
    """What people saw, all together."""

    acknowledged: dict[Acknowledged, Any] = field(default_factory=dict)
    """What was acknowledged, and the answer."""
    sittings: set[str] = field(default_factory=set)
    waits: list[float] = field(default_factory=list)
    """Seconds from first sending an answer until it was acknowledged, however often it was sent."""
    n_refused: int = 0
    """Sendings to which the server said that nothing was stored."""
    n_cut: int = 0
    """Sendings to which nothing was said at all."""
    pages_refused: int = 0
    failures: Counter[str] = field(default_factory=Counter)


@dataclass
class Found:
    """What became of everybody's answers."""

    acknowledged: int
    lost: int
    doubled: int


class Person:
    """Somebody with a link, who answers one scene after the other."""

    def __init__(self, site: Site, token: str, notes: Notes, *, cut: float = 0.0) -> None:
        self._site, self._token, self._notes = site, token, notes
        self._cut = cut
        """How often, of all sendings, the line is cut before the answer to it arrives."""
        self._tab: Tab | None = None
        self._turn = random.randrange(1000)

    async def answer_until(self, over: asyncio.Event) -> bool:
        """Answer until told to stop; False: the form came to its end first."""
        try:
            while not over.is_set():
                tab = await self._open(over)
                if tab is None or tab.scene is None or not tab.scene["address"]:
                    return over.is_set()
                await asyncio.sleep(random.expovariate(1 / THINKING_S))
                await self._answer(tab, over)
            return True
        finally:
            await self.leave()

    async def look(self) -> bool:
        """Open the page once and leave it open; tell whether the scene came."""
        self._tab = Tab(self._site.product.address, "sit", f"entregent_sitting={self._token}")
        try:
            await asyncio.wait_for(self._tab.open(), PATIENCE_S)
        except TROUBLE as problem:
            self._notes.failures[type(problem).__name__] += 1
            return False
        return self._tab.scene is not None

    async def leave(self) -> None:
        """Close the tab, if one is open."""
        tab, self._tab = self._tab, None
        if tab is not None:
            with contextlib.suppress(*TROUBLE, AttributeError):
                await asyncio.wait_for(tab.close(), 2)

    async def _open(self, over: asyncio.Event) -> Tab | None:
        """Return the open page, opened anew as often as it takes."""
        while self._tab is None and not over.is_set():
            # Between two servers people come to one, then to the other.
            address = self._site.addresses[self._turn % len(self._site.addresses)]
            tab = Tab(address, "sit", f"entregent_sitting={self._token}")
            self._turn += 1
            self._tab = tab
            try:
                await asyncio.wait_for(tab.open(), PATIENCE_S)
                if tab.failure:
                    raise PageFailed(tab.failure)
            except TROUBLE as problem:
                self._notes.pages_refused += 1
                self._notes.failures[type(problem).__name__] += 1
                await self.leave()
                await asyncio.sleep(AGAIN_S)
        return None if over.is_set() else self._tab

    async def _answer(self, first: Tab, over: asyncio.Event) -> None:
        """Send an answer until it is taken: the page says so, or shows what comes next once opened anew."""
        scene = first.scene
        assert scene is not None
        key = Acknowledged(scene["storage"], scene["item"], scene["revision"])
        value, began = some_answer(scene, self._turn), time.perf_counter()
        self._notes.sittings.add(key.sitting)
        self._turn += 1
        while (tab := await self._open(over)) is not None and _asks(tab, key):
            if await self._is_taken(tab, key, value):
                break
            await asyncio.sleep(AGAIN_S)
        if tab is not None:
            self._notes.waits.append(time.perf_counter() - began)
            self._notes.acknowledged[key] = value

    async def _is_taken(self, tab: Tab, key: Acknowledged, value: Any) -> bool:
        """Send an answer once; tell whether the page said that it is stored."""
        try:
            if random.random() < self._cut:
                self._notes.n_cut += 1
                await tab.send_and_hang_up(value)
            await asyncio.wait_for(tab.answer(value), PATIENCE_S)
        except TROUBLE as problem:
            self._notes.n_cut += 1
            self._notes.failures[type(problem).__name__] += 1
            await self.leave()
            return False
        is_refused = bool(tab.failure) or (tab.scene is not None and bool(tab.scene["error"]))
        self._notes.n_refused += is_refused
        if tab.failure:
            await self.leave()
        return not is_refused and not _asks(tab, key)


def _asks(tab: Tab, sent: Acknowledged) -> bool:
    """Tell whether a page still asks for what was sent."""
    return tab.scene is not None and (tab.scene["item"], tab.scene["revision"]) == (sent.item, sent.revision)


async def crowd(site: Site, n: int, notes: Notes, over: asyncio.Event, *, cut: float = 0.0) -> None:
    """Let so many people sit at once; whose form comes to its end gives way to the next."""

    async def seat() -> None:
        while site.tokens and not over.is_set():
            await Person(site, site.tokens.pop(), notes, cut=cut).answer_until(over)

    await asyncio.gather(*(seat() for _ in range(n)))


def compared(notes: Notes, stored: list[Stored]) -> Found:
    """Hold what people were told against what the database holds."""
    kept = {Acknowledged(*row[:3]): row.value for row in stored}
    lost = sum(key not in kept or kept[key] != value for key, value in notes.acknowledged.items())
    # Nobody here changes an answer: a second row of one scene is the first one stored once more.
    scenes = {(row.sitting, row.item) for row in stored}
    return Found(len(notes.acknowledged), lost, len(stored) - len(scenes))
