"""A link on another site makes nobody download anything: no file is made, and no deed noted in their name."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

import web
from data.audit.log import count_events
from data.common.engine import reading
from domain import SITTING_COOKIE
from tests.teams import enrol
from tests.web.staff import browser_of
from tests.workflows.interviewed import account, interviewing_campaign, plan

ROUTES = [
    route
    for module in walk_packages(web.__path__, "web.")
    for route in getattr(import_module(module.name), "ROUTES", ())
    if isinstance(route, Route) and "GET" in (route.methods or ())
]
LEAD_ON = {
    "/i/{token:path}", "/join/{token:path}", "/auth/login", "/oauth2callback", "/healthz", "/sit/over.svg",
}  # fmt: skip
"""They lead to a page, from wherever somebody comes, or are an empty picture: nothing is handed over."""
FILES = sorted({route.path for route in ROUTES} - LEAD_ON)
APP = Starlette(routes=ROUTES)
ELSEWHERE = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "referer": "http://testserver/compare"},
    {"referer": "https://evil.example/page"},
]
HERE = [
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"referer": "http://testserver/compare"},
    {},
]


@pytest.fixture
def opened(database):
    """A browser signed in as an owner, who may have everything, and where everything is."""
    campaign = interviewing_campaign(1)
    where = {
        "campaign_id": campaign.id, "candidate_id": campaign.candidate_ids[0], "ticket": "t",
        "interview_id": plan(campaign, account("Iris", "interviewer")), "kind": "processing_record",
    }  # fmt: skip
    owner = account("Olga", "owner")
    enrol(campaign.id, owner)
    browser = browser_of(APP, owner)
    browser.cookies[SITTING_COOKIE] = "a-link-nobody-was-given"
    return browser, where


def noted() -> int:
    with reading() as c:
        return count_events(c)


@pytest.mark.parametrize("path", FILES)
def test_no_file_is_handed_to_a_page_of_another_site(opened, path):
    browser, where = opened
    before = noted()
    for headers in ELSEWHERE:
        answer = browser.get(path.format(**where), headers)
        assert answer.status_code == 403, headers
        assert "another site" in answer.text, headers
    assert noted() == before


@pytest.mark.parametrize("headers", HERE)
def test_our_own_pages_and_typed_addresses_have_their_file(opened, headers):
    browser, where = opened
    before = noted()
    path = "/exports/{campaign_id}/results.csv".format(**where)
    assert browser.get(path, headers).status_code == 200
    assert noted() == before + 1


def test_every_other_address_leads_on():
    assert {route.path for route in ROUTES} >= LEAD_ON
