"""Memory that each export and document leaves behind in the serving process, at 2,000 people.

``python -m benchmarks.left_behind [CASE…]`` fills a database once, starts the product anew for each file,
takes the file three times and prints a Markdown table. ``DATABASE=FILE`` uses a database that is filled
already; it is copied. RSS before is that of a server that has served nobody; what the first file leaves holds
the modules it loaded and the comparison that is kept in memory.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from benchmarks.bench_compare import fill
from benchmarks.server import Product
from data.accounts import accounts
from data.campaigns.campaigns import all_campaigns
from data.candidates.candidates import add_invitations
from data.common import engine
from data.comparison.results import finished_people
from domain import SITTING_COOKIE, STAFF_COOKIE
from workflows import sitting
from workflows.accounts import sign_in
from workflows.common.clock import utc_now

AIM_MB = 100
PAGES = 100
"""People with a page of their own in the longest report."""
TIMES = 3
REST_S = 3.0
TOKEN = "a-link-of-the-benchmark"

Case = Callable[[str, list[str]], str]
"""Campaign and candidates -> the path of a file."""

CASES: dict[str, Case] = {
    "results.csv": lambda campaign, _: f"/exports/{campaign}/results.csv",
    "results.json": lambda campaign, _: f"/exports/{campaign}/results.json",
    "results.xlsx": lambda campaign, _: f"/exports/{campaign}/results.xlsx",
    "manager.pdf, everybody": lambda campaign, _: f"/reports/{campaign}/manager.pdf",
    f"manager.pdf, {PAGES} people": lambda campaign, people: (
        f"/reports/{campaign}/manager.pdf?candidates={','.join(people[:PAGES])}"
    ),
    "feedback.pdf": lambda campaign, people: f"/reports/{campaign}/feedback/{people[0]}.pdf",
    "works council.docx": lambda campaign, _: f"/reports/{campaign}/documents/works_council.docx",
    "record.csv": lambda _, __: "/exports/record.csv",
    "archive.zip": lambda _, __: "/rights/archive.zip",
}


def rows(chosen: list[str]) -> list[dict[str, object]]:
    """Measure each case against a server of its own."""
    with TemporaryDirectory(prefix="entregent-left-") as folder:
        filled = Path(folder) / "filled.db"
        if given := os.environ.get("DATABASE"):
            shutil.copyfile(given, filled)
        else:
            fill(filled)
        campaign_id, people, cookies = _way_in(filled)
        return [
            _row(name, filled, case(campaign_id, people), cookies)
            for name, case in CASES.items()
            if not chosen or name in chosen
        ]


def _way_in(database: Path) -> tuple[str, list[str], str]:
    """Return campaign, candidates who finished, and the cookies of an owner and of one candidate."""
    bound = engine.bind(f"sqlite:///{database}")
    now = utc_now()
    with engine.writing() as connection:
        campaign_id = all_campaigns(connection)[0].id
        people = [person.candidate_id for person in finished_people(connection, campaign_id)]
        add_invitations(connection, {people[0]: TOKEN}, now=now, expires_at=now + dt.timedelta(days=9))
        account_id = accounts.add_account(
            connection, email="bench@example.com", name="Mara Oster", role="owner", language="fr", now=now
        )  # fmt: skip
        staff = sign_in.open_sign_in(connection, account_id, now)
    sitting.open_link(TOKEN)
    bound.dispose()
    return campaign_id, people, f"{STAFF_COOKIE}={staff}; {SITTING_COOKIE}={TOKEN}"


def _row(name: str, filled: Path, path: str, cookies: str) -> dict[str, object]:
    with TemporaryDirectory(prefix="entregent-left-") as folder:
        database = Path(folder) / "bench.db"
        shutil.copyfile(filled, database)
        product = Product(database)
        product.start()
        try:
            process = psutil.Process(product.pid)
            time.sleep(REST_S)
            before = _rss(process)
            taken = [_take(process, product.address + path, cookies) for _ in range(TIMES)]
        finally:
            product.stop()
    left = [round(after - before) for _, after, _ in taken]
    return {
        "file": name,
        "MB": f"{taken[0][2] / 2**20:.1f}",
        "RSS before": round(before),
        "most": round(max(most for most, _, _ in taken)),
        "left after 1, 2, 3": ", ".join(map(str, left)),
        "aim": f"{AIM_MB} {'kept' if left[-1] <= AIM_MB else 'missed'}",
    }


def _take(process: psutil.Process, address: str, cookies: str) -> tuple[float, float, int]:
    """Return the most RSS while a file is made, the RSS a little later, and the file's bytes."""
    most, done = [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            most[0] = max(most[0], _rss(process))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        asked = urllib.request.Request(address, headers={"Cookie": cookies})
        with urllib.request.urlopen(asked, timeout=300) as answer:
            size = len(answer.read())
    finally:
        done.set()
        watcher.join()
    time.sleep(REST_S)
    return most[0], _rss(process), size


def _rss(process: psutil.Process) -> float:
    return process.memory_info().rss / 2**20


if __name__ == "__main__":
    from benchmarks.__main__ import table

    print(table(rows(sys.argv[1:])))
