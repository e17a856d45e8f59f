"""The product against a naive re-implementation, on careful, careless, constant and incomplete answers."""

import math
from functools import partial
from random import Random
from statistics import fmean

import pytest

from domain import COMPETENCIES
from scoring.formats.formats import FORMATS, person_points
from scoring.formats.open_reply import MarkedReply, simulate_marks
from scoring.formats.scheme import scheme_from_form
from scoring.interview.interview import NOT_HELD, Interview, read_guide
from scoring.interview.interview_pool import with_interviews, with_questions
from scoring.scores.error import answer_variances, competency_sem, family_sem
from scoring.scores.flags import Flag
from scoring.scores.item_error import item_error
from scoring.scores.pool import pool_of
from scoring.scores.scale import scale_scores
from scoring.scores.scores import score_pool
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
    error = naive.error_of_pool(items, plain, points)
    competency_sem, family_sem = part_errors(form, people)
    for row, (answers, earned) in enumerate(zip(plain, points, strict=True)):
        pending = naive.pending_methods(items, answers)
        counted = {i["id"]: earned[i["id"]] for i in items if i["id"] in earned}

        def error_of(score, row=row, counted=counted):
            return naive.sem(error, row, naive.coefficients(counted, score))

        for c, name in enumerate(COMPETENCIES):
            one = partial(naive.competency_score, items, competency=name, pending=pending)
            assert scores.competencies[row, c] == near(one(earned))
            if row % 5 == 0:
                assert competency_sem[row, c] == near(error_of(one))
        for f, weights in enumerate((naive.INTERPERSONAL, naive.TECHNICAL)):
            one = partial(naive.family_score, items, weights=weights, pending=pending)
            assert scores.families[row, f] == near(one(earned))
            assert family_sem[row, f] == near(error_of(one))
        whole = partial(naive.composite, items, pending=pending)
        assert scores.composite[row] == near(whole(earned))
        assert scores.sem[row] == near(error_of(whole))
        share = naive.assumed(error, row, naive.coefficients(counted, whole))
        assert scores.assumed_share[row] == near(share)
        assert (Flag.SKIPPED in scores.flags[row]) == bool(naive.skipped_items(items, answers))
    return scores


def part_errors(form, people):
    scheme = scheme_from_form(form)
    pool = pool_of([person_points(scheme.keys_by_format(), answers) for answers in people], scheme)
    scale = scale_scores(pool.points, scheme, pool.pending)
    variances = answer_variances(item_error(pool, scheme), pool, scheme)
    return (part(pool.points, scale, scheme, variances) for part in (competency_sem, family_sem))


@pytest.mark.parametrize(
    ("n_people", "seed"),
    [(n, seed) for n, seeds in ((1, 6), (2, 6), (5, 12), (60, 4)) for seed in range(seeds)],
)
def test_every_number_is_the_naive_one(n_people, seed):
    """With few people the error is mostly the declared prior's, with sixty mostly the pool's."""
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
    compare(form, people, plain)


QUESTIONS = [
    {"id": "Q1", "format": "interview", "loadings": {"EMP": 1}},
    {"id": "Q2", "format": "interview", "loadings": {"TON": 0.5, "JUD": 0.5}},
    {"id": "Q3", "format": "interview", "loadings": {"INT": 1}},
    {"id": "Q4", "format": "interview", "loadings": {"PLT": 0.4, "REL": 0.6}},
]


def an_interview(rng, n_raters, missing=()):
    """Ratings of one person by interviewer: each sees the whole person a little otherwise."""
    names = [f"R{rng.randrange(100):02}{at}" for at in range(n_raters)]
    view = {name: rng.gauss(3, 1) for name in names}
    return {
        name: {
            q["id"]: None if q["id"] in missing else min(5, max(1, round(rng.gauss(view[name], 0.8))))
            for q in QUESTIONS
        }
        for name in names
    }


@pytest.mark.parametrize("seed", range(4))
def test_interviews_count_as_the_naive_ones(seed):
    """Nine seen by two, one by one who saw less, one by one who saw nothing of JUD, and one to come."""
    rng = Random(seed)
    form = a_form(rng, n_items=12)
    people = [some_answers(form, rng, "careless") for _ in range(12)]
    sheets = [an_interview(rng, 2) for _ in range(9)]
    sheets += [an_interview(rng, 1), an_interview(rng, 1, missing=("Q2",)), {}]
    scheme, guide = scheme_from_form(form), read_guide(QUESTIONS)
    whole = with_questions(scheme, guide)
    pool = pool_of([person_points(scheme.keys_by_format(), answers) for answers in people], scheme)
    held = [Interview(one, len(one)) if one else NOT_HELD for one in sheets]
    scores = score_pool(with_interviews(pool, whole, guide, held), whole)

    items = form["items"] + QUESTIONS
    alone = [[{q: x and (x - 1) / 4 for q, x in sheet.items()} for sheet in one.values()] for one in sheets]
    points = [naive.person_points(form["items"], answers) for answers in people]
    for earned, one in zip(points, alone, strict=True):
        for q in [question["id"] for question in QUESTIONS]:
            given = [sheet[q] for sheet in one if sheet[q] is not None]
            earned |= {q: fmean(given)} if given else {}
    error, variance = naive.error_of_pool(items, people, points), naive.interviewer_variance(alone)
    for row, (earned, one) in enumerate(zip(points, alone, strict=True)):
        score = partial(naive.composite, items, pending=() if one else ("interview",))
        a = naive.coefficients(earned, score)
        assert scores.composite[row] == near(score(earned))
        more = naive.of_interviewers(variance, one, a) if a else 0
        assert scores.sem[row] == near(naive.sem(error, row, a, more))
        for c, name in enumerate(COMPETENCIES):
            pending = () if one else ("interview",)
            assert scores.competencies[row, c] == near(naive.competency_score(items, earned, name, pending))


def test_the_error_rests_on_the_pool_as_it_grows():
    rng = Random(8)
    form = a_form(rng)
    people = [some_answers(form, rng, "careless") for _ in range(200)]
    shares = [scored(form, people[:n]).assumed_share[0] for n in (1, 10, 60, 200)]
    # One person's answers alone have no residual; an item is half the pool's own from 25 people on.
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == 1 > shares[1] > 0.1 > shares[2] > shares[3] > 0


def test_an_error_does_not_jump_at_thirty_people():
    rng = Random(8)
    form = a_form(rng)
    people = [some_answers(form, rng, "careless") for _ in range(31)]
    sems = [scored(form, people[:n]).sem[0] for n in (28, 29, 30, 31)]
    assert max(sems) / min(sems) < 1.05
