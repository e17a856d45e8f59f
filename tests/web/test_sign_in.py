"""Forms that open a sign-in: cookies out of reach, no secret in an address, no form from elsewhere."""

from __future__ import annotations

import re

import pytest
import time_machine
from argon2 import PasswordHasher
from starlette.applications import Starlette

from settings import settings
from tests.office import NOW, PASSWORD, RECRUITER, running_campaign, someone, token_in
from tests.web.small_browser import SmallBrowser
from web import exports, sign_in
from workflows import accounts, fresh_links, invitations, passwords, staff
from workflows import sign_in as sign_ins

pytestmark = pytest.mark.usefixtures("database")

OURS = {"origin": "http://testserver"}
OWNER = {"full_name": "Olga", "email": "olga@example.com", "password": PASSWORD, "language": "fr"}


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch):
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    passwords._nobodys.cache_clear()


@pytest.fixture
def browser():
    return SmallBrowser(Starlette(routes=[*sign_in.ROUTES, *exports.ROUTES]))


def post(browser, address, fields, **headers):
    return browser.post(address, data=fields, headers=OURS | headers)


@pytest.fixture
def owner(browser):
    code = accounts.first_start_code()
    answer = post(browser, "/auth/first-owner", OWNER | {"code": code})
    assert answer.headers["location"] == "/"
    return sign_ins.actor_of(browser.cookies[sign_ins.COOKIE])


def test_the_first_owner_is_signed_in_at_once(owner):
    assert (owner.name, owner.role, owner.language) == ("Olga", "owner", "fr")


@pytest.mark.parametrize("secure", [False, True])
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(owner, browser, secure, monkeypatch):
    monkeypatch.setattr(settings(), "secure_cookies", secure)
    answer = post(browser, "/auth/sign-in", OWNER)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert ("secure" in cookie) is secure
    assert f"max-age={14 * 24 * 3600}" in cookie


def test_a_wrong_password_comes_back_as_a_code_without_the_address(owner, browser):
    answer = post(browser, "/auth/sign-in", OWNER | {"password": "something else"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/?error=wrong_credentials"
    assert answer.headers["cache-control"] == "no-store"


def test_too_many_attempts_say_until_when(owner, browser):
    with time_machine.travel(NOW, tick=False):
        for _ in range(6):
            answer = post(browser, "/auth/sign-in", OWNER | {"password": "something else"})
    assert answer.headers["location"] == "/?error=too_many_attempts&until=20261120T0915"


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"origin": "http://elsewhere.example"}, id="another origin"),
        pytest.param({"origin": "null"}, id="no origin told"),
        pytest.param({}, id="no header"),
        pytest.param(OURS | {"sec-fetch-site": "cross-site"}, id="the browser says cross-site"),
    ],
)
@pytest.mark.parametrize(
    "address", ["/auth/sign-in", "/auth/sign-out", "/auth/first-owner", "/auth/password", "/auth/demo"]
)
def test_a_form_from_elsewhere_does_nothing(owner, browser, address, headers):
    before = browser.cookies[sign_ins.COOKIE]
    answer = browser.post(address, data=OWNER, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert sign_ins.actor_of(before) is not None


def test_our_own_page_is_known_by_what_the_browser_says_of_it(owner, browser):
    answer = browser.post("/auth/sign-in", data=OWNER, headers={"sec-fetch-site": "same-origin"})
    assert answer.headers["location"] == "/"


def test_signing_out_takes_the_cookie_away_and_ends_it(owner, browser):
    token = browser.cookies[sign_ins.COOKIE]
    post(browser, "/auth/sign-out", {})
    assert sign_ins.COOKIE not in browser.cookies
    assert sign_ins.actor_of(token) is None


def test_a_link_to_choose_a_password_leaves_the_address_bar(owner, browser):
    link = staff.add_account(owner, name="Rita", email="rita@example.com", role="recruiter", language="fr")
    answer = browser.get(f"/join/{token_in(link.address)}")
    assert answer.headers["location"] == "/?step=password"
    assert token_in(link.address) in browser.cookies[accounts.JOIN_COOKIE]
    assert sign_ins.COOKIE not in browser.cookies, "the owner's browser is handed over"
    answer = post(browser, "/auth/password", {"password": "une phrase à moi"})
    assert answer.headers["location"] == "/"
    assert accounts.JOIN_COOKIE not in browser.cookies
    assert sign_ins.actor_of(browser.cookies[sign_ins.COOKIE]).name == "Rita"


def test_a_made_up_link_signs_nobody_out(owner, browser):
    browser.get("/join/made-up")
    assert sign_ins.actor_of(browser.cookies[sign_ins.COOKIE]) is not None


def test_a_refused_password_keeps_the_link_good(owner, browser):
    link = staff.add_account(owner, name="Rita", email="rita@example.com", role="recruiter", language="fr")
    browser.get(f"/join/{token_in(link.address)}")
    answer = post(browser, "/auth/password", {"password": "short"})
    assert answer.headers["location"] == "/?step=password&error=password_short"
    assert accounts.link_holder(token_in(link.address)) is not None


def test_sample_data_need_the_console_code_too(browser):
    accounts.first_start_code()
    answer = post(browser, "/auth/demo", {"code": "AAAA-AAAA-AAAA", "language": "fr"})
    assert answer.headers["location"] == "/?at=demo&error=wrong_start_code"
    assert accounts.nobody_yet()


@pytest.mark.parametrize("fields", [{}, {"email": "x" * 100_000}, {"email": ["a", "b"]}])
def test_a_forged_form_is_refused_like_a_wrong_password(owner, browser, fields):
    assert post(browser, "/auth/sign-in", fields).headers["location"] == "/?error=wrong_credentials"


def test_fresh_links_are_downloaded_by_who_made_them_only(owner, browser):
    campaign_id = running_campaign()
    link = invitations.add_candidate(RECRUITER, campaign_id, name="Ana", email=None, language="fr")
    mine = fresh_links.keep_links(owner, campaign_id, [link])
    others = fresh_links.keep_links(someone("recruiter"), campaign_id, [link])
    answer = browser.get(f"/exports/links/{mine}.csv")
    assert answer.status_code == 200
    assert link.address in answer.text
    assert re.search(r'attachment; filename="[\w-]+\.csv"', answer.headers["content-disposition"])
    assert browser.get(f"/exports/links/{others}.csv").status_code == 404
    browser.cookies.clear()
    assert browser.get(f"/exports/links/{mine}.csv").status_code == 403
