"""Whatever is sent to an address of ours, in whatever way, the answer is a plain refusal and no failure."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route

import web
from domain import SITTING_COOKIE, STAFF_COOKIE
from tests.payloads import everything
from tests.web.small_browser import SmallBrowser
from tests.web.staff import browser_of
from tests.workflows.interviewed import account
from views.sitting.early import next_scene
from web.routes import api

ROUTES = [
    route
    for module in pkgutil.walk_packages(web.__path__, "web.")
    for route in getattr(importlib.import_module(module.name), "ROUTES", ())
] + api.routes(next_scene)
# As in app.py: what answers for the rest of a folder comes last.
APP = Starlette(routes=sorted(ROUTES, key=lambda route: isinstance(route, Mount)))
PATHS = sorted({route.path for route in ROUTES if isinstance(route, Route)})
PARTS = (
    "x" * 20_000,
    "..%2f..%2fetc%2fpasswd",
    "<script>",
    "\u202e\u200b",
    "a\x00b",
    "'; DROP TABLE candidate; --",
)
QUERIES = ("lang=" + "x" * 20_000, "names=1&candidates=" + ",".join("x" * 5000), "%ff%fe=%00", "a=1&" * 5000)
HEADERS = (
    {"content-type": "application/x-www-form-urlencoded; charset=utf-7"},
    {"content-type": "multipart/form-data; boundary=" + "b" * 300},
    {"content-type": "\x00/\xff", "accept-language": "x" * 50_000},
    {"content-type": "application/json", "origin": "http://[::1", "cookie": f"{STAFF_COOKIE}=\x01; ;=;"},
    {"content-type": "application/json", "origin": "http://[::1", "cookie": f"{SITTING_COOKIE}=é\x01"},
    {"cookie": f"{STAFF_COOKIE}={'x' * 50_000}; {SITTING_COOKIE}={'y' * 50_000}", "accept-language": ";q=,*"},
)  # fmt: skip
BODIES = (
    b"", b"\xff\xfe\x00", b"[" * 60_000, b'{"a":' * 20_000, b'{"item": 1e999, "revision": NaN, "text": []}',
    b"a=b&" * 10_000, b"email=%00%ff%f0&password=" + b"p" * 300_000, b"--b\r\nContent-Disposition: x",
    b'{"item":"O1","revision":99999999999999999999999,"text":"\\ud800\\u0000"}',
    b'{"interview":"x","revision":1,"body":{"answers":{"C1":{"rating":"\\ud800"}}}}',
    everything().encode(),
)  # fmt: skip


def addresses(path):
    """Yield an address with odd parts in the place of every one that changes."""
    for part in PARTS if "{" in path else ("",):
        yield re.sub(r"\{[^}]*\}", lambda _, part=part: part, path)


@pytest.fixture
def somebody(database):
    """The browsers of nobody and of an owner."""
    return SmallBrowser(APP), browser_of(APP, account("Olga", "owner"))


@pytest.mark.parametrize("path", PATHS)
def test_an_odd_address_is_refused_and_no_more(path, somebody):
    for browser in somebody:
        kept = dict(browser.cookies)
        first, *others = addresses(path)
        for address in (first, *others, *(f"{first}?{query}" for query in QUERIES)):
            status = browser.get(address).status_code
            assert status < 500, (address[:80], address[-80:], status)
            browser.cookies = dict(kept)


@pytest.mark.parametrize("path", PATHS)
def test_an_odd_body_is_refused_and_no_more(path, somebody):
    for browser in somebody:
        kept = dict(browser.cookies)
        address = next(iter(addresses(path)))
        for headers in HEADERS:
            for body in BODIES:
                told = {"sec-fetch-site": "same-origin", **headers}
                status = browser.send(address, body, told).status_code
                assert 300 <= status < 500, (path, headers, body[:80], status)
                browser.cookies = dict(kept)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "G<T", "get"])
def test_no_other_method_is_taken(path, method, database):
    answer = SmallBrowser(APP)._ask(method, next(iter(addresses(path))), {}, b"")
    assert answer.status_code in (404, 405)


def test_no_route_is_left_out():
    assert len(PATHS) > 15
    assert not [route for route in ROUTES if not isinstance(route, Route | Mount)]
