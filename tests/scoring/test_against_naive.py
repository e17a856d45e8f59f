"""The product against a naive re-implementation, on careful, careless, constant and incomplete answers."""

import math
from random import Random

import pytest

from scoring.formats import FORMATS, person_points
from scoring.open_reply import MarkedReply, simulate_marks
from scoring.pool import pool_of
from scoring.scheme import COMPETENCIES, scheme_from_form
from scoring.scores import score_pool
from tests.scoring import naive
from tests.scoring.makers import a_form, some_answers
from tests.scoring.work_samples import conversation, open_reply, triage

STYLES = ("careful", "careless", "constant", "incomplete")


def scored(form, people):
    scheme = scheme_from_form(form)
    each = [person_points(scheme.keys_by_format(), answers) for answers in people]
    return score_pool(pool_of(each, scheme), scheme)


def near(value):
    return pytest.approx(math.nan if value is None else value, abs=2e-9, nan_ok=True)


def compare(form, people, plain):
    """Every number of the product for these people, and of the oracle for the same in its own plain words."""
    scores, items = scored(form, people), form["items"]
    points = [naive.person_points(items, answers) for answers in plain]
    errors = naive.sems(items, plain, points)
    for row, (answers, earned, error) in enumerate(zip(plain, points, errors, strict=True)):
        pending = naive.pending_methods(items, answers)
        for c, name in enumerate(COMPETENCIES):
            assert scores.competencies[row, c] == near(naive.competency_score(items, earned, name, pending))
        for f, weights in enumerate((naive.INTERPERSONAL, naive.TECHNICAL)):
            assert scores.families[row, f] == near(naive.family_score(items, earned, weights, pending))
        assert scores.composite[row] == near(naive.composite(items, earned, pending))
        assert scores.sem[row] == near(error)
    return scores


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("n_people", [5, 60])
def test_every_number_is_the_naive_one(seed, n_people):
    """Five people: assumed error; sixty, most of them complete: estimated."""
    rng = Random(seed * 100 + n_people)
    form = a_form(rng, n_items=rng.randint(8, 30))
    people = [some_answers(form, rng, STYLES[at % 4] if at % 8 < 4 else "careless") for at in range(n_people)]
    compare(form, people, people)


def a_mixed_form(rng):
    """Closed items, two conversations, an inbox, three prompts; random loadings over all competencies."""
    own = [
        conversation("S22"),
        conversation("S23"),
        triage(),
        *(open_reply(name) for name in ("O1", "O2", "O3")),
    ]
    for item in own:
        item["loadings"] = {name: rng.choice([0.2, 0.35, 0.5]) for name in rng.sample(COMPETENCIES, 3)}
    return {"items": [*a_form(rng, n_items=rng.randint(8, 16))["items"], *own]}


def a_mixed_person(form, rng, style):
    """Answers for the product, and the same for the oracle, to whom a reply is nothing but its marks."""
    given, plain = {}, {}
    for item in form["items"]:
        rule = FORMATS[item["format"]]
        key = rule.read_key(item)
        answer = rule.simulate(key, rng.gauss(0, 1), rng)
        if style == "incomplete" and rng.random() < 0.15:
            given[item["id"]] = plain[item["id"]] = None
        elif rule.is_marked:
            n_markers = rng.choice([0, 1]) if style == "pending" else 3 if rng.random() < 0.2 else 2
            marks = simulate_marks(key, answer, rng, n_markers)
            if style != "pending" and naive.agreed(marks) is None:
                marks = (*marks, marks[0])
            given[item["id"]], plain[item["id"]] = MarkedReply(answer, marks), marks
        else:
            given[item["id"]] = plain[item["id"]] = answer
    return given, plain


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("styles", ["c" * 5 + "pi", "c" * 32 + "ppii", "p" * 31, "p" * 31 + "c"], ids=len)
def test_methods_are_mixed_as_the_naive_ones(seed, styles):
    """c = complete, p = awaits marks (its error rests on everybody's closed answers), i = incomplete."""
    rng = Random(seed)
    form = a_mixed_form(rng)
    names = {"c": "complete", "p": "pending", "i": "incomplete"}
    people, plain = zip(*(a_mixed_person(form, rng, names[style]) for style in styles), strict=True)
    scores = compare(form, people, plain)
    if styles.count("c") + styles.count("p") >= 30:
        assert not scores.is_assumed[styles.index("p")]


def test_the_error_is_estimated_from_thirty_complete_people():
    rng = Random(8)
    form = a_form(rng)
    people = [some_answers(form, rng, "careless") for _ in range(30)]
    assert scored(form, people).sem_basis == "estimated"
    people[0] = some_answers(form, rng, "incomplete")
    assert scored(form, people).sem_basis == "assumed"
