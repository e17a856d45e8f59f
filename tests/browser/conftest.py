"""A browser, pages that are watched, and a server that can be killed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.install import executable
from tests.browser.line import Line
from tests.browser.person import Person
from tests.browser.watch import Watch
from tests.clock import like_the_server
from tests.site import Site

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE_MS = 30_000
"""For a machine that has other things to do; nothing waits that long when all is well."""
LOCALES = {"fr": "fr-FR", "en": "en-GB"}


@pytest.fixture(scope="package", autouse=True)
def time_of_the_server() -> Iterator[None]:
    """Let everything go by the machine's clock: servers and browsers do."""
    with like_the_server():
        yield


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Start a browser; it ends with this folder: its event loop would be in the way of other tests."""
    path = executable()
    if path is None:
        reason = "no browser: run `python -m tests.browser.install`, or set ENTREGENT_BROWSER to one"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Watch every page of a test, and complain at its end about what should not have happened."""
    watching = Watch()
    yield watching
    watching.complain()


@pytest.fixture
def sit_down(browser: Browser, watch: Watch) -> Iterator[Callable[..., Person]]:
    """Return a function that puts somebody in front of a browser of their own."""
    contexts = []

    def sit_down(
        address: str,
        language: str = "fr",
        *,
        width: int = 1280,
        touch: bool = False,
        zone: str | None = None,
        before: Callable[[Page], None] | None = None,
    ) -> Person:
        context = browser.new_context(
            locale=LOCALES[language],
            viewport={"width": width, "height": 844 if width < 500 else 900},
            has_touch=touch,
            reduced_motion="reduce",
            timezone_id=zone,
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        watch.follow(context, address)
        page = context.new_page()
        if before is not None:
            before(page)
        page.goto(address, wait_until="commit" if before else "load")
        return Person(page, language)

    yield sit_down
    for context in contexts:
        watch.look_at(context)
        context.close()


@pytest.fixture
def line(site: Site) -> Iterator[Line]:
    """Lay a line to the server that can be cut."""
    laid = Line(site.product.port)
    yield laid
    laid.close()
