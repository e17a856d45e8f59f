"""Files of interviewers' ratings, through the shell's command: the same scores as in a campaign."""

import csv
import json

import pytest
from typer.testing import CliRunner

from cli import app
from data.common.engine import as_one
from tests.builders import MANAGER
from tests.workflows.rated_panels import panel
from tests.workflows.test_interview_scores import EIGHT, campaign_of, interviewed
from workflows.comparison import standings

pytestmark = pytest.mark.usefixtures("database")

N = 34


class Shell:
    """A campaign as files, and what the command makes of them."""

    def __init__(self, folder, filled):
        self.folder = folder
        self.write("form.json", [filled.form])
        pairs = zip(filled.candidate_ids, filled.answers, strict=True)
        self.write(
            "answers.jsonl",
            [
                {"candidate": who, "item": item, "answer": answer}
                for who, given in pairs
                for item, answer in given.items()
            ],
        )

    def write(self, name, lines):
        (self.folder / name).write_text("\n".join(json.dumps(line) for line in lines), "utf-8")

    def score(self, *ratings):
        more = ()
        if ratings:
            self.write("ratings.jsonl", ratings)
            more = ("--ratings", f"{self.folder}/ratings.jsonl")
        files = [f"{self.folder}/{name}" for name in ("form.json", "answers.jsonl")]
        return CliRunner().invoke(app, ["score", *files, "--out", f"{self.folder}/scores.csv", *more])

    def rows(self):
        with (self.folder / "scores.csv").open(encoding="utf-8", newline="") as file:
            return {row["candidate"]: row for row in csv.DictReader(file)}


def line(candidate, interviewer, ratings):
    return {"candidate": candidate, "interviewer": interviewer, "ratings": ratings}


def sheet(*levels):
    return dict(zip(EIGHT, levels * 8 if len(levels) == 1 else levels, strict=True))


def number(text):
    return None if text == "" else float(text)


def same_numbers(row, one):
    scores = {**one.competencies, **one.families, "composite": one.composite}
    return {name: number(row[name]) for name in (*scores, "sem")} == {
        **{name: measured.score for name, measured in scores.items()},
        "sem": one.composite.sem,
    }


@pytest.mark.parametrize("counts", ["raw", "adjusted"])
def test_the_shell_scores_interviews_as_a_campaign_does(tmp_path, counts):
    filled = campaign_of(N, counts)
    shell, people = Shell(tmp_path, filled), panel("R0", "R1", "R2")
    lines = []
    with as_one():
        for at, candidate_id in enumerate(filled.candidate_ids[:-1]):
            pair = (f"R{at % 3}", f"R{(at + 1) % 3}")
            given = {
                who: [None if (at + q) % 13 == 0 else 1 + (at * (q + 1) + 2 * w) % 5 for q in range(8)]
                for w, who in enumerate(pair)
            }
            interviewed(candidate_id, people, given)
            lines += [line(candidate_id, people[who].account_id, sheet(*one)) for who, one in given.items()]
    done = shell.score(*lines)
    assert done.exit_code == 0, done.output
    rows, comparison = shell.rows(), standings.comparison(MANAGER, filled.id)
    assert len(comparison.finished) == N
    for result in comparison.finished:
        assert same_numbers(rows[result.candidate_id], result)
        assert rows[result.candidate_id]["flags"] == ";".join(result.flags)


def test_without_ratings_everybody_waits_and_has_the_scores_from_before_the_interview(tmp_path):
    filled = campaign_of(N)
    shell = Shell(tmp_path, filled)
    assert shell.score().exit_code == 0
    comparison = standings.comparison(MANAGER, filled.id, stage="before_interview")
    for candidate_id, row in shell.rows().items():
        assert same_numbers(row, comparison.candidate(candidate_id))
        assert "pending_interview" in row["flags"].split(";")


def test_bad_lines_are_told_with_number_and_field_and_the_others_count(tmp_path):
    filled = campaign_of(2)
    shell, (first, second) = Shell(tmp_path, filled), filled.candidate_ids
    good = line(first, "Noor", sheet(4))
    done = shell.score(
        good,
        line("nobody", "Noor", sheet(4)),
        line(second, " ", sheet(4)),
        line(second, "Noor", sheet(4) | {"Q3": 6}),
        line(second, "Noor", {"Q1": 4}),
        good | {"ratings": sheet(1)},
        {"candidate": second, "interviewer": "Noor"},
    )
    assert done.exit_code == 1
    for at, field in (
        (2, "candidate"),
        (3, "interviewer"),
        (4, "ratings.Q3"),
        (5, "ratings"),
        (6, "interviewer"),
    ):
        assert f"ratings.jsonl:{at}: {field}" in done.output
    assert "ratings.jsonl:7: ratings" in done.output
    rows = shell.rows()
    assert "pending_interview" not in rows[first]["flags"]
    assert "pending_interview" in rows[second]["flags"]


def test_ratings_for_a_form_without_an_interview_are_refused(tmp_path):
    filled = campaign_of(1)
    shell = Shell(tmp_path, filled)
    shell.write("form.json", [{name: value for name, value in filled.form.items() if name != "interview"}])
    done = shell.score(line(filled.candidate_ids[0], "Noor", sheet(4)))
    assert done.exit_code == 2
    assert "interview" in done.output
    assert not (tmp_path / "scores.csv").exists()


@pytest.mark.parametrize(
    "interview",
    [
        pytest.param({"questions": []}, id="no question"),
        pytest.param({"questions": [{"id": "Q1", "loadings": {"EMP": 1}}], "counts": "both"}, id="counts"),
        pytest.param({"questions": [{"id": "S01", "loadings": {"EMP": 1}}]}, id="the id of an item"),
        pytest.param(["Q1"], id="a list"),
    ],
)
def test_a_guide_that_cannot_be_scored_is_refused(tmp_path, interview):
    filled = campaign_of(1)
    shell = Shell(tmp_path, filled)
    shell.write("form.json", [filled.form | {"interview": interview}])
    assert shell.score().exit_code == 2
