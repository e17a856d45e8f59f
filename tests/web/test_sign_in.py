"""Forms that open a sign-in: cookies out of reach, no secret in an address, no form from elsewhere."""

from __future__ import annotations

import re

import pyotp
import pytest
from starlette.applications import Starlette

from domain import HALF_OPEN_COOKIE, JOIN_COOKIE, STAFF_COOKIE
from settings import settings
from tests.office import NOW, PASSWORD, RECRUITER, running_campaign, scripted, someone, token_in
from tests.web.small_browser import SmallBrowser
from web.routes import candidate, exports, sign_in
from workflows.accounts import my_account, second_factor, staff
from workflows.accounts import sign_in as sign_ins
from workflows.candidates import fresh_links, invitations
from workflows.common.clock import utc_now

pytestmark = pytest.mark.usefixtures("database")

OURS = {"origin": "http://testserver"}
OWNER = {"full_name": "Olga", "email": "olga@example.com", "password": PASSWORD, "language": "fr"}


@pytest.fixture
def browser():
    return SmallBrowser(Starlette(routes=[*sign_in.ROUTES, *exports.ROUTES]))


def post(browser, address, fields, **headers):
    return browser.post(address, data=fields, headers=OURS | headers)


def twice(password):
    return {"password": password, "again": password}


@pytest.fixture
def owner(browser):
    code = my_account.first_start_code()
    answer = post(browser, "/auth/first-owner", OWNER | {"code": code})
    assert answer.headers["location"] == "/"
    return scripted(sign_ins.actor_of(browser.cookies[STAFF_COOKIE]))


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


