"""The pictures of marking, for ``tests.browser.pictures``: desk, training, and the recruiter's section."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

import texts
from data.accounts import accounts as stored
from data.common.engine import reading, writing
from domain import STAFF_COOKIE
from tests.browser.staff_pictures import Sample
from tests.databases import bind_file
from workflows.accounts import my_account, sign_in
from workflows.common.access import Actor
from workflows.common.clock import utc_now
from workflows.demo.simulated_staff import sample_behind
from workflows.marking import desk as marking_desk
from workflows.marking import training as marking_training
from workflows.marking.assignment import seat_at

MARKER = "marker2@example.com"
"""A simulated marker for whom replies to the first prompt are left."""
MARKED = 3
"""Dimensions that are marked when the picture is taken."""


@contextmanager
def _marker(sample: Sample, page: Page, email: str, language: str) -> Iterator[Actor]:
    """Sign a simulated marker in, and work on the server's database."""
    bound = bind_file(sample.database)
    with writing() as connection:
        account = next(one for one in stored.all_accounts(connection) if one.email == email)
        token = sign_in.open_sign_in(connection, account.id, utc_now())
    actor = sign_in.actor_of(token)
    if actor is None:
        raise RuntimeError(f"{email} could not sign in.")
    my_account.speak(actor, language)
    page.context.add_cookies([{"name": STAFF_COOKIE, "value": token, "url": sample.product.address}])
    yield actor
    bound.dispose()


def desk(sample: Sample, page: Page, language: str) -> None:
    """Take a reply and mark its first dimensions."""
    with _marker(sample, page, MARKER, language) as actor:
        first = next(prompt for prompt in marking_desk.prompts(actor) if prompt.n_waiting)
        here = marking_desk.next_reply(actor, first.campaign_id, first.item_id).reply
        if here is None:
            raise RuntimeError("No reply is left to be marked.")
        marking_desk.save_marks(actor, first.campaign_id, first.item_id, here.code, marks={}, note="")
        with reading() as connection:
            item = seat_at(connection, actor, first.campaign_id, first.item_id).item
        expected = list(sample_behind(dict(item), here.text)["marks"].values())
    page.goto(f"{sample.product.address}/marking?campaign={first.campaign_id}&prompt={first.item_id}")
    expect(page.locator(".reply")).to_be_visible()
    for mark in expected[:MARKED]:
        page.keyboard.press(str(mark))
    kept = texts.texts("fr" if language == "fr" else "en")["marking.sheet.saved"]
    expect(page.get_by_text(kept)).to_be_visible()


def training(sample: Sample, page: Page, language: str) -> None:
    """Finish a training in which some marks differ from those expected."""
    with _marker(sample, page, MARKER, language) as actor:
        last = marking_desk.prompts(actor)[-1]
        with reading() as connection:
            samples = seat_at(connection, actor, last.campaign_id, last.item_id).item["samples"]
        here = marking_training.start_again(actor, last.campaign_id, last.item_id)
        for at, one in enumerate(samples):
            given = dict(one["marks"])
            name = list(given)[at % len(given)]
            given[name] = abs(given[name] - at % 3)
            here = marking_training.submit_sample(
                actor, last.campaign_id, last.item_id, attempt=here.attempt, sample_id=one["id"], marks=given,
                rubric_sha256=here.prompt.rubric_sha256,
            )  # fmt: skip
    address = f"/marking?campaign={last.campaign_id}&prompt={last.item_id}&train=1"
    page.goto(f"{sample.product.address}{address}")
    expect(page.get_by_role("heading", level=3).first).to_be_visible()


def monitor(part: str = "") -> Callable[[Sample, Page, str], None]:
    """Go to the recruiter's section on marking; ``part`` by its key."""

    def go(sample: Sample, page: Page, language: str) -> None:
        words = texts.texts("fr" if language == "fr" else "en")
        sample.open(page, f"/campaign?id={sample.campaign_id}&section=marking", language)
        expect(page.get_by_role("heading", name=words["marking.monitor.markers"])).to_be_visible()
        if part:
            page.get_by_role("radio", name=words[f"marking.monitor.parts.{part}"], exact=True).click()
            page.wait_for_selector(".js-plotly-plot .main-svg")

    return go
