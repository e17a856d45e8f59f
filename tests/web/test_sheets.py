"""A sheet kept as it is written: from our page, signed in, one's own, within bounds; nothing in the log."""

from __future__ import annotations

import json

import pytest
import structlog
from starlette.applications import Starlette

from data.accounts.accounts import set_disabled
from data.common import engine
from data.schema_evaluation import sheet_draft
from tests.builders import NOW
from tests.web.small_browser import FROM_ELSEWHERE
from tests.web.staff import browser_of
from tests.workflows.interviewed import account, interviewing_campaign, plan, sheet, submit
from tests.workflows.marked import rows
from web.routes import api, health
from workflows.interviews.room import room
from workflows.interviews.sheets import MAX_EVIDENCE

OURS = {"origin": "http://testserver", "content-type": "application/json"}
APP = Starlette(routes=[*api.ROUTES, *health.ROUTES])


@pytest.fixture
def campaign(database):
    return interviewing_campaign(2)


@pytest.fixture
def ana(campaign):
    return account("Ana")


@pytest.fixture
def interview(campaign, ana):
    return plan(campaign, ana, account("Bo"))


@pytest.fixture
def browser(ana):
    return browser_of(APP, ana)


def send(browser, interview, body=None, *, revision=1, headers=OURS, **changed):
    told = {"interview": interview, "revision": revision, "body": sheet(3) if body is None else body}
    answer = browser.send("/api/sheet", json.dumps(told | changed).encode(), headers)
    return answer.status_code, json.loads(answer.text)


def said(text):
    return {"answers": {"Q1": {"evidence": text}}}


def test_a_sheet_is_kept_and_its_revision_told(browser, ana, interview):
    assert send(browser, interview, revision=3) == (200, {"revision": 3})
    assert send(browser, interview, revision=2, body=said("late")) == (200, {"revision": 3})
    assert send(browser, interview, revision=3, body=said("other tab")) == (409, {"code": "other_tab"})
    assert room(ana, interview).sheet.revision == 3


def test_a_beacon_is_as_good_as_a_request(browser, ana, interview):
    told = {"sec-fetch-site": "same-origin", "content-type": "text/plain;charset=UTF-8"}
    assert send(browser, interview, headers=told)[0] == 200
    assert room(ana, interview).sheet.revision == 1


@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
def test_another_page_cannot_write(browser, interview, headers):
    assert send(browser, interview, headers=headers) == (403, {"code": "not_our_page"})
    assert rows(sheet_draft) == []


@pytest.mark.parametrize("token", [None, "", "guessed"])
def test_nobody_signed_in_writes_nothing(browser, interview, token):
    browser.cookies.clear()
    if token is not None:
        browser.cookies["entregent_staff"] = token
    assert send(browser, interview) == (401, {"code": "access"})
    assert rows(sheet_draft) == []


def test_a_closed_account_writes_nothing(browser, ana, interview):
    with engine.writing() as c:
        set_disabled(c, ana.account_id, NOW)
    assert send(browser, interview)[0] == 401


def test_another_s_interview_and_a_guessed_one_are_the_same(browser, campaign, interview):
    others = plan(campaign, account("Cy"), who=1)
    answers = [send(browser, one) for one in (others, "guessed", "", "x" * 10_000)]
    assert answers == [(404, {"code": "no_such_interview"})] * 4
    assert rows(sheet_draft) == []


@pytest.mark.parametrize("role", ["marker", "auditor"])
def test_other_roles_write_nothing(interview, role):
    assert send(browser_of(APP, account("Di", role)), interview) == (401, {"code": "access"})


def test_what_is_sent_goes_to_one_s_own_sheet_whatever_it_claims(browser, ana, interview):
    status, told = send(browser, interview, account=account("Cy").account_id)
    assert (status, told) == (400, {"code": "malformed"})
    assert rows(sheet_draft) == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[]", b"null", b'"x"', b"[" * 50_000, b'{"interview": "1"}',
     b'{"interview": 1, "revision": 1, "body": {}}', b'{"interview": "1", "revision": true, "body": {}}',
     b'{"interview": "1", "revision": 1, "body": []}'],
)  # fmt: skip
def test_what_is_no_sheet_is_malformed(browser, body):
    answer = browser.send("/api/sheet", body, OURS)
    assert (answer.status_code, json.loads(answer.text)) == (400, {"code": "malformed"})


@pytest.mark.parametrize(
    ("status", "code", "changed"),
    [
        (422, "malformed", {"body": {"score": 1}}),
        (422, "malformed", {"revision": 0}),
        (422, "malformed", {"revision": 10**30}),
        (422, "answer", {"body": {"answers": {"Q1": {"rating": 6}}}}),
        (422, "answer", {"body": {"answers": {"Q9": {"rating": 3}}}}),
        (413, "too_long", {"body": said("x" * (MAX_EVIDENCE + 1))}),
        (413, "too_large", {"body": said("x" * 300_000)}),
    ],
)
def test_what_is_refused_leaves_what_was_kept(browser, ana, interview, status, code, changed):
    send(browser, interview, said("before"))
    assert send(browser, interview, **{"revision": 2, **changed}) == (status, {"code": code})
    assert room(ana, interview).sheet.answers["Q1"].evidence == "before"


def test_the_longest_sheet_fits_whatever_its_script(browser, ana, interview):
    text = "👋" * MAX_EVIDENCE
    body = sheet(3, said=text)
    told = {"interview": interview, "revision": 1, "body": body}
    sent = browser.send("/api/sheet", json.dumps(told, ensure_ascii=False).encode(), OURS)
    assert sent.status_code == 200
    assert room(ana, interview).sheet.reason == text


def test_a_submitted_sheet_takes_no_more(browser, ana, interview):
    submit(ana, interview, 4)
    assert send(browser, interview) == (409, {"code": "already_submitted"})


def test_a_database_out_of_reach_says_so(browser, interview, tmp_path):
    (tmp_path / "folder").mkdir()
    engine.bind(f"sqlite:///{tmp_path / 'folder'}")
    assert send(browser, interview) == (503, {"code": "storage"})


def test_nothing_written_reaches_the_log(browser, ana, interview, capfd):
    with structlog.testing.capture_logs() as events:
        for body in (said("a secret"), said("a secret" * 2000), {"a secret": 1}, said("a secret\ud800")):
            send(browser, interview, body)
        submit(ana, interview)
        send(browser, interview, said("a secret"))
    told = capfd.readouterr()
    assert "a secret" not in f"{events}{told.out}{told.err}"


def test_nothing_is_read_at_the_address(browser, interview):
    send(browser, interview)
    for address in ("/api/sheet", f"/api/sheet?interview={interview}", f"/api/sheet/{interview}"):
        assert browser.get(address).status_code in (404, 405)
