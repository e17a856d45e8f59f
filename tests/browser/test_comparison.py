"""A manager compares: the way down to the evidence and back, side by side, other weights, on any screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import texts
from benchmarks.server import Product
from data.accounts import accounts
from data.campaigns import campaigns
from data.common import engine
from domain import STAFF_COOKIE
from tests.browser.conftest import LOCALES, PATIENCE_MS
from tests.browser.inspection import faults, look, overflow, settle
from tests.databases import bind_file
from workflows.accounts import sign_in
from workflows.common.clock import utc_now
from workflows.common.server import prepare
from workflows.demo import sample

pytestmark = pytest.mark.browser

WORDS = texts.texts("en")
PEOPLE = 20
INSPECTED = ("ranking", "profiles", "heat", "what_if")
OTHERS = ("interviews", "decisions", "rest", "files")


class Campaign(NamedTuple):
    """A running server with the sample campaign, and a manager's way in."""

    product: Product
    id: str
    token: str


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaign]:
    folder = tmp_path_factory.mktemp("comparison")
    product = Product(folder / "comparison.db", folder / "comparison.log")
    bound = bind_file(folder / "comparison.db")
    prepare()
    made = sample.load(n_candidates=PEOPLE)
    with engine.writing() as c:
        manager_id = accounts.add_account(
            c, email="mara@example.com", name="Mara Oster", role="manager", language="en", now=utc_now()
        )
        campaigns.add_member(c, made.campaign_id, manager_id, added_by=manager_id, now=utc_now())
        token = sign_in.open_sign_in(c, manager_id, utc_now())
    bound.dispose()
    product.start()
    yield Campaign(product, made.campaign_id, token)
    product.stop()


@pytest.fixture
def page(browser: Browser, campaign: Campaign, watch) -> Iterator[Page]:
    context = browser.new_context(
        locale=LOCALES["en"], viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE_MS)
    context.add_cookies([{"name": STAFF_COOKIE, "value": campaign.token, "url": campaign.product.address}])
    watch.follow(context, campaign.product.address)
    yield context.new_page()
    context.close()


def open_comparison(page: Page, campaign: Campaign, section: str) -> None:
    """Open a section with everybody in it: most of the sample has no interview yet."""
    where = f"campaign={campaign.id}&stage=before_interview&section={section}"
    page.goto(f"{campaign.product.address}/compare?{where}")
    expect(radio(page, f"compare.sections.{section}")).to_be_checked()
    settle(page)


def radio(page: Page, key: str) -> Locator:
    """Find a choice by its words, up to the first number in them."""
    return page.get_by_role("radio", name=re.compile(f"^{re.escape(WORDS[key].split('{')[0])}"))


def choose(page: Page, key: str) -> None:
    """Choose, and wait until the page has followed."""
    radio(page, key).click()
    expect(radio(page, key)).to_be_checked()
    settle(page)


def chart(page: Page, key: str) -> Locator:
    """Find a chart that has been drawn for the present choice."""
    return page.locator(f'.st-key-{key}:not([data-stale="true"]) .js-plotly-plot .main-svg').first


def test_down_to_the_evidence_and_back_to_the_same_stage_and_section(campaign, page):
    page.goto(f"{campaign.product.address}/compare?campaign={campaign.id}")
    expect(chart(page, "ranking")).to_be_visible()
    settle(page)
    expect(radio(page, "compare.stage.before_interview")).to_be_checked()
    page.wait_for_url(re.compile("stage=before_interview"))
    choose(page, "compare.stage.all")
    page.wait_for_url(re.compile("stage=all"))
    page.get_by_role("button", name=WORDS["compare.ranking.open"], exact=True).click()
    expect(page.get_by_role("heading", name=WORDS["compare.candidate.title"])).to_be_visible()
    expect(radio(page, "compare.stage.all")).to_be_checked()
    settle(page)
    choose(page, "compare.stage.before_interview")
    page.wait_for_url(re.compile("stage=before_interview"))
    settle(page)
    page.get_by_role("button", name=WORDS["compare.candidate.back"]).click()
    expect(page.get_by_role("heading", name=WORDS["compare.title"], exact=True)).to_be_visible()
    expect(radio(page, "compare.stage.before_interview")).to_be_checked()
    expect(radio(page, "compare.sections.ranking")).to_be_checked()
    expect(chart(page, "ranking")).to_be_visible()


def test_side_by_side_as_intervals(campaign, page):
    open_comparison(page, campaign, "profiles")
    expect(page.get_by_text(WORDS["compare.profiles.pairs"], exact=True).first).to_be_visible()
    expect(page.locator(".st-key-profiles .scatterlayer .trace").first).to_be_visible()


def test_other_weights_are_tried_with_the_keyboard_and_left_again(campaign, page):
    open_comparison(page, campaign, "what_if")
    same = page.get_by_text(WORDS["what_if.same_order"], exact=True).first
    expect(same).to_be_visible()
    slider = page.get_by_role("slider", name=WORDS["what_if.family"])
    before = slider.get_attribute("aria-valuenow") or slider.input_value()
    slider.focus()
    page.keyboard.press("Home")
    expect(same).to_be_hidden()
    expect(page.get_by_text(re.compile(r"\(tau 0\.\d\d\)")).first).to_be_visible()
    expect(chart(page, "moves")).to_be_visible()
    settle(page)
    page.get_by_role("button", name=WORDS["what_if.reset"], exact=True).click()
    expect(same).to_be_visible()
    assert (slider.get_attribute("aria-valuenow") or slider.input_value()) == before


@pytest.mark.parametrize("section", INSPECTED)
def test_charts_are_readable_by_everybody(campaign, page, section):
    open_comparison(page, campaign, section)
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    found = list(faults(page, section))
    assert not found, "\n".join(found)


def test_every_other_section_fits_a_phone(campaign, page):
    open_comparison(page, campaign, OTHERS[0])
    look(page, 390, "light")
    for section in OTHERS:
        choose(page, f"compare.sections.{section}")
        assert overflow(page) <= 0, section
