"""A manager decides in a browser: refused without a reason, recorded with one, named after the shortlist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

import texts
from benchmarks.server import Product
from data.common import engine
from domain import STAFF_COOKIE
from tests.browser.conftest import LOCALES, PATIENCE_MS
from tests.browser.inspection import faults, settle
from tests.builders import MANAGER, filled_campaign
from tests.databases import bind_file
from tests.workflows.decided import REASON
from workflows.accounts import sign_in
from workflows.common.clock import utc_now
from workflows.common.server import prepare

pytestmark = pytest.mark.browser

WORDS = texts.texts("en")


class Office(NamedTuple):
    """A running server with a campaign to decide on, and a manager's way in."""

    product: Product
    campaign_id: str
    token: str


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder: Path = tmp_path_factory.mktemp("decisions")
    product = Product(folder / "decisions.db", folder / "decisions.log")
    bound = bind_file(folder / "decisions.db")
    prepare()
    campaign_id = filled_campaign(8, places=2).id
    with engine.writing() as c:
        token = sign_in.open_sign_in(c, MANAGER.account_id, utc_now())
    bound.dispose()
    product.start()
    yield Office(product, campaign_id, token)
    product.stop()


@pytest.fixture
def page(browser: Browser, office: Office, watch) -> Iterator[Page]:
    context = browser.new_context(
        locale=LOCALES["en"], viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE_MS)
    context.add_cookies([{"name": STAFF_COOKIE, "value": office.token, "url": office.product.address}])
    watch.follow(context, office.product.address)
    yield context.new_page()
    context.close()


def button(page: Page, key: str):
    return page.get_by_role("button", name=WORDS[key], exact=True)


def choose(page: Page, verdict: str) -> None:
    """Choose a decision, and wait until the page knows."""
    chosen = page.get_by_role("radio", name=WORDS[f"decisions.verdicts.{verdict}"], exact=True)
    chosen.click()
    expect(chosen).to_be_checked()
    settle(page)


def test_from_the_ranking_to_a_decision_and_a_name(office, page):
    page.goto(f"{office.product.address}/compare?campaign={office.campaign_id}")
    button(page, "compare.ranking.open").click()
    expect(page.get_by_role("heading", name=WORDS["compare.candidate.title"])).to_be_visible()
    settle(page)
    pseudonym = page.get_by_role("heading", level=2).first.inner_text()
    assert re.fullmatch(r"C-\d{4}", pseudonym)
    reason = page.get_by_label(WORDS["decisions.form.reason"], exact=True)

    choose(page, "shortlist")
    reason.fill("Good person.")
    button(page, "decisions.form.record").click()
    expect(page.get_by_text("Your reason has 12 characters; it needs 20.")).to_be_visible()
    expect(reason).to_have_value("Good person.")
    expect(page.get_by_text(WORDS["decisions.none_yet"])).to_be_visible()

    reason.fill(REASON)
    button(page, "decisions.form.record").click()
    expect(page.get_by_text(WORDS["decisions.states.shortlist"], exact=True).first).to_be_visible()
    expect(page.get_by_text(REASON, exact=True)).to_be_visible()
    expect(reason).to_have_value("")

    button(page, "decisions.names.reveal_this").click()
    named = page.get_by_role("heading", name=re.compile(r"Person \d{4}"))
    expect(named).to_be_visible()

    settle(page)
    choose(page, "hold")
    reason.fill("We wait for the second interview on Monday.")
    button(page, "decisions.form.record").click()
    history = page.get_by_text("History: 2 decisions")
    expect(history).to_be_visible()
    history.click()
    expect(page.get_by_text(REASON, exact=True)).to_be_visible()
    found = list(faults(page, "decision"))
    assert not found, "\n".join(found)


def test_the_overview_of_decisions_is_readable_by_everybody(office, page):
    page.goto(f"{office.product.address}/compare?campaign={office.campaign_id}")
    page.get_by_role("radio", name=WORDS["compare.sections.decisions"], exact=True).click()
    expect(page.get_by_text(WORDS["decisions.overview.intro"])).to_be_visible()
    found = list(faults(page, "decisions"))
    assert not found, "\n".join(found)
