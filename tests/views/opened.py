"""Pages opened without a browser, and what they say."""

from __future__ import annotations

import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

from views.pages import HOME, STAFF_PAGES

VIEWS = Path(__file__).parents[2] / "views"
FILES = {Path(page.file).stem: page.file for page in (*STAFF_PAGES, HOME)} | {"main": "main.py"}
"""Pages by name: each in the room of its domain."""


def open_page(name: str, **query: str) -> AppTest:
    """Run a page with this address, and fail on whatever it raised."""
    at = AppTest.from_file(str(VIEWS / FILES[name]), default_timeout=60)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception, at.exception
    return at


def open_through_navigation(name: str, **query: str) -> AppTest:
    """Run a page as whoever is signed in reaches it, and fail on whatever it raised."""
    at = AppTest.from_file(str(VIEWS / "main.py"), default_timeout=60)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    at.switch_page(FILES[name]).run()
    assert not at.exception, at.exception
    return at


def words(at: AppTest) -> str:
    """Return everything a page says, tables included, without formatting marks and style sheets."""
    blocks = (
        at.title, at.header, at.subheader, at.markdown, at.caption, at.info, at.warning, at.error, at.success,
        at.text,
    )  # fmt: skip
    said = [element.value for kind in blocks for element in kind]
    said += [element.proto.body for element in at.get("html")]
    return re.sub(r"[\\*]|<style>.*?</style>", "", "\n".join(said), flags=re.DOTALL)


def press(at: AppTest, label: str) -> AppTest:
    """Press the first button of this name."""
    next(button for button in at.button if re.sub(r"\\", "", button.label) == label).click().run()
    assert not at.exception, at.exception
    return at
