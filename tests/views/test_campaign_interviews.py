"""The recruiter's section on interviews, ratings' quality, and an interviewer's own severity; no browser."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from streamlit.testing.v1 import AppTest

import texts
from tests.builders import AUDITOR, MANAGER, filled_campaign
from tests.office import RECRUITER, first_owner
from tests.views.opened import open_page, words
from tests.workflows.rated_panels import hand_in, interviewed, interviewing_campaign, panel, planned_interview
from texts import zones
from workflows.interviews import planning
from workflows.interviews.panel import SeatPlan
from workflows.interviews.planning import planned

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def be(be_in_each):
    """Sign somebody in, in each language."""
    return be_in_each


VIEWS = Path(__file__).parents[2] / "views"


def section(campaign, **query):
    return open_page("campaign", id=campaign.id, section="interviews", **query)


def t(key, **values):
    return texts.t(key, **values)


def button(at, label):
    return next(one for one in at.button if one.label == label)


def field(kind, label):
    return next(one for one in kind if one.label == label)


def choose(at, label, value):
    field(at.selectbox, label).select(value).run()
    assert not at.exception, at.exception
    return at


def rated_campaign(n=3, **ratings):
    campaign = interviewing_campaign(n)
    people = panel("Ana", "Bo")
    for candidate_id in campaign.candidate_ids:
        interviewed(candidate_id, people, ratings or {"Ana": (2, 3, 3), "Bo": (3, 4, 3)})
    return campaign, people


# Nothing yet


def test_a_campaign_without_interview_says_so(be):
    be(RECRUITER)
    assert t("interviews.none") in words(section(filled_campaign(2)))


def test_nobody_finished_and_no_interviewer_are_said_plainly(be):
    campaign = interviewing_campaign(0)
    be(RECRUITER)
    assert t("interviews.plan.nobody") in words(section(campaign))
    said = words(section(interviewing_campaign(1)))
    assert t("interviews.plan.no_interviewer") in said
    panel("Ana")
    assert t("interviews.plan.no_interviewer") not in words(section(interviewing_campaign(1)))


# Planning


def test_an_interview_is_planned_with_a_panel_whose_focus_is_suggested(be):
    campaign, people = interviewing_campaign(2), panel("Ana", "Bo", "Cy")
    actor = be(RECRUITER)
    at = choose(section(campaign), t("interviews.one.choose"), campaign.candidate_ids[1])
    assert button(at, t("interviews.one.save")).disabled
    at = _panel(at, 0, people)
    field(at.text_input, t("interviews.one.place")).input("Room 9").run()
    button(at, t("interviews.one.save")).click().run()
    assert not at.exception
    assert t("interviews.plan.saved", count=1) in words(at)
    (here,) = planned(actor, campaign.id)
    assert (here.candidate_id, here.place) == (campaign.candidate_ids[1], "Room 9")
    assert here.starts_at is not None
    assert sorted(code for seat in here.seats for code in seat.focus) == sorted(["EMP", "INT", "JUD"] * 2)
    assert "Room 9" in words(at)


def _panel(at, which, people):
    picked = [one for one in at.multiselect if one.label == t("interviews.panel.who")][which]
    picked.set_value([person.account_id for person in people.values()]).run()
    assert not at.exception, at.exception
    return at


def test_a_series_is_planned_an_hour_apart_with_the_same_panel(be):
    campaign, people = interviewing_campaign(3), panel("Ana", "Bo")
    actor = be(RECRUITER)
    at = section(campaign)
    field(at.multiselect, t("interviews.series.who")).set_value(campaign.candidate_ids).run()
    at = _panel(at, 0, people)
    button(at, t("interviews.series.save", count=3)).click().run()
    assert not at.exception
    assert t("interviews.plan.saved", count=3) in words(at)
    starts = [one.starts_at for one in planned(actor, campaign.id)]
    assert [(after - before).seconds for before, after in pairwise(starts)] == [3600] * 2
    assert {tuple(seat.name for seat in one.seats) for one in planned(actor, campaign.id)} == {("Ana", "Bo")}


def test_a_clash_and_a_competency_nobody_minds_are_said_before_saving(be):
    campaign, people = interviewing_campaign(2), panel("Ana", "Bo")
    actor = be(RECRUITER)
    at = choose(section(campaign), t("interviews.one.choose"), campaign.candidate_ids[0])
    at = _panel(at, 0, people)
    button(at, t("interviews.one.save")).click().run()
    at = choose(section(campaign), t("interviews.one.choose"), campaign.candidate_ids[1])
    at = _panel(at, 0, people)
    (first,) = planned(actor, campaign.id)
    when = zones.named(first.starts_at, "Europe/Paris")
    # The reader's own hour may follow: what is told ends with a full stop of its own then.
    assert t("interviews.panel.clash", name="Ana", other=first.name, when=when).removesuffix(".") in words(at)
    field(at.multiselect, t("interviews.panel.focus", name="Ana")).set_value([]).run()
    field(at.multiselect, t("interviews.panel.focus", name="Bo")).set_value(["EMP"]).run()
    none, one = t("interviews.panel.no_eye", names="@"), t("interviews.panel.one_eye", names="@")
    assert none.split("@")[0] in words(at)
    assert one.split("@")[0] in words(at)


def test_an_interview_is_called_off_and_put_on_again(be):
    campaign, people = interviewing_campaign(1), panel("Ana", "Bo")
    planned_interview(campaign.candidate_ids[0], list(people.values()))
    actor = be(RECRUITER)
    at = choose(section(campaign), t("interviews.one.choose"), campaign.candidate_ids[0])
    button(at, t("interviews.one.cancel")).click().run()
    assert planned(actor, campaign.id)[0].is_cancelled
    assert t("interviews.plan.state.cancelled") in words(at)
    button(at, t("interviews.one.replan")).click().run()
    assert not planned(actor, campaign.id)[0].is_cancelled


def test_whose_sheet_is_in_is_told_and_nothing_of_what_is_on_it(be):
    campaign, people = interviewing_campaign(1), panel("Ana", "Bo")
    interview_id = planned_interview(campaign.candidate_ids[0], list(people.values()))
    hand_in(interview_id, people["Ana"], (5, 1, 4))
    be(RECRUITER)
    said = words(section(campaign))
    assert t("interviews.plan.state.waiting", n="1", total="2") in said
    assert (said.count(t("interviews.plan.submitted")), said.count(t("interviews.plan.awaited"))) == (1, 1)
    assert f"/interviews/{interview_id}/interview.ics" in said
    assert f"/interviews/{interview_id}/candidate.ics" in said
    assert f"/interviews/{interview_id}/kit.pdf" in said
    assert "heard it on" not in said
    refused = words(section(campaign, interview=interview_id))
    assert "heard it on" not in refused


def test_a_refused_change_says_why(be):
    campaign, people = interviewing_campaign(1), panel("Ana", "Bo")
    interview_id = planned_interview(campaign.candidate_ids[0], list(people.values()))
    hand_in(interview_id, people["Ana"], (5, 1, 4))
    be(RECRUITER)
    at = choose(section(campaign), t("interviews.one.choose"), campaign.candidate_ids[0])
    at = _panel(at, 0, {"Bo": people["Bo"]})
    button(at, t("interviews.one.save")).click().run()
    assert t("interviews.problems.sheet_is_in") in words(at)


def test_complete_sheets_are_opened_from_the_section(be):
    campaign, _ = rated_campaign(1)
    be(RECRUITER)
    at = choose(section(campaign), t("interviews.one.choose"), campaign.candidate_ids[0])
    button(at, t("interviews.one.consensus")).click().run()
    assert not at.exception
    assert "heard it on" in words(at)
    button(at, t("interviews.one.back")).click().run()
    assert "heard it on" not in words(at)


def test_names_typed_by_people_are_shown_and_never_formatted(be):
    campaign = interviewing_campaign(1)
    people = panel("**Ana** <b>$x$</b>", "Bo")
    actor = be(RECRUITER)
    planning.plan(
        actor, campaign.id, campaign.candidate_ids[0], starts_at=None, minutes=30,
        place="<img src=x onerror=alert(1)>",
        panel=[SeatPlan(person.account_id) for person in people.values()],
    )  # fmt: skip
    said = "\n".join(element.proto.body for element in section(campaign).get("html"))
    assert "<img" not in said
    assert "<b>$x$" not in said


# Quality


def quality_of(campaign):
    at = section(campaign)
    control = next(one for one in at.get("button_group") if one.key == "interviews_part")
    control.set_value("quality").run()
    assert not at.exception, at.exception
    return at


def test_no_complete_interview_has_no_quality(be):
    be(RECRUITER)
    assert t("interviews.quality.nothing") in words(quality_of(interviewing_campaign(1)))


def test_agreement_and_severity_are_told_with_counts_and_reasons(be):
    campaign, _ = rated_campaign()
    be(RECRUITER)
    said = words(quality_of(campaign))
    assert t("interviews.quality.counts.raw") in said
    assert t("interviews.quality.kind.same") in said
    assert t("interviews.quality.refusal.too_few_ratings", name="Ana", n="9", need="30") in said
    assert t("interviews.reasons.constant") in said, "Q3 has one rating only, and that is said"


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        pytest.param({"Ana": (3, 3, 3), "Bo": (3, 3, 3)}, "constant", id="all-equal"),
        pytest.param({"Ana": (3, 4, 5)}, "one_rater", id="one-interviewer"),
        pytest.param({"Ana": (None,) * 3, "Bo": (None,) * 3}, "no_ratings", id="not-observed"),
    ],
)
def test_bad_input_is_not_enough_evidence_and_no_crash(be, ratings, reason):
    campaign, _ = rated_campaign(**ratings)
    be(RECRUITER)
    said = words(quality_of(campaign))
    assert t("interviews.quality.not_enough") in said
    assert t(f"interviews.reasons.{reason}") in said
    be(AUDITOR)
    shown = words(compared(campaign))
    assert t("interviews.quality.not_enough") in shown
    if reason == "no_ratings":
        return
    # Everybody got the same: the same score thrice, and no order among them.
    assert shown.count("<td>50</td>" if reason == "constant" else "<td>75</td>") == 3


def compared(campaign):
    """Open the section as the comparison page does."""
    script = """
