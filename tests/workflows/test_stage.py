"""Which results count: chosen by one rule, carried by everything that is made of them, never guessed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import openpyxl
import pytest
from sqlalchemy import update

from data.common.engine import writing
from data.schema import campaign
from data.schema_evaluation import interview
from errors import UnknownStage
from tests.builders import MANAGER, NOW, filled_campaign
from tests.office import RECRUITER
from tests.workflows.decided import bodies, decide
from tests.workflows.rated_panels import hand_in, interview_form, interviewed, panel, planned_interview
from workflows.candidates.feedback import feedback
from workflows.common.clock import going_by
from workflows.comparison import explanation, other_weights
from workflows.comparison.comparison import no_place_reasons
from workflows.comparison.decisions import decisions
from workflows.comparison.manager_report import manager_report
from workflows.comparison.stage import known_stage, stage_at_hand
from workflows.comparison.standings import comparison
from workflows.files.exports import export_results

pytestmark = pytest.mark.usefixtures("database")


def seen(n, of=6, places=3):
    """A campaign of some people, of whom the first n have a complete interview."""
    filled = filled_campaign(of, form=interview_form(), places=places)
    who = panel("Ana")
    for at in range(n):
        interviewed(filled.candidate_ids[at], who, {"Ana": (1 + at % 5, 3, 5 - at % 5)})
    return filled, who["Ana"]


def shown(filled):
    return comparison(MANAGER, filled.id).stage


# The rule


@pytest.mark.parametrize(
    ("places", "interviewed", "awaited", "further", "expected"),
    [
        (1, "", "", "", "before_interview"),
        (1, "a", "", "", "before_interview"),
        (1, "a", "", "a", "before_interview"),
        (1, "ab", "", "", "all"),
        (2, "ab", "", "", "before_interview"),
        (2, "ab", "", "ab", "all"),
        (2, "abc", "", "", "all"),
        (1, "abc", "d", "", "before_interview"),
        (1, "abc", "", "ad", "before_interview"),
        (5, "abcdef", "", "", "all"),
        (9, "abcdefghij", "", "", "all"),
        (9, "abcdefgh", "", "", "before_interview"),
    ],
)  # fmt: skip
def test_the_interview_counts_once_nobody_expected_is_missing(
    places, interviewed, awaited, further, expected
):
    sets = {"interviewed": set(interviewed), "awaited": set(awaited), "further": set(further)}
    assert stage_at_hand(places, 10, **sets) == expected


def test_few_people_who_all_were_interviewed_are_compared_with_it():
    sets = {"interviewed": set("ab"), "awaited": set(), "further": set()}
    assert (stage_at_hand(3, 2, **sets), stage_at_hand(3, 3, **sets)) == ("all", "before_interview")


@pytest.mark.parametrize("asked", ["nowhere", "ALL", "all ", "before", "alle"])
def test_a_stage_there_is_not_is_refused_with_its_name(asked):
    with pytest.raises(UnknownStage) as refused:
        known_stage(asked)
    assert refused.value.details == {"asked": asked}


def test_both_stages_are_known_and_nothing_asks_for_nothing():
    assert [known_stage(one) for one in ("all", "before_interview", "", None)] == [
        "all", "before_interview", None, None,
    ]  # fmt: skip


# The rule on stored campaigns


@pytest.mark.parametrize(
    ("n", "expected"), [(0, "before_interview"), (3, "before_interview"), (4, "all"), (6, "all")]
)
def test_the_stage_follows_the_interviews(n, expected):
    assert shown(seen(n)[0]) == expected


def test_an_interview_that_is_planned_is_waited_for_until_it_is_called_off():
    filled, ana = seen(4)
    planned_interview(filled.candidate_ids[5], [ana])
    assert shown(filled) == "before_interview"
    with writing() as c:
        c.execute(
            update(interview)
            .where(interview.c.candidate_id == filled.candidate_ids[5])
            .values(cancelled_at=NOW)
        )
    assert shown(filled) == "all"


def test_who_is_shortlisted_is_waited_for_and_no_longer_once_rejected():
    filled, _ = seen(4)
    decide(filled.id, filled.candidate_ids[5], "shortlist")
    assert shown(filled) == "before_interview"
    decide(filled.id, filled.candidate_ids[5], "reject")
    assert shown(filled) == "all"


def test_a_shortlist_that_was_seen_is_enough_even_for_as_many_places():
    filled, _ = seen(3)
    for one in filled.candidate_ids[:3]:
        decide(filled.id, one, "shortlist")
    assert shown(filled) == "all"


def test_without_an_interview_there_is_one_stage_whatever_is_asked():
    filled = filled_campaign(3)
    assert comparison(MANAGER, filled.id).stage == "all"
    assert comparison(MANAGER, filled.id, stage="before_interview").stage == "all"


# Everything that is made of results


@pytest.mark.parametrize("stage", ["all", "before_interview"])
def test_everything_is_at_the_stage_that_was_asked_for(stage):
    filled, _ = seen(4)
    one = filled.candidate_ids[0]
    place = comparison(MANAGER, filled.id, stage=stage).candidate(one).place
    behind = explanation.evidence(MANAGER, filled.id, one, stage=stage)
    report = manager_report(MANAGER, filled.id, [one], stage=stage)
    assert behind.comparison.stage == report.comparison.stage == stage
    assert behind.candidate.place == report.chosen[0].place == place
    n_compared = {"all": 4, "before_interview": 6}[stage]
    assert len(other_weights.what_if(MANAGER, filled.id, stage=stage).people) == n_compared


@pytest.mark.parametrize(
    ("stage", "word"), [("all", "with-interview"), ("before_interview", "before-interview")]
)
def test_files_say_the_stage_in_their_name_and_in_a_column(stage, word):
    filled, _ = seen(4)
    made = {kind: export_results(MANAGER, filled.id, kind, stage=stage) for kind in ("csv", "xlsx", "json")}
    for kind, export in made.items():
        assert export.filename == f"entregent-results-{filled.id[:8]}-{word}.{kind}"
    rows = list(csv.DictReader(io.StringIO(made["csv"].content.decode("utf-8-sig"))))
    assert {row["stage"] for row in rows} == {stage}
    sheet = openpyxl.load_workbook(io.BytesIO(made["xlsx"].content))["results"]
    head, first, *_ = sheet.iter_rows(values_only=True)
    assert first[head.index("stage")] == stage
    assert json.loads(made["json"].content)["results"][0]["stage"] == stage


def test_a_file_without_an_interview_has_no_stage_in_its_name():
    filled = filled_campaign(2)
    assert export_results(MANAGER, filled.id, "csv").filename == f"entregent-results-{filled.id[:8]}.csv"


@pytest.mark.parametrize("stage", ["all", "before_interview"])
def test_a_decision_and_its_snapshot_keep_the_stage(stage):
    filled, _ = seen(4)
    decide(filled.id, filled.candidate_ids[0], stage=stage)
    (kept,) = decisions(MANAGER, filled.id).history(filled.candidate_ids[0])
    assert (kept.stage, bodies()[0]["stage"]) == (stage, stage)


# Why there is no place


def reasons(filled, **asked):
    found = no_place_reasons(comparison(MANAGER, filled.id, **asked))
    return {filled.candidate_ids.index(one) + 1: why for one, why in found.items()}


def test_everybody_without_a_place_is_told_the_true_reason():
    filled, ana = seen(2, of=6)
    bo = panel("Bo")["Bo"]
    undated, half, past = (planned_interview(filled.candidate_ids[at], [ana, bo]) for at in (3, 4, 5))
    with writing() as c:
        c.execute(update(interview).where(interview.c.id == undated).values(starts_at=None))
        later = NOW + dt.timedelta(days=2)
        c.execute(update(interview).where(interview.c.id.in_([half, past])).values(starts_at=later))
    hand_in(half, ana, (3, 3, 3))
    with going_by(lambda: NOW + dt.timedelta(days=1)):
        assert reasons(filled, stage="all") == {
            3: ("not_interviewed",), 4: ("interview_planned",), 5: ("sheets_missing",),
            6: ("interview_planned",),
        }  # fmt: skip
        assert reasons(filled, stage="before_interview") == {}
    with going_by(lambda: NOW + dt.timedelta(days=2, minutes=45)):
        assert reasons(filled, stage="all")[6] == ("sheets_missing",)


def test_an_interview_that_was_called_off_is_none():
    filled, ana = seen(2, of=3)
    planned = planned_interview(filled.candidate_ids[2], [ana])
    with writing() as c:
        c.execute(update(interview).where(interview.c.id == planned).values(cancelled_at=NOW))
    assert reasons(filled, stage="all") == {3: ("not_interviewed",)}


def test_who_is_compared_with_nobody_stands_apart_and_the_others_wait():
    filled, _ = seen(1, of=3)
    assert reasons(filled, stage="all") == {1: ("alone",), 2: ("not_interviewed",), 3: ("not_interviewed",)}


def test_too_few_answers_are_told_as_such():
    def skip(at, answers):
        return dict.fromkeys(answers) if at == 0 else answers

    assert reasons(filled_campaign(3, change=skip)) == {1: ("too_little_answered",)}


def test_files_give_the_reason_where_there_is_no_rank():
    filled = filled_campaign(1)
    (row,) = csv.DictReader(
        io.StringIO(export_results(MANAGER, filled.id, "csv").content.decode("utf-8-sig"))
    )
    assert row["no_place"] == "alone"
    assert row["composite"]
    assert {row[name] for name in ("tier", "expected_rank", "rank_low", "rank_high", "p_top_k")} == {""}


# One's own results


def awaited(filled, at):
    return feedback(RECRUITER, filled.id, filled.candidate_ids[at]).awaited


def test_an_interview_is_awaited_until_it_will_not_be_held():
    filled, _ = seen(1, of=3)
    assert awaited(filled, 1) == ("pending_interview",)
    decide(filled.id, filled.candidate_ids[1], "reject")
    decide(filled.id, filled.candidate_ids[2], "shortlist")
    assert (awaited(filled, 0), awaited(filled, 1), awaited(filled, 2)) == ((), (), ("pending_interview",))


@pytest.mark.parametrize(("state", "expected"), [("closed", ("pending_interview",)), ("archived", ())])
def test_the_shortlisted_may_still_be_interviewed_until_the_campaign_is_archived(state, expected):
    filled, _ = seen(0, of=3)
    decide(filled.id, filled.candidate_ids[0], "shortlist")
    with writing() as c:
        c.execute(update(campaign).values(state=state))
    assert (awaited(filled, 0), awaited(filled, 1)) == (expected, ())


def test_feedback_without_an_interview_gives_it_no_weight():
    filled, _ = seen(0, of=3)
    assert "interview" in feedback(RECRUITER, filled.id, filled.candidate_ids[0]).methods
    decide(filled.id, filled.candidate_ids[0], "reject")
    found = feedback(RECRUITER, filled.id, filled.candidate_ids[0])
    assert "interview" not in found.methods
    assert sum(found.methods.values()) == pytest.approx(1)
