"""Waits of a candidate on a slow line for their first scene, in a real browser with nothing kept.

``python -m benchmarks.first_scene [runs]`` prints a Markdown table of medians, from opening the personal
link. The text: the scene's title and its button are on screen. Live: Streamlit has drawn the page. An answer:
chosen and sent as soon as there is something to choose, until the next scene is on screen. The lines are
``benchmarks/slow_line.py``: 400 kbit/s and 400 ms is what WebPageTest calls "Slow 3G".
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.page_weight import FLAGS
from benchmarks.server import Server, serving
from benchmarks.slow_line import Pace, slow_line
from tests.browser.install import executable
from tests.browser.person import Person

LINES = {
    "slow 3G": Pace(400, 400),
    "2 s of latency": Pace(10_000, 2000),
    "slow 4G": Pace(1600, 150),
}
SIZES = {"390 px": (390, 844)}
PATIENCE_MS = 180_000
LIVE = "[data-testid=stMain] .scene .next"


class Wait(NamedTuple):
    """Seconds from opening the link."""

    text: float
    live: float
    answer: float
    requests: int
    kib: float


def open_link(page: Page, address: str) -> Wait:
    """Open a link as a candidate, answer as soon as possible, and tell what it took."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[int] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.set_default_timeout(PATIENCE_MS)
    start = time.perf_counter()

    def since() -> float:
        return time.perf_counter() - start

    page.goto(address, wait_until="commit")
    page.locator(".scene .next").first.wait_for()
    text = since()
    title = page.locator(".scene .title").first.inner_text()
    Person(page, "fr").choose()
    page.locator(".scene .next").first.click()
    page.locator(".scene .title").first.filter(has_not_text=title).wait_for()
    answer = since()
    page.locator(LIVE).wait_for()
    return Wait(text, since(), answer, len(sizes), sum(sizes) / 1024)


def rows(runs: int, browser: Browser, server: Server, tokens: Callable[[], str]) -> list[list[str]]:
    """Measure each line ``runs`` times with an empty cache, once more with a full one."""
    port = int(server.address.rsplit(":", 1)[1])
    measured = []
    for name, pace in LINES.items():
        with slow_line(port, pace) as near:
            cold = [_one(browser, f"{near}/i/{tokens()}") for _ in range(runs)]
        measured.append([name, *_medians(cold)])
    return measured


def _one(browser: Browser, address: str) -> Wait:
    context = browser.new_context(locale="fr-FR", viewport={"width": 390, "height": 844})
    try:
        return open_link(context.new_page(), address)
    finally:
        context.close()


def _medians(waits: list[Wait]) -> list[str]:
    text, live, answer, requests, kib = (statistics.median(column) for column in zip(*waits, strict=True))
    return [f"{text:.1f}", f"{answer:.1f}", f"{live:.1f}", f"{requests:.0f}", f"{kib:.0f}"]


def main(runs: int) -> str:
    """Measure and write a Markdown table."""
    head = ["line", "the text s", "an answer and the next scene s", "live s", "requests", "KiB"]
    with serving(runs * len(LINES) + 1, n_finished=1) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        tokens = iter(server.tokens)
        _one(browser, f"{server.address}/i/{next(tokens)}")  # the server's own first page is not counted
        measured = rows(runs, browser, server, lambda: next(tokens))
        browser.close()
    lines = [head, ["---"] * len(head), *measured]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


if __name__ == "__main__":
    print(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
