"""How to get to each work sample, for its picture."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.worker import Worker
from tests.site import Site


def _at_work(site: Site, page: Page, language: str, item_id: str, needs: tuple[str, ...] = ()) -> Worker:
    page.goto(site.seat_at_work(item_id, language, needs=needs).address)
    return Worker(Person(page, language))


def conversation(n_choices: int) -> Callable[[Site, Page, str], None]:
    """Go into a conversation by the second choice each time, and choose without sending."""

    def go(site: Site, page: Page, language: str) -> None:
        worker = _at_work(site, page, language, "S22")
        worker.begin()
        for _ in range(n_choices):
            expect(page.get_by_role("radio").first).to_be_visible()
            said = worker.posts().count()
            page.get_by_role("radio").nth(1).check()
            worker.button("conversation.next").click()
            expect(worker.posts().nth(said + 1)).to_be_visible()
        if page.get_by_role("radio").count():
            page.get_by_role("radio").nth(2).check()

    return go


def inbox(*, is_open: bool = True, needs: tuple[str, ...] = ()) -> Callable[[Site, Page, str], None]:
    """Go to the inbox with two messages done, and open the next one."""

    def go(site: Site, page: Page, language: str) -> None:
        worker = _at_work(site, page, language, "S24", needs)
        worker.open_inbox()
        if "text_inbox" in needs:
            worker.decide("reply_later", 3, page.get_by_role("form").first)
            return
        for done, (action, priority) in enumerate((("thank", 4), ("reply_now", 1))):
            worker.messages().nth(1 - done).click()
            worker.decide(action, priority)
            worker.done().click()
            decided = worker.words(f"triage.action_{action}")
            expect(worker.messages().nth(1 - done)).to_contain_text(decided)
        if is_open:
            worker.messages().nth(2).click()
            worker.decide("escalate", 1)
        page.mouse.move(0, 0)

    return go


def before_inbox(site: Site, page: Page, language: str) -> None:
    """Go to the page before the clock starts."""
    worker = _at_work(site, page, language, "S24")
    expect(worker.heading("inbox_intro.how_title")).to_be_visible()


def what_comes(site: Site, page: Page, language: str) -> None:
    """Go to the page between situations and work samples."""
    expect(_at_work(site, page, language, "S22").heading("intro.title")).to_be_visible()


_REPLY = {
    "fr": "Bonjour, cinq semaines et quatre appels, c'est long. Je transmets votre dossier à Karine, qui "
    "revient à 14 h, et je vous écris ici même avant 15 h pour vous dire où il en est.",
    "en": "Five weeks and four calls is a long time. I am handing your case to Karine, who is back at 2 pm, "
    "and will write here before 3 pm to tell you where it stands.",
}


def reply(site: Site, page: Page, language: str) -> None:
    """Write a reply and wait until its draft is saved."""
    worker = _at_work(site, page, language, "O1")
    with page.expect_response(lambda answer: answer.url.endswith("/api/draft")):
        worker.text.fill(_REPLY[language])
    page.mouse.move(0, 0)
