"""Staff's pages, and the candidate's about their data, under axe-core: two widths, light and dark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

import texts
from tests.browser.asked import Asked, fill
from tests.browser.conftest import LOCALES
from tests.browser.inspection import BOTH_WIDTHS, faults
from tests.browser.staff_pictures import Sample

pytestmark = pytest.mark.browser

PAGES = {
    "campaigns": "/campaigns",
    "edit, charter": "/edit?id={draft}&step=charter",
    "edit, items": "/edit?id={draft}&step=form",
    "edit, settings": "/edit?id={draft}&step=settings",
    "edit, review": "/edit?id={draft}&step=review",
    "campaign, invite": "/campaign?id={campaign}&section=invite",
    "campaign, follow": "/campaign?id={campaign}&section=follow",
    "comparison": "/compare?campaign={campaign}",
    "candidate": "/candidate?campaign={campaign}",
    "accounts": "/accounts",
}
MORE_PAGES = {
    "campaign, mail": "/campaign?id={campaign}&section=mail",
    "campaign, requests": "/campaign?id={campaign}&section=requests",
    "campaign, documents": "/campaign?id={campaign}&section=documents",
    "campaign, team": "/campaign?id={campaign}&section=team",
    "comparison, what if": "/compare?campaign={campaign}&section=what_if",
    "person": "/candidate?campaign={campaign}&candidate={person}",
    "consensus": "/interviews?interview={interview}",
    "impact": "/impact",
    "own sign-ins": "/me",
    "record": "/record",
}
"""What is drawn here stands on the pages above too, or is little: each scheme at one width."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """The sample data, its owner signed in, and a draft."""
    laid = Sample(tmp_path_factory.mktemp("staff"))
    laid.product.start()
    yield laid
    laid.product.stop()


@pytest.fixture(scope="module")
def asked(sample: Sample) -> Asked:
    """Somebody asked for everything."""
    return fill(sample)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale=LOCALES["fr"], viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_staff_is_readable_by_everybody(name, sample, page):
    address = PAGES[name].format(draft=sample.draft_id, campaign=sample.campaign_id)
    sample.open(page, address, "fr")
    found = list(faults(page, name))
    assert not found, "\n".join(found)


def test_the_other_pages_of_staff_are_too(sample, asked, page):
    known = {
        "campaign": sample.campaign_id, "person": asked.person_id, "interview": asked.interview_id,
    }  # fmt: skip
    found = []
    for name, address in MORE_PAGES.items():
        sample.open(page, address.format(**known), "fr")
        found += faults(page, name, BOTH_WIDTHS)
    assert not found, "\n".join(found)


def test_the_page_about_ones_own_data_is_too(asked, page):
    page.goto(asked.rights)
    title = texts.texts("fr")["rights.page.title"]
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    found = list(faults(page, "rights"))
    page.get_by_role("button", name=texts.texts("fr")["rights.ask.button"]).click()
    expect(page.get_by_text(texts.texts("fr")["rights.ask.missing"])).to_be_visible()
    found += faults(page, "rights, nothing written", BOTH_WIDTHS)
    assert not found, "\n".join(found)
