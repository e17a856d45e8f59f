"""The pictures of staff pages, for ``tests.browser.pictures``: the recruiter's steps and the comparison."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from benchmarks.server import Product
from domain import STAFF_COOKIE
from tests.browser.inspection import settle
from tests.databases import bind_file
from workflows.accounts import my_account, sign_in
from workflows.campaigns import drafts, lifecycle
from workflows.campaigns.charters import example
from workflows.common.clock import utc_now
from workflows.common.server import prepare
from workflows.demo import sample as demo_sample

PEOPLE = 60


class Sample:
    """The sample data in a running server, seen by its owner, and a draft to be edited."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "sample.db"
        self.product = Product(self.database, folder / "sample.log")
        bound = bind_file(self.database)
        prepare()
        made = demo_sample.load(n_candidates=PEOPLE)
        actor = sign_in.actor_of(made.token)
        if actor is None:
            raise RuntimeError("The sample account could not sign in.")
        self.token, self.campaign_id = made.token, made.campaign_id
        self.draft_id = lifecycle.create_campaign(actor, "Community manager, Saint-Ambre", example("ardeal"))
        drafts.choose_items(actor, self.draft_id, "short")
        drafts.save_settings(actor, self.draft_id, demo_sample.sample_settings(utc_now()))
        bound.dispose()

    def open(self, page: Page, path: str, language: str) -> None:
        """Open a page as the owner, in a language."""
        bound = bind_file(self.database)
        if (actor := sign_in.actor_of(self.token)) is not None:
            my_account.speak(actor, language)
        bound.dispose()
        page.context.add_cookies([{"name": STAFF_COOKIE, "value": self.token, "url": self.product.address}])
        page.goto(f"{self.product.address}{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def step(name: str) -> Callable[[Sample, Page, str], None]:
    """Go to a step of the campaign in preparation."""

    def go(sample: Sample, page: Page, language: str) -> None:
        sample.open(page, f"/edit?id={sample.draft_id}&step={name}", language)

    return go


def follow(sample: Sample, page: Page, language: str) -> None:
    """Go to the live monitor."""
    sample.open(page, f"/campaign?id={sample.campaign_id}&section=follow", language)


def compare(
    *choices: str, weight: int = 0, stage: str = "before_interview"
) -> Callable[[Sample, Page, str], None]:
    """Go to the comparison and choose by the names on the page; move the first slider down by ``weight``."""

    def go(sample: Sample, page: Page, language: str) -> None:
        sample.open(page, f"/compare?campaign={sample.campaign_id}&stage={stage}", language)
        for choice in choices:
            page.get_by_role("radio", name=choice, exact=True).click()
            settle(page)
        if weight:
            page.get_by_role("slider").first.focus()
            for _ in range(weight):
                page.keyboard.press("ArrowLeft")
        # What the former choice drew stays, greyed, until the new one has arrived.
        expect(page.locator('[data-stale="true"]')).to_have_count(0)
        page.wait_for_selector(".js-plotly-plot .main-svg")

    return go


def interviews(section: str) -> Callable[[Sample, Page, str], None]:
    """Go to the recruiter's section on interviews, or (``quality``) to how far interviewers agree."""

    def go(sample: Sample, page: Page, language: str) -> None:
        if section == "quality":
            sample.open(page, f"/compare?campaign={sample.campaign_id}&section=interviews", language)
            page.wait_for_selector(".js-plotly-plot .main-svg")
        else:
            sample.open(page, f"/campaign?id={sample.campaign_id}&section=interviews", language)

    return go


def record(sample: Sample, page: Page, language: str) -> None:
    """Go to the record of deeds."""
    sample.open(page, "/record", language)


def evidence(sample: Sample, page: Page, language: str) -> None:
    """Go to what one person's score is made of."""
    sample.open(page, f"/candidate?campaign={sample.campaign_id}", language)
    page.wait_for_selector(".js-plotly-plot .main-svg")
