"""A browser forgets a candidate's link: when told to, and soon after the end."""

from __future__ import annotations

import datetime as dt

import pytest
from starlette.applications import Starlette

from data.common import engine
from domain import SITTING_COOKIE
from tests.office import NOW, RECRUITER, running_campaign, token_in
from tests.web.small_browser import FROM_ELSEWHERE, SmallBrowser
from web.routes import candidate
from workflows import sitting
from workflows.campaigns import lifecycle
from workflows.candidates import invitations, monitor

pytestmark = pytest.mark.usefixtures("database")

OURS = {"origin": "http://testserver"}
DAY = 24 * 3600


@pytest.fixture(autouse=True)
def clock(clock):
    clock.move_to(NOW)
    return clock


@pytest.fixture
def browser():
    return SmallBrowser(Starlette(routes=candidate.ROUTES))


def invited():
    campaign_id = running_campaign()
    link = invitations.add_candidate(RECRUITER, campaign_id, name="Ana", email=None, language="fr")
    return campaign_id, link.candidate_id, token_in(link.address)


def life(answer) -> int | None:
    """Return how long a browser keeps the link it was just given, in seconds; None: nothing was set."""
    line = answer.headers.get("set-cookie", "")
    return int(line.partition("Max-Age=")[2].partition(";")[0]) if line else None


def test_a_browser_is_told_to_forget_the_link(browser):
    *_, token = invited()
    browser.get(f"/i/{token}")
    answer = browser.post("/sit/leave", data={}, headers=OURS)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sit?link=left")
    assert browser.cookies == {}
    assert answer.headers["clear-site-data"] == '"storage"'
    browser.get(f"/i/{token}")
    assert browser.cookies == {SITTING_COOKIE: token}, "the link goes on working"


@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
def test_no_other_site_makes_it_forget(browser, headers):
    browser.cookies[SITTING_COOKIE] = "a-link"
    assert browser.post("/sit/leave", data={}, headers=headers).status_code == 403
    assert browser.cookies == {SITTING_COOKIE: "a-link"}


def test_a_link_is_kept_until_a_day_after_the_deadline_and_ninety_at_most(browser):
    _, candidate_id, token = invited()
    assert 73 * DAY <= life(browser.get(f"/i/{token}")) < 74 * DAY
    monitor.extend(RECRUITER, candidate_id, NOW + dt.timedelta(days=300))
    assert life(browser.get(f"/i/{token}")) == 90 * DAY


@pytest.mark.parametrize("end", ["withdrawn", "finished", "late", "closed"])
def test_once_all_is_over_it_is_kept_for_a_day(browser, clock, end):
    campaign_id, _, token = invited()
    browser.get(f"/i/{token}")
    sitting.choose_language(token, "fr")
    assert life(browser.get("/sit/over.svg")) is None, "while answers are taken nothing changes"
    if end == "withdrawn":
        sitting.withdraw(token)
    elif end == "finished":
        with engine.writing() as connection:
            connection.exec_driver_sql("UPDATE sitting SET finished_at = opened_at")
    elif end == "late":
        clock.shift(dt.timedelta(days=80))
    else:
        lifecycle.close(RECRUITER, campaign_id)
    answer = browser.get("/sit/over.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert life(answer) == DAY
    assert life(browser.get(f"/i/{token}")) == DAY


def test_the_dot_gives_nobody_a_link(browser):
    assert life(browser.get("/sit/over.svg")) is None
