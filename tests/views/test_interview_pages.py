"""The interviewer's pages in both languages, without a browser: what they show, and what they never do."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

import texts
from tests.office import someone
from tests.views.opened import open_page, press, words
from tests.workflows.interviewed import account, interviewing_campaign, plan, sheet, submit
from views.common.act import take_problem
from views.components.room import LABELS, Submitted, _event
from workflows.interviews import consensus, panel, room

pytestmark = pytest.mark.usefixtures("database")

VIEWS = Path(__file__).parents[2] / "views"
SECRET = "zebra crossing at dawn"


@pytest.fixture
def be(be_in_each):
    """Sign somebody in, in each language."""
    return be_in_each


class Rooms:
    """What was laid in the room, and a hand that submits it."""

    def __init__(self):
        self.data: Any = None
        self.on_sent: Any = None

    def __call__(self, data, *, key, on_sent):
        self.data, self.on_sent = data, on_sent


@pytest.fixture
def rooms(monkeypatch):
    """Catch the sheet on its way to the browser."""
    from views.components import room as component

    caught = Rooms()
    monkeypatch.setattr(component, "interview_sheet", caught)
    return caught


@pytest.fixture
def campaign():
    return interviewing_campaign()


def test_nobody_on_a_panel_reads_who_plans(be):
    be(account("Ana"))
    assert texts.t("room.list.none") in words(open_page("interviews"))


def test_interviews_say_when_where_with_whom_and_how_far(be, campaign):
    ana, bo = account("Ana"), account("Bo")
    held = plan(campaign, ana, bo, who=0, place="https://meet.example.com/x")
    plan(campaign, ana, who=1, starts_at=None, place="javascript:alert(1)")
    be(ana)
    said = words(open_page("interviews"))
    assert "(<https://meet.example.com/x>)" in said
    assert "](<javascript" not in said
    assert "javascript:alert(1)" in said
    assert texts.t("room.list.undated") in said
    assert texts.t("room.list.state.planned") in said
    room.save_sheet(ana, held, revision=1, body=sheet(3))
    assert texts.t("room.list.state.draft") in words(open_page("interviews"))
    submit(ana, held, 3)
    assert texts.t("room.list.waiting", count=1) in words(open_page("interviews"))
    submit(bo, held, 3)
    assert texts.t("room.list.state.complete") in words(open_page("interviews"))


def test_hours_are_those_of_the_campaign(be, campaign):
    ana = account("Ana")
    plan(campaign, ana)
    be(ana)
    (mine,) = panel.my_interviews(ana)
    assert mine.starts_at is not None
    assert texts.moment(mine.starts_at, mine.time_zone or "Europe/Paris") in words(open_page("interviews"))


def test_the_room_has_the_guide_and_an_empty_sheet(be, campaign, rooms):
    ana, bo = account("Ana"), account("Bo")
    interview_id = plan(campaign, ana, bo)
    be(ana)
    at = open_page("interview_room", interview=interview_id)
    data = rooms.data
    assert [question.id for question in data.questions] == ["Q1", "Q2", "Q3"]
    assert next(iter(data.languages)) == texts.language()
    assert set(LABELS) < set(data.labels)
    assert (data.sheet.revision, data.sheet.answers, data.is_submitted) == (0, {}, False)
    assert "{" not in data.labels["evidence_need"]
    assert json.loads(json.dumps(dataclasses.asdict(data)))["questions"][0]["words"][texts.language()][
        "probes"
    ]
    assert texts.t("room.title", name=room.room(ana, interview_id).candidate_name) in words(at)


def test_what_was_kept_is_there_again(be, campaign, rooms):
    ana = account("Ana")
    interview_id = plan(campaign, ana)
    room.save_sheet(ana, interview_id, revision=7, body=sheet(4, None, 2, said="Kept words."))
    be(ana)
    open_page("interview_room", interview=interview_id)
    kept = rooms.data.sheet
    assert kept.revision == 7
    assert kept.answers["Q2"] == {
        "rating": None, "not_observed": True, "evidence": "Kept words.", "probes": [0]
    }  # fmt: skip
    assert (kept.recommendation, kept.reason) == ("yes", "Kept words.")


def test_a_submitted_sheet_is_read_only_and_others_stay_unread(be, campaign, rooms):
    ana, bo = account("Ana"), account("Bo")
    interview_id = plan(campaign, ana, bo)
    submit(bo, interview_id, 1, said=SECRET, reason=SECRET)
    be(ana)
    at = open_page("interview_room", interview=interview_id)
    assert SECRET not in repr(rooms.data) + words(at)
    rooms.on_sent(Submitted(sheet(5, said="My own words.")))
    at.run()
    assert rooms.data.is_submitted
    assert texts.t("room.sent.complete") in words(at)
    assert SECRET not in repr(rooms.data) + words(at)
    assert rooms.data.sheet.answers["Q1"]["evidence"] == "My own words."


def test_a_sheet_that_lacks_something_comes_back_with_the_reason(be, campaign, rooms):
    ana = account("Ana")
    interview_id = plan(campaign, ana)
    be(ana)
    at = open_page("interview_room", interview=interview_id)
    rooms.on_sent(Submitted(sheet(3, said="short")))
    at.session_state["act:problem"] = take_problem()
    at.run()
    assert not rooms.data.is_submitted
    assert rooms.data.error == f"{texts.t('room.problems.incomplete')} {texts.t('room.problems.kept')}"
    assert rooms.data.sheet.answers["Q1"]["evidence"] == "short"


def test_the_room_of_others_is_shut(be, campaign, rooms):
    interview_id = plan(campaign, account("Bo"))
    be(account("Ana"))
    for asked in (interview_id, "nothing"):
        assert texts.t("interviews.problems.no_such_interview") in words(
            open_page("interview_room", interview=asked)
        )
    assert rooms.data is None
    assert texts.t("interviews.problems.no_such_interview") in words(
        open_page("interviews", interview=interview_id)
    )


def test_a_marker_has_no_interviews(be):
    be(someone("marker"))
    assert texts.t("staff.not_for_you") in words(open_page("interviews"))
    assert texts.t("staff.not_for_you") in words(open_page("interview_room"))


def test_the_sheets_are_shut_until_all_are_in(be, campaign):
    ana, bo = account("Ana"), account("Bo")
    interview_id = plan(campaign, ana, bo)
    submit(bo, interview_id, 1, said=SECRET, reason=SECRET)
    be(ana)
    said = words(open_page("interviews", interview=interview_id))
    assert texts.t("room.consensus.not_complete", count=1, total=2) in said
    assert SECRET not in said
    submit(ana, interview_id, 3)
    assert SECRET in words(open_page("interviews", interview=interview_id))


def test_gaps_and_what_to_talk_about_are_named(be, campaign):
    ana, bo = account("Ana"), account("Bo")
    interview_id = plan(campaign, ana, bo)
    submit(ana, interview_id, None, 2, 3)
    submit(bo, interview_id, None, 4, 3)
    be(ana)
    said = words(open_page("interviews", interview=interview_id))
    empathy = {"fr": "Empathie et prise de perspective", "en": "Empathy and perspective taking"}[
        texts.language()
    ]
    assert texts.t("room.consensus.gaps", names=empathy) in said
    assert texts.t("room.consensus.apart", n=2) in said
    assert "2. " in said[said.index(texts.t("room.consensus.discuss", names="")[:-2]) :]


def test_an_agreement_needs_a_rating_and_a_reason_and_is_kept_once(be, campaign):
    ana, bo = account("Ana"), account("Bo")
    interview_id = plan(campaign, ana, bo)
    for who, given in ((ana, 2), (bo, 4)):
        submit(who, interview_id, given)
    be(ana)
    at = press(open_page("interviews", interview=interview_id), texts.t("room.consensus.agree_do"))
    assert texts.t("room.problems.no_rating") in words(at)
    at.button_group[0].set_value(3)
    at = press(at, texts.t("room.consensus.agree_do"))
    assert texts.t("room.problems.reason_too_short") in words(at)
    at.text_area[0].set_value("The second story weighs more.")
    at = press(at, texts.t("room.consensus.agree_do"))
    (agreed,) = consensus.consensus(ana, interview_id).questions[0].agreed
    assert (agreed.rating, agreed.agreed_by) == (3, ("Ana", "Bo"))
    assert "The second story weighs more." in words(at)


@pytest.mark.parametrize("sent", [None, "x", [], {}, {"body": []}, {"body": None}], ids=repr)
def test_what_a_browser_sends_is_believed_only_when_well_formed(sent):
    assert _event({"submit": sent}) is None
    assert _event({"submit": {"body": {"answers": {}}}}) == Submitted({"answers": {}})
