"""Verification: what was kept gives the same again, and whatever was changed by hand is named.

Rows against their seals, and against the record, are tried in ``test_verify_rows.py``: here rows are
also written by hand to let time pass, and what is worked out again is looked at alone.
"""

import datetime as dt
import json

import pytest
from sqlalchemy import delete, update
from typer.testing import CliRunner

from assessments.form.form import SCORING_VERSION
from cli import app
from data.campaigns.forms import add_weighting
from data.common import engine, ids
from data.schema import answer, audit_event, candidate, form, mark, sitting
from data.schema_evaluation import decision, rating, snapshot
from data.sitting.answers import Answer, record
from tests.builders import MANAGER, filled_campaign, mixed_form
from tests.workflows.decided import bodies, decide, rewrite, tamper
from tests.workflows.interviewed import account, interviewing_campaign, plan, submit
from tests.workflows.marked import O8, O9, appointed, mark_all, reopen_sittings, waiting_campaign
from workflows.audit.differences import first_difference
from workflows.audit.verify import Report
from workflows.audit.verify import verify as verify_all
from workflows.comparison import standings
from workflows.privacy.erasure import erase

pytestmark = pytest.mark.usefixtures("database")

GONE = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)


def verify(*progress) -> Report:
    report = verify_all(*progress)
    report.differences = [
        difference
        for difference in report.differences
        if difference.kind != "row" and not difference.where.endswith("by the record")
    ]
    return report


def found():
    return [(difference.kind, difference.where) for difference in verify().differences]


def only(kind):
    """Return the one difference there is, of this kind."""
    (one,) = verify().differences
    assert one.kind == kind, one
    return one


def decided(n=4, **more):
    """A campaign with a decision about the first person."""
    filled = filled_campaign(n, **more)
    decide(filled.id, filled.candidate_ids[0])
    return filled


@pytest.mark.parametrize("n", [1, 4, 35])
def test_what_nobody_touched_is_as_it_was(n):
    decided(n)
    report = verify()
    assert report.differences == []
    assert (report.n_forms, report.n_snapshots, report.n_decisions, report.n_partly) == (1, 1, 1, 0)


def test_an_empty_database_has_nothing_to_differ():
    assert verify().differences == []


def test_people_who_finish_later_change_no_earlier_snapshot():
    filled = filled_campaign(3, unfinished=2)
    decide(filled.id, filled.candidate_ids[0])
    with engine.writing() as c:
        c.execute(update(sitting).values(finished_at=GONE))
    decide(filled.id, filled.candidate_ids[0], "offer")
    assert [len(body["people"]) for body in bodies()] == [3, 4]
    assert found() == []


def test_marks_given_later_change_no_earlier_snapshot():
    campaign = waiting_campaign()
    people = appointed(campaign.id, "Bo", "Cy")
    for times in range(3):
        decide(campaign.id, campaign.candidate_ids[0], "hold")
        if times < 2:
            mark_all(people[times], campaign.id, 3, item_id=O8)
            mark_all(people[times], campaign.id, 2, item_id=O9)
    assert [body["marks"]["n"] for body in bodies()] == [0, 6, 12]
    assert found() == []


@pytest.fixture
def another_process(monkeypatch):
    """Return what lets ids be those of another process, whose clock is so many minutes off."""

    right = ids.machine_ns

    def begin(minutes: float) -> None:
        monkeypatch.setattr(ids, "machine_ns", lambda: right() + round(minutes * 60e9))
        monkeypatch.setattr(ids, "_last", 0)

    yield begin


def test_what_comes_in_after_a_clock_that_was_ahead_changes_no_earlier_snapshot(another_process):
    another_process(20)
    campaign = waiting_campaign()
    people = appointed(campaign.id, "Bo", "Cy")
    mark_all(people[0], campaign.id, 3, item_id=O8)
    decide(campaign.id, campaign.candidate_ids[0])
    another_process(0)
    mark_all(people[1], campaign.id, 2, item_id=O8)
    with engine.writing() as c:
        for row in c.execute(answer.select().where(answer.c.item_id == "S25")).all():
            again = Answer("S25", 2, None, row.language, row.answered_at)
            record(c, row.sitting_id, again)
    decide(campaign.id, campaign.candidate_ids[0], "offer")
    assert len(bodies()) == 2
    assert verify_all().differences == []


