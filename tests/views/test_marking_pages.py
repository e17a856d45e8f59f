"""The marker's pages and the recruiter's section on marking, in both languages, without a browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import texts
from data.schema import mark, mark_draft
from errors import MarkingError
from tests.office import RECRUITER
from tests.views.opened import open_page, press, words
from tests.workflows.marked import O8, appointed, give, hold, mark_all, marks, rows, train, waiting_campaign
from views.common.act import take_problem
from views.components.marks import SheetEvent
from views.marking import desk as marking_desk
from views.marking import training
from workflows.marking import desk as workflows_marking_desk
from workflows.marking import markers

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def be(be_in_each):
    """Sign somebody in, in each language."""
    return be_in_each


VIEWS = Path(__file__).parents[2] / "views"


class Sheets:
    """What was laid on the sheet, and a hand that acts on it."""

    def __init__(self):
        self.sheet: Any = None
        self.on_sent: Any = None

    def __call__(self, sheet, *, key, on_sent):
        self.sheet, self.on_sent = sheet, on_sent

    def do(self, kind, *each, note=""):
        self.on_sent(SheetEvent(kind, self.sheet.code, marks(*each), note))


@pytest.fixture
def sheets(monkeypatch):
    """Catch the sheet on its way to the browser."""
    caught = Sheets()
    monkeypatch.setattr(marking_desk, "mark_sheet", caught)
    monkeypatch.setattr(training, "mark_sheet", caught)
    return caught


def desk(campaign, item_id=O8):
    return open_page("marking", campaign=campaign, prompt=item_id)


def test_nobody_appointed_reads_who_appoints(be):
    campaign = waiting_campaign(1).id
    (ana,) = appointed(campaign, "Ana")
    markers.dismiss(RECRUITER, campaign, ana.account_id)
    be(ana)
    assert texts.t("marking.none") in words(open_page("marking"))
    assert texts.t("marking.problems.not_appointed") in words(desk(campaign))


def test_prompts_say_what_waits_and_what_is_to_be_trained(be):
    campaign = waiting_campaign(2).id
    (ana,) = appointed(campaign, "Ana", trained=False)
    train(ana, campaign)
    be(ana)
    said = words(open_page("marking"))
    assert texts.t("marking.state.waiting", count=2) in said
    assert texts.t("marking.state.to_train") in said


def test_a_prompt_of_another_campaign_is_refused_kindly(be):
    campaign = waiting_campaign(1).id
    (ana,) = appointed(campaign, "Ana")
    be(ana)
    assert texts.t("marking.problems.no_such_prompt") in words(desk(campaign, "O1"))


def test_marks_are_kept_at_every_click_and_submitted_once(be, sheets):
    campaign = waiting_campaign(2).id
    (ana,) = appointed(campaign, "Ana")
    be(ana)
    at = press(desk(campaign), texts.t("marking.desk.next"))
    first = sheets.sheet.code
    sheets.do("save", 3, note="plain")
    assert [row.account_id for row in rows(mark_draft)] == [ana.account_id]
    desk(campaign)
    assert (sheets.sheet.code, sheets.sheet.marks, sheets.sheet.note) == (first, marks(3), "plain")
    sheets.do("submit", 3, note="plain")
    assert len(rows(mark)) == 1
    at.run()
    assert sheets.sheet.code != first
    sheets.do("submit", 2)
    assert texts.t("marking.desk.nothing") in words(at.run())


def test_a_reply_that_asks_for_no_marks_any_more_is_refused(be, sheets):
    campaign = waiting_campaign(2).id
    ana, bo, cy = appointed(campaign, "Ana", "Bo", "Cy")
    be(ana)
    press(desk(campaign), texts.t("marking.desk.next"))
    code, text = sheets.sheet.code, sheets.sheet.text
    workflows_marking_desk.leave(ana, campaign, O8, code)
    for other in (bo, cy):
        while (here := hold(other, campaign)).text != text:
            give(other, campaign, here.code, 2)
        give(other, campaign, here.code, 2)
    sheets.do("submit", 4)
    assert not [row for row in rows(mark) if row.account_id == ana.account_id]
    problem = take_problem()
    assert problem is not None
    assert problem.code == "reply_gone"


def test_a_problem_at_the_desk_is_said_with_what_was_kept(be, sheets):
    campaign = waiting_campaign(1).id
    (ana,) = appointed(campaign, "Ana")
    be(ana)
    at = press(desk(campaign), texts.t("marking.desk.next"))
    with pytest.raises(MarkingError) as caught:
        workflows_marking_desk.save_marks(
            ana, campaign, O8, sheets.sheet.code, marks=marks(3), note="x" * 1001
        )
    at.session_state["act:problem"] = caught.value
    at.run()
    assert sheets.sheet.error.startswith(texts.t("marking.problems.note_too_long"))


def test_a_reply_put_back_is_offered_again(be, sheets):
    campaign = waiting_campaign(1).id
    (ana,) = appointed(campaign, "Ana")
    be(ana)
    at = press(desk(campaign), texts.t("marking.desk.next"))
    sheets.do("leave", 1)
    assert texts.t("marking.desk.waiting", count=1) in words(at.run())


def test_the_sheet_says_nothing_of_who_wrote(be, sheets):
    filled = waiting_campaign(3)
    (ana,) = appointed(filled.id, "Ana")
    be(ana)
    press(desk(filled.id), texts.t("marking.desk.next"))
    laid = repr(sheets.sheet)
    assert not any(one in laid for one in (*filled.candidate_ids, "C-000", "Person 00", "@example.com"))


@pytest.mark.parametrize(("given", "key"), [((0, 1, 2, 3, 4), "passed"), ((4, 3, 2, 1, 0), "not_passed")])
def test_training_to_its_result(be, sheets, given, key):
    campaign = waiting_campaign(1).id
    (ana,) = appointed(campaign, "Ana", trained=False)
    be(ana)
    at = desk(campaign)
    for _ in given:
        sheets.do("submit", given[int(sheets.sheet.code.rsplit(".", 1)[1])])
        at.run()
    said = words(at)
    assert texts.t(f"marking.training.{key}") in said
    missed = key == "not_passed"
    assert (texts.t("marking.training.misses") in said) == missed
    assert ("why 4 on E" in said) == missed
    press(at, texts.t("marking.training.again"))
    assert sheets.sheet.heading == texts.t("marking.sheet.sample", number=1, total=5)


def test_a_marker_reads_their_own_marks_and_severity_only(be, sheets):
    campaign = waiting_campaign(3).id
    ana, bo = appointed(campaign, "Ana", "Bo")
    mark_all(ana, campaign, 3)
    mark_all(bo, campaign, 2)
    be(ana)
    at = desk(campaign)
    at.segmented_control(key="marking_part").set_value("own").run()
    said = words(at)
    assert texts.t("marking.own.lead", count=3) in said
    assert texts.number(1, 2) in said
    assert "Bo" not in said


def test_someone_who_sees_names_elsewhere_is_told_so(be):
    campaign = waiting_campaign(1).id
    (rita,) = appointed(campaign, "Rita", role="recruiter")
    be(rita)
    assert texts.t("marking.desk.also_sees_names") in words(desk(campaign))


def monitor(campaign, part=None):
    at = open_page("campaign", id=campaign, section="marking")
    if part:
        at.segmented_control(key="marking_monitor").set_value(part).run()
        assert not at.exception, at.exception
    return at


def test_the_recruiter_appoints_and_dismisses(be):
    campaign = waiting_campaign(2).id
    appointed(campaign, "Ana")
    (bo,) = appointed(campaign, "Bo")
    markers.dismiss(RECRUITER, campaign, bo.account_id)
    be(RECRUITER)
    at = monitor(campaign)
    assert texts.t("marking.monitor.lacks_markers", title=f"Reply {O8}", count=1) in words(at)
    press(at, texts.t("marking.monitor.appoint"))
    assert [one.name for one in markers.appointed(RECRUITER, campaign)] == ["Ana", "Bo"]
    assert texts.t("marking.monitor.lacks_markers", title=f"Reply {O8}", count=1) not in words(at)
    press(at, texts.t("marking.monitor.dismiss", name="Bo"))
    assert [one.name for one in markers.appointed(RECRUITER, campaign)] == ["Ana"]


def test_the_recruiter_reads_that_a_third_person_is_needed(be):
    campaign = waiting_campaign(1).id
    ana, bo = appointed(campaign, "Ana", "Bo")
    mark_all(ana, campaign, 0)
    mark_all(bo, campaign, 4)
    be(RECRUITER)
    assert texts.t("marking.monitor.lacks_third", title=f"Reply {O8}") in words(monitor(campaign))


def test_agreement_without_marks_is_undefined_with_its_reason(be):
    campaign = waiting_campaign(2).id
    appointed(campaign, "Ana")
    be(RECRUITER)
    said = words(monitor(campaign, "agreement"))
    assert texts.t("marking.figures.undefined") in said
    assert texts.t("marking.reasons.no_ratings") in said


def test_agreement_and_severity_name_markers_and_no_candidate(be):
    filled = waiting_campaign(4)
    ana, bo = appointed(filled.id, "Ana", "Bo")
    for each in (1, 2, 3, 4):
        give(ana, filled.id, hold(ana, filled.id).code, each)
    mark_all(bo, filled.id, 3)
    be(RECRUITER)
    said = words(monitor(filled.id, "agreement"))
    assert "Ana" in said
    assert texts.t("marking.monitor.paradox") in said
    assert not re.search(r"Person 0|C-00|p\d@example", said)


def test_the_second_reader_has_a_part_only_where_it_is_on(be):
    off, on = waiting_campaign(1).id, waiting_campaign(1, second_reader=True).id
    be(RECRUITER)
    assert list(monitor(off).segmented_control(key="marking_monitor").options) == [
        texts.t(f"marking.monitor.parts.{name}") for name in ("people", "agreement")
    ]
    assert texts.t("marking.second.refusals.too_few_candidates") in words(monitor(on, "second"))
