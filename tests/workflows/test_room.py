"""One's own sheet: kept revision by revision, submitted once as a whole; nothing acknowledged is lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.audit.log import events
from data.common import engine
from data.interviews import seats, sheets
from data.schema_evaluation import rating, recommendation, sheet_draft
from errors import AccessError, AnswerError, InterviewError, StorageError
from tests.office import RECRUITER, someone
from tests.workflows.interviewed import (
    LOADINGS,
    account,
    interviewing_campaign,
    interviewing_form,
    plan,
    sheet,
    submit,
)
from tests.workflows.marked import rows
from tests.workflows.seated import kill_the_server
from workflows.interviews import sheets as interviews_sheets
from workflows.interviews.guide import guide_of
from workflows.interviews.panel import my_interviews
from workflows.interviews.planning import cancel
from workflows.interviews.room import MAX_REVISION, room, save_sheet, submit_sheet
from workflows.interviews.sheets import MAX_EVIDENCE, as_body, read_body


@pytest.fixture
def campaign(database):
    return interviewing_campaign()


@pytest.fixture
def ana(campaign):
    return account("Ana")


@pytest.fixture
def interview_id(campaign, ana):
    return plan(campaign, ana, account("Bo"))


def refused(code, deed, *args, **kwargs):
    with pytest.raises(InterviewError) as caught:
        deed(*args, **kwargs)
    assert caught.value.code == code
    return caught.value


def said(text: str) -> dict[str, Any]:
    return {"answers": {"Q1": {"evidence": text}}}


def kept(actor, interview_id) -> tuple[int, str]:
    found = room(actor, interview_id).sheet
    return found.revision, found.answers["Q1"].evidence


def test_a_room_has_the_guide_and_an_empty_sheet(campaign, ana, interview_id):
    here = room(ana, interview_id)
    assert (here.candidate_name, here.campaign_title) == ("Person 0001", "Community manager, Ardéal")
    assert [question.id for question in here.guide.questions] == list(LOADINGS)
    assert (here.sheet.revision, here.sheet.answers, here.sheet.recommendation) == (0, {}, None)
    assert (here.is_submitted, here.is_cancelled, here.n_waiting) == (False, False, 1)


# Drafts


def test_a_sheet_grows_and_is_there_again(ana, interview_id):
    assert save_sheet(ana, interview_id, revision=1, body={}) == 1
    given = sheet(4, None, 2, recommendation="no")
    assert save_sheet(ana, interview_id, revision=2, body=given) == 2
    kill_the_server()
    found = room(ana, interview_id).sheet
    assert (found.revision, as_body(found)) == (2, given)
    assert [interview.state for interview in my_interviews(ana)] == ["draft"]


def test_the_same_revision_again_is_the_same_draft(ana, interview_id):
    for _ in range(3):
        assert save_sheet(ana, interview_id, revision=1, body=said("once")) == 1
    assert len(rows(sheet_draft)) == 1
    assert kept(ana, interview_id) == (1, "once")


def test_an_earlier_revision_that_arrives_late_changes_nothing(ana, interview_id):
    save_sheet(ana, interview_id, revision=7, body=said("the later one"))
    assert save_sheet(ana, interview_id, revision=6, body=said("the earlier one")) == 7
    assert kept(ana, interview_id) == (7, "the later one")


def test_of_two_tabs_the_later_revision_wins_and_the_other_is_told(ana, interview_id):
    save_sheet(ana, interview_id, revision=1, body=said("both saw this"))
    save_sheet(ana, interview_id, revision=2, body=said("first tab"))
    problem = refused("other_tab", save_sheet, ana, interview_id, revision=2, body=said("second tab"))
    assert problem.details["revision"] == 2
    assert kept(ana, interview_id) == (2, "first tab")
    assert save_sheet(ana, interview_id, revision=3, body=said("second tab")) == 3
    assert save_sheet(ana, interview_id, revision=3, body=said("second tab")) == 3
    assert kept(ana, interview_id) == (3, "second tab")


saves = st.lists(st.tuples(st.integers(1, 6), st.sampled_from("abc")), min_size=1, max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(saves=saves)
def test_what_is_kept_is_the_first_of_the_highest_revision(ana, interview_id, saves):
    with engine.writing() as c:
        c.execute(sheet_draft.delete())
    for revision, text in saves:
        try:
            answer = save_sheet(ana, interview_id, revision=revision, body=said(text))
        except InterviewError as problem:
            assert problem.code == "other_tab"
        else:
            assert answer >= revision
    highest = max(revision for revision, _ in saves)
    first = next(text for revision, text in saves if revision == highest)
    assert kept(ana, interview_id) == (highest, first)


@pytest.mark.parametrize(
    ("code", "body"),
    [
        pytest.param("malformed", {"score": 5}, id="an unknown field"),
        pytest.param("malformed", {"answers": []}, id="a list of answers"),
        pytest.param("malformed", {"answers": {"Q1": 5}}, id="a bare rating"),
        pytest.param("malformed", {"answers": {"Q1": {"ratings": 5}}}, id="an unknown field of an answer"),
        pytest.param("malformed", {"answers": {"Q1": {"evidence": None}}}, id="no text"),
        pytest.param("malformed", {"answers": {"Q1": {"probes": [2]}}}, id="a probe that is none"),
        pytest.param("malformed", {"answers": {"Q1": {"probes": [-1]}}}, id="a probe before the first"),
        pytest.param("malformed", {"answers": {"Q1": {"probes": [True]}}}, id="a probe that is true"),
        pytest.param("malformed", {"answers": {"Q1": {"not_observed": 1}}}, id="observed 1"),
        pytest.param(
            "malformed", {"answers": {"Q1": {"not_observed": True, "rating": 1}}}, id="rated unobserved"
        ),
        pytest.param("malformed", {"recommendation": "maybe"}, id="a middle"),
        pytest.param("malformed", {"recommendation": ["yes"]}, id="a list"),
        pytest.param("malformed", {"reason": 3}, id="a number as reason"),
        pytest.param("malformed", [], id="no object"),
        pytest.param("malformed", "yes", id="a word"),
        pytest.param("too_long", {"reason": "x" * (MAX_EVIDENCE + 1)}, id="a long reason"),
        pytest.param("too_long", said("x" * (MAX_EVIDENCE + 1)), id="long evidence"),
    ],
)
def test_what_is_no_sheet_is_refused_and_the_one_before_stays(ana, interview_id, code, body):
    save_sheet(ana, interview_id, revision=1, body=said("before"))
    refused(code, save_sheet, ana, interview_id, revision=2, body=body)
    refused(code, submit_sheet, ana, interview_id, body=body)
    assert kept(ana, interview_id) == (1, "before")


@pytest.mark.parametrize("given", [0, 6, -1, 3.0, True, "3", [3], float("nan")])
def test_what_is_no_rating_is_refused(ana, interview_id, given):
    body = {"answers": {"Q1": {"rating": given, "evidence": "They told of a Monday."}}}
    for deed in (lambda: save_sheet(ana, interview_id, revision=1, body=body),
                 lambda: submit_sheet(ana, interview_id, body=body)):  # fmt: skip
        with pytest.raises(AnswerError):
            deed()
    assert rows(sheet_draft) == rows(rating) == []


def test_a_question_that_nobody_asks_is_refused(ana, interview_id):
    with pytest.raises(AnswerError):
        save_sheet(ana, interview_id, revision=1, body={"answers": {"Q9": {"rating": 3}}})


@pytest.mark.parametrize("revision", [0, -1, MAX_REVISION + 1, True, 1.0, "1", None])
def test_what_is_no_revision_is_refused(ana, interview_id, revision):
    refused("malformed", save_sheet, ana, interview_id, revision=revision, body={})
    assert save_sheet(ana, interview_id, revision=MAX_REVISION, body={}) == MAX_REVISION


def test_the_longest_evidence_fits_in_any_script(ana, interview_id):
    for at, letter in enumerate("x\n👋é", start=1):
        save_sheet(ana, interview_id, revision=at, body=said(letter * MAX_EVIDENCE))
        assert kept(ana, interview_id) == (at, letter * MAX_EVIDENCE)


def test_what_no_database_or_workbook_takes_is_left_out(ana, interview_id):
    save_sheet(ana, interview_id, revision=1, body=said("a\0b\x0b\ud800c\r\nd\te"))
    assert kept(ana, interview_id) == (1, "abc\nd\te")


GUIDE = guide_of(interviewing_form())
answers = st.fixed_dictionaries(
    {
        "rating": st.none() | st.integers(1, 5),
        "not_observed": st.just(False),
        "evidence": st.text(max_size=50),
        "probes": st.lists(st.integers(0, 1), max_size=3),
    }
)
bodies = st.fixed_dictionaries(
    {
        "answers": st.dictionaries(st.sampled_from(list(LOADINGS)), answers),
        "recommendation": st.none() | st.sampled_from(["strong_no", "no", "yes", "strong_yes"]),
        "reason": st.text(max_size=50),
    }
)


@given(bodies)
def test_what_is_kept_can_always_be_read_back(body):
    assert GUIDE is not None
    found = as_body(read_body(body, GUIDE))
    assert as_body(read_body(found, GUIDE)) == found


# Submitting


def test_a_submitted_sheet_is_read_by_its_author_and_changes_no_more(ana, interview_id):
    save_sheet(ana, interview_id, revision=1, body=said("a draft"))
    submit(ana, interview_id, 4, None, 2, recommendation="strong_no")
    kill_the_server()
    here = room(ana, interview_id)
    assert here.is_submitted
    assert [(answer.rating, answer.not_observed) for answer in here.sheet.answers.values()] == [
        (4, False), (None, True), (2, False),
    ]  # fmt: skip
    assert (here.sheet.recommendation, here.sheet.reason) == ("strong_no", "They told of a Monday.")
    refused("already_submitted", submit, ana, interview_id, 1)
    refused("already_submitted", save_sheet, ana, interview_id, revision=9, body=sheet(1))
    assert room(ana, interview_id) == here
    assert rows(sheet_draft) == []
    assert [interview.state for interview in my_interviews(ana)] == ["submitted"]


def test_the_same_sheet_once_more_is_no_error(campaign, ana, interview_id):
    submit(ana, interview_id, 4)
    submit(ana, interview_id, 4)
    assert (len(rows(rating)), len(rows(recommendation))) == (3, 1)
    with engine.reading() as c:
        noted = [event for event in events(c, campaign_id=campaign.id) if event.deed == "submit_sheet"]
    assert [(one.actor, one.subject, one.details) for one in noted] == [
        (ana.account_id, interview_id, {"n": 3})
    ]


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"answers": {}}, {"unrated": list(LOADINGS)}),
        ({"recommendation": None}, {"no_recommendation": True}),
        ({"reason": " \n "}, {"no_reason": True}),
    ],
)
def test_an_incomplete_sheet_is_kept_and_told_what_is_missing(ana, interview_id, changed, missing):
    body = sheet(3, **changed)
    problem = refused("incomplete", submit_sheet, ana, interview_id, body=body)
    expected = {
        "unrated": [],
        "no_evidence": [],
        "no_recommendation": False,
        "no_reason": False,
        "kept": True,
    }
    assert problem.details == expected | missing
    found = room(ana, interview_id)
    assert (as_body(found.sheet), found.is_submitted) == (body, False)
    assert rows(rating) == []


@pytest.mark.parametrize(
    ("rated", "evidence", "is_enough"),
    [(3, "", False), (3, "   short   ", False), (3, "just ten c", True), (None, "", True)],
)
def test_a_rating_needs_evidence_and_not_observed_does_not(ana, interview_id, rated, evidence, is_enough):
    body = sheet(3)
    body["answers"]["Q2"] = {"rating": rated, "not_observed": rated is None, "evidence": evidence}
    if is_enough:
        submit_sheet(ana, interview_id, body=body)
    else:
        problem = refused("incomplete", submit_sheet, ana, interview_id, body=body)
        assert problem.details["no_evidence"] == ["Q2"]
    assert room(ana, interview_id).is_submitted is is_enough


def test_neither_rated_nor_unobserved_is_unrated(ana, interview_id):
    body = sheet(3)
    body["answers"]["Q2"] |= {"rating": None, "not_observed": False}
    assert refused("incomplete", submit_sheet, ana, interview_id, body=body).details["unrated"] == ["Q2"]


def test_what_could_not_be_submitted_is_kept_under_the_next_revision(ana, interview_id):
    save_sheet(ana, interview_id, revision=4, body=said("typed"))
    refused("incomplete", submit_sheet, ana, interview_id, body=said("typed"))
    assert kept(ana, interview_id) == (4, "typed")
    refused("incomplete", submit_sheet, ana, interview_id, body=said("typed on"))
    assert kept(ana, interview_id) == (5, "typed on")


def test_a_cancelled_interview_takes_drafts_and_no_sheet(ana, interview_id):
    cancel(RECRUITER, interview_id)
    save_sheet(ana, interview_id, revision=1, body=said("typed meanwhile"))
    refused("cancelled", submit, ana, interview_id, 4)
    assert room(ana, interview_id).is_cancelled
    assert as_body(room(ana, interview_id).sheet) == sheet(4)
    assert rows(rating) == []


@pytest.mark.parametrize(
    "step", [(seats, "set_submitted"), (sheets, "drop_draft"), (interviews_sheets, "log_action")]
)
def test_a_server_that_dies_while_submitting_leaves_the_draft(ana, interview_id, monkeypatch, step):
    save_sheet(ana, interview_id, revision=3, body=sheet(4))

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(*step, die)
        submit(ana, interview_id, 4)
    kill_the_server()
    here = room(ana, interview_id)
    assert (here.is_submitted, here.sheet.revision, as_body(here.sheet)) == (False, 3, sheet(4))
    assert rows(rating) == rows(recommendation) == []
    submit(ana, interview_id, 4)
    assert room(ana, interview_id).is_submitted


def test_everything_acknowledged_is_there_after_a_kill_at_any_point(ana, interview_id):
    for revision in range(1, 6):
        acknowledged = save_sheet(ana, interview_id, revision=revision, body=said(f"text {revision}"))
        kill_the_server()
        assert kept(ana, interview_id) == (acknowledged, f"text {revision}")
    submit(ana, interview_id, 5)
    kill_the_server()
    assert room(ana, interview_id).is_submitted
    with engine.reading() as c:
        stored = sheets.own_sheet(c, interview_id, ana.account_id)
    assert stored is not None
    assert {answer.rating for answer in stored.answers.values()} == {5}


def test_a_database_out_of_reach_refuses_and_keeps_what_was_there(ana, interview_id, tmp_path):
    save_sheet(ana, interview_id, revision=1, body=said("before"))
    here = str(engine.engine().url)
    (tmp_path / "folder").mkdir()
    engine.bind(f"sqlite:///{tmp_path / 'folder'}")
    with pytest.raises(StorageError):
        save_sheet(ana, interview_id, revision=2, body=said("after"))
    engine.bind(here)
    assert kept(ana, interview_id) == (1, "before")


# Who


def test_only_the_panel_enters_and_nobody_is_told_more(campaign, ana, interview_id):
    cy = account("Cy")
    for actor, one in ((cy, interview_id), (RECRUITER, interview_id), (ana, "guessed"), (ana, "")):
        for deed in (
            lambda actor=actor, one=one: room(actor, one),
            lambda actor=actor, one=one: save_sheet(actor, one, revision=1, body={}),
            lambda actor=actor, one=one: submit_sheet(actor, one, body=sheet(3)),
        ):
            problem = refused("no_such_interview", deed)
            assert problem.details == {"kept": False}
    assert rows(sheet_draft) == rows(rating) == []


@pytest.mark.parametrize("role", ["marker", "auditor"])
def test_other_roles_have_no_rooms(interview_id, role):
    with pytest.raises(AccessError):
        room(someone(role), interview_id)


def test_who_was_taken_from_the_panel_writes_no_more_and_finds_it_again(campaign, ana, interview_id):
    save_sheet(ana, interview_id, revision=1, body=said("before"))
    plan(campaign, account("Di"))
    refused("no_such_interview", save_sheet, ana, interview_id, revision=2, body=said("after"))
    plan(campaign, ana)
    assert kept(ana, interview_id) == (1, "before")
