"""Other weights on the same points, and the smallest change that swaps two candidates."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.polynomial import Polynomial
from scipy.stats import kendalltau

from domain import COMPETENCIES, FAMILIES, INTERPERSONAL
from errors import BadForm
from scoring.formats.scheme import Prior, Scheme, SchemeItem
from scoring.ranking.smallest_change import _first_swap, _Gap, smallest_change
from scoring.ranking.standing import rank_candidates
from scoring.ranking.what_if import other_weights, what_if, what_if_basis
from scoring.scores.pool import Pool
from scoring.scores.scale import scale_scores
from scoring.scores.scores import PENDING, score_pool

FORMATS = ("mcq", "conversation", "interview")
ITEMS = tuple(
    SchemeItem(f"S{at:02}", FORMATS[at % 3], {}, {COMPETENCIES[at % 10]: 0.5, COMPETENCIES[at * 3 % 7]: 0.3})
    for at in range(30)
)
SCHEME = Scheme(ITEMS)


def a_pool(n, seed=1, missing=0.0):
    rng = np.random.default_rng(seed)
    points = rng.normal(0.5, 0.1, (n, 1)) + rng.normal(0, 0.3, (n, len(ITEMS)))
    points[rng.random(points.shape) < missing] = np.nan
    return Pool(np.asfortranarray(points))


# Other weights


def test_the_same_weights_change_nothing():
    basis = what_if_basis(a_pool(40), SCHEME)
    found = what_if(basis, other_weights(SCHEME))
    assert found.tau_b == pytest.approx(1, abs=1e-12)
    assert (found.n_tier_changes, found.n_compared) == (0, 40)
    assert not found.moves.any()


def test_the_order_is_that_of_scoring_with_the_other_weights_from_the_start():
    pool = a_pool(40, missing=0.02)
    other = other_weights(
        SCHEME, weights={"EMP": 40, "INC": 0}, interpersonal=0.71, methods={"interview": 0.6}
    )
    found = what_if(what_if_basis(pool, SCHEME), other)
    scored = score_pool(pool, other)
    assert np.array_equal(found.order.composite, scored.composite, equal_nan=True)
    standings = rank_candidates([f"c{i:02}" for i in range(40)], scored.composite, scored.sem, places=3)
    tier_of = {standing.candidate: standing.tier or 0 for standing in standings}
    assert found.order.tier.tolist() == [tier_of[f"c{i:02}"] for i in range(40)]


def test_moves_tau_and_tiers_compare_the_two_orders():
    basis = what_if_basis(a_pool(50), SCHEME)
    found = what_if(basis, other_weights(SCHEME, interpersonal=0.7, weights={"JUD": 60}))
    assert found.moves.tolist() == (basis.order.rank - found.order.rank).tolist()
    assert found.moves.sum() == 0
    assert 0 < found.tau_b < 1
    assert found.tau_b == kendalltau(basis.order.composite, found.order.composite).statistic
    assert found.n_tier_changes == (basis.order.tier != found.order.tier).sum() > 0


def test_ties_share_a_rank_and_count_as_ties():
    """By hand: 1 and 2 level, 3 behind; then all apart: tau-b = 2 / sqrt(3 x 2)."""
    points = np.full((3, len(ITEMS)), 0.5)
    plt = [at for at, item in enumerate(ITEMS) if "PLT" in item.loadings]
    points[:2] += 0.2
    basis = what_if_basis(Pool(points), SCHEME)
    assert basis.order.rank.tolist() == [1, 1, 3]
    ahead = np.array(points)
    ahead[0, plt] += 1e-3
    moved = what_if_basis(Pool(ahead), SCHEME)
    assert moved.order.rank.tolist() == [1, 2, 3]
    assert kendalltau(basis.order.composite, moved.order.composite).statistic == pytest.approx(
        2 / math.sqrt(6)
    )


def test_a_small_pool_has_the_tiers_of_the_error_its_form_states():
    pool, scheme = a_pool(20), replace(SCHEME, prior=Prior(sd=0.3, reliability=0.1))
    scored = score_pool(pool, scheme)
    names = [f"c{i:02}" for i in range(20)]
    standings = rank_candidates(names, scored.composite, scored.sem, places=3)
    assert what_if_basis(pool, scheme).order.tier.tolist() == [standing.tier for standing in standings]
    assert what_if_basis(pool, SCHEME).order.tier.tolist() != [standing.tier for standing in standings]


def test_only_people_with_the_same_methods_are_compared():
    pool = a_pool(10)
    pending = np.zeros((10, 3), dtype=bool)
    pending[:3, 2] = True
    flags = [frozenset({f"{PENDING}interview"})] * 3 + [frozenset()] * 7
    found = what_if(what_if_basis(pool._replace(pending=pending), SCHEME, flags), SCHEME)
    assert found.order.rank[:3].tolist() == [0, 0, 0]
    assert sorted(found.order.rank[3:].tolist()) == list(range(1, 8))
    assert found.n_compared == 7


def test_nothing_to_compare_has_no_tau():
    assert math.isnan(what_if(what_if_basis(a_pool(1), SCHEME), SCHEME).tau_b)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"interpersonal": 0.69}, id="under the floor"),
        pytest.param({"interpersonal": 1.01}, id="more than all"),
        pytest.param({"weights": {"EMP": -1}}, id="below 0"),
        pytest.param({"weights": dict.fromkeys(("PLT", "MET", "MOD"), 0)}, id="a family without weight"),
        pytest.param({"methods": {"interview": 0}}, id="a method in use without weight"),
        pytest.param({"weights": {"XXX": 1}}, id="no such competency"),
    ],
)
def test_weights_out_of_range_are_refused(change):
    with pytest.raises(BadForm):
        other_weights(SCHEME, **change)


# The smallest change


def at_weight(scheme, change, weight):
    """The scheme with that one weight, as the change names it."""
    if change.kind == "family":
        return replace(scheme, family_weights={"interpersonal": weight, "technical": 1 - weight})
    if change.kind == "method":
        return replace(scheme, methods={**scheme.methods, change.name: weight})
    return replace(scheme, weights={**scheme.weights, change.name: weight})


def gap(pool, scheme, i, j):
    composite = scale_scores(pool.points[[i, j]], scheme).composite
    return composite[0] - composite[1]


def by_brute_force(pool, scheme, i, j, steps):
    """The smallest change of share on a grid that swaps two candidates; inf = none."""
    start, best = gap(pool, scheme, i, j), math.inf
    trials = [("family", "interpersonal", 1.0)]
    for members in FAMILIES.values():
        trials += [("competency", c, sum(scheme.weights[member] for member in members)) for c in members]
    trials += [
        ("method", m, sum(scheme.methods[one] for one in scheme.methods_used)) for m in scheme.methods_used
    ]
    for kind, name, total in trials:
        if kind == "family":
            now, grid = scheme.family_weights[name], np.linspace(0.7, 1, steps)
        else:
            own = (scheme.weights if kind == "competency" else scheme.methods)[name]
            now, grid = own / total, np.linspace(0.001, 0.999, steps)
        for share in grid:
            weight = share if kind == "family" else share / (1 - share) * (total - own)
            change = type("Change", (), {"kind": kind, "name": name})
            if gap(pool, at_weight(scheme, change, weight), i, j) * start < 0:
                best = min(best, abs(share - now))
    return best


def test_the_family_weight_by_hand():
    """One competency per family, one method: .8 x .5 + .2 x .7 = .54 and .8 x .6 + .2 x .2 = .52; level where
    g x .5 + (1 - g) x .7 = g x .6 + (1 - g) x .2, so g = .5 / .6.
    """
    scheme = Scheme((SchemeItem("A", "mcq", {}, {"EMP": 1}), SchemeItem("B", "mcq", {}, {"PLT": 1})))
    change = smallest_change(Pool(np.array([[0.5, 0.7], [0.6, 0.2]])), scheme, 0, 1)
    assert (change.kind, change.name, change.weight) == ("family", "interpersonal", 0.8)
    assert change.level_at == pytest.approx(0.5 / 0.6, abs=1e-12)
    assert change.size == pytest.approx(0.5 / 0.6 - 0.8, abs=1e-12)


def test_a_competency_weight_by_hand():
    """EMP 14 and TON 11 alone: (14 x .6 + 11 x .4) against (14 x .5 + 11 x .5): level at EMP = 11."""
    scheme = Scheme(
        (SchemeItem("A", "mcq", {}, {"EMP": 1}), SchemeItem("B", "mcq", {}, {"TON": 1})),
        weights={**dict.fromkeys(COMPETENCIES, 0), "EMP": 14, "TON": 11},
        family_weights={"interpersonal": 1.0, "technical": 0.0},
    )
    change = smallest_change(Pool(np.array([[0.6, 0.4], [0.5, 0.5]])), scheme, 0, 1)
    assert (change.kind, change.weight) == ("competency", {"EMP": 14, "TON": 11}[change.name])
    assert change.level_share == pytest.approx(0.5)
    assert change.size == pytest.approx(14 / 25 - 0.5)


def test_a_method_weight_by_hand():
    """.45 closed and .30 interview: (.45 x .6 + .30 x .4) against .5; level where they weigh the same."""
    scheme = Scheme(
        (SchemeItem("A", "mcq", {}, {"EMP": 1}), SchemeItem("Q", "interview", {}, {"EMP": 1})),
        family_weights={"interpersonal": 1.0, "technical": 0.0},
    )
    change = smallest_change(Pool(np.array([[0.6, 0.4], [0.5, 0.5]])), scheme, 1, 0)
    assert change.kind == "method"
    assert change.level_at == pytest.approx({"closed": 0.30, "interview": 0.45}[change.name])
    assert change.level_share == pytest.approx(0.5)


def test_who_is_better_everywhere_stays_ahead():
    points = np.vstack([np.full(len(ITEMS), 0.4), np.full(len(ITEMS), 0.6)])
    assert smallest_change(Pool(points), SCHEME, 0, 1) is None


def test_level_candidates_and_those_without_composite_have_no_swap():
    points = np.array([[0.5] * len(ITEMS), [0.5] * len(ITEMS), [np.nan] * len(ITEMS)])
    assert smallest_change(Pool(points), SCHEME, 0, 1) is None
    assert smallest_change(Pool(points), SCHEME, 0, 2) is None


def test_drawing_level_without_passing_is_no_swap():
    """(t - 2)^2 (t - 5) / (1 + t) touches 0 at 2 and changes sign at 5."""
    touching = Polynomial([-2.0, 1.0]) ** 2 * Polynomial([-5.0, 1.0])
    gap = _Gap(Polynomial([0.0]), {1.0: touching})
    assert _first_swap([t for t in gap.roots() if t > 0], math.inf, gap, gap(1.0)) == pytest.approx(5)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 100_000), st.sampled_from([0.0, 0.05, 0.15]))
def test_the_smallest_change_draws_level_and_swaps_a_trace_further(seed, missing):
    pool = a_pool(2, seed, missing)
    change = smallest_change(pool, SCHEME, 0, 1)
    if change is None:
        return
    assert gap(pool, at_weight(SCHEME, change, change.level_at), 0, 1) == pytest.approx(0, abs=1e-11)
    further = change.level_at + (change.level_at - change.weight) * 1e-4
    before = change.level_at - (change.level_at - change.weight) * 1e-4
    start = gap(pool, SCHEME, 0, 1)
    assert gap(pool, at_weight(SCHEME, change, before), 0, 1) * start > 0
    assert gap(pool, at_weight(SCHEME, change, further), 0, 1) * start < 0
    if change.kind == "family":
        assert 0.7 < change.level_at < 1
    else:
        assert change.level_at > 0
    mirrored = smallest_change(pool, SCHEME, 1, 0)
    assert (mirrored.name, mirrored.size) == (change.name, pytest.approx(change.size))


@pytest.mark.parametrize("seed", range(4))
def test_no_smaller_change_is_found_by_trying(seed):
    pool = a_pool(2, seed, 0.05 if seed % 2 else 0.0)
    change = smallest_change(pool, SCHEME, 0, 1)
    tried = by_brute_force(pool, SCHEME, 0, 1, 40)
    if change is None:
        assert tried == math.inf
    else:
        # The grid can only be a step too far.
        assert change.size <= tried + 1e-9
        assert tried <= change.size + 1 / 39 + 1e-9 or change.level_share > 0.98 or change.level_share < 0.02


def test_the_interpersonal_competencies_are_those_of_the_family():
    assert FAMILIES["interpersonal"] == INTERPERSONAL
