"""The scene out of the first response: there before Streamlit, answered, and taken over without a jump."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.person import Person

pytestmark = pytest.mark.browser

STREAMLIT = "**/static/js/**"
PLACES = """() => {
  const host = document.querySelector("#early") ?? document.querySelector("[data-testid=stMain]")
  const walk = (root, found = []) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.matches(".bar, .mark, .progress, .scene, .title, .story, .choices, .next, .page-foot")) {
        const { x, y, width, height } = node.getBoundingClientRect()
        found.push([node.className, ...[x, y, width, height].map(Math.round)].join())
      }
      if (node.shadowRoot) walk(node.shadowRoot, found)
    }
    return found
  }
  return [...walk(host), host.scrollTop]
}"""
WELCOMED = """() => {
  const host = document.querySelector("#early") ?? document.querySelector("[data-testid=stMain]")
  return [...host.querySelectorAll("h1, h3, p:not([role]):not(button p), li, button")]
    .filter(node => !node.closest(".chrome, dialog") && node.textContent)
    .map(node => [node.textContent.trim(), node])
    .map(([text, node]) => {
      const { x, y } = node.getBoundingClientRect()
      const { fontSize, fontWeight, color } = getComputedStyle(node.querySelector("p") ?? node)
      return [text, Math.round(x), Math.round(y), fontSize, fontWeight, color].join()
    })
}"""
FOCUS = """() => {
  let node = document.activeElement
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement
  return [node?.tagName, node?.name, node?.value, node?.textContent].join()
}"""


class Gate:
    """Keeps Streamlit's files back until it is opened; notes what is asked for."""

    def __init__(self, page: Page) -> None:
        self.asked: list[str] = []
        self._is_open = False
        self._held: list[Route] = []
        page.on("request", lambda request: self.asked.append(urlsplit(request.url).path))
        page.route(STREAMLIT, self._meet)

    def open(self) -> None:
        """Let all through."""
        self._is_open = True
        for route in self._held:
            route.continue_()

    def _meet(self, route: Route) -> None:
        if self._is_open:
            route.continue_()
        else:
            self._held.append(route)


@pytest.fixture
def visit(sit_down):
    """Put somebody in front of a page that only the first response has brought."""

    def visit(address: str, language: str, width: int = 1280, zone: str | None = None) -> tuple[Person, Gate]:
        gates: list[Gate] = []
        someone = sit_down(
            address, language, width=width, zone=zone, before=lambda page: gates.append(Gate(page))
        )
        expect(someone.page.locator("#early[data-state=up]")).to_be_visible()
        return someone, gates[0]

    return visit


def live(someone: Person) -> None:
    """Wait until Streamlit's page has taken over."""
    expect(someone.page.locator("#early")).to_have_count(0)


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("en", 390)])
def test_a_scene_is_answered_before_streamlit_is_there_and_then_stays_where_it_was(
    site, visit, language, width
):
    invited = site.seat(language)
    someone, gate = visit(invited.address, language, width)
    drawn = [path for path in gate.asked if not path.startswith(("/static/", "/app/static/"))]
    assert len(drawn) == 3
    assert drawn[1] == "/sit"
    assert drawn[2].startswith("/assets/sit.")
    title = someone.scene_title()
    someone.choose()
    someone.next.click()
    expect(someone.page.get_by_role("heading", level=1)).not_to_have_text(title)
    order = site.place(invited).sitting.item_order
    assert site.stored(invited) == [(order[0], 1)]
    someone.choose(turn=1)
    someone.page.evaluate("document.querySelector('#early').scrollTo({ top: 90 })")
    before = someone.page.evaluate(PLACES), someone.page.evaluate(FOCUS), someone.page.title()
    gate.open()
    live(someone)
    someone.at_scene(2)
    assert (someone.page.evaluate(PLACES), someone.page.evaluate(FOCUS), someone.page.title()) == before
    expect(someone.page.get_by_role("heading", level=1)).to_have_count(1)
    expect(someone.page.get_by_role("status").filter(has_text=someone.ready())).to_be_visible()
    someone.next.click()
    someone.at_scene(3)
    assert site.stored(invited) == [(order[0], 1), (order[1], 1)]


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("fr", 390)])
def test_the_welcome_is_read_before_streamlit_is_there_and_its_button_pressed(site, visit, language, width):
    invited = site.invite(language)
    # In the campaign's own zone: of another one only Streamlit knows, and adds the reader's hour.
    someone, gate = visit(invited.address, language, width, zone="Europe/Paris")
    expect(someone.heading("welcome.title")).to_be_visible()
    sample = someone.words(
        "banner.sample"
    )  # Streamlit sets its small print inside a paragraph of normal size

    def welcomed() -> list[str]:
        return [line for line in someone.page.evaluate(WELCOMED) if not line.startswith(sample)]

    before = welcomed()
    assert len(before) > 10
    gate.open()
    live(someone)
    assert welcomed() == before
    again, gate = visit(invited.address, language, width)
    again.button(f"language.{language}").click()
    expect(again.text("connection.loading")).to_be_visible()
    assert site.place(invited).stage == "language"
    gate.open()
    expect(again.page.get_by_role("checkbox", name=again.words("notice.acknowledge"))).to_be_attached()
    assert site.place(invited).sitting.language == language


