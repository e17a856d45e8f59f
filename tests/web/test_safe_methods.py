"""Opening an address writes nothing: mail scanners, previews and browsers that look ahead open every link."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.routing import Mount, Route

import web
from data.common import engine
from domain import SITTING_COOKIE, STAFF_COOKIE
from errors import LinksTriedOut, LinkUnknown
from tests.office import NOW, RECRUITER, first_owner, running_campaign, token_in
from tests.web.small_browser import SmallBrowser
from workflows import sitting
from workflows.accounts import oidc, sign_in, staff
from workflows.candidates import invitations, links, monitor
from workflows.candidates.links import find_link

pytestmark = pytest.mark.usefixtures("database")

ROUTES = [
    route
    for module in pkgutil.walk_packages(web.__path__, "web.")
    for route in getattr(importlib.import_module(module.name), "ROUTES", ())
]
APP = Starlette(
    routes=sorted(ROUTES, key=lambda route: isinstance(route, Mount)),
    middleware=[Middleware(SessionMiddleware, secret_key="of the tests")],
)
OPENED = sorted({route.path for route in ROUTES if isinstance(route, Route) and "GET" in route.methods})
METHODS = pytest.mark.parametrize("method", ["get", "head"])


@pytest.fixture(autouse=True)
def nobody_tried(clock):
    clock.move_to(NOW)
    links.TRIES.forget()
    return clock


@contextmanager
def nothing_written() -> Iterator[None]:
    """Fail when anything but reading was asked of the database."""
    asked: list[str] = []

    def heard(_connection, _cursor, statement, *_rest):
        if not re.match(r"\s*(SELECT|PRAGMA|BEGIN DEFERRED)", statement, re.IGNORECASE):
            asked.append(statement)

    event.listen(engine.engine(), "before_cursor_execute", heard)
    try:
        yield
    finally:
        event.remove(engine.engine(), "before_cursor_execute", heard)
    assert asked == []


def invited(language: str = "fr", campaign_id: str | None = None):
    campaign_id = campaign_id or running_campaign()
    return invitations.add_candidate(RECRUITER, campaign_id, name="Ana", email=None, language=language)


@METHODS
@pytest.mark.parametrize("path", OPENED)
def test_no_address_writes_when_nobody_is_signed_in(path, method):
    link = invited()
    browser = SmallBrowser(APP)
    secrets = {"/i/{token:path}": token_in(link.address)}
    with nothing_written():
        for part in (secrets.get(path, "x" * 22), "x" * 22, "nothing"):
            getattr(browser, method)(re.sub(r"\{[^}]*\}", part, path))


@METHODS
@pytest.mark.parametrize("path", OPENED)
def test_no_address_writes_for_a_link_nobody_has_used(path, method):
    browser = SmallBrowser(APP)
    browser.cookies[SITTING_COOKIE] = token_in(invited().address)
    with nothing_written():
        getattr(browser, method)(re.sub(r"\{[^}]*\}", "x" * 22, path))


@pytest.mark.parametrize("path", OPENED)
def test_no_address_is_taken_by_asking_for_its_head(path):
    first_owner()
    browser = SmallBrowser(APP)
    browser.cookies[STAFF_COOKIE] = sign_in.sign_in("olga@example.com", "a sentence to remember")
    with nothing_written():
        browser.head(re.sub(r"\{[^}]*\}", "x" * 22, path))


@METHODS
def test_a_link_to_choose_a_password_is_looked_at_only(method):
    owner = first_owner()
    link = staff.renew_link(owner, owner.account_id)
    with nothing_written():
        answer = getattr(SmallBrowser(APP), method)(f"/join/{token_in(link.address)}")
    assert answer.headers["location"] == "/?step=password"


@METHODS
def test_a_scanned_invitation_is_as_it_was(method):
    link = invited("fr")
    token, browser = token_in(link.address), SmallBrowser(APP)
    getattr(browser, method)(f"/i/{token}")
    assert browser.cookies == {SITTING_COOKIE: token}
    with nothing_written():
        here = sitting.current_state(token, accepted_language="en")
    assert (here.stage, here.sitting.language, here.sitting.id) == ("language", "fr", "")
    assert sitting.choose_language(token, "fr").stage == "notice"


def test_the_first_act_begins_the_sitting_in_the_language_chosen():
    link = invited("fr")
    token = token_in(link.address)
    assert sitting.choose_language(token, "en").sitting.language == "en"
    assert sitting.current_state(token).stage == "notice"


def test_beginning_the_way_to_the_provider_writes_nothing():
    with nothing_written():
        oidc.let_try("192.0.2.7")


def test_a_scanned_person_is_still_invited_and_not_counted_as_there():
    campaign_id = running_campaign()
    link = invited(campaign_id=campaign_id)
    SmallBrowser(APP).get(f"/i/{token_in(link.address)}")
    (line,) = monitor.board(RECRUITER, campaign_id).lines
    assert line.status == "invited"


@pytest.mark.parametrize(
    "spelled",
    [
        "{}.", "{},", "{})", "{}>", "{}”", "{}'", "{}’", '{}"', "{}».", "{}/", "{}\r\n", "<{}>", "{}%3E",
        "{}?utm_source=mail", "{}&amp;", "{}_", "{}*", "\u200b{}", "{}\u00ad", "{};", "{}!", "{}]",
    ],
)  # fmt: skip
def test_a_link_opens_with_what_mail_programs_put_around_it(spelled):
    token = token_in(invited().address)
    assert find_link(spelled.format(token), address="192.0.2.7") == token


@pytest.mark.parametrize("at", [5, 11, 21])
@pytest.mark.parametrize("between", ["\n", "\r\n ", "=\n", "\u200b", " "])
def test_a_link_opens_that_was_broken_in_two(at, between):
    token = token_in(invited().address)
    assert find_link(token[:at] + between + token[at:], address="192.0.2.7") == token


@pytest.mark.parametrize("path", ["/I/{}", "/i/{}.", "/i/{}%22/"])
def test_capitals_of_the_path_do_not_matter(path):
    token, browser = token_in(invited().address), SmallBrowser(APP)
    browser.get(path.format(token))
    assert browser.cookies == {SITTING_COOKIE: token}


def test_capitals_of_the_secret_do():
    token = token_in(invited().address)
    with pytest.raises(LinkUnknown):
        find_link(token.swapcase(), address="192.0.2.7")


def test_made_up_links_never_keep_a_real_one_out(clock):
    token = token_in(invited().address)
    for number in range(30):
        with pytest.raises(LinkUnknown):
            find_link(f"not-a-link-{number:04}-of-anybody", address="192.0.2.7")
    with pytest.raises(LinksTriedOut):
        find_link("one-more-that-nobody-was-given", address="192.0.2.7")
    with pytest.raises(LinkUnknown):
        find_link("one-more-that-nobody-was-given", address="192.0.2.8")
    assert find_link(token, address="192.0.2.7") == token
    clock.shift(dt.timedelta(minutes=15, seconds=1))
    with pytest.raises(LinkUnknown):
        find_link("one-more-that-nobody-was-given", address="192.0.2.7")
