"""Those interviewed among everybody: against brute force, at the limits, and in a whole pool."""

from itertools import product

import numpy as np
import pytest

from scoring.formats.scheme import Scheme, SchemeItem
from scoring.interview.interview import NOT_HELD, Interview, read_guide
from scoring.interview.interview_pool import with_interviews, with_questions
from scoring.ranking.selected import TwoScores, posterior_of_chosen, ranked_pool
from scoring.ranking.standing import posterior, tiers
from scoring.scores.pool import Pool
from scoring.scores.scores import score_pool

NAN = np.nan
FEW = TwoScores(
    before=np.array([0.8, 0.7, 0.5, 0.3]),
    before_sem=np.array([0.1, 0.12, 0.1, 0.1]),
    after=np.array([0.7, 0.8, NAN, NAN]),
    after_sem=np.array([0.09, 0.08, NAN, NAN]),
    shared=np.array([0.004, 0.005, NAN, NAN]),
)


def by_brute_force(scores, flat=30.0):
    """Mean, SD and P(first above second) of true composites after, from whole covariance matrices.

    Every hypothesis on a fine grid; the means of the pool have a wide normal prior in place of a flat one.
    """
    n, chosen = len(scores.before), np.flatnonzero(~np.isnan(scores.after))
    m = len(chosen)
    given = np.concatenate([scores.before, scores.after[chosen]])
    error = np.diag(np.concatenate([scores.before_sem**2, scores.after_sem[chosen] ** 2]))
    for at, i in enumerate(chosen):
        error[i, n + at] = error[n + at, i] = scores.shared[i]
    logs, priors, means, covariances = [], [], [], []
    reliabilities, links = (np.arange(50) + 0.5) / 50, (np.arange(30) + 0.5) / 30
    ratios = np.exp(np.linspace(np.log(0.4), np.log(1.6), 25))
    # One person's before and after, and who is whom.
    same = np.concatenate([np.arange(n), chosen])
    is_after = np.arange(n + m) >= n
    for reliability, ratio, link in product(reliabilities, ratios, links):
        tau2 = reliability / (1 - reliability) * np.mean(scores.before_sem**2)
        part = np.array([[tau2, tau2 * ratio * link], [tau2 * ratio * link, tau2 * ratio**2]])
        of_kind = part[np.ix_(is_after.astype(int), is_after.astype(int))]
        true = np.where(same[:, None] == same[None, :], of_kind, 0.0)
        true = true + flat**2 * (is_after[:, None] == is_after[None, :])
        total = true + error
        gain = np.linalg.solve(total, true[:, n:]).T
        means.append(gain @ given)
        covariances.append(true[n:, n:] - gain @ true[:, n:])
        logs.append(-0.5 * (np.linalg.slogdet(total)[1] + given @ np.linalg.solve(total, given)))
        priors.append(-0.5 * (np.log(ratio) / 0.25) ** 2)
    weights = np.exp(np.array(logs) + priors - np.max(np.array(logs) + priors))
    weights /= weights.sum()
    return weights, np.array(means), np.array(covariances)


def test_what_is_known_of_the_chosen_is_that_of_brute_force():
    weights, means, covariances = by_brute_force(FEW)
    mean = weights @ means
    variance = weights @ (covariances[:, [0, 1], [0, 1]] + (means - mean) ** 2)
    found = posterior_of_chosen(FEW)
    assert found.expected() == pytest.approx(mean, abs=0.006)
    assert found.sd() == pytest.approx(np.sqrt(variance), rel=0.06)
    # What tells the two apart, shared doubts included.
    apart = covariances[:, 0, 0] + covariances[:, 1, 1] - 2 * covariances[:, 0, 1]
    own = found.variance.sum(axis=1) + ((found.common[:, 0] - found.common[:, 1]) ** 2).sum(axis=1)
    assert found.weights @ own == pytest.approx(weights @ apart, rel=0.08)


def many(n, m, seed=1):
    """A pool of n, the best m of them chosen; true composites correlate .8."""
    rng = np.random.default_rng(seed)
    before = rng.normal(0, 0.1, n)
    after = 0.8 * before + 0.6 * rng.normal(0, 0.1, n)
    shared = rng.normal(0, 0.05, n)
    x = 0.6 + before + shared + rng.normal(0, 0.05, n)
    y = 0.55 + after + shared + rng.normal(0, 0.04, n)
    chosen = np.argsort(np.argsort(-x)) < m
    sems = [np.full(n, np.hypot(0.05, one)) for one in (0.05, 0.04)]
    scores = TwoScores(
        x, sems[0], np.where(chosen, y, NAN), np.where(chosen, sems[1], NAN), np.where(chosen, 0.0025, NAN)
    )
    return scores, 0.55 + after[chosen]


def test_a_factor_and_a_shift_move_everything_along():
    scores, _ = many(40, 8)
    here = posterior_of_chosen(scores)
    there = posterior_of_chosen(
        TwoScores(
            5 + 20 * scores.before, 20 * scores.before_sem, 7 + 20 * scores.after, 20 * scores.after_sem,
            400 * scores.shared,
        )
    )  # fmt: skip
    assert there.expected() == pytest.approx(7 + 20 * here.expected(), abs=1e-6)
    assert there.sd() == pytest.approx(20 * here.sd(), rel=1e-6)
    assert tiers(there) == tiers(here)