def test_what_only_streamlit_can_do_is_done_once_it_is_there(site, visit):
    invited = site.seat("fr", answered=2)
    someone, gate = visit(invited.address, "fr")
    someone.page.get_by_role("button", name="EN, English").click()
    expect(someone.text("connection.loading")).to_be_visible()
    gate.open()
    live(someone)
    someone.language = "en"
    someone.at_scene(3)
    assert site.place(invited).sitting.language == "en"


def test_an_answer_changed_after_one_that_was_stored_unheard_is_the_newer_one(site, visit, watch):
    watch.loses_line = True
    invited = site.seat("fr")
    someone, gate = visit(invited.address, "fr", 390)
    title = someone.scene_title()

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    someone.page.route("**/api/answer", lose, times=2)
    for turn in (0, 1):
        someone.choose(turn=turn)
        someone.next.click()
        said = someone.page.get_by_role("alert").filter(has_text=someone.words("connection.resend"))
        expect(said).to_be_visible()
    someone.choose(turn=2)
    someone.next.click()
    expect(someone.page.get_by_role("heading", level=1)).not_to_have_text(title)
    expect(someone.text("errors.other_tab.text")).to_have_count(0)
    order = site.place(invited).sitting.item_order
    assert site.stored(invited) == [(order[0], 1), (order[0], 2), (order[0], 3)]
    gate.open()
    live(someone)
    someone.at_scene(2)
    expect(someone.text("errors.other_tab.text")).to_have_count(0)


def test_a_card_that_is_being_read_is_not_taken_away(site, visit):
    invited = site.seat("en")
    someone, gate = visit(invited.address, "en")
    someone.page.get_by_role("button", name=someone.words("charter.open_short")).click()
    card = someone.page.get_by_role("dialog")
    expect(card).to_be_visible()
    gate.open()
    expect(someone.page.locator("[data-testid=stMain] .page-foot")).to_be_attached()
    expect(card).to_be_visible()
    card.get_by_role("button", name=someone.words("actions.close"), exact=True).click()
    live(someone)
    someone.at_scene(1)


def test_all_files_up_to_the_scene_are_named_by_the_first_page(site, visit):
    someone, gate = visit(site.seat("fr").address, "fr")
    said = someone.page.evaluate("fetch('/sit').then(answer => answer.text())")
    gate.open()
    live(someone)
    someone.at_scene(1)
    named = set(re.findall(r'(?:src|href|url)[=(]"?\.?(/[\w./-]+)', said))
    files = [path for path in gate.asked if path.startswith(("/static/", "/assets/", "/app/static/"))]
    # What a first response does not name costs another round trip at least, and mostly several.
    assert [path for path in files if path not in named] == []
    assert len(gate.asked) < 80


def test_a_file_of_ours_that_does_not_come_leaves_streamlits_page(site, sit_down, watch):
    watch.loses_line = True
    someone = sit_down(
        site.seat("fr").address,
        before=lambda page: page.route("**/assets/sit.*", lambda route: route.abort(), times=1),
    )
    expect(someone.page.locator("[data-testid=stApp]")).to_be_attached()
