"""Two colleagues in one draft, each in a browser of their own: nothing of either is lost without a word."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import texts
from data.common import engine
from domain import STAFF_COOKIE
from tests.browser.conftest import LOCALES, PATIENCE_MS
from tests.browser.inspection import settle
from tests.site import Site
from tests.workflows.interviewed import account
from workflows.accounts import my_account, sign_in
from workflows.campaigns import drafts, lifecycle
from workflows.campaigns.charters import example
from workflows.common.clock import utc_now
from workflows.demo import sample

pytestmark = pytest.mark.browser

WIDTHS = {"en": 1280, "fr": 390}
"""Both languages and both widths between them: a desk in English, a telephone in French."""


@pytest.fixture
def draft_id(site: Site) -> str:
    """A campaign that could be published as it is."""
    with site.open():
        made = lifecycle.create_campaign(site.actor, "Community manager, Saint-Ambre", example("ardeal"))
        drafts.choose_items(site.actor, made, "short")
        drafts.save_settings(site.actor, made, sample.sample_settings(utc_now()))
    return made


@pytest.fixture(scope="module")
def colleagues(browser: Browser, site: Site) -> Iterator[dict[str, Page]]:
    """A page of each of two owners, by the language that they read."""
    pages = {}
    with site.open():
        for language in WIDTHS:
            actor = account(f"Reader-{language}", "owner")
            my_account.speak(actor, language)
            with engine.writing() as c:
                token = sign_in.open_sign_in(c, actor.account_id, utc_now())
            context = browser.new_context(
                locale=LOCALES[language], viewport={"width": WIDTHS[language], "height": 900}
            )
            context.set_default_timeout(PATIENCE_MS)
            context.add_cookies([{"name": STAFF_COOKIE, "value": token, "url": site.address}])
            pages[language] = context.new_page()
    yield pages
    for page in pages.values():
        page.context.close()


def said(language: str, key: str, **values: object) -> str:
    return texts.texts(language)[key].format(**values)


def go(page: Page, site: Site, draft_id: str, step: str) -> None:
    page.goto(f"{site.address}/edit?id={draft_id}&step={step}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    settle(page)


def job(page: Page, language: str) -> Locator:
    return page.get_by_label(said(language, "edit.settings.job_title.label"), exact=True)


def type_into(field: Locator, text: str) -> None:
    field.fill(text)
    field.press("Enter")
    settle(field.page)


def kept(site: Site, draft_id: str) -> dict[str, object]:
    with site.open():
        return dict(drafts.draft(site.actor, draft_id).settings)


def holds(page: Page, site: Site, draft_id: str, **wanted: object) -> bool:
    """Tell whether the draft comes to hold these settings; a run of the page may still be on its way."""
    for _ in range(PATIENCE_MS // 100):
        now = kept(site, draft_id)
        if all(now[name] == value for name, value in wanted.items()):
            return True
        page.wait_for_timeout(100)
    return False


def shows(field: Locator, value: str) -> bool:
    """Tell whether a field comes to show a value; drawn anew, it stands beside the former one briefly."""
    for _ in range(PATIENCE_MS // 100):
        if field.evaluate_all("fields => fields.map(one => one.value)") == [value]:
            return True
        field.page.wait_for_timeout(100)
    return False


def photograph(page: Page, name: str) -> None:
    """Keep what is on screen where ``PICTURES`` names a folder, for somebody to look at."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_different_fields_are_both_kept_and_one_field_asks(site: Site, draft_id, colleagues):
    desk, phone = colleagues["en"], colleagues["fr"]
    for page in (desk, phone):
        go(page, site, draft_id, "settings")
    before = kept(site, draft_id)
    type_into(job(desk, "en"), "Head of community")
    recruiter = phone.get_by_label(said("fr", "edit.settings.recruiter_name.label"), exact=True)
    type_into(recruiter, "Zoé Martin")
    assert shows(job(phone, "fr"), "Head of community")
    assert holds(phone, site, draft_id, job_title="Head of community", recruiter_name="Zoé Martin")
    now = kept(site, draft_id)
    assert {name: value for name, value in now.items() if before.get(name) != value}.keys() == {
        "job_title", "recruiter_name",
    }  # fmt: skip

    type_into(job(phone, "fr"), "Responsable de communauté")
    assert holds(phone, site, draft_id, job_title="Responsable de communauté")
    type_into(job(desk, "en"), "Community lead")
    label = said("en", "edit.settings.job_title.label")
    expect(desk.get_by_text(said("en", "edit.meanwhile.conflict", field=label))).to_be_visible()
    for value in ("Responsable de communauté", "Community lead"):
        expect(desk.get_by_text(value, exact=True)).to_be_visible()
    assert kept(site, draft_id)["job_title"] == "Responsable de communauté"
    photograph(desk, "conflict-en-1280")
    desk.get_by_role("button", name=said("en", "edit.meanwhile.take_mine")).click()
    expect(desk.get_by_text(said("en", "edit.meanwhile.conflict", field=label))).to_have_count(0)
    assert holds(desk, site, draft_id, job_title="Community lead")

    # The other way round on a telephone, where both values stand one below the other.
    type_into(job(phone, "fr"), "Animatrice")
    etiquette = said("fr", "edit.settings.job_title.label")
    box = phone.get_by_text("Animatrice", exact=True)
    expect(box).to_be_visible()
    expect(phone.get_by_text(etiquette, exact=False).first).to_be_visible()
    photograph(phone, "conflict-fr-390")
    wide = "document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth"
    assert phone.evaluate(wide), "nothing has to be scrolled sideways"
    leave_it = phone.get_by_role("button", name=said("fr", "edit.meanwhile.take_theirs"))
    leave_it.click()
    expect(leave_it).to_have_count(0)
    assert shows(job(phone, "fr"), "Community lead")
    assert kept(site, draft_id)["job_title"] == "Community lead"


def test_what_a_colleague_changed_after_the_review_is_not_published(site: Site, draft_id, colleagues):
    reviewer, other = colleagues["en"], colleagues["fr"]
    go(reviewer, site, draft_id, "review")
    go(other, site, draft_id, "settings")
    reviewer.get_by_text(said("en", "edit.review.read"), exact=True).click()
    settle(reviewer)
    type_into(job(other, "fr"), "Un autre poste")
    assert holds(other, site, draft_id, job_title="Un autre poste")
    publish = reviewer.get_by_role("button", name=said("en", "edit.review.publish"), exact=True)
    publish.click()
    expect(reviewer.get_by_text(said("en", "staff.errors.draft_changed"))).to_be_visible()
    photograph(reviewer, "publish-refused-en-1280")
    with site.open():
        assert lifecycle.campaign_of(site.actor, draft_id).state == "draft"
    expect(
        reviewer.get_by_role("button", name=said("en", "edit.review.publish"), exact=True)
    ).to_be_disabled()