def test_sheets_of_a_clock_that_was_behind_change_no_earlier_snapshot(another_process):
    another_process(20)
    campaign = interviewing_campaign()
    panel = [account(name) for name in ("Bo", "Cy")]
    first, later = (plan(campaign, *panel, who=who) for who in (0, 1))
    for one in panel:
        submit(one, first)
    decide(campaign.id, campaign.candidate_ids[0])
    another_process(0)
    for one in panel:
        submit(one, later, 5)
    decide(campaign.id, campaign.candidate_ids[0], "offer")
    assert len(bodies()) == 2
    assert verify_all().differences == []


def test_a_reply_rewritten_later_leaves_the_snapshot_with_the_earlier_one():
    campaign = waiting_campaign()
    for one in appointed(campaign.id, "Bo", "Cy"):
        mark_all(one, campaign.id, 3, item_id=O8)
        mark_all(one, campaign.id, 3, item_id=O9)
    decide(campaign.id, campaign.candidate_ids[0])
    reopen_sittings()
    with engine.writing() as c:
        row = c.execute(answer.select().where(answer.c.item_id == O8)).first()
        values = dict(row._mapping) | {"id": "f" * 36, "revision": 2, "answer": "Another text."}
        c.execute(answer.insert().values(values))
    assert found() == []


def test_weights_changed_later_change_no_earlier_snapshot():
    filled = decided()
    families = {"interpersonal": 0.7, "technical": 0.3}
    weights = standings.comparison(MANAGER, filled.id).weights.body() | {"families": families}
    with engine.writing() as c:
        add_weighting(c, filled.id, weights, reason="More tools.", account_id="owner-1", now=GONE)
    decide(filled.id, filled.candidate_ids[0], "offer")
    assert [body["weighting"] for body in bodies()] == [0, 1]
    assert found() == []


# Tampering


def test_a_changed_answer_is_named_with_whose_it_is():
    filled = decided()
    one = filled.candidate_ids[2]
    tamper(
        "UPDATE answer SET answer = ? WHERE item_id = 'S25' AND sitting_id IN "
        "(SELECT id FROM sitting WHERE candidate_id = ?)",
        '"A"' if filled.answers[2]["S25"] != "A" else '"B"',
        one,
    )
    assert only("snapshot").where == f"C-0003 ({one}): answers"


def test_an_answer_that_is_no_answer_any_more_is_named_too():
    filled = decided()
    tamper(
        "UPDATE answer SET answer = 'not json' WHERE item_id = 'S25' AND sitting_id IN "
        "(SELECT id FROM sitting WHERE candidate_id = ?)",
        filled.candidate_ids[3],
    )
    assert only("snapshot").where == f"C-0004 ({filled.candidate_ids[3]}): answers"


@pytest.mark.parametrize("how", ["taken away", "added"])
def test_an_answer_taken_away_or_slipped_in_is_named(how):
    filled = decided(1)
    with engine.writing() as c:
        row = c.execute(answer.select().where(answer.c.item_id == "S25")).one()
        if how == "added":
            c.execute(answer.insert().values(dict(row._mapping) | {"id": "0" * 36, "revision": 0}))
        else:
            c.execute(delete(answer).where(answer.c.id == row.id))
    if how == "added":
        # No seal names it: it comes after everything a snapshot knew.
        assert (f"answer {'0' * 36}", "unsealed") in [
            (difference.subject, difference.where) for difference in verify_all().differences
        ]
    else:
        assert only("snapshot").where == f"C-0001 ({filled.candidate_ids[0]}): number of answers"


