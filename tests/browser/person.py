"""A candidate at a real page: finds everything by its role and its words, in their language."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

import texts
from tests.browser.inspection import settle
from tests.site import CONTACT, ITEMS

TOTAL = len(ITEMS)
MAX_TABS = 80
"""No page has as many stops; a key that never arrives must not run for ever."""


class Person:
    """Somebody in front of a browser."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language = page, language

    def words(self, key: str, **values: object) -> str:
        """Return a sentence of the candidate's pages in the language this person reads."""
        found = texts.texts("fr" if self.language == "fr" else "en")[f"candidate.{key}"]
        return found.format(**values) if values else found

    # Where things are

    def button(self, key: str, **values: object) -> Locator:
        """Find a button by its words."""
        return self.page.get_by_role("button", name=self.words(key, **values), exact=True)

    def heading(self, key: str, **values: object) -> Locator:
        """Find a heading by its words."""
        return self.page.get_by_role("heading", name=self.words(key, **values), exact=True)

    def text(self, key: str, **values: object) -> Locator:
        """Find a sentence."""
        return self.page.get_by_text(self.words(key, **values))

    def radios(self, key: str) -> Locator:
        """Find the radio buttons with these words."""
        return self.page.get_by_role("radio", name=self.words(key), exact=True)

    @property
    def next(self) -> Locator:
        """The button that sends an answer."""
        return self.button("actions.next")

    def at_scene(self, number: int, total: int = TOTAL) -> None:
        """Wait until this scene is the one on screen, on Streamlit's own page."""
        expect(self.page.locator("#early")).to_have_count(0)
        name = self.words("scene.header", number=number, total=total)
        expect(self.page.get_by_role("progressbar", name=name, exact=True)).to_be_visible()
        expect(self.next).to_be_visible()

    def at_practice(self) -> None:
        """Wait until the practice scene is on screen."""
        expect(self.text("practice.intro")).to_be_visible()
        expect(self.next).to_be_visible()

    def review_line(self, number: int) -> Locator:
        """Find a scene's line on the review page."""
        return self.page.get_by_role("button", name=re.compile(rf"^{number}\. "))

    def is_side_by_side(self) -> bool:
        """Tell whether the story stands beside the choices, as it should where there is room."""
        story = self.page.get_by_role("heading", level=1).bounding_box()
        choices = self.heading(f"formats.{self.format()}.question").bounding_box()
        return bool(story and choices and choices["x"] > story["x"] + 200)

    def scene_title(self) -> str:
        """Return the title of the scene on screen."""
        return self.page.get_by_role("heading", level=1).inner_text()

    def format(self) -> str:
        """Tell the format of the scene on screen from its question."""
        for name in ("best_worst", "rate_each", "rank", "multi_select", "mcq"):
            if self.heading(f"formats.{name}.question").count():
                return name
        raise AssertionError(f"No known question on the page: {self.page.get_by_role('main').inner_text()}")

    # What they do with a mouse or a finger

    def prepare(self, use: Callable[[Locator], None] = lambda it: it.click()) -> None:
        """Take every step from the welcome to the first scene."""
        use(self.button(f"language.{self.language}"))
        box = self.page.get_by_role("checkbox", name=self.words("notice.acknowledge"))
        expect(box).to_be_attached()
        settle(self.page)  # a box that is drawn once more forgets what was pressed
        box.check(force=True)  # the box is drawn by its label, which covers it
        use(self.button("notice.button"))
        use(self.button("charter.button"))
        use(self.button("accommodations.button"))
        self.at_practice()
        self.choose(use)
        use(self.next)
        use(self.button("practice.button"))
        self.at_scene(1)

    def choose(self, use: Callable[[Locator], None] = lambda it: it.click(), turn: int = 0) -> None:
        """Choose an answer to the scene on screen, another one each turn, without sending it."""
        options = {
            "best_worst": lambda: [
                self.radios("formats.best_worst.best").nth(turn % 5),
                self.radios("formats.best_worst.worst").nth((turn + 1) % 5),
            ],
            "rate_each": lambda: [
                group.get_by_role("radio").nth((turn + place) % 5)
                for place, group in enumerate(self.page.get_by_role("radiogroup").all())
            ],
            "rank": lambda: [self.button("formats.rank.move_down").nth(turn % 3)],
            "multi_select": lambda: [self.page.get_by_role("checkbox").nth(turn % 3)],
            "mcq": lambda: [self.page.get_by_role("main").get_by_role("radio").nth(turn % 3)],
        }
        for option in options[self.format()]():
            use(option)
        expect(self.page.get_by_role("status").filter(has_text=self.ready())).to_be_visible()

    def ready(self) -> str:
        """Return what the page says when an answer is complete."""
        return self.words(f"formats.{self.format()}.ready")

    def answer(
        self, number: int, turn: int = 0, use: Callable[[Locator], None] = lambda it: it.click()
    ) -> None:
        """Answer scene ``number`` and wait for the next one, or for the review after the last."""
        self.choose(use, turn)
        use(self.next)
        self.arrived(number)

    def arrived(self, number: int) -> None:
        """Wait for what follows scene ``number``."""
        if number < TOTAL:
            self.at_scene(number + 1)
        else:
            expect(self.heading("review.title")).to_be_visible()

    # What they do with the keyboard

    def tab_to(self, target: Locator) -> None:
        """Press Tab until this is where the keyboard is."""
        expect(target).to_be_visible()
        for _ in range(MAX_TABS):
            if target.evaluate("node => node.getRootNode().activeElement === node"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {target}")

    def key(self, target: Locator, *keys: str) -> None:
        """Go to something by Tab and press keys there."""
        self.tab_to(target)
        for key in keys:
            self.page.keyboard.press(key)

    def choose_by_keyboard(self) -> None:
        """Choose an answer to the scene on screen by keyboard alone."""
        main = self.page.get_by_role("main")
        name = self.format()
        if name == "best_worst":
            self.key(self.radios("formats.best_worst.best").first, "Space")
            self.key(self.radios("formats.best_worst.worst").first, "ArrowDown")
        elif name == "rate_each":
            for group in self.page.get_by_role("radiogroup").all():
                self.key(group.get_by_role("radio").first, "ArrowRight")
        elif name == "rank":
            self.key(self.button("formats.rank.move_down").first, "Enter")
        elif name == "multi_select":
            self.key(main.get_by_role("checkbox").first, "Space")
        else:
            self.key(main.get_by_role("radio").first, "Space")
        expect(self.page.get_by_role("status").filter(has_text=self.ready())).to_be_visible()


__all__ = ["CONTACT", "TOTAL", "Person"]
