"""An answer beside the page's websocket: stored once, by who holds the link, or left to the page."""

from __future__ import annotations

import json

import pytest
import structlog
from starlette.applications import Starlette

from data.candidates.candidates import revoke_links
from data.common import engine
from domain import SITTING_COOKIE
from tests.builders import example_form, simulated_answers
from tests.databases import held_by_another_process
from tests.web.small_browser import FROM_ELSEWHERE, SmallBrowser
from tests.workflows import seated
from tests.workflows.seated import TOKEN, invite, seat
from views.sitting.early import next_scene
from web.routes import api
from workflows import sitting as workflows_sitting

OURS = {"origin": "http://testserver", "content-type": "application/json"}
ITEMS = ["S01", "S02", "S12", "S26", "S25"]
GOOD = simulated_answers(example_form(item_ids=ITEMS), seed="1", people=1, tools=1)
OTHER = simulated_answers(example_form(item_ids=ITEMS), seed="9", people=-2, tools=-2)


@pytest.fixture(autouse=True)
def people(database):
    found = invite(example_form(item_ids=ITEMS))
    seat()
    return found


@pytest.fixture
def browser():
    made = SmallBrowser(Starlette(routes=api.routes(next_scene)))
    made.cookies[SITTING_COOKIE] = TOKEN
    return made


def first() -> str:
    return workflows_sitting.current_state(TOKEN).sitting.item_order[0]


def send(browser, *, headers=OURS, **changed):
    body = {
        "sitting": workflows_sitting.current_state(TOKEN).sitting.id,
        "item": first(),
        "revision": 1,
        "answer": GOOD[first()],
    }
    return browser.send("/api/answer", json.dumps(body | changed).encode(), headers)


def stored() -> dict:
    return {
        item_id: (answer.revision, answer.value)
        for item_id, answer in workflows_sitting.current_state(TOKEN).answers.items()
    }


def test_an_answer_is_stored_before_the_next_scene_comes_back(browser):
    told = send(browser)
    order = workflows_sitting.current_state(TOKEN).sitting.item_order
    assert (told.status_code, told.headers["cache-control"]) == (200, "no-store")
    assert json.loads(told.text)["scene"]["item"] == order[1]
    assert stored() == {order[0]: (1, GOOD[order[0]])}


def test_skipping_is_recorded(browser):
    assert send(browser, answer=None).status_code == 200
    assert stored() == {first(): (1, None)}


def test_the_same_answer_twice_is_one_answer(browser):
    assert send(browser).text == send(browser).text
    assert stored() == {first(): (1, GOOD[first()])}


def test_another_answer_at_a_revision_already_stored_is_left_to_the_page(browser):
    send(browser)
    told = send(browser, answer=OTHER[first()])
    assert (told.status_code, told.text) == (204, "")
    assert stored() == {first(): (1, GOOD[first()])}


def test_a_changed_answer_of_the_page_whose_first_was_not_confirmed_goes_on(browser):
    send(browser)
    told = send(browser, answer=OTHER[first()], tried=[GOOD[first()]])
    order = workflows_sitting.current_state(TOKEN).sitting.item_order
    assert json.loads(told.text)["scene"]["item"] == order[1]
    assert stored() == {order[0]: (2, OTHER[order[0]])}


@pytest.mark.parametrize("tried", [None, {}, "A", list(range(9))])
def test_tries_that_are_no_list_of_a_few_are_malformed(browser, tried):
    assert send(browser, tried=tried).status_code == 400


@pytest.mark.parametrize(
    "changed",
    [{"answer": {"best": "Z", "worst": "A"}}, {"answer": "\ud800"}, {"item": "S99"}, {"revision": 2},
     {"revision": 0}, {"revision": 10**30}, {"sitting": "another"}, {"sitting": ""}],
)  # fmt: skip
def test_what_is_no_answer_here_stores_nothing(browser, changed):
    assert send(browser, **changed).status_code == 204
    assert stored() == {}


def test_the_last_answer_is_stored_and_the_review_left_to_the_page(browser):
    order = workflows_sitting.current_state(TOKEN).sitting.item_order
    statuses = [send(browser, item=one, answer=GOOD[one]).status_code for one in order]
    assert statuses == [200] * (len(order) - 1) + [204]
    assert stored() == {one: (1, GOOD[one]) for one in order}


@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
def test_another_page_cannot_answer(browser, headers):
    assert send(browser, headers=headers).status_code == 403
    assert stored() == {}


def test_without_a_link_nothing_is_stored(browser):
    browser.cookies.clear()
    assert send(browser).status_code == 401
    browser.cookies[SITTING_COOKIE] = "nobody-was-given-this"
    assert send(browser).status_code == 204
    assert stored() == {}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[]", b"null", b"[" * 9_000, b'{"item": "S01"}',
     b'{"sitting": 1, "item": "S01", "revision": 1, "answer": null}',
     b'{"sitting": "x", "item": "S01", "revision": true, "answer": null}',
     b'{"sitting": "x", "item": "S01", "revision": 1, "answer": null, "more": 1}'],
)  # fmt: skip
def test_what_is_no_sending_is_malformed(browser, body):
    told = browser.send("/api/answer", body, OURS)
    assert (told.status_code, json.loads(told.text)) == (400, {"code": "malformed"})


def test_a_body_too_large_is_not_read_on(browser):
    assert send(browser, answer="x" * api.MAX_ANSWER_BODY).status_code == 413
    assert stored() == {}


def test_a_sitting_or_a_link_that_is_over_is_left_to_the_page(browser, people):
    sitting = workflows_sitting.current_state(TOKEN).sitting.id
    workflows_sitting.finish(TOKEN)
    assert send(browser, sitting=sitting).status_code == 204
    told = {"sitting": sitting, "item": "S01", "revision": 1, "answer": None}
    with engine.writing() as c:
        revoke_links(c, [people[1]], seated.START)
    assert browser.send("/api/answer", json.dumps(told).encode(), OURS).status_code == 204


def test_an_answer_that_could_not_be_stored_is_not_acknowledged_though_its_place_can_be_read(browser):
    with held_by_another_process():
        told = send(browser)
        assert (told.status_code, json.loads(told.text)) == (503, {"code": "storage"})
        assert stored() == {}
    assert send(browser).status_code == 200
    assert stored() == {first(): (1, GOOD[first()])}


def test_a_database_out_of_reach_says_so_and_nothing_sent_is_logged(browser, tmp_path, capfd):
    told = {"sitting": "x", "item": "S01", "revision": 1, "answer": "a secret"}
    (tmp_path / "folder").mkdir()
    engine.bind(f"sqlite:///{tmp_path / 'folder'}")
    with structlog.testing.capture_logs() as events:
        answer = browser.send("/api/answer", json.dumps(told).encode(), OURS)
    assert (answer.status_code, json.loads(answer.text)) == (503, {"code": "storage"})
    said = capfd.readouterr()
    assert "a secret" not in f"{events}{said.out}{said.err}"
