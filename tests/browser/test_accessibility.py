"""Every step of a sitting under axe-core: two widths, light and dark; named, in its language and window."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.inspection import faults, settle
from tests.browser.person import TOTAL, Person

pytestmark = pytest.mark.browser


class Inspector:
    """Looks at each step and remembers what was wrong."""

    def __init__(self, someone: Person) -> None:
        self.someone = someone
        self.faults: list[str] = []
        self.titles: list[str] = []

    def see(self, step: str) -> None:
        page = self.someone.page
        self.faults += faults(page, step)
        self.titles.append(page.title())
        if page.locator("html").get_attribute("lang") != self.someone.language:
            self.faults.append(f"{step}: lang is not {self.someone.language}")


def test_every_step_before_the_scenes(site, sit_down):
    someone = sit_down(site.invite("fr").address)
    inspector = Inspector(someone)
    expect(someone.heading("welcome.title")).to_be_visible()
    inspector.see("welcome")
    someone.button("language.fr").click()
    someone.button("notice.button").click()
    expect(someone.text("notice.missing")).to_be_visible()
    inspector.see("notice, not ticked")
    someone.page.get_by_text(someone.words("notice.acknowledge")).click()
    # The remark about the missing tick goes away, and what stands under it moves up.
    expect(someone.text("notice.missing")).to_have_count(0)
    settle(someone.page)
    someone.button("notice.button").click()
    expect(someone.button("charter.button")).to_be_visible()
    inspector.see("charter")
    someone.button("charter.button").click()
    expect(someone.heading("accommodations.title")).to_be_visible()
    inspector.see("needs")
    someone.button("accommodations.button").click()
    someone.at_practice()
    inspector.see("practice")
    someone.choose()
    someone.next.click()
    expect(someone.heading("practice.feedback")).to_be_visible()
    inspector.see("remarks")
    assert not inspector.faults, "\n".join(inspector.faults)
    assert len(set(inspector.titles)) == len(inspector.titles), inspector.titles


def test_every_format_and_what_opens_over_it(site, sit_down):
    someone = sit_down(site.seat("en").address, "en")
    inspector = Inspector(someone)
    seen = set()
    for number in range(1, TOTAL + 1):
        someone.at_scene(number)
        if (name := someone.format()) not in seen:
            seen.add(name)
            inspector.see(name)
        someone.button("actions.skip").click()
        someone.arrived(number)
    someone.review_line(1).click()
    someone.at_scene(1)
    someone.button("charter.open_short").click()
    expect(someone.page.get_by_role("dialog")).to_be_visible()
    inspector.see("charter card")
    assert len(seen) == 5
    assert not inspector.faults, "\n".join(inspector.faults)


def test_what_comes_after_the_scenes(site, sit_down):
    invited = site.seat("fr", answered=TOTAL - 1)
    someone = sit_down(invited.address)
    inspector = Inspector(someone)
    someone.at_scene(TOTAL)
    someone.next.click()
    expect(someone.page.get_by_role("alert").filter(has_text=re.compile(r"\w")).first).to_be_visible()
    inspector.see("scene, nothing chosen")
    someone.button("actions.skip").click()
    expect(someone.heading("review.title")).to_be_visible()
    inspector.see("review")
    someone.button("withdraw.link").click()
    someone.button("withdraw.first").click()
    expect(someone.text("withdraw.again")).to_be_visible()
    inspector.see("withdraw")
    someone.button("withdraw.stay").click()
    someone.button("review.finish").click()
    expect(someone.heading("review.confirm_title")).to_be_visible()
    inspector.see("confirm")
    someone.button("review.confirm").click()
    expect(someone.text("end.saved")).to_be_visible()
    inspector.see("end")
    assert not inspector.faults, "\n".join(inspector.faults)


def test_doors_that_are_shut(site, sit_down):
    someone = sit_down(f"{site.address}/i/nobody-was-given-this", "en")
    inspector = Inspector(someone)
    expect(someone.heading("link.unknown.title")).to_be_visible()
    inspector.see("unknown link")
    expired = site.invite("en")
    site.expire(expired)
    someone.page.goto(expired.address)
    expect(someone.heading("link.expired.title")).to_be_visible()
    inspector.see("expired link")
    assert not inspector.faults, "\n".join(inspector.faults)
