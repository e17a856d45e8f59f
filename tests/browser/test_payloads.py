"""What people typed to do harm is shown as they typed it, and nothing of it runs, on either side's pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

import texts
from domain import STAFF_COOKIE
from tests.browser.conftest import LOCALES, PATIENCE_MS
from tests.browser.inspection import settle
from tests.browser.payload_site import REPLY, STAGES, PayloadSite
from tests.payloads import bare, shown_otherwise

pytestmark = pytest.mark.browser

WORDS = texts.texts("en")
STAFF_PAGES = (
    "/campaigns", "/campaign?id={c}&section=follow", "/campaign?id={c}&section=invite",
    "/campaign?id={c}&section=marking", "/campaign?id={c}&section=interviews",
    "/campaign?id={c}&section=try_out", "/campaign?id={c}&section=requests", "/campaign?id={c}&section=mail",
    "/campaign?id={c}&section=documents", "/campaign?id={c}&section=team",
    "/edit?id={d}&step=charter", "/edit?id={d}&step=form",
    "/edit?id={d}&step=interview", "/edit?id={d}&step=settings", "/edit?id={d}&step=review",
    "/compare?campaign={c}", "/compare?campaign={c}&section=profiles",
    "/compare?campaign={c}&section=what_if", "/compare?campaign={c}&section=decisions",
    "/compare?campaign={c}&section=rest", "/candidate?campaign={c}&candidate={p}", "/interviews",
    "/interviews?interview={i}", "/accounts", "/record", "/impact", "/me",
)  # fmt: skip
PANELS_PAGES = ("/interviews", "/room?interview={i}", "/interviews?interview={i}")
MARKERS_PAGES = ("/marking", "/marking?campaign={c}&prompt={r}")
LOOK = """() => {
  const texts = [], wrong = []
  const look = root => {
    for (const node of root.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) texts.push(node.data)
      if (node.nodeType !== Node.ELEMENT_NODE) continue
      const name = node.localName
      if (name === "style") continue
      if (name === "script") {
        // Data is read by a script of ours and never run.
        if (node.type !== "application/json" && /__p\\(/.test(node.textContent)) wrong.push(node.outerHTML)
        continue
      }
      for (const { name: its, value } of node.attributes) {
        if (its.startsWith("on")) wrong.push(`${name} ${its}=${value}`)
        const leads = ["href", "src", "srcdoc", "action", "formaction", "xlink:href"].includes(its)
        if (leads && /^\\s*(javascript|vbscript|data:text)|payload|__p\\(/i.test(value))
          wrong.push(`${name} ${its}=${value}`)
      }
      if (name === "iframe" || node.classList.contains("katex")) wrong.push(node.outerHTML.slice(0, 200))
      if (["input", "textarea"].includes(name)) texts.push(`\\n${node.value}\\n`)
      if (node.shadowRoot) look(node.shadowRoot)
      look(node)
    }
  }
  look(document.documentElement)
  return { text: texts.join(""), wrong, ran: window.__ran ?? 0 }
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PayloadSite]:
    made = PayloadSite(tmp_path_factory.mktemp("payloads"))
    made.product.start()
    yield made
    made.product.stop()


@pytest.fixture
def page(browser: Browser, site: PayloadSite, watch) -> Iterator[Page]:
    context = browser.new_context(locale=LOCALES["en"], viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script("window.__ran = 0; window.__p = () => { window.__ran += 1 }")
    watch.follow(context, site.product.address)
    opened = context.new_page()
    said: list[str] = []
    opened.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    opened.on("request", lambda request: said.append(request.url) if "payload-x" in request.url else None)
    yield opened
    context.close()
    assert not said


def look(page: Page, site: PayloadSite, where: str, faults: list[str]) -> set[str]:
    """Return the marks on a page, and add what is wrong with it."""
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    settle(page)
    found = page.evaluate(LOOK)
    if found["ran"]:
        faults.append(f"{where}: a script ran")
    faults.extend(f"{where}: {one}" for one in found["wrong"])
    for mark, text in site.texts.items():
        for got in shown_otherwise(found["text"], mark, text):
            faults.append(f"{where}: {site.fields[mark]}: {got}")
    shown = bare(found["text"])
    return {mark for mark in site.texts if mark in shown}


def test_no_page_formats_or_runs_what_somebody_typed(site, page):
    faults: list[str] = []
    seen: set[str] = set()
    where = {
        "c": site.campaign_id, "d": site.draft_id, "i": site.interview_id, "p": site.finished[0], "r": REPLY,
    }  # fmt: skip
    visits = (
        (site.staff_token, STAFF_PAGES), (site.panel_token, PANELS_PAGES), (site.marker_token, MARKERS_PAGES),
    )  # fmt: skip
    for token, pages in visits:
        page.context.add_cookies([{"name": STAFF_COOKIE, "value": token, "url": site.product.address}])
        for one in pages:
            page.goto(site.product.address + one.format(**where))
            seen |= look(page, site, one, faults)
    page.get_by_role("radio", name=WORDS["marking.parts.own"], exact=True).click()
    expect(page.get_by_role("heading", name=WORDS["marking.own.marks"])).to_be_visible()
    seen |= look(page, site, "own marks", faults)
    page.context.clear_cookies()
    for stage in STAGES:
        page.goto(f"{site.product.address}/i/{site.tokens[stage]}")
        seen |= look(page, site, f"candidate, {stage}", faults)
    page.goto(f"{site.product.address}/i/{site.tokens['end']}?rights=1")
    expect(page.get_by_role("heading", name=WORDS["rights.page.title"])).to_be_visible()
    seen |= look(page, site, "candidate, rights", faults)
    unseen = set(site.fields.values()) - {site.fields[mark] for mark in seen}
    if "page_failed" in site.log.read_text("utf-8"):
        faults.append(f"a page failed, see {site.log}")
    faults.extend(f"nowhere to be seen: {one}" for one in sorted(unseen))
    assert not faults, "\n".join(faults)
