"""Marking in a real browser: by keyboard, in training, side by side with others, readable and blind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

import texts
from tests.browser.conftest import LOCALES, PATIENCE_MS
from tests.browser.inspection import faults, settle
from tests.browser.marking_site import MarkingSite
from tests.teams import enrol
from tests.workflows.marked import O8, O9, mark_all, marks

pytestmark = pytest.mark.browser

WORDS = texts.texts("en")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MarkingSite]:
    """Start the product once for this file."""
    laid = MarkingSite(tmp_path_factory.mktemp("marking"))
    laid.product.start()
    yield laid
    laid.product.stop()


@pytest.fixture
def sit_down(browser: Browser, site: MarkingSite, watch) -> Iterator[Callable[..., Page]]:
    """Return a function that puts somebody in front of a browser of their own."""
    contexts = []

    def sit_down(actor) -> Page:
        context = browser.new_context(
            locale=LOCALES["en"], viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        watch.follow(context, site.product.address)
        return site.sit_down(context, actor)

    yield sit_down
    for context in contexts:
        context.close()


def button(page: Page, key: str):
    return page.get_by_role("button", name=WORDS[key], exact=True)


def reply(page: Page):
    return page.locator(".reply")


def take(page: Page) -> None:
    button(page, "marking.desk.next").click()
    expect(reply(page)).to_be_visible()


def digits(page: Page, *each: int) -> None:
    for digit in each:
        page.keyboard.press(str(digit))


def test_a_reply_is_marked_by_keyboard_alone(site, sit_down):
    filled, (ana, _) = site.campaign(2, "Ana", "Bo")
    page = sit_down(ana)
    site.desk(page, filled.id)
    expect(button(page, "marking.desk.next")).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        if button(page, "marking.desk.next").evaluate("node => node === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(reply(page)).to_be_visible()
    first = reply(page).inner_text()
    before = len(site.marks())
    digits(page, 3, 1, 4, 0)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="dimension N")).to_be_visible()
    assert len(site.marks()) == before
    digits(page, 2)
    page.reload()
    expect(reply(page)).to_have_text(first)
    for name, mark in zip("EATCN", (3, 1, 4, 0, 2), strict=True):
        expect(page.locator(f"[data-dimension={name}] input").nth(mark)).to_be_checked()
    page.keyboard.press("0")
    page.keyboard.press("3")  # the last one in hand is open no more: the first is marked again
    expect(button(page, "marking.labels.submit")).to_be_focused()
    page.keyboard.press("Enter")
    expect(reply(page)).not_to_have_text(first)
    account_id, given = site.marks()[-1]
    assert account_id == ana.account_id
    assert given == marks(3, 1, 4, 0, 2)


@pytest.mark.parametrize(("reads_well", "key"), [(True, "passed"), (False, "not_passed")])
def test_training_ends_with_its_result_and_the_reasons(site, sit_down, reads_well, key):
    filled, (ana,) = site.campaign(1, f"Ana{key}", trained=False)
    page = sit_down(ana)
    site.desk(page, filled.id)
    for number in range(1, 6):
        heading = WORDS["marking.sheet.sample"].format(number=number, total=5)
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        worth = int(re.findall(r"\d", reply(page).inner_text())[0])
        digits(page, *[worth if reads_well else 4 - worth] * 5)
        page.keyboard.press("Enter")
    expect(page.get_by_text(WORDS[f"marking.training.{key}"])).to_be_visible()
    if reads_well:
        button(page, "marking.training.to_desk").click()
        take(page)
    else:
        expect(page.get_by_text("why 4 on E")).to_be_visible()
        button(page, "marking.training.again").click()
        expect(reply(page)).to_be_visible()


def test_two_people_never_hold_the_same_reply(site, sit_down):
    filled, (ana, bo) = site.campaign(4, "Ann", "Bob")
    pages = [sit_down(ana), sit_down(bo)]
    for page in pages:
        site.desk(page, filled.id)
        take(page)
    for _ in range(3):
        held = [reply(page).inner_text() for page in pages]
        assert len(set(held)) == 2, held
        for page, text in zip(pages, held, strict=True):
            digits(page, 3, 3, 3, 3, 3)
            page.keyboard.press("Enter")
            expect(reply(page).filter(has_text=text)).to_have_count(0)


def test_marking_is_readable_by_everybody(site, sit_down):
    filled, (ana, bo) = site.campaign(3, "Andy", "Bea")
    (cy,) = site.campaign(1, "Cyd", trained=False)[1]
    rita = site.somebody("Rita", "recruiter")
    with site.open():
        enrol(filled.id, rita)
        mark_all(bo, filled.id, 2)
        mark_all(bo, filled.id, 2, item_id=O9)
        mark_all(ana, filled.id, 3, item_id=O9)
    page = sit_down(ana)
    site.go(page, "/marking")
    found = list(faults(page, "prompts"))
    site.desk(page, filled.id)
    take(page)
    found += faults(page, "desk")
    site.desk(page, filled.id, O9)
    page.get_by_role("radio", name=WORDS["marking.parts.own"]).click()
    expect(page.get_by_role("heading", name=WORDS["marking.own.severity"])).to_be_visible()
    found += faults(page, "own marks")
    page = sit_down(cy)
    site.go(page, "/marking")
    page.get_by_role("button", name=re.compile("^Train")).first.click()
    for number in range(1, 6):
        heading = WORDS["marking.sheet.sample"].format(number=number, total=5)
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        if number == 1:
            found += faults(page, "training")
            page.locator("[data-dimension=E] input").first.focus()
        digits(page, 4, 3, 2, 1, 0)
        page.keyboard.press("Enter")
    expect(page.get_by_text(WORDS["marking.training.not_passed"])).to_be_visible()
    found += faults(page, "result")
    page = sit_down(rita)
    site.go(page, f"/campaign?id={filled.id}&section=marking")
    expect(page.get_by_role("heading", name=WORDS["marking.monitor.markers"])).to_be_visible()
    found += faults(page, "recruiter, markers")
    page.get_by_role("radio", name=WORDS["marking.monitor.parts.agreement"]).click()
    page.wait_for_selector(".js-plotly-plot .main-svg")
    found += faults(page, "recruiter, agreement")
    assert not found, "\n".join(found)
    settle(page)


def test_a_take_of_another_prompt_is_another_reply(site, sit_down):
    filled, (ana,) = site.campaign(1, "Aya")
    page = sit_down(ana)
    for item_id in (O8, O9):
        site.desk(page, filled.id, item_id)
        take(page)
        expect(reply(page)).to_contain_text(item_id)
