"""Files of answers and marks that hold work samples, through the shell's commands."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app
from scoring.formats.formats import FORMATS
from tests.scoring.work_samples import best_triage, conversation, marks, open_reply, triage

CLOSED = [
    {"id": "S01", "format": "mcq", "key": {"A": 1, "B": 5}, "loadings": {"EMP": 0.5, "DEE": 0.5}},
    {"id": "S25", "format": "mcq", "key": {"A": 1, "B": 5}, "loadings": {"PLT": 1}},
]
FORM = {"items": [*CLOSED, conversation(), triage(), open_reply("O1"), open_reply("O2")]}
ANSWERS = {
    "S01": "B",
    "S25": "B",
    "S22": ["A1b", "A2c", "A5d"],
    "S24": best_triage(),
    "O1": "A reply.",
    "O2": "Another reply.",
}


def line(candidate: str, item: str, answer: object) -> dict:
    return {"candidate": candidate, "item": item, "answer": answer}


def mark(candidate: str, item: str, marker: str, given: object) -> dict:
    return {"candidate": candidate, "item": item, "marker": marker, "marks": given}


class Desk:
    """A folder in which commands are run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "form.json").write_text(json.dumps(FORM))
        self.answers(*(line(who, item, answer) for who in ("ana", "zoé") for item, answer in ANSWERS.items()))

    def answers(self, *lines: dict) -> None:
        self.write("answers.jsonl", lines)

    def marks(self, *lines: dict) -> None:
        self.write("marks.jsonl", lines)

    def write(self, name: str, lines) -> None:
        (self.folder / name).write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines))

    def run(self, *arguments: str):
        names = [str(self.folder / a) if a.endswith((".json", ".jsonl", ".csv")) else a for a in arguments]
        return CliRunner().invoke(app, names)

    def score(self, *more: str):
        return self.run("score", "form.json", "answers.jsonl", "--out", "scores.csv", *more)

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


AGREED = [
    mark("ana", "O1", "m1", marks(4)),
    mark("ana", "O1", "m2", marks(4)),
    mark("ana", "O2", "m2", marks(2, 2, 2, 2, 2)),
    mark("ana", "O2", "m1", marks(3, 2, 2, 2, 2)),
]


def test_marks_become_points_and_what_awaits_them_is_set_aside(desk):
    desk.marks(*AGREED, mark("zoé", "O1", "m1", marks(4)))
    done = desk.score("--marks", "marks.jsonl", "--items", "items.csv")
    assert (done.exit_code, done.stderr) == (0, "Candidates scored: 2; lines left out: 0.\n")
    ana, zoe = desk.rows("scores.csv")
    assert "pending_marks" not in ana["flags"]
    assert "pending_marks" in zoe["flags"].split(";")
    points = {(row["candidate"], row["item"]): row["points"] for row in desk.rows("items.csv")}
    # (2.5 + 2 x 4) / 20
    assert (points["ana", "O1"], points["ana", "O2"]) == ("1.0", "0.525")
    assert (points["zoé", "O1"], points["zoé", "O2"], points["zoé", "S22"]) == ("", "", "1.0")


def test_scores_that_await_marks_rest_on_the_other_methods(desk):
    desk.answers(*(line("zoé", item, answer) for item, answer in ANSWERS.items()))
    desk.score()
    (zoe,) = desk.rows("scores.csv")
    # EMP and DEE from the closed item alone; TON, JUD and INT, which only work samples measure, from nothing.
    assert (zoe["EMP"], zoe["DEE"], zoe["TON"], zoe["composite"]) == ("1.0", "1.0", "", "1.0")
    assert "incomplete" not in zoe["flags"]


def test_methods_are_mixed_by_their_weights(desk):
    desk.marks(*AGREED)
    desk.score("--marks", "marks.jsonl")
    ana = desk.rows("scores.csv")[0]
    # EMP: closed 1; work samples (.25 x 1 + .35 x 1 + .35 x .525) / .95 = .825; .45 and .25 of .70
    assert float(ana["EMP"]) == pytest.approx((0.45 + 0.25 * 0.825) / 0.7, abs=1e-9)


def test_the_methods_of_the_form_replace_the_defaults(desk):
    (desk.folder / "form.json").write_text(json.dumps(FORM | {"methods": {"closed": 1, "work_sample": 3}}))
    desk.marks(*AGREED)
    desk.score("--marks", "marks.jsonl")
    assert float(desk.rows("scores.csv")[0]["EMP"]) == pytest.approx((1 + 3 * 0.825) / 4, abs=1e-9)


@pytest.mark.parametrize(
    ("methods", "said"),
    [
        ({"closed": 1}, "methods: expected a weight above 0 for work_sample, to which S22 belongs"),
        ({"closed": 1, "work_sample": 0}, "methods: expected a weight above 0 for work_sample"),
        ({"closed": 1, "guessing": 1}, "methods: expected only closed, work_sample, interview"),
        ({"closed": -1, "work_sample": 1}, "methods: closed: expected a number"),
    ],
)
def test_impossible_methods_are_refused(desk, methods, said):
    (desk.folder / "form.json").write_text(json.dumps(FORM | {"methods": methods}))
    done = desk.score()
    assert done.exit_code == 2
    assert said in done.stderr