from views.common.session import allowed
from views.comparison import interview_ratings
from workflows.comparison.standings import comparison
actor = allowed("compare")
interview_ratings.show(actor, comparison(actor, "{id}"), {{}})
"""
    at = AppTest.from_string(script.format(id=campaign.id), default_timeout=60).run()
    assert not at.exception, at.exception
    return at


def test_the_model_is_fitted_when_asked_for_and_stands_beside_raw_scores(be):
    campaign, people, draw = interviewing_campaign(16), panel("Ana", "Bo"), Random(3)
    for candidate_id in campaign.candidate_ids:
        level = draw.gauss(3.2, 0.9)
        given = {
            name: [min(5, max(1, round(level + off + draw.gauss(0, 0.6)))) for _ in range(3)]
            for name, off in (("Ana", -0.5), ("Bo", 0.5))
        }
        interviewed(candidate_id, people, given)
    be(MANAGER)
    at = compared(campaign)
    assert t("interviews.quality.columns.adjusted") not in words(at)
    button(at, t("interviews.quality.fit")).click().run()
    assert not at.exception, at.exception
    said = words(at)
    assert t("interviews.quality.columns.adjusted") in said
    assert f"{t('interviews.quality.columns.raw')} ({t('interviews.quality.counts_here')})" in said
    assert "Person 0001" not in said, "names stay hidden"
    assert t("interviews.quality.columns.model") in said


def test_an_interviewer_reads_their_own_severity_only(be):
    _, people = rated_campaign()
    be(people["Ana"])
    at = AppTest.from_string(
        "from views.common.session import allowed\n"
        "from views.interviews.rating_quality import show_own_severity\n"
        "show_own_severity(allowed('interview'))",
        default_timeout=60,
    ).run()
    assert not at.exception
    said = words(at)
    assert "-0" in said or "−0" in said
    assert "Bo" not in said
    be(panel("Di")["Di"])
    assert t("interviews.own.none") in words(at.run())


def test_the_owner_finds_the_way_to_accounts(be):
    be(first_owner())
    campaign = interviewing_campaign(1)
    at = AppTest.from_file(str(VIEWS / "main.py"), default_timeout=60)
    at.query_params["id"], at.query_params["section"] = campaign.id, "interviews"
    at.run().switch_page("campaigns/campaign.py").run()
    assert not at.exception, at.exception
    assert t("interviews.plan.no_interviewer") in words(at)
    assert t("interviews.plan.to_accounts") in [link.proto.label for link in at.get("page_link")]


# Behind a score


def test_interviewers_are_numbered_and_notes_folded_while_names_are_hidden(be):
    campaign, _ = rated_campaign()
    be(MANAGER)
    at = open_page("candidate", campaign=campaign.id, candidate=campaign.candidate_ids[0])
    said = words(at)
    assert t("interviews.evidence.interviewer", n="2") in said
    assert "Ana" not in said
    assert "heard it on" not in said
    at.toggle[0].set_value(True).run()
    assert not at.exception
    assert "heard it on Q1" in words(at)


def test_an_interview_to_come_is_said_to_be(be):
    campaign, people = interviewing_campaign(1), panel("Ana", "Bo")
    be(MANAGER)
    here = {"campaign": campaign.id, "candidate": campaign.candidate_ids[0]}
    assert t("interviews.evidence.none") in words(open_page("candidate", **here))
    hand_in(planned_interview(campaign.candidate_ids[0], list(people.values())), people["Bo"], (3, 3, 3))
    assert t("interviews.evidence.to_come", n="1", total="2") in words(open_page("candidate", **here))


def test_a_campaign_without_interview_has_no_interview_behind_a_score(be):
    campaign = filled_campaign(1)
    be(MANAGER)
    said = words(open_page("candidate", campaign=campaign.id, candidate=campaign.candidate_ids[0]))
    assert t("interviews.evidence.none") not in said
