"""Weigh a page as a phone meets it: requests, bytes over the wire, time to the first usable widget.

    python benchmarks/page_weight.py http://localhost:8501/i/TOKEN --ready ".scene .next" --limit 1100

Loads the page cold and warm, then cold on a throttled line, and says how many bytes one answer brings back.
Exit code 1 when anything is fetched from another host or the first load is over the limit (KiB).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import CDPSession, Page, sync_playwright

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
LINES = {"4G, 9 Mbit/s, 60 ms": (9000, 60, 4), "slow 4G, 1.6 Mbit/s, 150 ms": (1600, 150, 4)}
"""Name -> kbit/s, latency in ms, CPU slowdown."""


@dataclass
class Weighing:
    """Cost of one load."""

    seconds: float = 0.0
    n_requests: int = 0
    sizes: Counter[str] = field(default_factory=Counter)
    outside: set[str] = field(default_factory=set)
    frames: list[int] = field(default_factory=list)

    @property
    def kib(self) -> float:
        """Bytes over the wire, in KiB."""
        return sum(self.sizes.values()) / 1024


def watch(wire: CDPSession, host: str) -> Weighing:
    seen, names = Weighing(), dict[str, str]()

    def asked(event: dict) -> None:
        parts = urlsplit(event["request"]["url"])
        names[event["requestId"]] = parts.path.rsplit("/", 1)[-1] or "/"
        if parts.scheme in {"http", "https"} and parts.netloc != host:
            seen.outside.add(parts.netloc)

    def finished(event: dict) -> None:
        seen.n_requests += 1
        seen.sizes[names.get(event["requestId"], "?")] += int(event["encodedDataLength"])

    wire.on("Network.requestWillBeSent", asked)
    wire.on("Network.loadingFinished", finished)
    # Binary frames arrive as base64: three bytes in four characters.
    wire.on(
        "Network.webSocketFrameReceived",
        lambda event: seen.frames.append(len(event["response"]["payloadData"]) * 3 // 4),
    )
    return seen


def load(page: Page, url: str, ready: str, line: tuple[int, int, int] | None = None) -> Weighing:
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    if line:
        rate, latency, slower = line
        limits = {
            "offline": False,
            "latency": latency,
            "downloadThroughput": rate * 125,
            "uploadThroughput": rate * 60,
        }
        wire.send("Network.emulateNetworkConditions", limits)
        wire.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    seen = watch(wire, urlsplit(url).netloc)
    start = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_selector(ready, timeout=120_000)
    seen.seconds = time.perf_counter() - start
    page.wait_for_timeout(2000)
    return seen


def report(name: str, seen: Weighing) -> None:
    heaviest = ", ".join(f"{file} {size / 1024:.0f}" for file, size in seen.sizes.most_common(6))
    print(f"{name}: {seen.seconds:.2f} s, {seen.n_requests} requests, {seen.kib:.0f} KiB ({heaviest})")
    print(f"    websocket: {len(seen.frames)} frames, {sum(seen.frames) / 1024:.1f} KiB")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--ready", default="[data-testid=stMain] h1")
    parser.add_argument("--click", help="selector clicked once after the load, to weigh one answer")
    parser.add_argument("--limit", type=float, default=1100, help="KiB of the first load")
    options = parser.parse_args()
    failures = []
    with sync_playwright() as playwright:

        def weigh(
            folder: str, line: tuple[int, int, int] | None = None, click: str | None = None
        ) -> Weighing:
            context = playwright.chromium.launch_persistent_context(
                folder,
                executable_path="/usr/bin/chromium",
                args=FLAGS,
                viewport={"width": 390, "height": 844},
            )
            page = context.pages[0]
            seen = load(page, options.url, options.ready, line)
            if click:
                before = sum(seen.frames)
                page.locator(click).first.click()
                page.wait_for_timeout(1500)
                print(f"one answer brings back {sum(seen.frames) - before} bytes")
            context.close()
            return seen

        folder = tempfile.mkdtemp()
        cold = weigh(folder)
        report("cold", cold)
        report("warm cache", weigh(folder, click=options.click))
        for name, line in LINES.items():
            report(f"cold, {name}, slow CPU", weigh(tempfile.mkdtemp(), line))
        if cold.outside:
            failures.append(f"fetched from elsewhere: {', '.join(sorted(cold.outside))}")
        if cold.kib > options.limit:
            failures.append(f"{cold.kib:.0f} KiB is over {options.limit:.0f}")
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