@pytest.mark.parametrize(
    ("item", "answer", "said"),
    [
        ("S22", ["A1b", "A9a"], "answer[1]: expected one of A2a, A2b, A2c, A2d, got 'A9a'"),
        ("S22", ["A1b", "A2c", "A1b"], "answer[2]: expected one of A5a"),
        ("S24", {"M99": {"action": ["thank"], "priority": 1}}, "answer: expected one of M1"),
        ("S24", {"M1": {"action": ["call"], "priority": 1}}, "answer.M1.action: expected one of reply_now"),
        ("S24", {"M1": {"action": ["thank"], "priority": 9}}, "answer.M1.priority"),
        ("O1", "word " * 81, "answer: expected a text of 1 to 80 words, got '81 words'"),
    ],
)
def test_a_bad_answer_names_line_and_member_and_the_rest_is_scored(desk, item, answer, said):
    desk.answers(line("ana", item, answer), line("ana", "S01", "B"))
    done = desk.score()
    assert done.exit_code == 1
    assert f"answers.jsonl:1: {said}" in done.stderr
    assert [(row["candidate"], row["n_answered"]) for row in desk.rows("scores.csv")] == [("ana", "1")]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (mark("nobody", "O1", "m", marks(4)), "candidate: expected a candidate of the file of answers"),
        (mark("ana", "S22", "m", marks(4)), "item: expected the id of an open_reply item of the form"),
        (mark("ana", "O1", "", marks(4)), "marker: expected a name"),
        (mark("ana", "O1", "m", marks(4) | {"E": 5}), "marks.E: expected a whole number from 0 to 4, got 5"),
        (
            mark("ana", "O1", "m", {"E": 4}),
            "marks: expected an object with exactly the members E, A, T, C, N",
        ),
        (mark("ana", "O1", "m1", marks(0)), "marker: expected each marker once per reply"),
        (mark("ana", ["O1"], "m", marks(4)), "item: expected"),
        ({"candidate": "ana"}, "item: expected exactly the fields candidate, item, marker and marks"),
    ],
)
def test_a_bad_line_of_marks_is_reported_and_the_others_count(desk, bad, said):
    desk.marks(*AGREED, bad)
    done = desk.score("--marks", "marks.jsonl")
    assert done.exit_code == 1
    assert f"marks.jsonl:5: {said}" in done.stderr
    assert "lines left out: 1" in done.stderr
    assert "pending_marks" not in desk.rows("scores.csv")[0]["flags"]


def test_a_skipped_reply_cannot_be_marked_and_awaits_nothing(desk):
    desk.answers(*(line("ana", item, None if item == "O2" else answer) for item, answer in ANSWERS.items()))
    desk.marks(*AGREED[:2], mark("ana", "O2", "m1", marks(4)))
    done = desk.score("--marks", "marks.jsonl")
    assert "marks.jsonl:3: item: expected an item to which ana wrote a reply" in done.stderr
    assert "pending_marks" not in desk.rows("scores.csv")[0]["flags"]


def test_a_fourth_marker_is_one_too_many(desk):
    desk.marks(*AGREED, *(mark("ana", "O1", marker, marks(0)) for marker in ("m3", "m4")))
    done = desk.score("--marks", "marks.jsonl", "--items", "items.csv")
    assert "marks.jsonl:6: marker: expected at most 3 per reply" in done.stderr
    # Median of 4, 4 and 0.
    points = {(row["candidate"], row["item"]): row["points"] for row in desk.rows("items.csv")}
    assert points["ana", "O1"] == "1.0"


def test_markers_far_apart_wait_for_the_third(desk):
    lines = [mark("ana", "O1", "m1", marks(4)), mark("ana", "O1", "m2", marks(2, 4, 4, 4, 4)), *AGREED[2:]]
    for more, is_pending in ([], True), ([mark("ana", "O1", "m3", marks(3))], False):
        desk.marks(*lines, *more)
        desk.score("--marks", "marks.jsonl")
        assert ("pending_marks" in desk.rows("scores.csv")[0]["flags"]) == is_pending


HEADER = "candidate,composite,sem,flags\n"


def ranked(desk, text):
    (desk.folder / "scores.csv").write_text(HEADER + text, encoding="utf-8")
    assert desk.run("rank", "scores.csv", "--out", "ranks.csv", "--places", "1").exit_code == 0
    return {row["candidate"]: row["tier"] for row in desk.rows("ranks.csv")}


def test_only_people_with_the_same_methods_are_ranked_together(desk):
    text = "ana,.9,.1,pending_marks\nbea,.5,.1,incomplete\nzoé,.4,.1,\n"
    assert ranked(desk, text) == {"bea": "1", "zoé": "1", "ana": ""}
    by_name = {row["candidate"]: row for row in desk.rows("ranks.csv")}
    assert (by_name["ana"]["composite"], by_name["bea"]["rank_high"]) == ("0.9", "2")


def test_those_set_aside_move_nobody(desk):
    with_ana = ranked(desk, "ana,.9,.1,pending_marks\nbea,.5,.1,\nzoé,.4,.1,\n")
    first = [row for row in desk.rows("ranks.csv") if row["candidate"] != "ana"]
    del with_ana["ana"]
    assert ranked(desk, "bea,.5,.1,\nzoé,.4,.1,\n") == with_ana
    assert desk.rows("ranks.csv") == first


def test_people_for_whom_the_same_is_pending_are_ranked_together(desk):
    assert ranked(desk, "ana,.9,.01,pending_marks;x\nbea,.5,.01,pending_marks\n") == {"ana": "1", "bea": "2"}


def test_someone_complete_without_a_composite_does_not_keep_the_others_from_being_ranked(desk):
    found = ranked(desk, "ana,.9,.01,pending_marks\nbea,,,composite_undefined\ncy,.5,.01,pending_marks\n")
    assert found == {"ana": "1", "bea": "", "cy": "2"}


def test_each_work_sample_belongs_to_one_method():
    assert {item["format"] for item in FORM["items"][2:]} == {
        name for name, rule in FORMATS.items() if rule.method == "work_sample"
    }
