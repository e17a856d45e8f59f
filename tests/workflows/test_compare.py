"""Comparing candidates: the same numbers as the shell, ties kept, undefined never zero."""

import csv
import json
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.common import engine
from data.schema import sitting
from data.tables import METADATA
from errors import AccessError, CampaignError
from tests.builders import (
    INTERVIEWER,
    MANAGER,
    example_form,
    filled_campaign,
    pool_answers,
    simulated_answers,
)
from workflows.comparison import explanation, standings
from workflows.comparison.comparison import no_place_reasons
from workflows.comparison.results import pool_now
from workflows.files.score_files import rank_files, score_files

pytestmark = pytest.mark.usefixtures("database")


def by_the_shell(folder, filled, places):
    """Score and rank the same answers with the functions behind cli.py."""
    form, answers, scores, ranks = (folder / name for name in ("f.json", "a.jsonl", "s.csv", "r.csv"))
    form.write_text(json.dumps(filled.form), "utf-8")
    lines = [
        {"candidate": who, "item": item, "answer": answer}
        for who, given_answers in zip(filled.candidate_ids, filled.answers, strict=True)
        for item, answer in given_answers.items()
    ]
    answers.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    told: list[str] = []
    score_files(form, answers, scores, report=told.append)
    rank_files(scores, ranks, places=places, report=told.append)
    assert told == []
    return [
        {row["candidate"]: row for row in csv.DictReader(path.read_text("utf-8").splitlines())}
        for path in (scores, ranks)
    ]


def number(text):
    return None if text == "" else float(text)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(n=st.integers(2, 45), seed=st.integers(0, 99), dropped=st.integers(0, 60), places=st.integers(1, 5))
def test_numbers_equal_those_of_the_shell(tmp_path, n, seed, dropped, places):
    def leave_out(at, answers):
        kept = dict(answers)
        if (at * 7) % 100 < dropped:
            for item in list(kept)[at % 5 :: 3]:
                kept[item] = None
        return kept

    METADATA.create_all(engine.bind("sqlite://"))
    filled = filled_campaign(n, seed, change=leave_out)
    scores, ranks = by_the_shell(tmp_path, filled, places)
    comparison = standings.comparison(MANAGER, filled.id, places=places)
    everyone = (*comparison.ranked, *comparison.unranked)
    assert len(everyone) == n
    for one in everyone:
        score, rank = scores[one.candidate_id], ranks[one.candidate_id]
        measured = {**one.competencies, **one.families, "composite": one.composite}
        assert {name: value.score for name, value in measured.items()} == {
            name: number(score[name]) for name in measured
        }
        assert one.composite.sem == number(score["sem"])
        assert ";".join(one.flags) == score["flags"]
        assert str(one.n_answered) == score["n_answered"]
        if not comparison.ranked:
            assert one.place is None
            continue
        place = one.place and (
            one.place.tier,
            one.place.expected_rank,
            one.place.rank_low,
            one.place.rank_high,
        )
        expected = tuple(number(rank[name]) for name in ("tier", "expected_rank", "rank_low", "rank_high"))
        assert (place or (None,) * 4) == expected
        assert (one.place.p_top_k if one.place else None) == number(rank["p_top_k"])


def test_an_empty_campaign_has_nobody_to_compare():
    comparison = standings.comparison(MANAGER, filled_campaign(0, unfinished=4).id)
    assert (comparison.ranked, comparison.unranked, len(comparison.unfinished)) == ((), (), 4)
    assert comparison.share.effective is None


def test_one_person_alone_has_a_score_and_no_place():
    comparison = standings.comparison(MANAGER, filled_campaign(1).id)
    (alone,) = comparison.unranked
    assert comparison.ranked == comparison.pending == ()
    assert alone.composite.score is not None
    assert alone.place is None
    assert no_place_reasons(comparison) == {alone.candidate_id: ("alone",)}
    assert comparison.share.effective is None


def test_two_bit_equal_people_stay_tied():
    form = example_form()
    same = simulated_answers(form, seed="x", people=0.5, tools=0)
    comparison = standings.comparison(MANAGER, filled_campaign(2, form=form, answers=[same, same]).id)
    first, other = comparison.ranked
    assert first.composite == other.composite
    assert first.place.tier == other.place.tier
    assert standings.pairwise(first, other) == (0.5, "not distinguishable")
    assert comparison.nobody_separated


def test_forty_equal_people_are_one_tier_in_which_any_rank_is_possible():
    form = example_form()
    same = simulated_answers(form, seed="x", people=0.5, tools=0)
    comparison = standings.comparison(
        MANAGER, filled_campaign(40, form=form, answers=[same] * 40, places=4).id
    )
    assert {result.place.tier for result in comparison.ranked} == {1}
    assert {result.place.expected_rank for result in comparison.ranked} == {20.5}
    # Drawn: the 5 % quantile of a rank that is uniform on 1 to 40 is 2, the 95 % quantile 38.
    places = [result.place for result in comparison.ranked]
    assert all(abs(place.rank_low - 2) <= 1 and abs(place.rank_high - 38) <= 1 for place in places)
    assert all(abs(place.p_top_k - 0.1) < 0.02 for place in places)
    assert comparison.share.effective is None
    assert comparison.nobody_separated


def test_someone_who_skipped_everything_is_not_a_zero():
    def skip(at, answers):
        return dict.fromkeys(answers) if at == 0 else answers

    filled = filled_campaign(3, change=skip)
    comparison = standings.comparison(MANAGER, filled.id)
    (absent,) = comparison.unranked
    assert absent.candidate_id == filled.candidate_ids[0]
    assert absent.composite == (None, None)
    assert absent.place is None
    assert len(comparison.ranked) == 2


