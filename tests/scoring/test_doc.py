"""docs/scoring.md says what the code does."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from domain import DEFAULT_METHODS, DEFAULT_WEIGHTS
from scoring.formats.conversation import conversation_points, read_conversation_key
from scoring.formats.formats import FORMATS
from scoring.formats.open_reply import MarkedReply, open_reply_points, read_open_reply_key
from scoring.formats.scheme import Scheme, SchemeItem
from scoring.formats.triage import check_message, read_triage_key, triage_points
from scoring.formats.triage_key import message_parts
from scoring.ranking.posterior import probability_above
from scoring.ranking.spread import NODES
from scoring.ranking.standing import AHEAD, PROBABLY_AHEAD, posterior
from scoring.scores.error_prior import ANSWERS_ON_LEVEL, ITEM_SD, MARKER_SD, PEOPLE_ON_ITEM, PEOPLE_ON_RATERS
from scoring.scores.flags import Flag
from scoring.scores.item_error import LEAST_OF_PRIOR, MEDIAN_OF_THREE
from scoring.scores.level import factors
from tests.scoring.makers import score_points
from tests.scoring.test_conversation import random_walk
from tests.scoring.work_samples import conversation, marks, open_reply, triage

DOC = (Path(__file__).parents[2] / "docs" / "scoring.md").read_text(encoding="utf-8")


def block(name: str) -> list[str]:
    found = re.search(rf"```{name}\n(.*?)```", DOC, re.DOTALL)
    assert found, name
    return found[1].strip().splitlines()


def key(name: str) -> dict[str, int]:
    found = re.search(rf"\b{name} = ((?:[A-F]\d ?)+)", DOC)
    assert found, name
    return {pair[0]: int(pair[1]) for pair in found[1].split()}


@pytest.mark.parametrize("line", block("points"))
def test_worked_points(line):
    name, item, answer, expected = line.split()
    points = FORMATS[name].points({item: key(item)}, {item: json.loads(answer)}).points[item]
    assert points == pytest.approx(float(expected), abs=5e-5)


@pytest.mark.parametrize("line", block("conversation"))
def test_worked_paths(line):
    item, path, expected = line.split()
    key = read_conversation_key(conversation(item))
    points = conversation_points({item: key}, {item: path.split("-")}).points[item]
    assert points == pytest.approx(float(expected), abs=5e-5)


def test_worked_walks():
    here, there = (f"{sum(random_walk(name)):.3f} in {name}" for name in ("S22", "S23"))
    assert f"{here} and {there}" in DOC.replace("\n", " ")


@pytest.mark.parametrize("line", block("triage"))
def test_worked_messages(line):
    message, action, priority, contact, *parts = line.split()
    given = {"action": action.split("+"), "priority": int(priority), "contact": contact}
    key = read_triage_key(triage())
    check_message("answer", given if contact != "-" else given | {"contact": None}, key)
    # Signs stand apart from the numbers they belong to: + 0.5, - 0.5.
    first, *others = " ".join(parts).replace("- ", "+ -").split(" + ")
    assert message_parts(key.messages[message], given) == tuple(map(float, (first, *others)))


def test_worked_chance():
    key = read_triage_key(triage())
    expected, unanswered = (line.split()[-1] for line in block("chance"))
    assert str(key.chance) == expected
    assert triage_points({"S24": key}, {"S24": {}}).points["S24"] == pytest.approx(
        float(unanswered), abs=5e-5
    )


@pytest.mark.parametrize("line", block("marks"))
def test_worked_marks(line):
    given, expected = line.split()
    reply = MarkedReply("Text", tuple(marks(*load) for load in json.loads(given)))
    scored = open_reply_points({"O1": read_open_reply_key(open_reply())}, {"O1": reply})
    assert ("pending" if scored.pending else scored.points["O1"]) == (
        expected if expected == "pending" else pytest.approx(float(expected), abs=1e-12)
    )


def test_worked_methods():
    ((_, closed, _, work, expected),) = [line.replace(",", "").split() for line in block("methods")]
    items = (SchemeItem("S01", "mcq", {}, {"EMP": 0.4}), SchemeItem("S22", "conversation", {}, {"EMP": 0.1}))
    scores = score_points(np.array([[float(closed), float(work)]]), Scheme(items))
    assert scores.competencies[0, 0] == pytest.approx(float(expected), abs=5e-5)


def test_the_methods_weights_are_those_of_the_code():
    assert ".45, .25 and .30" in DOC
    assert list(DEFAULT_METHODS.values()) == [0.45, 0.25, 0.30]


def test_what_a_median_of_three_keeps_is_that_of_the_code():
    assert f"{MEDIAN_OF_THREE:.3f}".removeprefix("0") + " *v*" in DOC


@pytest.mark.parametrize(("line", "each"), [*zip(block("sem"), (1, 2), strict=True)])
def test_worked_errors(line, each):
    items = [
        SchemeItem(f"{c}{at}", "mcq", {"A": 1, "B": 5}, {c: 0.4})
        for c in DEFAULT_WEIGHTS
        for at in range(each)
    ]
    points = np.full((1, 10 * each), 0.58)
    assert line.split()[-1] == str(score_points(points, Scheme(tuple(items))).sem[0])


def test_the_declared_prior_is_that_of_the_code():
    assert {name: float(sd) for name, sd in map(str.split, block("prior"))} == dict(ITEM_SD)
    assert f"8 × {MARKER_SD:.2f}² + sum".replace("0.", ".") in DOC
    assert (ANSWERS_ON_LEVEL, PEOPLE_ON_ITEM, PEOPLE_ON_RATERS, LEAST_OF_PRIOR) == (40, 25, 8, 0.02)


@pytest.mark.parametrize("line", block("level"))
def test_worked_levels(line):
    level, factor = map(float, line.split())
    assert factors(np.array([level]), 1.0) == pytest.approx([factor])


@pytest.mark.parametrize("line", block("above"))
def test_worked_probabilities(line):
    x, sem, _, y, other, *stated, expected = line.split()
    reliability = float(stated[1]) if stated else None
    known = posterior(
        np.array([float(x), float(y)]), np.array([float(sem), float(other)]), reliability=reliability
    )
    above = probability_above(known.rows(slice(0, 1)), known.rows(slice(1, 2)))
    assert above == pytest.approx(float(expected), abs=5e-5)


def test_what_is_integrated_over_is_that_of_the_code():
    count, then, last = (
        f"{nodes} {'values ' if at == 0 else ''}up to {most:,}" for at, (most, nodes) in enumerate(NODES)
    )
    text = DOC.replace("\n  ", " ")
    assert f"{count} candidates, {then}, {last}" in text
    assert f"{AHEAD} or more".replace("0.", ".") in text
    assert f"{PROBABLY_AHEAD} to {AHEAD}".replace("0.", ".") in text


def test_every_format_and_flag_is_explained_and_no_other():
    codes = set(re.findall(r"^\| `(\w+)` \|", DOC, re.MULTILINE))
    assert codes == set(FORMATS) | {flag.value for flag in Flag}


def test_the_weights_are_those_of_the_code():
    assert {c: int(w) for c, w in re.findall(r"\b([A-Z]{3}) (\d+)\b", DOC)} == dict(DEFAULT_WEIGHTS)
