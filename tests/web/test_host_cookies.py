"""Over https our cookies come from this host only; whoever is signed in stays so when it becomes https."""

from __future__ import annotations

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from domain import COOKIES, HOST_PREFIX, SITTING_COOKIE, STAFF_COOKIE
from settings import Settings, settings
from tests.web.small_browser import SmallBrowser
from web.edge.cookies import HostCookies, drop_cookie, set_cookie
from web.edge.start import warn_of_exposure


async def seen(request):
    return JSONResponse(request.cookies)


async def sets(request):
    response = PlainTextResponse("")
    for name in COOKIES:
        set_cookie(response, name, "a-secret", minutes=5)
    response.set_cookie("_streamlit_xsrf", "x")
    return response


async def drops(request):
    response = PlainTextResponse("")
    drop_cookie(response, STAFF_COOKIE)
    return response


async def static(request):
    return PlainTextResponse("", headers={"Cache-Control": "public, max-age=9"})


APP = Starlette(
    routes=[Route("/", seen), Route("/sets", sets), Route("/drops", drops), Route("/static", static)],
    middleware=[Middleware(HostCookies)],
)


@pytest.fixture(autouse=True)
def https(monkeypatch):
    monkeypatch.setattr(settings(), "public_url", "https://recrute.example.com")


@pytest.fixture
def browser():
    return SmallBrowser(APP)


def test_every_cookie_is_secure_and_ours_are_this_hosts_only(browser):
    lines = browser.get("/sets").headers.getlist("set-cookie")
    assert {line.partition("=")[0] for line in lines} == {HOST_PREFIX + name for name in COOKIES} | {
        "_streamlit_xsrf"
    }
    for line in lines:
        marks = {part.strip().lower() for part in line.split(";")[1:]}
        assert {"secure", "path=/"} <= marks
        assert not any(mark.startswith("domain") for mark in marks)
    assert all("httponly" in line.lower() for line in lines if line.startswith(HOST_PREFIX))


def test_what_was_set_is_read_inside_under_its_short_name(browser):
    browser.get("/sets")
    assert set(browser.get("/").text.replace("{", "").split('"')) >= set(COOKIES)
    browser.get("/drops")
    assert HOST_PREFIX + STAFF_COOKIE not in browser.cookies
    assert STAFF_COOKIE not in browser.get("/").text


def test_a_neighbouring_host_puts_no_cookie_in_place_of_ours(browser):
    browser.cookies = {HOST_PREFIX + STAFF_COOKIE: "mine", STAFF_COOKIE: "the-neighbours"}
    assert browser.get("/").text == '{"entregent_staff":"mine"}'


def test_who_was_signed_in_before_stays_so_under_the_new_name(browser):
    browser.cookies = {
        STAFF_COOKIE: "of-before",
        SITTING_COOKIE: "a-link",
        "entregent_half": "old",
        "other": "x",
    }
    assert browser.get("/").text == '{"other":"x","entregent_staff":"of-before","entregent_sitting":"a-link"}'
    assert browser.cookies[HOST_PREFIX + STAFF_COOKIE] == "of-before"
    assert browser.cookies[HOST_PREFIX + SITTING_COOKIE] == "a-link"
    assert STAFF_COOKIE not in browser.cookies
    assert '"entregent_staff":"of-before"' in browser.get("/").text


def test_what_is_kept_for_everybody_carries_nobodys_cookie(browser):
    browser.cookies = {STAFF_COOKIE: "of-before"}
    assert "set-cookie" not in browser.get("/static").headers


def test_signing_out_at_that_moment_is_not_undone(browser):
    browser.cookies = {STAFF_COOKIE: "of-before"}
    browser.get("/drops")
    assert not {STAFF_COOKIE, HOST_PREFIX + STAFF_COOKIE} & set(browser.cookies)


def test_a_websocket_knows_the_long_name_only():
    found = []

    async def app(scope, _receive, _send):
        found.append(HTTPConnection(scope).cookies)

    line = f"{HOST_PREFIX}{STAFF_COOKIE}=mine; {SITTING_COOKIE}=old; theme=dark".encode()
    scope = {"type": "websocket", "headers": [(b"host", b"x"), (b"cookie", line)]}
    asyncio.run(HostCookies(app)(scope, None, None))
    assert found == [{"theme": "dark", STAFF_COOKIE: "mine"}]


@pytest.mark.parametrize(
    ("url", "override", "is_secure"),
    [
        ("https://recrute.example.com", None, True),
        ("HTTPS://recrute.example.com", None, True),
        ("http://recrute.example.com", None, False),
        ("http://localhost:8501", None, False),
        ("https://recrute.example.com", False, False),
        ("http://localhost:8501", True, True),
    ],
)
def test_the_public_address_alone_says_whether_cookies_are_for_https(url, override, is_secure):
    assert Settings(public_url=url, secure_cookies=override).is_secure is is_secure


@pytest.mark.parametrize("url", ["http://localhost:8501", "http://127.0.0.1:8501", "http://[::1]:8501"])
def test_nothing_is_warned_of_on_ones_own_machine(url, monkeypatch, capsys):
    monkeypatch.setattr(settings(), "public_url", url)
    warn_of_exposure()
    assert capsys.readouterr().out == ""


def test_a_public_address_without_a_named_proxy_is_warned_of(monkeypatch, capsys):
    warn_of_exposure()
    assert "ENTREGENT_TRUSTED_PROXY" in capsys.readouterr().out
    monkeypatch.setattr(settings(), "trusted_proxy", "127.0.0.1")
    warn_of_exposure()
    assert capsys.readouterr().out == ""
    monkeypatch.setattr(settings(), "public_url", "http://recrute.example.com")
    warn_of_exposure()
    assert "https only" in capsys.readouterr().out