def test_half_the_answers_are_not_enough_evidence_for_most_competencies():
    def half(at, answers):
        return dict(list(answers.items())[::2]) if at == 0 else answers

    filled = filled_campaign(5, change=half)
    comparison = standings.comparison(MANAGER, filled.id)
    result = comparison.candidate(filled.candidate_ids[0])
    assert result.n_answered == len(filled.form["items"]) // 2
    assert "incomplete" in result.flags
    assert sum(measured.score is None for measured in result.competencies.values()) >= 5


def test_an_incomplete_person_has_a_larger_error():
    def lose_two(at, answers):
        return {item: answer for item, answer in answers.items() if at or item not in ("S01", "S03")}

    def error_of_first(filled):
        return standings.comparison(MANAGER, filled.id).candidate(filled.candidate_ids[0]).composite.sem

    assert error_of_first(filled_campaign(12, change=lose_two)) > 1.01 * error_of_first(filled_campaign(12))


def test_the_error_is_assumed_of_few_and_estimated_of_many():
    scenes = [item["id"] for item in example_form()["items"] if item["format"] != "open_reply"]
    form = example_form(item_ids=scenes[-20:])

    def basis(n):
        return standings.comparison(MANAGER, filled_campaign(n, form=form).id).sem_basis

    assert (basis(2), basis(60)) == ("assumed", "estimated")


def test_shares_of_all_scenes_add_up_to_the_composite():
    filled = filled_campaign(6)
    for candidate_id in filled.candidate_ids:
        evidence = explanation.evidence(MANAGER, filled.id, candidate_id)
        # Replies that await marks have neither.
        assert sum(item.share or 0 for item in evidence.items) == pytest.approx(1)
        assert sum(item.contribution or 0 for item in evidence.items) == pytest.approx(
            evidence.candidate.composite.score
        )


def test_pairs_agree_from_both_sides():
    comparison = standings.comparison(MANAGER, filled_campaign(8).id)
    for result, other in combinations(comparison.ranked, 2):
        there, back = standings.pairwise(result, other), standings.pairwise(other, result)
        assert there.probability + back.probability == pytest.approx(1)
        assert there.words == back.words


def test_chances_of_being_chosen_add_up_to_the_places():
    comparison = standings.comparison(MANAGER, filled_campaign(40).id, places=6)
    assert sum(result.place.p_top_k for result in comparison.ranked) == pytest.approx(6)


def test_withdrawn_people_and_try_outs_are_not_in_the_pool():
    filled = filled_campaign(4)
    with engine.writing() as connection:
        gone = sitting.update().where(sitting.c.candidate_id == filled.candidate_ids[1])
        connection.execute(gone.values(withdrawn_at=sitting.c.finished_at))
    comparison = standings.comparison(MANAGER, filled.id)
    assert {result.candidate_id for result in comparison.ranked} == {*filled.candidate_ids} - {
        filled.candidate_ids[1]
    }


def test_a_pool_that_has_not_changed_is_scored_once():
    filled = filled_campaign(5)
    with engine.reading() as connection:
        once, again = (pool_now(connection, filled.id).scored for _ in range(2))
    assert once is again


def test_names_are_not_in_a_comparison():
    assert "Person" not in repr(standings.comparison(MANAGER, filled_campaign(3).id))


def test_who_may_not_compare_sees_nothing():
    filled = filled_campaign(1)
    with pytest.raises(AccessError):
        standings.comparison(INTERVIEWER, filled.id)
    with pytest.raises(AccessError):
        explanation.evidence(INTERVIEWER, filled.id, filled.candidate_ids[0])


def test_an_unknown_campaign_or_candidate_says_so():
    with pytest.raises(CampaignError):
        standings.comparison(MANAGER, "nowhere")
    filled = filled_campaign(1, unfinished=1)
    with pytest.raises(CampaignError) as caught:
        explanation.evidence(MANAGER, filled.id, "nobody")
    assert caught.value.details["why"] == "not_finished"


def test_every_closed_format_is_explained_beside_its_key():
    form = example_form()
    answers = pool_answers(form, 1)[0]
    filled = filled_campaign(1, form=form, answers=[answers])
    items = {
        item.id: item for item in explanation.evidence(MANAGER, filled.id, filled.candidate_ids[0]).items
    }
    closed = {"best_worst", "rate_each", "rank", "multi_select", "mcq"}
    assert {item.format for item in items.values()} >= closed
    for item_id, item in items.items():
        if item.format not in closed:
            continue
        said = {option.id: option for option in item.options}
        answer = answers[item_id]
        if item.format == "best_worst":
            assert said[answer["best"]].roles == ("best",)
            assert said[answer["worst"]].roles == ("worst",)
        elif item.format == "rate_each":
            assert {option: one.rating for option, one in said.items()} == answer
        elif item.format == "rank":
            assert sorted(said, key=lambda option: said[option].rank) == answer
        elif item.format == "multi_select":
            assert sorted(option for option, one in said.items() if one.roles) == sorted(answer)
        else:
            assert said[answer].roles == ("chosen",)


def test_a_key_that_the_charter_changed_names_the_clause_that_was_printed():
    form = example_form("tilleuls")
    filled = filled_campaign(1, form=form)
    items = {
        item.id: item for item in explanation.evidence(MANAGER, filled.id, filled.candidate_ids[0]).items
    }
    changed = [option for option in items["S01"].options if option.is_overlaid]
    assert [(option.id, option.base_key, option.key) for option in changed] == [("D", 2, 3)]
    (clause,) = items["S01"].overlaid_by
    assert (clause.field, clause.value) == ("response_target_public", "1440")
    assert clause.printed["fr"]