def test_a_changed_mark_is_named_with_whose_reply_it_is():
    campaign = waiting_campaign()
    for one in appointed(campaign.id, "Bo", "Cy"):
        mark_all(one, campaign.id, 3, item_id=O8)
    decide(campaign.id, campaign.candidate_ids[0])
    with engine.writing() as c:
        row = c.execute(mark.select()).first()
        c.execute(update(mark).where(mark.c.id == row.id).values(marks=row.marks | {"E": 0}))
    assert only("snapshot").where.endswith(": marks")


def interviewed():
    """A campaign of two people, one of whom was interviewed by two."""
    campaign = interviewing_campaign()
    panel = [account("Ida"), account("Ole")]
    interview_id = plan(campaign, *panel)
    for one, ratings in zip(panel, ((4, 3, 2), (3, 3, 5)), strict=True):
        submit(one, interview_id, *ratings)
    return campaign


def test_an_interview_counts_from_the_moment_it_is_complete():
    campaign = interviewing_campaign()
    panel = [account("Ida"), account("Ole")]
    interview_id = plan(campaign, *panel)
    for one in panel:
        decide(campaign.id, campaign.candidate_ids[0], "hold", stage="all")
        submit(one, interview_id)
    decide(campaign.id, campaign.candidate_ids[0], "hold", stage="all")
    decide(campaign.id, campaign.candidate_ids[0], "hold", stage="before_interview")
    assert [(body["ratings"]["n"], body["stage"]) for body in bodies()] == [
        (0, "all"),
        (6, "all"),
        (6, "before_interview"),
    ]
    assert found() == []


def test_a_changed_rating_is_named_with_whose_interview_it_is():
    campaign = interviewed()
    decide(campaign.id, campaign.candidate_ids[0])
    assert found() == []
    with engine.writing() as c:
        row = c.execute(rating.select()).first()
        c.execute(update(rating).where(rating.c.id == row.id).values(rating=1 + row.rating % 5))
    assert only("snapshot").where == f"C-0001 ({campaign.candidate_ids[0]}): ratings"


def change_form(change):
    """Change the stored text of the one form, as nobody may."""
    with engine.writing() as c:
        row = c.execute(form.select()).one()
        body = json.loads(row.body)
        change(body)
        c.execute(update(form).values(body=json.dumps(body)))
        return row.id


def test_a_changed_key_is_named_with_its_form_and_with_the_scores_that_follow():
    decided()

    def worsen(body):
        item = next(item for item in body["items"] if item["id"] == "S25")
        item["key"] = {option: 6 - key for option, key in item["key"].items()}

    form_id = change_form(worsen)
    first, second = verify().differences
    assert (first.kind, first.subject, first.where) == ("form", form_id, "body")
    assert second.kind == "snapshot"
    assert "score" in second.where


def test_a_changed_guide_is_named_even_when_the_form_was_given_a_new_hash():
    decide((campaign := interviewed()).id, campaign.candidate_ids[0])
    change_form(lambda body: body["interview"]["questions"][0]["question"].update(en="Something else?"))
    assert [kind for kind, _ in found()] == ["form", "guide"]


def test_a_form_that_is_no_form_any_more_stops_nothing_else():
    decided()
    filled_campaign(1, form=mixed_form())
    tamper("UPDATE form SET body = 'gone' WHERE id = (SELECT MIN(id) FROM form)")
    assert found() == [("form", "body"), ("snapshot", "form")]


def test_a_changed_number_in_a_snapshot_is_found_by_its_hash():
    decided()
    tamper("UPDATE snapshot SET body = REPLACE(body, '\"places\":3', '\"places\":4')")
    assert only("snapshot").where == "body"


def test_a_changed_number_is_found_even_when_the_hash_was_changed_with_it():
    filled = decided()
    one = filled.candidate_ids[1]

    def raised(body):
        body["people"][one]["competencies"]["EMP"]["score"] += 0.01

    rewrite(raised)
    assert only("snapshot").where == f"C-0002 ({one}): competencies EMP score"


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        (
            "UPDATE snapshot_person SET body = REPLACE(body, 'ranked', 'pending') WHERE candidate_id = ?",
            "entry of {}",
        ),
        ("UPDATE snapshot_salt SET salt = 'x' WHERE candidate_id = ?", "entry of {}"),
        ("DELETE FROM snapshot_salt WHERE candidate_id = ?", "entry of {}"),
        ("DELETE FROM snapshot_person WHERE candidate_id = ?", "erasure that took out the entry of {}"),
    ],
)
def test_an_entry_changed_or_taken_out_by_hand_is_named(statement, where):
    filled = decided()
    one = filled.candidate_ids[1]
    tamper(statement, one)
    assert only("snapshot").where == where.format(one)


