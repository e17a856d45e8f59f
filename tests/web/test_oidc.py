"""To the identity provider and back, against a real one: who gets in, and what is refused on the way."""

from __future__ import annotations

import datetime as dt
import json
import urllib.request
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from streamlit import auth_util
from streamlit.runtime.secrets import secrets_singleton

from domain import STAFF_COOKIE
from settings import settings
from tests.office import first_owner
from tests.oidc_server import Provider
from tests.web.small_browser import SmallBrowser
from web.edge.middleware import ClosedDoors
from web.routes import oidc
from workflows.accounts import oidc as deeds
from workflows.accounts import sign_in, staff
from workflows.accounts.oidc_settings import provider_setup

APP = Starlette(routes=oidc.ROUTES, middleware=[Middleware(SessionMiddleware, secret_key="of the tests")])


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    running = Provider()
    running.knows("rui", "subject-of-rui", email="rui@example.com", email_verified=True)
    running.knows("unverified", "subject-of-u", email="rui@example.com", email_verified=False)
    running.knows("stranger", "subject-of-s", email="stranger@example.com", email_verified=True)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def rui(database, provider, monkeypatch):
    """A colleague who was invited, in an office where the provider is set up."""
    provider.mischief = ""
    provider.asked.clear()
    for name, value in provider.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(settings(), "public_url", "http://localhost")
    provider_setup.cache_clear()
    monkeypatch.setattr(secrets_singleton, "_secrets", oidc.streamlit_secrets())
    owner = first_owner()
    yield staff.add_account(owner, name="Rui", email="rui@example.com", role="recruiter", language="en")
    provider_setup.cache_clear()


@pytest.fixture
def browser():
    return SmallBrowser(APP)


def leave(browser):
    """Go to the provider, as ``st.login`` sends one; return where it asks who one is."""
    answer = browser.get(f"/auth/login?provider={auth_util.encode_provider_token('default')}")
    return answer.headers["location"]


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def choose(address, name):
    """Answer the provider's question; return the path it sends the browser back to."""
    urllib.request.urlopen(address, timeout=20).close()
    try:
        urllib.request.build_opener(_Stay).open(f"{address}&as={name}", timeout=20)
    except HTTPError as redirected:
        url = urlsplit(redirected.headers["location"])
        redirected.close()
        assert url.path == "/oauth2callback"
        return f"{url.path}?{url.query}"
    raise AssertionError("the provider did not send anybody back")


def came_back(browser, name):
    """Go there and back as somebody; return where one ends up."""
    return browser.get(choose(leave(browser), name)).headers["location"]


def test_whoever_the_provider_knows_gets_in_with_one_cookie_of_ours(rui, browser, provider):
    assert came_back(browser, "rui") == "/"
    assert sign_in.actor_of(browser.cookies[STAFF_COOKIE]).account_id == rui.account_id
    assert not [name for name in browser.cookies if name.startswith("_streamlit_user")]
    (asked,) = provider.asked
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"] == "openid email"
    assert asked["nonce"]
    assert asked["redirect_uri"] == "http://localhost/oauth2callback"


@pytest.mark.parametrize("secure", [False, True])
def test_the_cookie_is_like_that_of_a_password(rui, browser, secure, monkeypatch):
    monkeypatch.setattr(settings(), "secure_cookies", secure)
    answer = browser.get(choose(leave(browser), "rui"))
    (cookie,) = [header.lower() for header in answer.headers.getlist("set-cookie") if STAFF_COOKIE in header]
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert ("secure" in cookie) is secure
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "mischief",
    ["nonce", "audience", "audience_of_two", "issuer", "expired", "signature", "unsigned", "no_token"],
)
def test_a_token_that_does_not_hold_lets_nobody_in(rui, browser, provider, mischief, capsys):
    provider.mischief = mischief
    assert came_back(browser, "rui") == "/?error=provider_not_sound"
    assert STAFF_COOKIE not in browser.cookies
    assert "rui@example.com" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "code"), [("deny", "denied"), ("unverified", "unproven"), ("stranger", "unknown")]
)
def test_a_refusal_is_a_code_in_the_address_and_quotes_nothing(rui, browser, name, code, capsys):
    assert came_back(browser, name) == f"/?error=provider_{code}"
    assert STAFF_COOKIE not in browser.cookies
    said = capsys.readouterr()
    assert "@example.com" not in said.out + said.err


def test_a_code_the_provider_refuses_is_to_begin_again(rui, browser, provider):
    provider.mischief = "code"
    assert came_back(browser, "rui") == "/?error=provider_again"


def test_a_secret_does_not_travel_in_the_clear(rui, browser, provider):
    answer = choose(leave(browser), "rui")
    provider.mischief = "in_clear"
    assert browser.get(answer).headers["location"] == "/?error=provider_document"
    assert leave(browser) == "/?error=provider_document"


