"""The interview room in a real browser: by keyboard, through a cut line and a killed server, and alone."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import Error as BrowserError

import texts
from tests.browser.conftest import LOCALES, PATIENCE_MS
from tests.browser.inspection import faults, overflow, settle
from tests.browser.interview_site import InterviewSite, Meeting
from tests.browser.test_marking_is_blind import Ear
from workflows.common.access import Actor

pytestmark = pytest.mark.browser

WORDS = texts.texts("en")
SAID = "She told of a neighbour and a parcel."
SECRET = "zebra crossing at dawn"
"""What an interviewer writes that nobody else may read yet."""
MAX_TABS = 200


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InterviewSite]:
    """Start the product once for this file."""
    laid = InterviewSite(tmp_path_factory.mktemp("interviews"))
    laid.product.start()
    yield laid
    laid.product.stop()


@pytest.fixture
def sit_down(browser: Browser, site: InterviewSite, watch) -> Iterator[Callable[..., Page]]:
    """Return a function that puts somebody in front of a browser of their own."""
    contexts = []

    def sit_down(actor: Actor, address: str = "", *, width: int = 1280, touch: bool = False) -> Page:
        context = browser.new_context(
            locale=LOCALES["en"],
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
            has_touch=touch,
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        watch.follow(context, address or site.product.address)
        return site.sit_down(context, actor, address)

    yield sit_down
    for context in contexts:
        context.close()


def question(page: Page, question_id: str) -> Locator:
    return page.locator(f"[data-question={question_id}]")


def note(page: Page, question_id: str) -> Locator:
    return question(page, question_id).get_by_role("textbox")


def rating(page: Page, question_id: str, given: int) -> Locator:
    return question(page, question_id).get_by_role("radio", name=re.compile(rf"^{given},"))


def not_observed(page: Page, question_id: str) -> Locator:
    return question(page, question_id).get_by_role(
        "radio", name=re.compile(WORDS["room.labels.not_observed"])
    )


def button(page: Page, key: str) -> Locator:
    return page.get_by_role("button", name=WORDS[key], exact=True)


def saved(page: Page) -> None:
    expect(page.locator(".keeping[data-state=saved]")).to_be_visible()


def kept_here(page: Page) -> None:
    expect(page.get_by_text(WORDS["room.labels.local"])).to_be_visible()


def come_back(page: Page, site: InterviewSite, meeting: Meeting, address: str) -> None:
    for _ in range(MAX_TABS):
        with contextlib.suppress(BrowserError):  # the browser's own page about the cut may come in between
            site.enter(page, meeting, address)
            return
    pytest.fail("the way back is never open")


def arrives(page: Page, site: InterviewSite, meeting: Meeting, said: str) -> None:
    """Wait until the server keeps this as what was heard on the first question."""
    for _ in range(MAX_TABS):
        kept = site.draft(meeting.panel[0], meeting.id)
        if kept and kept["answers"]["Q1"]["evidence"] == said:
            return
        page.wait_for_timeout(100)
    pytest.fail("what was written never arrives")


def tab_to(page: Page, target: Locator) -> None:
    for _ in range(MAX_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("node => node.getRootNode().activeElement === node"):
            return
    pytest.fail("the key never arrives there")


def test_a_sheet_is_filled_in_and_submitted_by_keyboard_alone(site, sit_down):
    meeting = site.meeting("Ana", "Bo")
    ana, _ = meeting.panel
    page = sit_down(ana)
    site.enter(page, meeting)
    settle(page)
    page.keyboard.press("4")  # the first question is in hand before anything is touched
    expect(rating(page, "Q1", 4)).to_be_checked()
    ratings = {"Q1": 5, "Q2": 4, "Q3": 0, "Q4": 2, "Q5": 1, "Q6": 3, "Q7": 5, "Q8": 4}
    for name, given in ratings.items():
        tab_to(page, question(page, name).get_by_role("checkbox").first)
        page.keyboard.press("Space")
        tab_to(page, note(page, name))
        if name != "Q3":
            page.keyboard.type(f"{name} 1234567890 no")  # digits and letters are only text here
        page.keyboard.press("Tab")
        page.keyboard.press("n" if given == 0 else str(given))
        expect(not_observed(page, name) if given == 0 else rating(page, name, given)).to_be_checked()
        page.keyboard.press("Control+2")
        page.keyboard.press("Alt+2")
        expect(not_observed(page, name) if given == 0 else rating(page, name, given)).to_be_checked()
    tab_to(page, button(page, "room.labels.submit"))
    page.keyboard.press("Enter")
    missing = page.get_by_role("alert").filter(has_text=WORDS["room.labels.missing"])
    expect(missing.get_by_role("button")).to_have_text([WORDS["room.labels.missing_recommendation"]])
    expect(page.get_by_role("radio", name=WORDS["room.labels.strong_no"])).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name=WORDS["room.labels.yes"], exact=True)).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("Exact and kind.")
    expect(missing).to_be_hidden()
    tab_to(page, button(page, "room.labels.submit"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert site.submitted(ana, meeting.id) == ({}, None)
    page.keyboard.press("Enter")
    tab_to(page, button(page, "room.labels.confirm_yes"))
    page.keyboard.press("Enter")
    expect(page.get_by_text(WORDS["room.sent.waiting.one"])).to_be_visible()
    given, concluded = site.submitted(ana, meeting.id)
    assert {name: one for name, (one, _) in given.items()} == {
        name: one or None for name, one in ratings.items()
    }
    assert given["Q2"][1] == "Q2 1234567890 no"
    assert concluded == "yes"
    expect(page.get_by_role("textbox")).to_have_count(0)
    assert page.evaluate("Object.keys(sessionStorage).filter(key => key.includes('room'))") == []


def test_what_is_missing_is_named_and_led_to(site, sit_down):
    meeting = site.meeting("Ana")
    page = sit_down(meeting.panel[0])
    site.enter(page, meeting)
    rating(page, "Q1", 3).check()
    button(page, "room.labels.submit").click()
    missing = page.get_by_role("alert").filter(has_text=WORDS["room.labels.missing"])
    expect(missing.get_by_role("button")).to_have_count(9)
    expect(note(page, "Q1")).to_be_focused()
    missing.get_by_role("button", name="4. ").click()
    expect(rating(page, "Q4", 1)).to_be_focused()
    not_observed(page, "Q4").check()
    expect(missing.get_by_role("button")).to_have_count(8)
    note(page, "Q1").fill("short")
    expect(missing.get_by_role("button")).to_have_count(8)
    note(page, "Q1").fill(SAID)
    expect(missing.get_by_role("button")).to_have_count(7)
    assert site.submitted(meeting.panel[0], meeting.id) == ({}, None)


def test_notes_written_during_a_cut_arrive(site, sit_down, watch, line):
    watch.loses_line = True
    meeting = site.meeting("Ana", "Bo")
    ana, _ = meeting.panel
    page = sit_down(ana, line.address)
    site.enter(page, meeting, line.address)
    note(page, "Q1").fill("before the cut")
    saved(page)
    line.cut()
    note(page, "Q1").fill(SAID)
    rating(page, "Q1", 4).check(force=True)
    kept_here(page)
    assert site.draft(ana, meeting.id)["answers"]["Q1"]["evidence"] == "before the cut"
    note(page, "Q2").fill("and this as well")
    line.mend()
    saved(page)
    answers = site.draft(ana, meeting.id)["answers"]
    assert (answers["Q1"]["evidence"], answers["Q1"]["rating"]) == (SAID, 4)
    assert answers["Q2"]["evidence"] == "and this as well"


def test_a_reload_during_the_cut_loses_nothing(site, sit_down, watch, line):
    watch.loses_line = True
    meeting = site.meeting("Ana", "Bo")
    ana, _ = meeting.panel
    page = sit_down(ana, line.address)
    site.enter(page, meeting, line.address)
    settle(page)
    line.cut()
    note(page, "Q1").fill(SAID)
    not_observed(page, "Q2").check(force=True)
    with pytest.raises(BrowserError):
        page.reload()
    expect(page.locator("[data-question]")).to_have_count(0)
    page.wait_for_timeout(1500)  # nothing of the old page is left that could still send
    assert site.draft(ana, meeting.id) == {}
    line.mend()
    come_back(page, site, meeting, line.address)
    expect(note(page, "Q1")).to_have_value(SAID)
    expect(not_observed(page, "Q2")).to_be_checked()
    arrives(page, site, meeting, SAID)


def test_a_killed_server_loses_no_note_and_no_submission(site, sit_down, watch):
    watch.loses_line = True
    meeting = site.meeting("Ana")
    (ana,) = meeting.panel
    page = sit_down(ana)
    site.enter(page, meeting)
    for place in range(1, 9):
        note(page, f"Q{place}").fill(f"{SAID} {place}")
        rating(page, f"Q{place}", 3).check()
    saved(page)
    site.product.kill()
    note(page, "Q8").fill("while it was down")
    page.get_by_role("radio", name=WORDS["room.labels.no"], exact=True).check(force=True)
    page.get_by_role("textbox", name=WORDS["room.labels.reason"]).fill("Too quick to judge.")
    kept_here(page)
    expect(page.get_by_text(WORDS["staff.connection.title"]).first).to_be_visible()
    site.product.start()
    expect(page.get_by_text(WORDS["staff.connection.back"])).to_be_visible()
    saved(page)
    assert site.draft(ana, meeting.id)["answers"]["Q8"]["evidence"] == "while it was down"
    button(page, "room.labels.submit").click()
    button(page, "room.labels.confirm_yes").click()
    expect(page.get_by_text(WORDS["room.sent.complete"])).to_be_visible()
    given, concluded = site.submitted(ana, meeting.id)
    assert (given["Q8"], concluded) == ((3, "while it was down"), "no")


def test_another_tab_is_told_and_nothing_is_overwritten(site, sit_down, watch):
    watch.expected = re.compile(r"status of 409.*/api/sheet")
    meeting = site.meeting("Ana", "Bo")
    ana, _ = meeting.panel
    first = sit_down(ana)
    site.enter(first, meeting)
    second = sit_down(ana)
    site.enter(second, meeting)
    note(first, "Q1").fill("from the first tab")
    saved(first)
    note(second, "Q1").fill("from the second tab")
    told = second.get_by_role("alert").filter(has_text=WORDS["room.labels.elsewhere"])
    expect(told).to_be_visible()
    note(second, "Q2").fill("and more of it")
    expect(told).to_be_visible()
    assert site.draft(ana, meeting.id)["answers"]["Q1"]["evidence"] == "from the first tab"
    second.reload()
    expect(told).to_be_visible()  # a reload does not choose either
    expect(note(second, "Q2")).to_have_value("and more of it")
    button(second, "room.labels.keep_mine").click()
    saved(second)
    assert site.draft(ana, meeting.id)["answers"]["Q1"]["evidence"] == "from the second tab"
    note(first, "Q1").fill("the first tab again")
    expect(first.get_by_role("alert").filter(has_text=WORDS["room.labels.elsewhere"])).to_be_visible()
    button(first, "room.labels.take_theirs").click()
    expect(note(first, "Q1")).to_have_value("from the second tab")


def test_nobody_reads_another_sheet_before_their_own_is_in(site, sit_down, watch):
    watch.expected = re.compile("page that you have requested does not seem to exist")
    meeting, elsewhere = site.meeting("Zyana", "Bo"), site.meeting("Cy")
    ana, bo = meeting.panel
    writing = sit_down(ana)
    site.enter(writing, meeting)
    note(writing, "Q1").fill(f"{SECRET}, while it is a draft")
    saved(writing)
    site.submit(ana, meeting.id, 1, said=SECRET)
    site.submit(elsewhere.panel[0], elsewhere.id, 5, said=SECRET)
    page = sit_down(bo)
    ear = Ear(page)
    doors = ("/interviews", "/room?interview={m}", "/interviews?interview={m}", "/room?interview={e}",
             "/interviews?interview={e}", "/room", "/", "/campaign?id={c}&interview={m}", "/compare",
             "/interviews/{m}/interview.ics")  # fmt: skip
    for door in doors:
        address = door.format(m=meeting.id, e=elsewhere.id, c=site.campaign_id)
        if door.endswith(".ics"):
            ear.hear(door, page.request.get(site.product.address + address).body())
            continue
        page.goto(site.product.address + address)
        expect(page.get_by_role("heading", level=1).first).to_be_attached()
        ear.look(page)
    assert any(b"Person 0" in said for _, said in ear.heard)  # it would have been heard
    others = (SECRET.encode(), ana.account_id.encode(), ana.name.encode(), b"cancelled_at")
    assert [where for where, spoken in ear.heard if any(other in spoken for other in others)] == []
    page.goto(f"{site.product.address}/room?interview={elsewhere.id}")
    expect(page.get_by_text(WORDS["interviews.problems.no_such_interview"])).to_be_visible()
    page.goto(f"{site.product.address}/interviews?interview={meeting.id}")
    told = WORDS["room.consensus.not_complete.one"].format(total=2)
    expect(page.get_by_text(told)).to_be_visible()
    site.submit(bo, meeting.id, 4, said="In my own words.")
    page.reload()
    expect(page.get_by_text(SECRET).first).to_be_visible()


def test_a_panel_records_what_it_agrees_on(site, sit_down):
    meeting = site.meeting("Ana", "Bo")
    for who, given in zip(meeting.panel, (2, 4), strict=True):
        site.submit(who, meeting.id, given, said=SAID)
    page = sit_down(meeting.panel[0])
    page.goto(f"{site.product.address}/interviews")
    button(page, "room.list.consensus").click()
    expect(page.get_by_role("region", name=WORDS["room.consensus.ratings"])).to_be_visible()
    form = page.get_by_role("group").filter(has_text=WORDS["room.consensus.agree"]).first
    form.locator("summary").click()
    form.get_by_role("radio", name="3", exact=True).click()
    form.get_by_role("textbox", name=WORDS["room.consensus.agree_reason"]).fill(
        "The second story weighs more."
    )
    form.get_by_role("button", name=WORDS["room.consensus.agree_do"], exact=True).dblclick()
    expect(page.get_by_text("The second story weighs more.")).to_have_count(1)
    expect(page.get_by_text(re.compile(r"^Agreed: 3, by"))).to_be_visible()


def test_the_room_is_used_with_a_finger(site, sit_down):
    meeting = site.meeting("Ana", "Bo")
    ana, _ = meeting.panel
    page = sit_down(ana, width=820, touch=True)
    site.enter(page, meeting)
    settle(page)
    assert overflow(page) == 0
    rating(page, "Q1", 5).tap()
    expect(rating(page, "Q1", 5)).to_be_checked()
    not_observed(page, "Q2").tap()
    expect(not_observed(page, "Q2")).to_be_checked()
    question(page, "Q1").get_by_text(WORDS["room.labels.no_example"]).tap()
    page.get_by_role("button", name="Français").tap()
    expect(question(page, "Q1").locator(".wording")).to_have_attribute("lang", "fr")
    expect(rating(page, "Q1", 5)).to_be_checked()
    page.get_by_role("navigation", name=WORDS["room.labels.outline"]).get_by_role("button", name="Tact").tap()
    expect(question(page, "Q6")).to_be_in_viewport()
    saved(page)
    assert site.draft(ana, meeting.id)["answers"]["Q1"]["rating"] == 5


def test_interviews_are_readable_by_everybody(site, sit_down):
    meeting = site.meeting("Ana", "Bo")
    ana, bo = meeting.panel
    page = sit_down(ana)
    page.goto(f"{site.product.address}/interviews")
    expect(button(page, "room.list.enter.planned")).to_be_visible()
    found = list(faults(page, "list"))
    button(page, "room.list.enter.planned").click()
    expect(question(page, "Q1")).to_be_visible()
    rating(page, "Q1", 4).check()
    not_observed(page, "Q2").check()
    question(page, "Q1").get_by_text(WORDS["room.labels.no_example"]).click()
    button(page, "room.labels.submit").click()
    saved(page)
    found += faults(page, "room")
    site.submit(ana, meeting.id, 4, 2, None, 5, 3, 1, 2, 4, said=SAID)
    page.reload()
    expect(page.get_by_text(WORDS["room.sent.waiting.one"])).to_be_visible()
    found += faults(page, "submitted")
    site.submit(bo, meeting.id, 2, 2, None, None, 4, 1, 5, 4, said=SAID)
    page.goto(f"{site.product.address}/interviews?interview={meeting.id}")
    expect(page.get_by_role("region", name=WORDS["room.consensus.ratings"])).to_be_visible()
    found += faults(page, "all sheets")
    assert not found, "\n".join(found)
    settle(page)
