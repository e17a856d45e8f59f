"""Work samples in a campaign: marks from the database, who is ranked, and the evidence behind the points."""

import json

import pytest
from sqlalchemy import select

from data.accounts.accounts import add_account
from data.common.engine import writing
from data.marking.marks import Mark, add_mark
from data.schema import answer, sitting
from tests.builders import MANAGER, NOW, filled_campaign, mixed_form, pool_answers
from tests.scoring.work_samples import best_triage, marks
from workflows.comparison import explanation, standings
from workflows.comparison.comparison import no_place_reasons
from workflows.comparison.evidence import ConversationEvidence, Part, ReplyEvidence, TriageEvidence
from workflows.files.score_files import score_files

pytestmark = pytest.mark.usefixtures("database")

PATH = ["A1b", "A2a", "A3c", "A6c"]


def give(candidate_id, item_id, *given):
    """Store marks of a reply, one per marker, in their order."""
    with writing() as connection:
        query = (
            select(answer.c.id)
            .join(sitting, sitting.c.id == answer.c.sitting_id)
            .where(sitting.c.candidate_id == candidate_id, answer.c.item_id == item_id)
        )
        answer_id = connection.execute(query).scalar_one()
        for place, one in enumerate(given, start=1):
            marker = add_account(
                connection, email=f"{answer_id}-{place}@example.com", name=f"marker-{place}", role="marker",
                language="en", now=NOW,
            )  # fmt: skip
            mark = Mark(answer_id, marker, place, one, "")
            add_mark(connection, mark, rubric_sha256="0" * 64, now=NOW)


def sat(n=3, **answers):
    """A campaign in which everyone gave some answers as told."""
    form = mixed_form()
    given = [pool_answer | answers for pool_answer in pool_answers(form, n)]
    return filled_campaign(n, form=form, answers=given)


def item(filled, item_id, who=0):
    evidence = explanation.evidence(MANAGER, filled.id, filled.candidate_ids[who])
    return next(item for item in evidence.items if item.id == item_id)


def test_everyone_is_ranked_on_what_all_have_while_nothing_is_marked():
    comparison = standings.comparison(MANAGER, sat().id)
    assert (len(comparison.ranked), comparison.pending) == (3, ())
    assert all("pending_marks" in result.flags for result in comparison.ranked)


def test_who_is_marked_is_ranked_and_the_others_are_apart():
    filled = sat(4)
    for item_id in ("O1", "O2"):
        for candidate_id in filled.candidate_ids[:2]:
            give(candidate_id, item_id, marks(3), marks(3))
    give(filled.candidate_ids[2], "O1", marks(3), marks(3))
    comparison = standings.comparison(MANAGER, filled.id)
    assert {result.candidate_id for result in comparison.ranked} == set(filled.candidate_ids[:2])
    assert {result.candidate_id for result in comparison.pending} == set(filled.candidate_ids[2:])
    assert all(result.place is None and result.composite.score is not None for result in comparison.pending)
    assert set(no_place_reasons(comparison).values()) == {("marks_awaited",)}
    assert comparison.finished == (*comparison.ranked, *comparison.pending)


def test_new_marks_are_seen_at_once():
    filled = sat(1)
    before = standings.comparison(MANAGER, filled.id)
    for item_id in ("O1", "O2"):
        give(filled.candidate_ids[0], item_id, marks(4), marks(4))
    after = standings.comparison(MANAGER, filled.id)
    assert before.fingerprint != after.fingerprint
    (then,), (now,) = before.finished, after.finished
    assert then.competencies["TON"] != now.competencies["TON"]
    assert "pending_marks" not in now.flags


def test_numbers_with_marks_equal_those_of_the_shell(tmp_path):
    filled = sat(4)
    lines = []
    for who in filled.candidate_ids[:3]:
        for item_id, given in (
            ("O1", (marks(4), marks(3, 4, 4, 3, 4))),
            ("O2", (marks(1), marks(4), marks(2))),
        ):
            give(who, item_id, *given)
            lines += [
                {"candidate": who, "item": item_id, "marker": f"m{at}", "marks": one}
                for at, one in enumerate(given)
            ]
    answers = [
        {"candidate": who, "item": name, "answer": value}
        for who, given in zip(filled.candidate_ids, filled.answers, strict=True)
        for name, value in given.items()
    ]
    form, answer_file, mark_file, out = (
        tmp_path / name for name in ("f.json", "a.jsonl", "m.jsonl", "s.csv")
    )
    form.write_text(json.dumps(filled.form))
    answer_file.write_text("\n".join(json.dumps(answer) for answer in answers))
    mark_file.write_text("\n".join(json.dumps(line) for line in lines))
    told: list[str] = []
    score_files(form, answer_file, out, marks=mark_file, report=told.append)
    assert told == []
    by_shell = {row.split(",")[0]: row.split(",") for row in out.read_text().splitlines()}
    header = by_shell.pop("candidate")
    for result in standings.comparison(MANAGER, filled.id).finished:
        row = dict(zip(header, by_shell[result.candidate_id], strict=True))
        assert float(row["composite"]) == result.composite.score
        assert float(row["sem"]) == result.composite.sem
        assert row["flags"] == ";".join(result.flags)


