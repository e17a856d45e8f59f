"""Typing kept as it goes: from our page, with a link's cookie, within bounds; nothing of it in the log."""

from __future__ import annotations

import json

import pytest
import structlog
from starlette.applications import Starlette

from data.candidates.candidates import revoke_links
from data.common import engine
from domain import SITTING_COOKIE
from tests.web.small_browser import FROM_ELSEWHERE, SmallBrowser
from tests.work_samples import REPLY, work_sample_form
from tests.workflows import seated
from tests.workflows.seated import TOKEN, invite, seat, skip_to
from web.routes import api, health
from workflows import sitting

OURS = {"origin": "http://testserver", "content-type": "application/json"}


@pytest.fixture(autouse=True)
def people(database):
    found = invite(work_sample_form())
    seat()
    skip_to(REPLY)
    return found


@pytest.fixture
def browser():
    made = SmallBrowser(Starlette(routes=[*api.ROUTES, *health.ROUTES]))
    made.cookies[SITTING_COOKIE] = TOKEN
    return made


def send(browser, text="Sorry", *, headers=OURS, **changed):
    told = {"item": REPLY, "revision": 1, "text": text} | changed
    return browser.send("/api/draft", json.dumps(told).encode(), headers)


def kept() -> str | None:
    draft = sitting.current_state(TOKEN).draft
    return draft.text if draft else None


def test_what_is_typed_is_kept(browser):
    answer = send(browser, "Désolée,\n 👋")
    assert (answer.status_code, answer.text) == (204, "")
    assert answer.headers["cache-control"] == "no-store"
    assert kept() == "Désolée,\n 👋"


def test_a_beacon_is_as_good_as_a_request(browser):
    told = {"sec-fetch-site": "same-origin", "content-type": "text/plain;charset=UTF-8"}
    assert send(browser, headers=told).status_code == 204
    assert kept() == "Sorry"


@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
def test_another_page_cannot_write(browser, headers):
    assert send(browser, headers=headers).status_code == 403
    assert kept() is None


@pytest.mark.parametrize("token", [None, "nobody-was-given-this", ""])
def test_without_a_link_nothing_is_kept(browser, token):
    browser.cookies.clear()
    if token is not None:
        browser.cookies[SITTING_COOKIE] = token
    assert send(browser).status_code == 401


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[]", b"null", b'"x"', b"[" * 50_000, b'{"item": "O9"}',
     b'{"item": "O9", "revision": true, "text": "x"}', b'{"item": 9, "revision": 1, "text": "x"}',
     b'{"item": "O9", "revision": 1, "text": ["x"]}'],
)  # fmt: skip
def test_what_is_no_draft_is_malformed(browser, body):
    answer = browser.send("/api/draft", body, OURS)
    assert (answer.status_code, json.loads(answer.text)) == (400, {"code": "malformed"})
    assert kept() is None


@pytest.mark.parametrize("text", ["x" * (sitting.MAX_DRAFT + 1), "x" * 70_000])
def test_a_text_too_long_leaves_what_was_kept(browser, text):
    send(browser, "Sorry")
    assert send(browser, text).status_code == 413
    assert kept() == "Sorry"


def test_the_longest_text_fits_whatever_its_script(browser):
    message = {"item": REPLY, "revision": 1, "text": "👋" * sitting.MAX_DRAFT}
    body = json.dumps(message, ensure_ascii=False).encode()
    assert browser.send("/api/draft", body, OURS).status_code == 204
    assert kept() == "👋" * sitting.MAX_DRAFT


@pytest.mark.parametrize("changed", [{"item": "S01"}, {"item": "S99"}, {"text": "a\0b"}, {"text": "\ud800"}])
def test_what_cannot_be_a_draft_is_refused(browser, changed):
    answer = send(browser, **changed)
    assert (answer.status_code, json.loads(answer.text)) == (422, {"code": "answer"})


def test_a_sitting_that_is_over_takes_no_more(browser):
    sitting.finish(TOKEN)
    answer = send(browser)
    assert (answer.status_code, json.loads(answer.text)) == (410, {"code": "over"})


def test_a_link_that_was_replaced_takes_no_more(browser, people):
    with engine.writing() as c:
        revoke_links(c, [people[1]], seated.START)
    assert send(browser).status_code == 410


def test_a_database_out_of_reach_says_so(browser, tmp_path):
    (tmp_path / "folder").mkdir()
    engine.bind(f"sqlite:///{tmp_path / 'folder'}")
    answer = send(browser, "a secret")
    assert (answer.status_code, json.loads(answer.text)) == (503, {"code": "storage"})


def test_nothing_typed_reaches_the_log(browser, capfd):
    with structlog.testing.capture_logs() as events:
        send(browser, "a secret")
        send(browser, "a secret" * 2000)
        send(browser, "a secret\0")
        sitting.finish(TOKEN)
        send(browser, "a secret")
    told = capfd.readouterr()
    assert "a secret" not in f"{events}{told.out}{told.err}"


def test_the_address_takes_nothing_else(browser):
    assert browser.get("/api/draft").status_code in (404, 405)
    assert browser.get("/api/nope").status_code == 404
