"""The recruiter's and the manager's pages under axe-core: two widths, light and dark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import LOCALES
from tests.browser.inspection import faults
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


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """The sample data, its owner signed in, and a draft."""
    laid = Sample(tmp_path_factory.mktemp("staff"))
    laid.product.start()
    yield laid
    laid.product.stop()


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