def test_a_wrong_client_secret_is_for_who_runs_the_server(rui, browser, monkeypatch):
    kept = oidc.streamlit_secrets()
    wrong = {"auth": {**kept["auth"], "client_secret": "another-secret-than-theirs"}}
    monkeypatch.setattr(secrets_singleton, "_secrets", wrong)
    assert came_back(browser, "rui") == "/?error=provider_setup"


# What another site could try


def test_an_answer_meant_for_another_browser_signs_nobody_in(rui, browser):
    of_attacker = choose(leave(SmallBrowser(APP)), "rui")
    assert browser.get(of_attacker).headers["location"] == "/?error=provider_again"
    leave(browser)
    assert browser.get(of_attacker).headers["location"] == "/?error=provider_again"
    assert STAFF_COOKIE not in browser.cookies


def test_an_answer_works_once(rui, browser):
    answer = choose(leave(browser), "rui")
    assert browser.get(answer).headers["location"] == "/"
    del browser.cookies[STAFF_COOKIE]
    assert browser.get(answer).headers["location"] == "/?error=provider_again"
    assert STAFF_COOKIE not in browser.cookies


def test_a_denial_ends_what_was_begun(rui, browser):
    asked = leave(browser)
    browser.get(choose(asked, "deny"))
    assert browser.get(choose(asked, "rui")).headers["location"] == "/?error=provider_again"


@pytest.mark.parametrize(
    "query", ["", "?state=", "?code=x&state=x", "?error=access_denied", "?state=%00&code=%ff"]
)
def test_an_answer_to_nothing_is_refused(rui, browser, query):
    assert browser.get(f"/oauth2callback{query}").headers["location"] == "/?error=provider_again"


def test_nobody_is_sent_elsewhere(rui, browser):
    for wish in ("next", "redirect_uri", "origin", "return_to"):
        asked = choose(leave(browser), "rui")
        assert browser.get(f"{asked}&{wish}=https://evil.example").headers["location"] == "/"
    answer = browser.get("/auth/login?provider=x&next=https://evil.example")
    assert answer.headers["location"] == "/"


def test_only_a_page_of_ours_begins(rui, browser, provider):
    with time_machine.travel(-dt.timedelta(days=1)):  # noqa: TID251 - Streamlit asks the machine
        old = auth_util.encode_provider_token("default")
    for token in ("", "x", old, auth_util.encode_provider_token("other")):
        assert browser.get(f"/auth/login?provider={token}").headers["location"] == "/"
    assert provider.asked == []


def test_a_secret_planted_in_the_browser_before_is_worth_nothing(rui, browser):
    browser.cookies[STAFF_COOKIE] = "planted"
    assert came_back(browser, "rui") == "/"
    assert browser.cookies[STAFF_COOKIE] != "planted"
    assert sign_in.actor_of("planted") is None


# When it is not there


def test_a_provider_that_is_down_is_said_whenever_that_happens(rui, browser, provider):
    asked = leave(browser)
    answer = choose(asked, "rui")
    provider.stop()
    try:
        assert browser.get(answer).headers["location"] == "/?error=provider_away"
        assert leave(browser) == "/?error=provider_away"
    finally:
        provider.start()
    assert came_back(browser, "rui") == "/"


def test_whoever_failed_too_often_has_to_wait_here_too(rui, browser):
    # As web/edge/addresses.py counts who comes from this machine.
    for _ in range(20):
        deeds.count_failure("127.0.0.1")
    assert urlsplit(leave(browser)).path == "/"
    assert parse_qs(urlsplit(leave(browser)).query)["error"] == ["too_many_attempts"]
    answer = browser.get("/oauth2callback?state=x&code=x")
    assert answer.headers["location"].startswith("/?error=too_many_attempts&until=")


def test_tokens_that_do_not_hold_count_as_failures(rui, browser, provider):
    provider.mischief = "nonce"
    places = [came_back(browser, "rui") for _ in range(20)]
    assert set(places) == {"/?error=provider_not_sound"}
    assert leave(browser).startswith("/?error=too_many_attempts")


def test_without_a_provider_the_doors_are_shut(database, browser, monkeypatch):
    provider_setup.cache_clear()
    shut = SmallBrowser(ClosedDoors(APP))
    for address in ("/auth/login", "/oauth2callback", "/auth/logout"):
        assert shut.get(address).status_code == 404
    provider_setup.cache_clear()


def test_the_server_used_by_these_tests_keeps_the_rules_it_is_to_test(provider):
    with urllib.request.urlopen(provider.discovery_url, timeout=20) as answer:
        told = json.load(answer)
    assert told["issuer"] == provider.issuer
    assert "S256" in told["code_challenge_methods_supported"]
