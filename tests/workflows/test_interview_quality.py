"""How good ratings are, as recruiters and interviewers are told: by hand, by print, and bad input."""

import csv
import math
from itertools import groupby
from operator import itemgetter

import numpy as np
import pytest

from data.common.engine import reading
from data.interviews.sheets import complete_interviews
from errors import AccessError, CampaignError
from scoring.agreement.ratings_table import Undefined
from scoring.interview.facets_design import Refusal, WhyNot
from scoring.interview.interview_agreement import PanelKind
from tests.builders import AUDITOR, MANAGER, filled_campaign
from tests.office import RECRUITER, someone
from tests.scoring.agreement_tables import GOLDEN, SHROUT_FLEISS, beside, expected
from tests.workflows.rated_panels import (
    hand_in,
    interview_form,
    interviewed,
    interviewing_campaign,
    panel,
    planned_interview,
)
from workflows.interviews.rating_quality import my_severity, quality, rows_of, severity_model

pytestmark = pytest.mark.usefixtures("database")


def rated(n=3):
    """Ana is a point below Bo on every question; Cy meets the last person with Ana."""
    campaign = interviewing_campaign(n)
    people = panel("Ana", "Bo", "Cy")
    for at, candidate_id in enumerate(campaign.candidate_ids[:-1]):
        interviewed(candidate_id, people, {"Ana": (at + 1, 2, 3), "Bo": (at + 2, 3, 4)})
    interviewed(campaign.candidate_ids[-1], people, {"Ana": (4, None, 3), "Cy": (4, 5, 3)})
    return campaign, people


def test_questions_competencies_and_the_whole_are_told_with_their_counts(database):
    campaign, _ = rated()
    found = quality(AUDITOR, campaign.id)
    assert [question.question_id for question in found.questions] == ["Q1", "Q2", "Q3"]
    assert [(competency.competency, competency.n_questions) for competency in found.competencies] == [
        ("EMP", 1),
        ("INT", 1),
        ("JUD", 2),
    ]
    first = found.questions[0].agreement
    assert (first.exact.n, first.exact.value, first.adjacent.value) == (3, pytest.approx(1 / 3), 1.0)
    assert (first.kind, first.n_interviewers) == (PanelKind.OVERLAPPING, 3)
    # Q2 was not observed by Ana the last time: two people are left, and always the same two interviewers.
    assert (found.questions[1].agreement.exact.n, found.questions[1].agreement.exact.value) == (2, 0.0)
    assert (found.whole.adjacent.n, found.n_ratings, found.counts) == (2, 17, "raw")


def test_severity_compares_the_same_people_and_questions(database):
    campaign, people = rated()
    by_name = {interviewer.name: interviewer for interviewer in quality(RECRUITER, campaign.id).interviewers}
    # Ana: -1 and -1 beside Bo, 0 beside Cy.
    assert by_name["Ana"].severity.value == pytest.approx(-2 / 3)
    assert (by_name["Ana"].severity.n, by_name["Ana"].severity.n_ratings, by_name["Ana"].n_ratings) == (
        3,
        8,
        8,
    )
    assert by_name["Bo"].severity.value == 1
    assert (by_name["Cy"].severity.value, by_name["Cy"].n_ratings) == (0, 3)
    assert math.isnan(by_name["Cy"].severity.ci_low)
    (own,) = my_severity(people["Ana"])
    assert (own.n_interviews, own.severity) == (3, by_name["Ana"].severity)
    assert [interviewer.name for interviewer in quality(MANAGER, campaign.id).interviewers] == [
        "Ana",
        "Bo",
        "Cy",
    ]


def test_only_who_may_see_interviews_reads_of_others(database):
    campaign, people = rated()
    for look in (quality, severity_model):
        for actor in (people["Ana"], someone("marker")):
            with pytest.raises(AccessError):
                look(actor, campaign.id)
    with pytest.raises(AccessError):
        my_severity(someone("marker"))


