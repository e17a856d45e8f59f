"""A marker opens everything they can reach: nothing anywhere tells who wrote a reply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect

import texts
from tests.browser.conftest import LOCALES, PATIENCE_MS
from tests.browser.inspection import settle
from tests.browser.marking_site import MarkingSite
from tests.workflows.marked import O8, O9, hold, mark_all

pytestmark = pytest.mark.browser

WORDS = texts.texts("en")
TELLING = re.compile(rb"Person \d{4}|C-\d{4}|p\d+@example\.com")
"""Names, pseudonyms and addresses of the candidates of these campaigns."""
STAFF_PAGES = (
    "/campaigns", "/campaign?id={c}", "/campaign?id={c}&section=follow", "/campaign?id={c}&section=marking",
    "/edit?id={c}", "/compare?campaign={c}", "/candidate?campaign={c}", "/accounts", "/front", "/nowhere",
)  # fmt: skip
FILES = (
    "/exports/{c}/results.csv", "/exports/{c}/results.xlsx", "/exports/{c}/results.csv?names=1",
    "/exports/{c}/results.xlsx?names=1", "/exports/{c}/marks.csv", "/exports/links/{c}.csv",
)  # fmt: skip


class Ear:
    """Hears everything that reaches a browser, and everything it asks for."""

    def __init__(self, page: Page) -> None:
        self.heard: list[tuple[str, bytes]] = []
        page.on("websocket", self._listen)
        page.on("request", lambda request: self.hear("address", request.url))

    def _listen(self, socket: WebSocket) -> None:
        self.hear("address of a socket", socket.url)
        socket.on("framereceived", lambda frame: self.hear("frame received", frame))
        socket.on("framesent", lambda frame: self.hear("frame sent", frame))

    def hear(self, where: str, said: str | bytes) -> None:
        self.heard.append((where, said.encode() if isinstance(said, str) else said))

    def look(self, page: Page) -> None:
        """Note what stands on the page and in its head."""
        settle(page)
        self.hear("title", page.title())
        self.hear("page", page.content())
        self.hear("text", page.get_by_role("main").inner_text())

    def tells(self, secrets: set[bytes]) -> list[str]:
        """Return where something telling was heard."""
        found = []
        for where, said in self.heard:
            told = {match.group() for match in TELLING.finditer(said)} | {
                secret for secret in secrets if secret in said
            }
            found += [f"{where}: {one!r}" for one in told]
        return sorted(set(found))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MarkingSite]:
    """Start the product once for this file."""
    laid = MarkingSite(tmp_path_factory.mktemp("blind"))
    laid.product.start()
    yield laid
    laid.product.stop()


@pytest.fixture
def page(browser: Browser, site: MarkingSite) -> Iterator[Page]:
    """A marker in front of a browser, with marked and waiting replies."""
    context = browser.new_context(locale=LOCALES["en"], viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


@pytest.fixture
def crawl(site: MarkingSite, page: Page):
    """A campaign half marked, and a marker of it who listens."""
    filled, (ana, bo) = site.campaign(5, "Ana", "Bo")
    with site.open():
        mark_all(bo, filled.id, 0)
        mark_all(ana, filled.id, 3, item_id=O9)
        hold(ana, filled.id)
    ear = Ear(page)
    site.sit_down(page.context, ana).close()  # its sign-in is the browser's
    return filled, ear


def buttons(page: Page) -> list[str]:
    """Return the names of everything that can be pressed, but the way out."""
    names = [one.inner_text().strip() for one in page.get_by_role("button").all() if one.is_visible()]
    names += [one.inner_text().strip() for one in page.locator("label:has(input[type=radio])").all()]
    return [name for name in dict.fromkeys(names) if name and name not in "01234" and "Sign out" not in name]


def test_nothing_a_marker_can_open_tells_who_wrote(site, page, crawl):
    filled, ear = crawl
    secrets = {one.encode() for one in site.ids()}
    desk = f"/marking?campaign={filled.id}&prompt="
    doors = ["/", "/marking", f"{desk}{O8}", f"{desk}{O9}", f"{desk}{O8}&train=1", f"{desk}S25", f"{desk}X"]
    doors += ["/marking?campaign=x&prompt=O8", f"{desk}{O8}&code=AAAAAAAA&candidate=1&names=1&section=own"]
    followed = set()
    for door in doors:
        site.go(page, door)
        ear.look(page)
        for link in page.locator("a[href]").all():
            address = link.get_attribute("href") or ""
            if urlsplit(address).netloc in ("", urlsplit(site.product.address).netloc):
                followed.add(address)
        for name in buttons(page):
            site.go(page, door)
            settle(page)
            pressed = page.get_by_text(name, exact=True).first
            if pressed.count() and pressed.is_visible():
                pressed.click(timeout=5000)
                ear.look(page)
    for address in sorted(followed):
        if not address.startswith(("#", "mailto:")):
            page.goto(address if "//" in address else f"{site.product.address}/{address.lstrip('/')}")
            ear.look(page)
    assert any(b"We are sorry" in said for where, said in ear.heard if where == "frame received")
    assert ear.tells(secrets) == []


def test_pages_and_files_of_others_are_shut_to_a_marker(site, page, crawl):
    filled, ear = crawl
    for path in STAFF_PAGES:
        page.goto(site.product.address + path.format(c=filled.id))
        expect(page.get_by_role("heading", level=1).first).to_be_attached()
        ear.look(page)
    for path in FILES:
        answer = page.request.get(site.product.address + path.format(c=filled.id), max_redirects=0)
        ear.hear(path, answer.body())
        assert answer.status != 200 or "text/html" in answer.headers["content-type"], path
    assert ear.tells({one.encode() for one in site.ids()}) == []


def test_own_marks_are_listed_by_code_and_not_by_arrival(site, page, crawl):
    filled, ear = crawl
    site.desk(page, filled.id, O9)
    page.get_by_role("radio", name=WORDS["marking.parts.own"]).click()
    expect(page.get_by_role("heading", name=WORDS["marking.own.marks"])).to_be_visible()
    ear.look(page)
    tables = page.get_by_role("region").all()
    codes = [
        name for table in tables if (name := table.get_attribute("aria-label") or "").startswith("Marks of")
    ]
    assert len(codes) == 5
    assert codes == sorted(codes)


def test_the_ear_would_hear(site, crawl):
    _, ear = crawl
    ear.hear("page", "Person 0001 and C-0002")
    assert len(ear.tells({site.ids().pop().encode()})) == 2
