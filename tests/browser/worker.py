"""A candidate at the work samples: converses, sorts an inbox, writes."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

import texts
from tests.browser.person import Person


class Worker:
    """Somebody in front of a work sample, finding everything by its role and its words."""

    def __init__(self, someone: Person) -> None:
        self.someone, self.page = someone, someone.page

    def words(self, key: str, **values: object) -> str:
        """Return a sentence of the work samples in the language this person reads."""
        found = texts.texts("fr" if self.someone.language == "fr" else "en")[f"candidate_work.{key}"]
        return found.format(**values) if values else found

    def button(self, key: str) -> Locator:
        """Find a button by its words."""
        return self.page.get_by_role("button", name=self.words(key), exact=True)

    def heading(self, key: str) -> Locator:
        """Find a heading by its words."""
        return self.page.get_by_role("heading", name=self.words(key), exact=True)

    def radio(self, key: str) -> Locator:
        """Find a choice by its words."""
        return self.page.get_by_role("radio", name=self.words(key), exact=True)

    def begin(self) -> None:
        """Read what comes and go on."""
        expect(self.heading("intro.title")).to_be_visible()
        self.button("intro.button").click()

    def open_inbox(self) -> None:
        """Press Start."""
        expect(self.heading("inbox_intro.how_title")).to_be_visible()
        self.button("inbox_intro.start").click()
        expect(self.button("triage.finish")).to_be_visible()

    @property
    def text(self) -> Locator:
        """The box a reply is written in."""
        return self.page.get_by_role("textbox", name=self.words("open_reply.reply"))

    def posts(self) -> Locator:
        """Find everything said in the thread, narration included."""
        return self.page.get_by_role("list", name=self.words("conversation.thread")).get_by_role("listitem")

    def messages(self) -> Locator:
        """Find the messages of the inbox, as a list to choose from."""
        return self.page.get_by_role("list", name=self.words("triage.inbox")).get_by_role("button")

    def decide(self, action: str, priority: int, where: Locator | None = None) -> None:
        """Choose what to do with the message on screen, and how urgent it is."""
        place = where or self.page.get_by_role("main")
        for key in (f"triage.action_{action}", f"triage.priority_{priority}"):
            place.get_by_role("radio", name=self.words(key), exact=True).check()

    def done(self, where: Locator | None = None) -> Locator:
        """Find the button that confirms a message."""
        name = self.words("triage.done")
        return (where or self.page.get_by_role("main")).get_by_role("button", name=name)

    def tally(self, done: int, total: int) -> Locator:
        """Find the line that says how many are done."""
        return self.page.get_by_text(self.words("triage.tally", done=done, total=total), exact=True)
