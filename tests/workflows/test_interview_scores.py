"""Interviews in a campaign's scores: mixed in, left out, missing, or saying nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assessments.form.digest import form_sha256
from data.common.engine import as_one, reading
from scoring.interview.facets_design import Refusal, WhyNot
from tests.builders import MANAGER, Filled, example_form, filled_campaign, simulated_answers
from tests.scoring.test_facets import LINKED, interviews
from tests.workflows.rated_panels import hand_in, interview_form, panel, planned_interview
from workflows.comparison import explanation, results, standings
from workflows.comparison import pool as comparison_pool
from workflows.comparison.results import pool_now
from workflows.files import exports

pytestmark = pytest.mark.usefixtures("database")

EIGHT = {
    "Q1": {"EMP": 1}, "Q2": {"DEE": 1}, "Q3": {"TON": 1}, "Q4": {"INT": 1},
    "Q5": {"JUD": 1}, "Q6": {"REL": 1}, "Q7": {"INC": 1}, "Q8": {"JUD": 0.5, "INT": 0.5},
}  # fmt: skip


def whole_form(counts="raw"):
    """The scenes of the example without written replies, and eight questions."""
    form = example_form()
    kept = {name: value for name, value in form.items() if name != "sha256"}
    kept["items"] = [item for item in form["items"] if item["format"] != "open_reply"]
    kept["interview"] = interview_form(counts, EIGHT)["interview"]
    return kept | {"sha256": form_sha256(kept)}


def campaign_of(n, counts="raw", **changed) -> Filled:
    return filled_campaign(n, form=whole_form(counts), **changed)


def scored(filled, stage="all"):
    with reading() as connection:
        return pool_now(connection, filled.id, stage=stage).scored


def ratings(*levels):
    """One level for all questions, or one each."""
    return levels * 8 if len(levels) == 1 else levels


def interviewed(candidate_id, people, given):
    """Hold an interview of eight questions to its end."""
    interview_id = planned_interview(candidate_id, [people[name] for name in given])
    for name, levels in given.items():
        hand_in(interview_id, people[name], levels, tuple(EIGHT))


def test_an_interview_counts_beside_the_scenes_with_its_weight():
    filled, people = campaign_of(3), panel("Ana", "Bo")
    for candidate_id, level in zip(filled.candidate_ids, (5, 3, 1), strict=True):
        interviewed(candidate_id, people, {"Ana": ratings(level), "Bo": ratings(level)})
    comparison = standings.comparison(MANAGER, filled.id, stage="all")
    before = standings.comparison(MANAGER, filled.id, stage="before_interview")
    assert (comparison.has_interview, comparison.n_interviewed, len(comparison.ranked)) == (True, 3, 3)
    assert (before.has_interview, before.n_interviewed, before.stage) == (True, 3, "before_interview")
    # EMP is measured by scenes (.45), work samples (.25) and Q1 (.30).
    points = dict(zip(filled.candidate_ids, (1.0, 0.5, 0.0), strict=True))
    for result in comparison.ranked:
        without = before.candidate(result.candidate_id).competencies["EMP"].score
        assert result.competencies["EMP"].score == pytest.approx(
            0.7 * without + 0.3 * points[result.candidate_id]
        )
        assert (
            result.competencies["PLT"].score
            == before.candidate(result.candidate_id).competencies["PLT"].score
        )
    assert comparison.n_items == before.n_items == len(filled.form["items"])
    assert [result.n_answered for result in comparison.ranked] == [comparison.n_items] * 3


def test_without_any_interview_scores_are_those_before_it_and_wait_for_it():
    filled = campaign_of(6)
    comparison = standings.comparison(MANAGER, filled.id, stage="all")
    before = standings.comparison(MANAGER, filled.id, stage="before_interview")
    assert (comparison.n_interviewed, len(comparison.ranked), comparison.pending) == (0, 6, ())
    assert all("pending_interview" in result.flags for result in comparison.ranked)
    assert not any("pending_interview" in one.flags for one in before.ranked)
    assert [
        result.composite.score for result in sorted(comparison.ranked, key=lambda result: result.pseudonym)
    ] == [result.composite.score for result in sorted(before.ranked, key=lambda result: result.pseudonym)]


def test_who_was_not_interviewed_is_listed_apart_until_the_interview_is_left_out():
    filled, people = campaign_of(5), panel("Ana")
    for candidate_id in filled.candidate_ids[:2]:
        interviewed(candidate_id, people, {"Ana": ratings(3)})
    comparison = standings.comparison(MANAGER, filled.id, stage="all")
    assert {result.candidate_id for result in comparison.ranked} == {*filled.candidate_ids[:2]}
    assert {result.candidate_id for result in comparison.pending} == {*filled.candidate_ids[2:]}
    before = standings.comparison(MANAGER, filled.id, stage="before_interview")
    assert (len(before.ranked), before.pending) == (5, ())


def test_a_campaign_without_an_interview_has_one_stage():
    filled = filled_campaign(3)
    found, before = (
        standings.comparison(MANAGER, filled.id, stage=stage) for stage in ("all", "before_interview")
    )
    assert not found.has_interview
    assert (found.stage, before.stage) == ("all", "all")
    assert found.ranked == before.ranked


def test_one_rater_alone_counts():
    filled, people = campaign_of(2), panel("Ana")
    for candidate_id in filled.candidate_ids:
        interviewed(candidate_id, people, {"Ana": ratings(4)})
    comparison = standings.comparison(MANAGER, filled.id)
    assert len(comparison.ranked) == 2
    assert all(result.composite.sem for result in comparison.ranked)


def test_equal_ratings_for_everybody_leave_the_order_to_the_scenes():
    filled, people = campaign_of(35), panel("Ana", "Bo")
    for candidate_id in filled.candidate_ids:
        interviewed(candidate_id, people, {"Ana": ratings(3), "Bo": ratings(3)})
    comparison = standings.comparison(MANAGER, filled.id)
    before = standings.comparison(MANAGER, filled.id, stage="before_interview")
    assert len(comparison.ranked) == 35
    assert comparison.sem_basis == "estimated"
    for result in comparison.ranked:
        scenes = before.candidate(result.candidate_id)
        assert result.families["technical"].score == scenes.families["technical"].score
        assert result.competencies["EMP"].score == pytest.approx(
            0.7 * scenes.competencies["EMP"].score + 0.15
        )


def test_nothing_observed_leaves_a_competency_to_the_scenes():
    filled, people = campaign_of(3), panel("Ana")
    interviewed(filled.candidate_ids[0], people, {"Ana": ratings(None)})
    for candidate_id in filled.candidate_ids[1:]:
        interviewed(candidate_id, people, {"Ana": ratings(2)})
    comparison = standings.comparison(MANAGER, filled.id, stage="all")
    before = standings.comparison(MANAGER, filled.id, stage="before_interview")
    unseen = comparison.candidate(filled.candidate_ids[0])
    scenes = before.candidate(unseen.candidate_id)
    assert comparison.unranked == ()
    assert unseen.competencies["EMP"].score == scenes.competencies["EMP"].score
    assert unseen.composite.score == scenes.composite.score


def test_answers_all_missing_with_an_interview_are_not_enough_evidence():
    def skip(at, answers):
        return dict.fromkeys(answers) if at == 0 else answers

    filled, people = campaign_of(3, change=skip), panel("Ana")
    for candidate_id in filled.candidate_ids:
        interviewed(candidate_id, people, {"Ana": ratings(5)})
    comparison = standings.comparison(MANAGER, filled.id)
    assert [result.candidate_id for result in comparison.unranked] == filled.candidate_ids[:1]
    assert comparison.unranked[0].composite == (None, None)


def test_two_people_equal_to_the_bit_stay_tied():
    form = whole_form()
    same = simulated_answers(form, seed="x", people=0.5, tools=0)
    filled, people = filled_campaign(2, form=form, answers=[same, same]), panel("Ana", "Bo")
    for candidate_id in filled.candidate_ids:
        interviewed(candidate_id, people, {"Ana": ratings(4), "Bo": ratings(2)})
    ranked, other = standings.comparison(MANAGER, filled.id).ranked
    assert ranked.composite == other.composite
    assert standings.pairwise(ranked, other) == (0.5, "not distinguishable")


def test_interviewers_widen_the_error_of_families(monkeypatch):
    filled, people = campaign_of(40, seed=3), panel("Ana", "Bo")
    with as_one():
        for at, candidate_id in enumerate(filled.candidate_ids):
            interviewed(candidate_id, people, {"Ana": ratings(1 + at % 5), "Bo": ratings(1 + (at + 1) % 5)})
    whole = scored(filled)
    results.pool_in.cache_clear()
    monkeypatch.setattr(comparison_pool, "shared_error", lambda *_: None)
    alone = scored(filled)
    assert (whole.family_sem[:, 0] > alone.family_sem[:, 0] + 0.01).all()
    assert (whole.family_sem[:, 1] == alone.family_sem[:, 1]).all()


def linked_campaign(counts, people, severities=(1.0, 0.0, -1.0)):
    """Sixty people, each seen by two of three interviewers, rated as the model has it."""
    filled = campaign_of(60, counts)
    given: dict[str, dict[str, list[int]]] = {}
    for row in interviews(60, LINKED, severities):
        given.setdefault(row.candidate, {}).setdefault(row.interviewer, []).append(row.rating)
    with as_one():
        for candidate_id, name in zip(filled.candidate_ids, sorted(given), strict=True):
            interviewed(candidate_id, people, given[name])
    return filled


def test_severity_is_taken_out_where_the_campaign_says_so():
    people = panel("R0", "R1", "R2")
    met = linked_campaign("adjusted", people)
    raw, fair = scored(linked_campaign("raw", people)), scored(met)
    assert raw.adjusted is None
    assert fair.adjusted is not None
    assert not isinstance(fair.adjusted, Refusal)
    n_items = len(fair.form["items"])
    gained: dict[int, list[float]] = {0: [], 1: [], 2: []}
    for row, person in enumerate(fair.finished):
        told = fair.adjusted.scores[person.candidate_id]
        assert fair.points[row, n_items:].mean() == pytest.approx(told.adjusted, abs=1e-8)
        gained[met.candidate_ids.index(person.candidate_id) % 3].append(told.adjusted - told.raw)
    # Who met the severe two gains, who met the lenient two loses.
    assert sum(gained[0]) > 1
    assert sum(gained[1]) < -1
    assert np.nanmean(raw.points[:, n_items:]) == pytest.approx(
        np.mean([score.raw for score in fair.adjusted.scores.values()])
    )
    assert not any("severity_not_adjusted" in flags for flags in fair.person_flags)


def test_a_refused_adjustment_lets_raw_ratings_count_and_says_so():
    filled, people = campaign_of(3, "adjusted"), panel("Ana", "Bo")
    for candidate_id in filled.candidate_ids[:2]:
        interviewed(candidate_id, people, {"Ana": ratings(4), "Bo": ratings(2)})
    pool = scored(filled)
    assert isinstance(pool.adjusted, Refusal)
    assert WhyNot.TOO_FEW_RATINGS in pool.adjusted.reasons
    for row, person in enumerate(pool.finished):
        was_seen = person.candidate_id in filled.candidate_ids[:2]
        assert ("severity_not_adjusted" in pool.person_flags[row]) == was_seen
        assert (pool.points[row, -8:].tolist() == [0.5] * 8) == was_seen


def test_evidence_and_files_hold_the_scenes_alone():
    filled, people = campaign_of(2), panel("Ana")
    for candidate_id in filled.candidate_ids:
        interviewed(candidate_id, people, {"Ana": ratings(4)})
    evidence = explanation.evidence(MANAGER, filled.id, filled.candidate_ids[0])
    assert [item.id for item in evidence.items] == [item["id"] for item in filled.form["items"]]
    # What the interview brings is told beside it.
    assert 0 < sum(item.share or 0 for item in evidence.items) < 1
    assert exports.export_results(MANAGER, filled.id, "xlsx").content
    assert exports.export_results(MANAGER, filled.id, "csv").content.count(b"\n") == 3


def test_comparing_loads_the_model_of_severities_only_where_it_counts():
    script = "import workflows.comparison.standings, workflows.sitting, sys; print('mirt' in sys.modules)"
    root = Path(__file__).parents[2]
    ran = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