def test_too_many_attempts_say_until_when(owner, browser, clock):
    clock.move_to(NOW)
    for _ in range(6):
        answer = post(browser, "/auth/sign-in", OWNER | {"password": "something else"})
    assert answer.headers["location"] == "/?error=too_many_attempts&until=20261120T0901"


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
    "address",
    ["/auth/sign-in", "/auth/sign-out", "/auth/first-owner", "/auth/password", "/auth/demo", "/auth/code"],
)
def test_a_form_from_elsewhere_does_nothing(owner, browser, address, headers):
    before = browser.cookies[STAFF_COOKIE]
    answer = browser.post(address, data=OWNER, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert sign_ins.actor_of(before) is not None


def test_our_own_page_is_known_by_what_the_browser_says_of_it(owner, browser):
    answer = browser.post("/auth/sign-in", data=OWNER, headers={"sec-fetch-site": "same-origin"})
    assert answer.headers["location"] == "/"


def test_signing_out_takes_the_cookie_away_and_ends_it(owner, browser):
    token = browser.cookies[STAFF_COOKIE]
    post(browser, "/auth/sign-out", {})
    assert STAFF_COOKIE not in browser.cookies
    assert sign_ins.actor_of(token) is None


def test_a_link_to_choose_a_password_leaves_the_address_bar(owner, browser):
    link = staff.add_account(owner, name="Rita", email="rita@example.com", role="recruiter", language="fr")
    answer = browser.get(f"/join/{token_in(link.address)}")
    assert answer.headers["location"] == "/?step=password"
    assert token_in(link.address) in browser.cookies[JOIN_COOKIE]
    assert STAFF_COOKIE not in browser.cookies, "the owner's browser is handed over"
    answer = post(browser, "/auth/password", twice("une phrase à moi"))
    assert answer.headers["location"] == "/"
    assert JOIN_COOKIE not in browser.cookies
    assert sign_ins.actor_of(browser.cookies[STAFF_COOKIE]).name == "Rita"


def test_a_made_up_link_signs_nobody_out(owner, browser):
    browser.get("/join/made-up")
    assert sign_ins.actor_of(browser.cookies[STAFF_COOKIE]) is not None


def test_a_refused_password_keeps_the_link_good(owner, browser):
    link = staff.add_account(owner, name="Rita", email="rita@example.com", role="recruiter", language="fr")
    browser.get(f"/join/{token_in(link.address)}")
    answer = post(browser, "/auth/password", twice("short"))
    assert answer.headers["location"] == "/?step=password&error=password_short"
    assert my_account.link_holder(token_in(link.address)) is not None


def test_sample_data_need_the_console_code_too(browser):
    my_account.first_start_code()
    answer = post(browser, "/auth/demo", {"code": "AAAA-AAAA-AAAA", "language": "fr"})
    assert answer.headers["location"] == "/?at=demo&error=wrong_start_code"
    assert my_account.nobody_yet()


@pytest.mark.parametrize("fields", [{}, {"email": "x" * 100_000}, {"email": ["a", "b"]}])
def test_a_forged_form_is_refused_like_a_wrong_password(owner, browser, fields):
    assert post(browser, "/auth/sign-in", fields).headers["location"] == "/?error=wrong_credentials"


@pytest.fixture
def with_factor(owner, browser):
    """Turn the owner's second factor on, sign out, and return the recovery codes."""
    secret = second_factor.propose(owner).secret
    codes = second_factor.turn_on(owner, PASSWORD, pyotp.TOTP(secret).at(utc_now()))
    post(browser, "/auth/sign-out", {})
    return codes


def test_the_password_leads_to_the_question_for_a_code_and_the_code_in(with_factor, browser):
    answer = post(browser, "/auth/sign-in", OWNER)
    assert answer.headers["location"] == "/?step=code"
    assert STAFF_COOKIE not in browser.cookies
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "max-age=600" in cookie
    answer = post(browser, "/auth/code", {"code": with_factor[0]})
    assert answer.headers["location"] == "/"
    assert HALF_OPEN_COOKIE not in browser.cookies
    assert sign_ins.actor_of(browser.cookies[STAFF_COOKIE]).name == "Olga"


def test_what_is_half_open_is_no_sign_in_under_any_name(with_factor, browser):
    post(browser, "/auth/sign-in", OWNER)
    half = browser.cookies.pop(HALF_OPEN_COOKIE)
    browser.cookies |= {STAFF_COOKIE: half, JOIN_COOKIE: half}
    assert sign_ins.actor_of(half) is None
    answer = post(browser, "/auth/password", twice("another sentence"))
    assert answer.headers["location"] == "/?step=password&error=dead_link"
    assert browser.get("/exports/links/any.csv").status_code == 403


def test_a_wrong_code_comes_back_as_a_code_and_a_late_one_too(with_factor, browser):
    post(browser, "/auth/sign-in", OWNER)
    answer = post(browser, "/auth/code", {"code": "000000"})
    assert answer.headers["location"] == "/?step=code&error=wrong_code"
    browser.cookies.clear()
    answer = post(browser, "/auth/code", {"code": with_factor[0]})
    assert answer.headers["location"] == "/?step=code&error=code_too_late"
    assert "set-cookie" not in answer.headers


def test_a_link_to_choose_a_password_asks_for_the_code_too(with_factor, owner, browser):
    link = staff.renew_link(owner, owner.account_id)
    browser.get(f"/join/{token_in(link.address)}")
    answer = post(browser, "/auth/password", twice("une phrase à moi"))
    assert answer.headers["location"] == "/?step=code"
    assert JOIN_COOKIE not in browser.cookies
    assert STAFF_COOKIE not in browser.cookies


def test_guesses_are_counted_by_the_address_they_come_from(owner, browser, clock, monkeypatch):
    monkeypatch.setattr(settings(), "trusted_proxy", "127.0.0.1")

    def guess(number, address):
        wrong = {"email": f"guess{number}@example.com", "password": "something else"}
        return post(browser, "/auth/sign-in", wrong, **{"x-forwarded-for": address}).headers["location"]

    clock.move_to(NOW)
    for number in range(20):
        assert guess(number, "203.0.113.9") == "/?error=wrong_credentials"
    assert guess(20, "203.0.113.9") == "/?error=too_many_attempts&until=20261120T0915"
    assert guess(21, "203.0.113.10") == "/?error=wrong_credentials"


def test_links_tried_out_are_told_to_wait_and_set_no_cookie():
    browser = SmallBrowser(Starlette(routes=candidate.ROUTES))
    for number in range(30):
        assert browser.get(f"/i/not-a-token-{number:04}").headers["location"] == "/sit?link=unknown"
    assert browser.get("/i/not-a-token-0031").headers["location"] == "/sit?link=wait"
    assert browser.cookies == {}


def test_fresh_links_are_downloaded_by_who_made_them_only(owner, browser):
    campaign_id = running_campaign()
    link = invitations.add_candidate(RECRUITER, campaign_id, name="Ana", email=None, language="fr")
    mine = fresh_links.keep_links(owner, campaign_id, [link])
    others = fresh_links.keep_links(someone("recruiter"), campaign_id, [link])
    answer = browser.get(f"/exports/links/{mine}.csv")
    assert answer.status_code == 200
    assert link.address in answer.text
    assert re.search(r'attachment; filename="[\w-]+\.csv"', answer.headers["content-disposition"])
    book = browser.get(f"/exports/links/{mine}.xlsx")
    assert book.content.startswith(b"PK")
    assert re.search(r'attachment; filename="[\w-]+\.xlsx"', book.headers["content-disposition"])
    assert browser.get(f"/exports/links/{others}.csv").status_code == 404
    assert browser.get(f"/exports/links/{others}.xlsx").status_code == 404
    browser.cookies.clear()
    assert browser.get(f"/exports/links/{mine}.csv").status_code == 403