def test_an_entry_slipped_in_is_named():
    filled = decided(3)
    with engine.writing() as c:
        erase(c, filled.candidate_ids[2], GONE, "request")
    other = "SELECT snapshot_id, ?, body FROM snapshot_person LIMIT 1"
    tamper(f"INSERT INTO snapshot_person {other}", filled.candidate_ids[2])
    assert only("snapshot").where == f"entry of {filled.candidate_ids[2]}"


def test_a_text_that_says_it_replaced_another_needs_a_line_of_the_record():
    decided()
    rewrite(lambda body: body.update(replaces="0" * 64))
    assert only("snapshot").where == "release that replaced the text"


def test_an_entry_that_is_no_text_any_more_stops_nothing_else():
    filled = decided()
    decide(filled.id, filled.candidate_ids[0], "hold", places=1)
    tamper("UPDATE snapshot_person SET body = '{' WHERE snapshot_id = (SELECT MIN(id) FROM snapshot)")
    assert found() == [("snapshot", "body")]


def test_a_decision_that_points_to_another_campaign_is_named():
    decided()
    other = filled_campaign(1, seed=3)
    decide(other.id, other.candidate_ids[0])
    with engine.writing() as c:
        first = c.execute(snapshot.select().order_by(snapshot.c.id)).first()
        c.execute(update(decision).values(snapshot_id=first.id))
    assert only("decision").expected == other.id


# People who are gone


@pytest.mark.parametrize("n", [4, 35])
@pytest.mark.parametrize("how", ["withdrawn", "erased"])
def test_who_is_gone_is_skipped_and_the_others_are_still_compared(n, how):
    filled = decided(n)
    gone = filled.candidate_ids[1]
    with engine.writing() as c:
        if how == "erased":
            erase(c, gone, GONE, "request")
        else:
            c.execute(update(candidate).where(candidate.c.id == gone).values(withdrawn_at=GONE))
    report = verify()
    assert report.differences == []
    assert (report.n_partly, report.n_missing) == (1, 1)
    one = filled.candidate_ids[2]

    def raised(body):
        body["people"][one]["composite"]["score"] += 0.01

    rewrite(raised)
    assert only("snapshot").where == f"C-0003 ({one}): composite"


def test_nothing_is_ever_changed():
    decided()
    tamper("UPDATE snapshot SET body = REPLACE(body, '\"places\":3', '\"places\":4')")

    def everything():
        with engine.reading() as c:
            return [list(c.execute(table.select())) for table in (form, snapshot, decision, answer)]

    before = everything()
    verify()
    assert everything() == before


def test_progress_reaches_the_end():
    decided()
    told = []
    verify(told.append)
    assert told == sorted(told)
    assert told[-1] == 1


def test_the_command_ends_with_1_and_names_what_differs():
    decided()
    assert CliRunner().invoke(app, ["verify"]).exit_code == 0
    tamper("UPDATE answer SET answer = 'null' WHERE item_id = 'S25'")
    done = CliRunner().invoke(app, ["verify"])
    assert done.exit_code == 1
    assert ": answers: kept" in done.output


@pytest.mark.parametrize(
    ("kept", "now", "path"),
    [
        ({"a": 1, "b": 2}, {"b": 3, "a": 2}, ("b",)),
        ({"a": [1, {"x": 0.1}]}, {"a": [1, {"x": 0.1 + 1e-9}]}, None),
        ({"a": [1, {"x": 0.1}]}, {"a": [1, {"x": 0.1 + 1e-8}]}, ("a", "1", "x")),
        ({"a": 1}, {}, ("a",)),
        ({}, {"a": None}, ("a",)),
        ([1], [1, 2], ()),
        (None, 0.0, ()),
        ("1", 1, ()),
    ],
)
def test_the_first_difference(kept, now, path):
    at = first_difference(kept, now)
    assert (at and at.path) == path


