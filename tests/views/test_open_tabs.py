"""A page stays open while its reader is signed out, closed or demoted: it says so, and does nothing more."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

import texts
from data.accounts.accounts import account_by_id, set_language
from data.audit.log import Wanted, newest_events
from data.common import engine
from domain import STAFF_COOKIE
from tests.office import first_owner
from tests.views.opened import FILES, VIEWS, words
from tests.workflows.interviewed import account
from views.common import session
from workflows.accounts import sign_in, staff
from workflows.common.access import Actor
from workflows.common.clock import utc_now

pytestmark = pytest.mark.usefixtures("database")
t = texts.t


class Tab:
    """Somebody's browser with a page open: its cookie stays what it was when the page was loaded."""

    def __init__(self, actor: Actor, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
        with engine.writing() as c:
            self.token = sign_in.open_sign_in(c, actor.account_id, utc_now())
        cookies = {STAFF_COOKIE: self.token, "lang": language}
        monkeypatch.setattr(session, "_cookie", cookies.get)
        self.at = AppTest.from_file(str(VIEWS / "main.py"), default_timeout=60).run()

    def open(self, page: str) -> None:
        """Go to a page by the menu."""
        self.at.switch_page(FILES[page]).run()
        assert not self.at.exception

    def press(self, key: str) -> str:
        """Press what was drawn and return what the page says then."""
        next(one for one in self.at.button if one.key == key).click().run()
        assert not self.at.exception
        return words(self.at)


@pytest.fixture(params=texts.LANGUAGES)
def office(request, monkeypatch):
    """Two owners, a marker, and the second owner's accounts page."""
    first = first_owner(language=request.param)
    second, marker = account("Bo", "owner"), account("Mo", "marker")
    with engine.writing() as c:
        set_language(c, second.account_id, request.param)
    texts.use(request.param)
    tab = Tab(second, request.param, monkeypatch)
    tab.open("accounts")
    return first, second, marker, tab


def as_now(actor: Actor):
    with engine.reading() as c:
        return account_by_id(c, actor.account_id)


def done_by(actor: Actor) -> list[str]:
    with engine.reading() as c:
        return [
            newest_event.deed for newest_event in newest_events(c, Wanted(actor=actor.account_id), limit=99)
        ]


def test_a_disabled_owner_closes_nobody_from_an_open_tab(office):
    first, second, marker, tab = office
    staff.disable_account(first, second.account_id)
    said = tab.press(f"disable:{marker.account_id}")
    assert t("staff.errors.sign_in_over") in said
    assert t("staff.sign_in.title") in said
    assert as_now(marker).disabled_at is None
    assert done_by(second) == ["sign_in"]


def test_a_disabled_owner_makes_nobody_an_owner_from_an_open_tab(office):
    first, second, marker, tab = office
    next(one for one in tab.at.selectbox if one.key == f"role:{marker.account_id}:marker").set_value(
        "owner"
    ).run()
    staff.disable_account(first, second.account_id)
    assert t("staff.errors.sign_in_over") in tab.press(f"change:{marker.account_id}")
    assert as_now(marker).role == "marker"
    assert done_by(second) == ["sign_in"]


def test_a_demoted_owner_is_told_the_new_role_and_has_its_pages(office):
    first, second, marker, tab = office
    staff.change_role(first, second.account_id, "recruiter")
    said = tab.press(f"disable:{marker.account_id}")
    assert t("staff.errors.role_changed", role=t("staff.roles.recruiter")) in said
    assert t("staff.over.reload") in said
    assert t("staff.accounts.title") not in [one.value for one in tab.at.title]
    assert as_now(marker).disabled_at is None
    assert done_by(second) == ["sign_in"]


def test_signing_out_in_another_tab_ends_this_one(office):
    _, second, marker, tab = office
    sign_in.sign_out(tab.token)
    assert t("staff.errors.sign_in_over") in tab.press(f"disable:{marker.account_id}")
    assert as_now(marker).disabled_at is None
    assert done_by(second) == ["sign_out", "sign_in"]


def test_a_page_that_is_drawn_again_says_that_its_sign_in_is_over(office):
    _, _, _, tab = office
    sign_in.sign_out(tab.token)
    tab.at.run()
    said = words(tab.at)
    assert t("staff.over.before") in said
    assert t("staff.sign_in.title") in said


def test_a_tab_with_an_open_sign_in_goes_on(office):
    _, second, marker, tab = office
    tab.press(f"disable:{marker.account_id}")
    assert as_now(marker).disabled_at is not None
    assert "disable_account" in done_by(second)