def test_a_sheet_still_to_come_keeps_the_whole_interview_out(database):
    campaign = interviewing_campaign(2)
    people = panel("Ana", "Bo")
    waiting = planned_interview(campaign.candidate_ids[0], list(people.values()))
    hand_in(waiting, people["Ana"], (1, 1, 1))
    found = quality(RECRUITER, campaign.id)
    assert (found.n_ratings, found.panels, found.interviewers) == (0, (), ())
    assert my_severity(people["Ana"]) == ()
    hand_in(waiting, people["Bo"], (5, 5, 5))
    assert quality(RECRUITER, campaign.id).n_ratings == 6


def test_what_a_person_got_is_the_mean_over_interviewers_then_questions(database):
    campaign, _ = rated()
    panels = {panel.candidate_id: panel for panel in quality(RECRUITER, campaign.id).panels}
    last = panels[campaign.candidate_ids[-1]]
    # Q1 4, Q2 5 (Ana did not observe it), Q3 3: points .75, 1, .5.
    assert last.raw == pytest.approx(0.75)
    # r_wg over Q1 and Q3, both without any difference.
    assert (last.r_wg.value, last.n_interviewers) == (1.0, 2)


def test_a_refusal_counts_what_everybody_has(database):
    campaign, people = rated()
    refused = quality(RECRUITER, campaign.id).refusal
    assert refused is not None
    assert WhyNot.TOO_FEW_RATINGS in refused.reasons
    assert refused.n_ratings[people["Ana"].account_id] == 8
    assert severity_model(RECRUITER, campaign.id) == refused


def test_severities_are_fitted_once_the_ratings_carry_it(database):
    campaign = interviewing_campaign(30)
    people = panel("Ana", "Bo")
    rng = np.random.default_rng(4)
    for candidate_id in campaign.candidate_ids:
        level = rng.normal(3.2, 0.9)
        ratings = {
            name: [int(np.clip(round(level + off + rng.normal(0, 0.6)), 1, 5)) for _ in range(3)]
            for name, off in (("Ana", -0.5), ("Bo", 0.5))
        }
        interviewed(candidate_id, people, ratings)
    assert quality(RECRUITER, campaign.id).refusal is None
    found = severity_model(RECRUITER, campaign.id)
    assert not isinstance(found, Refusal)
    ana, bo = (found.severities[people[name].account_id] for name in ("Ana", "Bo"))
    assert ana.ci_low > 0 > bo.ci_high
    assert (ana.n, ana.n_ratings) == (30, 90)
    told = {one.candidate_id: one.raw for one in quality(RECRUITER, campaign.id).panels}
    assert {name: score.raw for name, score in found.scores.items()} == pytest.approx(told)


