"""Waits of a manager for the ranking of 2,000 people after a click, in a real browser.

``python -m benchmarks.ranking_page [runs]`` fills a database once and prints a Markdown table of medians. One
click before is not counted: the comparison is in memory, the browser has been there. ``DATABASE=FILE`` uses a
database that is filled already; it is copied. A page answers once its charts are drawn and its table opens.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import psutil
from playwright.sync_api import Page, expect, sync_playwright

import texts
from benchmarks.bench_compare import AIM_S, fill
from benchmarks.page_weight import FLAGS
from benchmarks.server import Product
from data.accounts import accounts
from data.campaigns.campaigns import all_campaigns
from data.common import engine
from domain import STAFF_COOKIE
from tests.browser.install import executable
from workflows.accounts import sign_in
from workflows.common.clock import utc_now

WORDS = texts.texts("fr")
WATCH = """() => {
  const drawn = () =>
    document.querySelector(".st-key-overview .scatterlayer path.js-line")
    && document.querySelector(".st-key-ranking .scatterlayer path.point")
  window.seen = { pressed: null, first: null, drawn: null }
  const look = () => {
    const { seen } = window, now = performance.now()
    if (seen.pressed === null) return
    seen.first ??= now
    if (seen.drawn === null && drawn()) seen.drawn = now
  }
  addEventListener("pointerdown", () => { window.seen.pressed ??= performance.now() }, true)
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true })
}"""


class Click(NamedTuple):
    """One click, in seconds from the press; the processor's time is the server's."""

    first: float
    """Until anything on the page changes."""
    drawn: float
    answers: float
    """Until a widget of the new page has answered, the browser's driver included."""
    server: float


def section(page: Page, _: str) -> Callable[[], None]:
    """Stand at another section; the click is on the ranking."""
    choose(page, "rest")
    expect(page.locator(".st-key-ranking")).to_have_count(0)
    return lambda: choose(page, "ranking")


def back(page: Page, address: str) -> Callable[[], None]:
    """Stand at somebody's evidence; the click draws the whole page of the ranking."""
    choose(page, "ranking")
    page.get_by_role("button", name=WORDS["compare.ranking.open"], exact=True).click()
    leave = page.get_by_role("button", name=WORDS["compare.candidate.back"])
    expect(leave).to_be_visible()
    settle(page)
    return leave.click


def choose(page: Page, name: str) -> None:
    """Choose a section of the comparison."""
    page.get_by_role("radio", name=WORDS[f"compare.sections.{name}"], exact=True).click()


def settle(page: Page) -> None:
    """Wait until the script has run to its end."""
    page.wait_for_selector('[data-testid=stApp][data-test-script-state="notRunning"]')


CLICKS = {"from another section": section, "from a candidate's evidence": back}


def measure(page: Page, address: str, stand: Callable[[Page, str], Callable[[], None]], pid: int) -> Click:
    """Click once and wait until the ranking answers."""
    settle(page)
    click = stand(page, address)
    settle(page)
    page.evaluate(WATCH)
    server = psutil.Process(pid)
    before = sum(server.cpu_times()[:2])
    began = time.perf_counter()
    click()
    page.wait_for_function("() => window.seen.drawn !== null")
    page.locator("summary", has_text=WORDS["compare.table.open"]).click()
    page.wait_for_selector("details[open]")
    answers = time.perf_counter() - began
    settle(page)
    seen = page.evaluate("window.seen")
    return Click(
        (seen["first"] - seen["pressed"]) / 1000,
        (seen["drawn"] - seen["pressed"]) / 1000,
        answers,
        sum(server.cpu_times()[:2]) - before,
    )


def rows(runs: int, database: Path) -> list[dict[str, object]]:
    """Start the product on a filled database and measure each way to the ranking."""
    product = Product(database)
    campaign_id, token = _way_in(database)
    product.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
            page = browser.new_page(locale="fr-FR", viewport={"width": 1280, "height": 900})
            page.set_default_timeout(60_000)
            page.context.add_cookies([{"name": STAFF_COOKIE, "value": token, "url": product.address}])
            address = f"{product.address}/compare?campaign={campaign_id}&stage=before_interview"
            page.goto(address)
            page.wait_for_selector(".st-key-ranking .js-plotly-plot .main-svg")
            measured = [_row(name, page, address, product.pid, runs) for name in CLICKS]
            browser.close()
            return measured
    finally:
        product.stop()


def _row(name: str, page: Page, address: str, pid: int, runs: int) -> dict[str, object]:
    _, *each = [measure(page, address, CLICKS[name], pid) for _ in range(runs + 1)]
    middle = Click(*(statistics.median(values) for values in zip(*each, strict=True)))
    return {
        "click on the ranking of 2,000 people": name,
        "first change s": f"{middle.first:.2f}",
        "charts drawn s": f"{middle.drawn:.2f}",
        "table opens s": f"{middle.answers:.2f}",
        "server's processor s": f"{middle.server:.2f}",
        "aim s": AIM_S,
        "load": f"{os.getloadavg()[0]:.1f}",
    }


def _way_in(database: Path) -> tuple[str, str]:
    """Return the campaign and a sign-in of somebody who may compare."""
    bound = engine.bind(f"sqlite:///{database}")
    with engine.writing() as connection:
        campaign_id = all_campaigns(connection)[0].id
        account_id = accounts.add_account(
            connection, email="bench@example.com", name="Mara Oster", role="manager", language="fr",
            now=utc_now(),
        )  # fmt: skip
        token = sign_in.open_sign_in(connection, account_id, utc_now())
    bound.dispose()
    return campaign_id, token


def table(runs: int) -> str:
    """Measure and write a Markdown table."""
    with tempfile.TemporaryDirectory(prefix="entregent-bench-") as folder:
        database = Path(folder) / "ranking.db"
        filled = os.environ.get("DATABASE")
        if filled:
            shutil.copyfile(filled, database)
        else:
            fill(database)
        measured = rows(runs, database)
    lines = [
        list(measured[0]),
        ["---"] * len(measured[0]),
        *([str(cell) for cell in row.values()] for row in measured),
    ]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


if __name__ == "__main__":
    print(table(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