def test_a_conversation_shows_each_choice_with_its_key_and_how_the_story_ended():
    shown = item(sat(1, S22=PATH), "S22")
    work = shown.work
    assert isinstance(work, ConversationEvidence)
    assert [turn.node for turn in work.turns] == ["A1", "A2", "A3", "A6"]
    assert [choice.id for turn in work.turns for choice in turn.choices if choice.is_chosen] == PATH
    assert [choice.key for choice in work.turns[0].choices] == [3, 5, 2, 2]
    # The item's points are the mean of those of its turns: (1 - .7778 - 1 - ...) / 4 = -.3333.
    assert shown.points == pytest.approx(sum(turn.points for turn in work.turns) / 4)
    assert shown.points == pytest.approx(-0.3333, abs=5e-5)
    # -1 + 1 - 2 - 2 - 3, not below -5; the thread was deleted: out of hand.
    assert (work.ending, work.mood, work.flags) == ("T4", -5, ("data", "deleted"))
    assert (shown.options, shown.given) == ((), "answered")


def test_an_inbox_shows_four_parts_that_add_up_to_its_total():
    answer = {
        "M1": {"action": ["escalate"], "priority": 2, "contact": "press", "holding": True},
        "M10": {"action": ["hide"], "priority": 4},
    }
    shown = item(sat(1, S24=answer), "S24")
    work = shown.work
    assert isinstance(work, TriageEvidence)
    # M1: 2 + .5 - .5; M10: -1 + 1; M1 among the first six: 4 x 1/5.
    assert (work.action, work.priority, work.contact) == (Part(1, 24), Part(1.5, 12), Part(-0.5, 0))
    assert work.order == Part(pytest.approx(0.8), 4)
    assert (work.total.earned, work.total.most) == (pytest.approx(2.8), 40)
    assert shown.points == pytest.approx((2.8 - work.chance) / (40 - work.chance))
    first, second, third = work.messages[:3]
    assert [(one.id, one.place) for one in (first, second, third)] == [("M1", 1), ("M10", 2), ("M2", None)]
    assert (first.action, first.contact, first.key_contact, first.holding) == (
        ("escalate",), {"en": "Text", "fr": "Texte"}, {"en": "Text", "fr": "Texte"}, True,
    )  # fmt: skip
    assert (third.action, third.priority, third.right, third.action_points) == ((), None, ("thank",), 0)
    assert [message.id for message in work.messages if message.is_late] == ["M9", "M12"]


def test_the_best_inbox_shows_what_can_be_earned():
    work = item(sat(1, S24=best_triage()), "S24").work
    assert work.total == Part(40, 40)


def test_a_reply_shows_its_marks_without_their_markers():
    filled = sat(2, O1="Five weeks is too long.")
    give(filled.candidate_ids[0], "O1", marks(2, 3, 4, 1, 0), marks(3, 3, 3, 1, 0))
    work = item(filled, "O1").work
    assert isinstance(work, ReplyEvidence)
    assert (work.text, work.n_words, work.max_words) == ("Five weeks is too long.", 5, 80)
    assert [dimension.marks for dimension in work.dimensions] == [(2, 3), (3, 3), (4, 3), (1, 1), (0, 0)]
    assert [dimension.agreed for dimension in work.dimensions] == [2.5, 3, 3.5, 1, 0]
    assert (work.is_pending, work.needs_third, work.n_markers) == (False, False, 2)
    assert "marker-1" not in repr(work)
    other = item(filled, "O1", who=1).work
    assert (other.is_pending, other.n_markers, other.dimensions[0].agreed) == (True, 0, None)


def test_markers_far_apart_are_shown_with_the_need_of_a_third():
    filled = sat(1)
    give(filled.candidate_ids[0], "O1", marks(4), marks(1))
    work = item(filled, "O1").work
    assert (work.is_pending, work.needs_third, work.n_markers) == (True, True, 2)


def test_no_answer_shows_no_work():
    filled = sat(1, S22=None)
    shown = item(filled, "S22")
    assert (shown.work, shown.given, shown.points) == (None, "skipped", 0)
    assert item(filled, "S01").work is None
