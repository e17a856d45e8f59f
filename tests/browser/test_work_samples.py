"""Conversations, the inbox and written replies in a real browser: by keyboard, by roles, through trouble."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import expect

from scoring.formats.words import count_words
from tests.browser.inspection import faults, overflow
from tests.browser.worker import Worker
from tests.site import WORK

pytestmark = pytest.mark.browser

TALK, REPLY, INBOX = WORK
FOCUSED = """() => {
  let node = document.activeElement
  while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement
  return node.textContent
}"""
COUNT_JS = Path(__file__).parents[2] / "views" / "components" / "scene" / "count.js"
HARD = [
    "", "   ", "mot", "l'après-midi", "l’après-midi", "rendez-vous demain", "14 h", "14\u00a0h", "500\u202f€",
    "« Bonjour ! »", "Bonjour\u00a0!", "oui - non", "oui – non — peut-être", "🚗", "🚗 garage", "a🚗b", "1er",
    "½ tour", "²", "…", "...", "a.b.c", "e\u0301te\u0301", "日本語", "a\u200bb", "a\ufeffb",
    "\ufeff", "a\u2028b", "a\x1cb", "a\x85b", "\t\n\r", "№ 5", "Ⅷ", "٣ ٤", "don't", "C'est-à-dire ?",
    "rh@ardeal.example", "10:30",
]  # fmt: skip


@pytest.fixture
def at_work(site, sit_down):
    """Return a function that brings somebody to a work sample."""

    def at_work(item_id, language="fr", *, needs=(), **looks):
        invited = site.seat_at_work(item_id, language, needs=needs)
        worker = Worker(sit_down(invited.address, language, **looks))
        if item_id == TALK:
            worker.begin()
        return invited, worker

    return at_work


def finish_a_conversation(worker, choose):
    """Choose until it has ended; return how many choices that took."""
    over = worker.button("conversation.continue")
    for taken in range(20):
        expect(over.or_(worker.button("conversation.next"))).to_be_visible()
        if over.is_visible():
            return taken
        before = worker.posts().count()
        choose()
        expect(worker.posts().nth(before + 1)).to_be_visible()
    raise AssertionError("The conversation does not end.")


def choose_first(worker):
    worker.page.get_by_role("radio").first.check()
    worker.button("conversation.next").click()


def test_a_conversation_can_be_held_with_the_keyboard_alone(site, at_work):
    invited, worker = at_work(TALK)
    someone, page = worker.someone, worker.page
    seen = []

    def choose():
        someone.key(page.get_by_role("radio").first, "Space")
        before = worker.posts().count()
        someone.key(worker.button("conversation.next"), "Enter")
        expect(worker.posts().nth(before + 1)).to_be_visible()
        seen.append((worker.posts().count() - before, page.evaluate(FOCUSED)))

    n_choices = finish_a_conversation(worker, choose)
    for grown, focused in seen:
        assert grown >= 3  # one's own words, what came of them, and what is said next
        assert focused in worker.posts().all_text_contents()
    expect(page.get_by_text(re.compile(worker.words("conversation.mood", mood=r"\w"))).first).to_be_visible()
    someone.key(worker.button("conversation.continue"), "Enter")
    expect(worker.text).to_be_visible()
    assert len(site.place(invited).answers[TALK].value) == n_choices


def test_a_double_click_is_one_choice_and_a_reload_shows_the_whole_thread(site, at_work):
    invited, worker = at_work(TALK, "en", width=390)
    expect(worker.page.get_by_role("radio").first).to_be_visible()
    worker.page.get_by_role("radio").nth(1).check()
    before = worker.posts().count()
    worker.button("conversation.next").dblclick()
    expect(worker.posts().nth(before + 2)).to_be_visible()
    thread = worker.posts().all_text_contents()
    assert len(site.place(invited).steps) == 1
    worker.page.reload()
    expect(worker.posts()).to_have_text(thread)
    assert overflow(worker.page) == 0


def test_the_text_inbox_works_by_roles_and_labels_alone(site, at_work):
    invited, worker = at_work(INBOX, "en", needs=("no_clock", "text_inbox"))
    page = worker.page
    worker.open_inbox()
    expect(worker.messages()).to_have_count(0)
    forms = page.get_by_role("form")
    first = forms.first
    worker.done(first).click()
    expect(first.get_by_role("alert")).to_have_text(worker.words("triage.need_action"))
    worker.decide("escalate", 1, first)
    worker.done(first).click()
    expect(first.get_by_role("alert")).to_have_text(worker.words("triage.need_contact"))
    first.get_by_label(worker.words("triage.contact")).select_option(index=1)
    first.get_by_role("checkbox", name=worker.words("triage.also_hide")).check()
    expect(first.get_by_role("checkbox", name=worker.words("triage.holding"))).to_be_checked()
    worker.done(first).click()
    expect(first.get_by_text(worker.words("triage.place_stays"))).to_be_visible()
    (handled,) = site.place(invited).inbox.handled.values()
    assert sorted(handled["action"]) == ["escalate", "hide"]
    assert (handled["priority"], handled["holding"]) == (1, True)
    worker.button("triage.finish").click()
    worker.button("triage.finish_no").click()
    worker.button("triage.finish").click()
    worker.button("triage.finish_yes").click()
    expect(worker.heading("triage.over_title")).to_be_visible()
    assert len(site.place(invited).answers[INBOX].value) == 1


def test_a_full_inbox_with_late_messages_a_change_of_mind_and_the_end(site, at_work):
    invited, worker = at_work(INBOX, needs=("no_clock",))
    page = worker.page
    worker.open_inbox()
    there = worker.messages().count()
    in_all = len(site.place(invited).item(INBOX)["messages"])
    assert there < in_all
    seen = there
    for done in range(in_all):
        message = worker.messages().nth(done)
        message.click()
        worker.decide("reply_now", 1 + done % 4)
        worker.done().click()
        if done + 1 == in_all:
            break
        expect(message).to_contain_text(worker.words("triage.action_reply_now"))
        if done == 0:  # what was decided can be changed, and keeps its place
            message.click()
            worker.decide("thank", 4)
            page.get_by_role("button", name=worker.words("triage.done_again")).click()
            expect(message).to_contain_text(worker.words("triage.action_thank"))
        if worker.messages().count() > seen:
            expect(worker.messages().last).to_contain_text(worker.words("triage.new"))
            seen = worker.messages().count()
        expect(worker.tally(done + 1, seen)).to_be_visible()
    expect(worker.heading("triage.over_title")).to_be_visible()
    worker.button("triage.continue").click()
    expect(worker.someone.heading("review.title")).to_be_visible()
    given = site.place(invited).answers[INBOX].value
    assert len(given) == in_all
    assert next(iter(given.values())) == {"action": ["thank"], "priority": 4}


def test_the_clock_follows_the_server_and_can_be_hidden(site, at_work):
    invited, worker = at_work(INBOX, "en", width=390)
    worker.open_inbox()
    left = worker.page.get_by_text(re.compile(r"^1[12]:\d\d left$"))
    expect(left).to_be_visible()
    worker.button("triage.clock_hide").click()
    expect(left).to_be_hidden()
    worker.page.reload()
    worker.button("triage.clock_show").click()
    expect(left).to_be_visible()
    minutes, seconds = map(int, re.findall(r"\d+", left.inner_text()))
    here = site.place(invited)
    assert abs(60 * minutes + seconds - here.inbox.seconds_left(here.at)) < 5


def test_an_inbox_closes_by_itself_when_its_time_is_over(site, at_work):
    invited, worker = at_work(INBOX, "en")
    worker.open_inbox()
    worker.messages().first.click()
    worker.decide("ignore", 4)
    worker.done().click()
    expect(worker.messages().first).to_contain_text(worker.words("triage.action_ignore"))
    site.age_steps(invited, seconds=12 * 60 - 3)
    worker.page.reload()
    expect(worker.heading("triage.over_title")).to_be_visible()
    expect(worker.page.get_by_text(worker.words("triage.over_time"))).to_be_visible()
    assert len(site.place(invited).answers[INBOX].value) == 1


def test_a_killed_tab_finds_its_draft_again(site, at_work, sit_down):
    invited, worker = at_work(REPLY)
    worker.text.fill("Bonjour Mira,")
    with worker.page.expect_response(lambda answer: answer.url.endswith("/api/draft")) as kept:
        worker.text.press_sequentially(" je regarde")
    assert kept.value.status == 204
    typed = worker.text.input_value()
    worker.page.close()
    again = Worker(sit_down(invited.address))
    expect(again.text).to_have_value(typed)
    again.text.press_sequentially(" tout de suite")
    again.page.reload()  # sooner than the next sending: the page sends it as it goes
    expect(again.text).to_have_value(f"{typed} tout de suite")


def test_a_draft_that_cannot_be_saved_says_so_and_is_not_lost(site, at_work, watch):
    watch.loses_line = True
    _, worker = at_work(REPLY, "en")
    worker.page.route("**/api/draft", lambda route: route.abort())
    worker.text.fill("I look into it")
    expect(worker.page.get_by_text(worker.words("open_reply.draft_failed"))).to_be_visible()
    worker.page.reload()
    expect(worker.text).to_have_value("I look into it")
    worker.page.unroute("**/api/draft")
    worker.text.press_sequentially(" now")
    expect(worker.page.get_by_text(re.compile(r"^Draft saved \d\d:\d\d$"))).to_be_visible()


def test_a_reply_over_its_limit_is_kept_and_sent_once_shortened(site, at_work):
    invited, worker = at_work(REPLY)
    worker.text.fill("mot " * 82)
    over = worker.words("open_reply.words_over_other", n=2)
    expect(worker.page.get_by_text(over, exact=True).first).to_be_visible()
    worker.button("open_reply.next").click()
    expect(worker.page.get_by_role("alert").filter(has_text=over)).to_be_visible()
    worker.text.fill("mot " * 80)
    worker.button("open_reply.next").click()
    expect(worker.heading("inbox_intro.how_title")).to_be_visible()
    assert count_words(site.place(invited).answers[REPLY].value) == 80


def test_the_counter_counts_as_the_server_does(browser):
    page = browser.new_page()
    rng = Random(1)
    pool = "".join(HARD) + " \u00a0\u202f\u3000'’-–abcé1²"
    texts = HARD + ["".join(rng.choices(pool, k=12)) for _ in range(3000)]
    code = COUNT_JS.read_text("utf-8").replace("export const countWords", "window.countWords")
    page.evaluate(f"() => {{ {code} }}")
    assert page.evaluate("texts => texts.map(countWords)", texts) == [count_words(text) for text in texts]
    page.close()


def test_every_work_sample_under_axe(site, sit_down, at_work):
    found = []
    worker = Worker(sit_down(site.seat_at_work(TALK, "en").address, "en"))
    expect(worker.heading("intro.title")).to_be_visible()
    found += faults(worker.page, "what comes")
    worker.begin()
    expect(worker.page.get_by_role("radio").first).to_be_visible()
    found += faults(worker.page, "conversation")
    finish_a_conversation(
        worker,
        lambda: (worker.page.get_by_role("radio").first.check(), worker.button("conversation.next").click()),
    )
    found += faults(worker.page, "conversation, over")
    worker.button("conversation.continue").click()
    expect(worker.text).to_be_visible()
    worker.text.fill("word " * 81)
    worker.button("open_reply.next").click()
    found += faults(worker.page, "reply, too long")
    worker.someone.button("actions.skip").click()
    expect(worker.heading("inbox_intro.how_title")).to_be_visible()
    found += faults(worker.page, "inbox, before")
    worker.open_inbox()
    found += faults(worker.page, "inbox")
    worker.messages().first.click()
    worker.decide("escalate", 1)
    worker.done().click()
    found += faults(worker.page, "message")
    worker.button("triage.finish").click()
    found += faults(worker.page, "closing")
    _, reader = at_work(INBOX, needs=("text_inbox",))
    reader.open_inbox()
    found += faults(reader.page, "text inbox")
    assert not found, "\n".join(found)
