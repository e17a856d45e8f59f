"""Files of answers to scores to ranks, through the shell's commands."""

import csv
import json
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

from assessments.form.digest import form_sha256
from cli import app
from tests.scoring.makers import a_form, some_answers

ITEM = {"id": "S01", "format": "best_worst", "key": {"A": 1, "B": 2, "C": 5}, "loadings": {"EMP": 0.4}}
OTHER = {"id": "S02", "format": "mcq", "key": {"A": 3, "B": 1, "C": 2, "D": 5}, "loadings": {"PLT": 1}}
GOOD = [
    {"candidate": "zoé", "item": "S01", "answer": {"best": "C", "worst": "A"}},
    {"candidate": "zoé", "item": "S02", "answer": "A"},
    {"candidate": "ana", "item": "S01", "answer": {"best": "C", "worst": "B"}},
    {"candidate": "ana", "item": "S02", "answer": None},
]


class Desk:
    """A folder in which commands are run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.form({"items": [ITEM, OTHER]})
        self.answers(*GOOD)

    def form(self, form: object) -> None:
        (self.folder / "form.json").write_text(json.dumps(form))

    def answers(self, *lines: object) -> None:
        text = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
        (self.folder / "answers.jsonl").write_text("\n".join(text), encoding="utf-8")

    def run(self, *arguments: str):
        names = [str(self.folder / a) if a.endswith((".json", ".jsonl", ".csv")) else a for a in arguments]
        return CliRunner().invoke(app, names)

    def score(self, *more: str):
        return self.run("score", "form.json", "answers.jsonl", "--out", "scores.csv", *more)

    def rank(self, text: str, *more: str):
        (self.folder / "scores.csv").write_text(text, encoding="utf-8")
        return self.run("rank", "scores.csv", "--out", "ranks.csv", "--places", "1", *more)

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def test_scores_are_written_one_row_per_candidate_by_name(desk):
    assert desk.score().exit_code == 0
    ana, zoe = desk.rows("scores.csv")
    assert ",".join(ana) == (
        "candidate,n_answered,EMP,DEE,TON,INT,JUD,REL,INC,PLT,MET,MOD,"
        "interpersonal,technical,composite,sem,flags"
    )
    assert (ana["candidate"], ana["n_answered"], ana["EMP"], ana["composite"]) == ("ana", "1", "0.75", "0.6")
    # .8 x 1 + .2 x (3 - 2.75) / (5 - 2.75)
    assert (zoe["candidate"], zoe["composite"]) == ("zoé", "0.822222222")
    # sqrt((.8 x .41)^2 + (.2 x .55)^2) at the level .58: zoé stands above it, ana hardly so and with a skip.
    assert 0.3 < float(zoe["sem"]) < 0.346 < float(ana["sem"]) < 0.45
    assert ana["flags"] == "assumed_error;competency_undefined;skipped"
    assert zoe["flags"] == "assumed_error;competency_undefined"


def test_points_are_written_in_full_precision(desk):
    desk.score("--items", "items.csv")
    assert [tuple(row.values()) for row in desk.rows("items.csv")] == [
        ("ana", "S01", "0.75"),
        ("ana", "S02", "0.0"),
        ("zoé", "S01", "1.0"),
        ("zoé", "S02", "0.1111111111111111"),
    ]


def test_an_all_skipped_candidate_is_listed_without_scores(desk):
    desk.answers({"candidate": "ana", "item": "S01", "answer": None})
    assert desk.score().exit_code == 0
    (row,) = desk.rows("scores.csv")
    assert (row["n_answered"], row["EMP"], row["composite"], row["sem"]) == ("0", "", "", "")


BAD = [
    ("{", "line"),
    ("[]", "line"),
    ('{"candidate":"a","item":"S02"}', "answer"),
    ('{"candidate":"a","item":"S02","answer":"A","time":3}', "time"),
    ('{"candidate":"","item":"S02","answer":"A"}', "candidate"),
    ('{"candidate":7,"item":"S02","answer":"A"}', "candidate"),
    ('{"candidate":"a","item":"S99","answer":"A"}', "item"),
    ('{"candidate":"a","item":["S02"],"answer":"A"}', "item"),
    ('{"candidate":"a","item":"S02","answer":"Z"}', "answer"),
    ('{"candidate":"a","item":"S01","answer":{"best":"A","worst":"A"}}', "answer.worst"),
    ('{"candidate":"zoé","item":"S02","answer":"D"}', "item"),
    ('{"candidate":"ana","item":"S02","answer":"D"}', "item"),
]


@pytest.mark.parametrize(("line", "field"), BAD, ids=[line for line, _ in BAD])
def test_a_bad_line_is_reported_and_the_others_are_scored(desk, line, field):
    desk.score()
    before = (desk.folder / "scores.csv").read_bytes()
    desk.answers(*GOOD, "", line)
    done = desk.score()
    assert done.exit_code == 1
    assert f"answers.jsonl:6: {field}: expected" in done.stderr
    assert (desk.folder / "scores.csv").read_bytes() == before


def test_a_bad_line_is_as_if_it_were_not_there(desk):
    """So a good line after it stands, and a candidate with no other line is not listed."""
    desk.answers(
        {"candidate": "ana", "item": "S02", "answer": "Z"},
        {"candidate": "ana", "item": "S02", "answer": "D"},
        {"candidate": "eve", "item": "S02", "answer": "Z"},
    )
    assert desk.score().exit_code == 1
    (ana,) = desk.rows("scores.csv")
    assert (ana["candidate"], ana["PLT"]) == ("ana", "1.0")


def test_a_byte_that_is_no_text_spoils_its_line_only(desk):
    path = desk.folder / "answers.jsonl"
    path.write_bytes(b'{"candidate":"\xff","item":"S02","answer":"A"}\n' + path.read_bytes())
    assert "answers.jsonl:1: line" in desk.score().stderr
    assert len(desk.rows("scores.csv")) == 2


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ([], "expected a form"),
        ({}, "items"),
        ({"items": []}, "items"),
        ({"items": [ITEM, ITEM]}, "S01 stands there twice"),
        ({"items": [ITEM | {"format": "essay"}]}, "S01: format"),
        ({"items": [ITEM | {"key": {"A": 6, "B": 1}}]}, "S01: key: A"),
        ({"items": [ITEM | {"key": {"A": True, "B": 1}}]}, "S01: key: A"),
        ({"items": [ITEM | {"key": {"A": 1}}]}, "two options"),
        ({"items": [ITEM | {"loadings": {"XYZ": 1}}]}, "S01: loadings"),
        ({"items": [ITEM | {"loadings": {"EMP": -1}}]}, "S01: loadings: EMP"),
        ({"items": [{"id": "S01", "format": "mcq", "key": {"A": 1, "B": 2}}]}, "S01: loadings"),
        ({"items": [{"format": "mcq"}]}, "number 1 has no id"),
        ({"items": [ITEM], "weights": {"XYZ": 1}}, "weights"),
        ({"items": [ITEM], "weights": {"PLT": 1}}, "no weight for EMP"),
        ({"items": [ITEM], "families": {"interpersonal": 0.8, "technical": 0.1}}, "families"),
        ({"items": [ITEM], "prior": {"sd": 0.2, "reliability": 2}}, "prior"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_form_that_cannot_be_scored_with_is_refused(desk, form, said):
    desk.form(form)
    done = desk.score()
    assert done.exit_code == 2
    assert said in done.stderr
    assert desk.names() == ["answers.jsonl", "form.json"]


@pytest.mark.parametrize("missing", ["form.json", "answers.jsonl"])
def test_a_missing_file_is_said_and_nothing_is_written(desk, missing):
    (desk.folder / missing).unlink()
    done = desk.score()
    assert done.exit_code == 2
    assert missing in done.stderr
    assert "scores.csv" not in desk.names()


def test_what_cannot_be_written_leaves_no_part(desk):
    (desk.folder / "scores.csv").mkdir()
    assert desk.score("--items", "items.csv").exit_code == 2
    assert desk.names() == ["answers.jsonl", "form.json", "scores.csv"]


def test_an_input_is_never_overwritten(desk):
    done = desk.run("score", "form.json", "answers.jsonl", "--out", "answers.jsonl")
    assert done.exit_code == 2
    assert "zoé" in (desk.folder / "answers.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize("spoilt", [False, True])
def test_a_changed_form_is_scored_with_a_warning(desk, spoilt):
    form = {"items": [ITEM, OTHER]}
    desk.form(form | {"sha256": "0" * 64 if spoilt else form_sha256(form)})
    done = desk.score()
    assert done.exit_code == 0
    assert ("sha256" in done.stderr) == spoilt


def test_the_order_of_lines_changes_no_byte(desk):
    rng = Random(3)
    form = a_form(rng)
    lines = [
        {"candidate": f"c{person}", "item": item, "answer": answer}
        for person in range(40)
        for item, answer in some_answers(form, rng, ("careful", "careless", "incomplete")[person % 3]).items()
    ]
    desk.form(form)
    written = []
    for _ in range(2):
        desk.answers(*lines)
        assert desk.score("--items", "items.csv").exit_code == 0
        written.append([(desk.folder / name).read_bytes() for name in ("scores.csv", "items.csv")])
        rng.shuffle(lines)
    assert written[0] == written[1]


SCORES = "candidate,flags,composite,sem\nzoé,,0.9,0.1\nana,x,0.1,0.1\nbea,,,\n"


def test_ranks_are_written_with_the_unranked_last(desk):
    assert desk.rank(SCORES).exit_code == 0
    ana, zoe, bea = desk.rows("ranks.csv")
    assert ",".join(ana) == "candidate,composite,sem,tier,expected_rank,rank_low,rank_high,p_top_k"
    assert (ana["candidate"], ana["composite"], ana["tier"]) == ("ana", "0.1", "2")
    assert (zoe["candidate"], zoe["tier"], zoe["rank_low"]) == ("zoé", "1", "1")
    assert list(bea.values()) == ["bea", "", "", "", "", "", "", ""]


def test_ranks_are_repeated_to_the_byte(desk):
    desk.rank(SCORES)
    first = (desk.folder / "ranks.csv").read_bytes()
    desk.rank("\ufeff" + "\n".join([SCORES.splitlines()[0], *SCORES.splitlines()[:0:-1]]))
    assert (desk.folder / "ranks.csv").read_bytes() == first


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("candidate,composite\na,1\n", "sem missing"),
        ("", "missing"),
        ("candidate,composite,sem\na,x,1\n", "scores.csv:2: composite"),
        ("candidate,composite,sem\na,inf,1\n", "scores.csv:2: composite"),
        ("candidate,composite,sem\na,nan,1\n", "scores.csv:2: composite"),
        ("candidate,composite,sem\na,1,-1\n", "scores.csv:2: sem"),
        ("candidate,composite,sem\na,1\n", "scores.csv:2: sem"),
        ("candidate,composite,sem\na,1,1\na,1,1\n", "scores.csv:3: candidate"),
        ("candidate,composite,sem\n,1,1\n", "scores.csv:2: candidate"),
    ],
    ids=repr,
)
def test_one_bad_row_refuses_the_ranking(desk, text, said):
    done = desk.rank(text)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "ranks.csv" not in desk.names()


@pytest.mark.parametrize("more", [("--places", "0"), ("--reliability", "1"), ("--seed", "-1")], ids=str)
def test_impossible_settings_are_refused(desk, more):
    assert desk.rank(SCORES, *more).exit_code == 2
    assert "ranks.csv" not in desk.names()
