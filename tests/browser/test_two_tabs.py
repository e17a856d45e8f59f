"""Two tabs of one person in a real browser: one is signed out of, and the other does nothing more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

import texts
from data.accounts.accounts import account_by_id
from data.common import engine
from tests.browser.conftest import LOCALES, PATIENCE_MS
from tests.site import Site
from tests.workflows.interviewed import account

pytestmark = pytest.mark.browser

WORDS = texts.texts("en")
OWNER, PASSWORD = "mara@example.com", "a long sentence"


@pytest.fixture
def tabs(browser: Browser, site: Site) -> Iterator[tuple[Page, Page]]:
    """Two tabs of an owner who signed in by the form, both at the accounts."""
    context = browser.new_context(locale=LOCALES["en"], viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    first, second = context.new_page(), context.new_page()
    first.goto(site.address)
    sign_in(first)
    for page in (first, second):
        page.goto(f"{site.address}/accounts")
        expect(page.get_by_role("heading", name=WORDS["staff.accounts.title"])).to_be_visible()
    yield first, second
    context.close()


def sign_in(page: Page) -> None:
    """Give e-mail and password in the form on screen."""
    page.locator("input[name=email]").fill(OWNER)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form[action='/auth/sign-in'] button[type=submit]").click()
    expect(page.get_by_role("button", name="Mara Oster")).to_be_visible()


def sign_out(page: Page) -> None:
    """Leave by the account's own menu."""
    page.get_by_role("button", name="Mara Oster").click()
    page.locator("form[action='/auth/sign-out'] button").click()
    expect(page.locator("form[action='/auth/sign-in']")).to_be_visible()


def test_signed_out_in_one_tab_the_other_says_so_and_lets_in_again(site: Site, tabs: tuple[Page, Page]):
    first, second = tabs
    with site.open():
        colleague = account("Zoe", "marker").account_id
    second.reload()
    card = second.locator(f".st-key-card_{colleague}")
    card.get_by_role("button", name=WORDS["staff.actions.more"]).click()
    disable = second.get_by_role("button", name=WORDS["staff.accounts.disable"], exact=True)
    expect(disable).to_be_visible()
    sign_out(first)
    disable.click()
    expect(second.get_by_text(WORDS["staff.errors.sign_in_over"])).to_be_visible()
    with site.open(), engine.reading() as c:
        assert account_by_id(c, colleague).disabled_at is None
    # The cookies changed under an open page; it signs in all the same, and the other tab has its page again.
    sign_in(second)
    first.reload()
    expect(first.get_by_role("button", name="Mara Oster")).to_be_visible()