def test_a_row_of_the_record_changed_by_hand_is_named():
    decided()
    assert verify().n_events > 0
    with engine.writing() as c:
        c.execute(update(audit_event).where(audit_event.c.number == 1).values(actor="somebody else"))
    assert only("record").subject == "row 1"


# Older snapshots, and the stage


def test_a_snapshot_that_does_not_say_its_stage_still_verifies():
    decided()
    rewrite(lambda body: body.pop("stage"))
    assert found() == []
    with engine.writing() as c:
        c.execute(update(decision).values(stage=None))
    assert found() == []


def test_a_snapshot_that_gave_somebody_alone_a_place_still_verifies():
    filled = decided(1)
    (who,) = filled.candidate_ids
    first_of_one = {
        "tier": 1, "expected_rank": 1.0, "rank_low": 1, "rank_high": 1, "p_top_k": 1.0,
        "posterior_mean": 0.5, "posterior_variance": 0.01,
    }  # fmt: skip

    def with_place(body):
        assert body["people"][who]["place"] is None
        body["people"][who] |= {"group": "ranked", "place": first_of_one}

    rewrite(with_place)
    assert found() == []


def test_a_snapshot_is_worked_out_again_at_its_own_stage():
    campaign = interviewed()
    for stage in ("all", "before_interview"):
        decide(campaign.id, campaign.candidate_ids[0], "hold", stage=stage)
    assert {body["stage"] for body in bodies()} == {"all", "before_interview"}
    assert found() == []
    rewrite(lambda body: body.update(stage="before_interview"))
    assert [kind for kind, _ in found()] == ["snapshot", "decision"]


def test_a_decision_at_another_stage_than_its_snapshot_is_named():
    campaign = interviewed()
    decide(campaign.id, campaign.candidate_ids[0], "hold", stage="all")
    with engine.writing() as c:
        c.execute(update(decision).values(stage="before_interview"))
    one = only("decision")
    assert one.where.startswith("stage of its snapshot")
    assert (one.expected, one.actual) == ("before_interview", "all")


def scored_by_the_first_rules():
    """Make all snapshots what an earlier version could have left: its number, and numbers of its own."""

    def older(body):
        body |= {"scoring_version": "1", "sem_basis": "assumed", "n_error": {}}
        for person in body["people"].values():
            person["composite"] = {"score": 0.123456789, "sem": 0.109544512}

    rewrite(older)


def test_the_scores_of_earlier_rules_are_not_held_against_those_of_today():
    decided()
    assert verify().n_older == 0
    scored_by_the_first_rules()
    report = verify()
    assert (report.differences, report.n_older, report.n_snapshots) == ([], 1, 1)
    told = CliRunner().invoke(app, ["verify"])
    assert told.exit_code == 0
    assert "1 snapshots were scored by earlier rules" in told.output


def test_their_hash_and_what_people_gave_still_are():
    decided()
    scored_by_the_first_rules()
    with engine.writing() as c:
        row = c.execute(answer.select().where(answer.c.item_id == "S25")).first()
        c.execute(delete(answer).where(answer.c.id == row.id))
    assert only("snapshot").where.endswith("number of answers")
    with engine.writing() as c:
        c.execute(update(snapshot).values(body=snapshot.c.body + " "))
    assert only("snapshot").where == "body"


def test_a_comparison_names_the_rules_it_is_made_by_not_those_its_form_was_frozen_under():
    filled = decided()
    with engine.writing() as c:
        old = json.loads(c.execute(form.select()).one().body)
        c.execute(update(form).values(body=json.dumps(old | {"scoring_version": "1"})))
    assert standings.comparison(MANAGER, filled.id).scoring_version == SCORING_VERSION