def test_ratings_kept_are_those_the_other_programs_were_given(database):
    """Shrout and Fleiss by the workflow: ratings halved to fit 1 to 5."""
    campaign = interviewing_campaign(6)
    people = panel("J1", "J2", "J3", "J4")
    halved = [[(rating + 1) // 2 for rating in line] for line in SHROUT_FLEISS]
    for candidate_id, line in zip(sorted(campaign.candidate_ids), halved, strict=True):
        interviewed(candidate_id, people, {f"J{at}": (rating, 3, None) for at, rating in enumerate(line, 1)})
    found = quality(RECRUITER, campaign.id)
    n, k, table = 6, 4, np.array(halved, dtype=float)
    between = k * np.var(table.mean(axis=1), ddof=1)
    raters = n * np.var(table.mean(axis=0), ddof=1)
    error = (np.square(table - table.mean()).sum() - (n - 1) * between - (k - 1) * raters) / (
        (n - 1) * (k - 1)
    )
    by_hand = (between - error) / (between + (k - 1) * error + k * (raters - error) / n)
    assert found.questions[0].agreement.icc_single.value == pytest.approx(by_hand)
    assert found.questions[0].agreement.kind is PanelKind.SAME
    assert found.questions[1].agreement.icc_single.reason is Undefined.CONSTANT
    assert found.questions[2].agreement.icc_single.reason is Undefined.NO_RATINGS


@beside
def test_r_wg_by_the_workflow_is_the_one_in_print(database):
    table = np.genfromtxt(GOLDEN / "lq2002.csv", delimiter=",", skip_header=1)
    companies = sorted(set(table[:, 0].tolist()))[:3]
    asked = {f"Q{at}": {"EMP": 1.0} for at in range(1, 12)}
    campaign = interviewing_campaign(3, form=interview_form(questions=asked))
    ids = sorted(campaign.candidate_ids)
    for candidate_id, company in zip(ids, companies, strict=True):
        members = table[table[:, 0] == company]
        who = list(panel(*(f"c{company:g}m{at}" for at in range(len(members)))).values())
        interview_id = planned_interview(candidate_id, who)
        for actor, line in zip(who, members, strict=True):
            hand_in(interview_id, actor, [int(value) for value in line[2:13]], tuple(asked))
    found = quality(RECRUITER, campaign.id).panels
    assert [one.r_wg.value for one in found] == pytest.approx(
        expected("rwg_lq2002")["rwgj_first5"][:3], abs=1e-6
    )


@beside
def test_the_model_of_the_workflow_is_that_of_other_programs(database):
    asked = {name: {"EMP": 1.0} for name in ("k1", "k2", "k3", "k4", "k5")}
    with (GOLDEN / "sirt_ratings1.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    persons = sorted({row["idstud"] for row in rows})
    campaign = interviewing_campaign(len(persons), form=interview_form(questions=asked))
    candidate_of = dict(zip(persons, campaign.candidate_ids, strict=True))
    people = panel(*sorted({row["rater"] for row in rows}))
    for person, panel_rows in groupby(sorted(rows, key=itemgetter("idstud")), itemgetter("idstud")):
        given = {row["rater"]: [int(row[name]) + 1 for name in asked] for row in panel_rows}
        interview_id = planned_interview(candidate_of[person], [people[name] for name in given])
        for name, ratings in given.items():
            hand_in(interview_id, people[name], ratings, tuple(asked))
    found = severity_model(RECRUITER, campaign.id)
    assert not isinstance(found, Refusal)
    severities = {name: found.severities[actor.account_id].value for name, actor in people.items()}
    # The other programs know no halo, so that theirs are drawn a little towards 0.
    assert severities == pytest.approx(expected("mfrm_ratings1")["sirt"], abs=0.06)


# Bad input


def test_a_campaign_without_an_interview_says_so(database):
    campaign = filled_campaign(2)
    with pytest.raises(CampaignError) as caught:
        quality(RECRUITER, campaign.id)
    assert caught.value.details["why"] == "no_interview"


@pytest.mark.parametrize(
    ("given", "reason", "raw"),
    [
        pytest.param({"Ana": (3, 4, 2)}, Undefined.ONE_RATER, 0.5, id="one-interviewer"),
        pytest.param({"Ana": (3, 3, 3), "Bo": (3, 3, 3)}, Undefined.CONSTANT, 0.5, id="all-equal"),
        pytest.param({"Ana": (None,) * 3, "Bo": (None,) * 3}, Undefined.NO_RATINGS, None, id="not-observed"),
    ],
)
def test_what_cannot_be_known_is_said_with_its_reason(database, given, reason, raw):
    campaign = interviewing_campaign(3)
    people = panel("Ana", "Bo")
    for candidate_id in campaign.candidate_ids:
        interviewed(candidate_id, people, given)
    found = quality(RECRUITER, campaign.id)
    assert {question.agreement.icc_single.reason for question in found.questions} == {reason}
    assert found.whole.icc_average.reason is reason
    assert {one.raw for one in found.panels} == {raw}
    assert found.refusal is not None
    assert isinstance(severity_model(RECRUITER, campaign.id), Refusal)


def test_rows_are_sorted_and_leave_out_what_was_not_observed(database):
    campaign, _ = rated()
    with reading() as c:
        found = rows_of(complete_interviews(c, campaign.id))
    assert list(found) == sorted(found)
    assert len(found) == 17