def test_the_order_of_rows_changes_nothing():
    scores, _ = many(40, 8)
    mixed = np.random.default_rng(2).permutation(40)
    here, there = (
        posterior_of_chosen(scores),
        posterior_of_chosen(TwoScores(*(part[mixed] for part in scores))),
    )
    back = np.argsort(mixed[~np.isnan(scores.after[mixed])])
    assert there.expected()[back] == pytest.approx(here.expected(), abs=1e-9)
    assert there.sd()[back] == pytest.approx(here.sd(), abs=1e-9)


def test_when_the_interview_tells_nothing_new_it_is_as_before_it():
    """Everybody chosen, the same score again with nine tenths of its error: one score, hardly surer."""
    scores, _ = many(40, 40)
    again = scores._replace(
        after=scores.before, after_sem=scores.before_sem, shared=0.9 * scores.before_sem**2
    )
    found, one = posterior_of_chosen(again), posterior(scores.before, scores.before_sem)
    assert np.corrcoef(found.expected(), one.expected())[0, 1] > 0.9999
    assert found.expected() == pytest.approx(one.expected(), abs=0.01)
    assert found.sd() == pytest.approx(one.sd(), rel=0.06)


def test_the_chosen_are_told_apart_more_than_among_themselves():
    """Compared with each other only, the best ten of sixty are drawn together too far."""
    apart, alone = [], []
    for seed in range(10):
        scores, _ = many(60, 10, seed)
        chosen = ~np.isnan(scores.after)
        apart.append(np.ptp(posterior_of_chosen(scores).expected()))
        alone.append(np.ptp(posterior(scores.after[chosen], scores.after_sem[chosen]).expected()))
    assert np.mean(apart) > 1.1 * np.mean(alone)


def test_true_composites_lie_where_it_says():
    """Standardised by what is said of them: mean 0, SD 1, over 30 pools of 54 with the best 12 chosen."""
    off = []
    for seed in range(30):
        scores, true = many(54, 12, seed)
        found = posterior_of_chosen(scores)
        off.append((true - found.expected()) / found.sd())
    off = np.concatenate(off)
    assert off.mean() == pytest.approx(0, abs=0.2)
    assert off.std() == pytest.approx(1, abs=0.12)


def test_nodes_are_probabilities_and_everything_is_finite():
    for scores in (FEW, many(40, 8)[0], many(3, 1)[0], many(2, 2)[0]):
        found = posterior_of_chosen(scores)
        assert found.weights.sum() == pytest.approx(1)
        assert found.n == (~np.isnan(scores.after)).sum()
        assert np.isfinite(found.expected()).all()
        assert (found.variance >= 0).all()


# In a whole pool

GUIDE = read_guide([{"id": f"Q{at}", "loadings": {code: 1}} for at, code in enumerate(("EMP", "JUD", "TON"))])
FORM = Scheme(
    tuple(
        SchemeItem(f"S{at}", "mcq", {"A": 1, "B": 5}, {code: 1})
        for at, code in enumerate(("EMP", "JUD", "TON", "EMP", "JUD", "TON", "PLT", "MOD", "PLT"))
    )
)
WITH = with_questions(FORM, GUIDE)


def a_pool(held):
    rng = np.random.default_rng(4)
    points = np.clip(rng.normal(0.5, 0.15, (len(held), 1)) + rng.normal(0, 0.3, (len(held), 9)), -1, 1)
    interviews = [
        Interview({f"R{at}": {one.id: int(rng.integers(2, 6)) for one in GUIDE}}) if is_held else NOT_HELD
        for at, is_held in enumerate(held)
    ]
    return with_interviews(Pool(points), WITH, GUIDE, interviews)


def ranked(held, together):
    pool = a_pool(held)
    scores = score_pool(pool, WITH)
    return ranked_pool(pool, WITH, scores, np.array(together)), scores


@pytest.mark.parametrize("held", [True, False], ids=["everybody interviewed", "nobody yet"])
def test_where_all_have_the_same_methods_there_is_one_score(held):
    found, scores = ranked([held] * 12, [True] * 12)
    assert found.n_before == 0
    alone = posterior(scores.composite, scores.sem)
    assert found.known.mean.tobytes() == alone.mean.tobytes()


def test_some_interviewed_are_ranked_with_what_is_known_of_all():
    held = [True] * 4 + [False] * 8
    found, scores = ranked(held, held)
    assert found.rows.tolist() == [0, 1, 2, 3]
    assert found.n_before == 12
    alone = posterior(scores.composite[:4], scores.sem[:4])
    assert np.abs(found.known.expected() - alone.expected()).max() > 0.005


@pytest.mark.parametrize("n", [0, 1])
def test_nobody_is_ranked_alone(n):
    held = [True] * n + [False] * 5
    found, _ = ranked(held, held)
    assert (len(found.rows), found.known) == (n, None)
