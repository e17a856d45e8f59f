"""Trying other weights moves what it says it moves, and leaves everything as it was."""

from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.form.digest import form_sha256
from data.audit.log import events
from data.common import engine
from data.schema import sitting
from data.tables import METADATA
from errors import AccessError, BadForm
from tests.builders import INTERVIEWER, MANAGER, example_form, filled_campaign
from workflows.comparison.other_weights import what_if, what_it_would_take
from workflows.comparison.standings import comparison

pytestmark = pytest.mark.usefixtures("database")

SCENES = ["S01", "S02", "S03", "S05", "S12", "S25", "S26", "S27", "S33", "S49"]


def two_scenes():
    """A form of one scene for EMP and one for PLT, with keys whose points are easy to tell.

    Points are (k - mean) / (max - mean): A 1, B .7, C -.7, D -1 for the first; A 1, B 0, C -1 for the second.
    """
    people, tools = example_form(item_ids=["S25", "S27"])["items"]
    keys = ({"A": 5, "B": 4.4, "C": 1.6, "D": 1}, {"A": 5, "B": 3, "C": 1})
    codes = ("EMP", "PLT")
    items = [
        item | {"key": key, "loadings": {code: 1.0}, "options": item["options"][: len(key)]}
        for item, key, code in zip((people, tools), keys, codes, strict=True)
    ]
    form = {name: value for name, value in example_form().items() if name != "sha256"} | {"items": items}
    return form | {"sha256": form_sha256(form)}


def answers(people, tools):
    return {"S25": people, "S27": tools}


def of_two_scenes(*given_answers):
    return filled_campaign(0, form=two_scenes(), answers=[answers(*answer) for answer in given_answers])


# What if


def test_two_people_swap_by_hand():
    """.8 x 1 + .2 x 0 = .80 before .8 x .7 + .2 x 1 = .76; at .7 and .3 it is .70 behind .79."""
    filled = of_two_scenes("AB", "BA")
    found = what_if(MANAGER, filled.id, interpersonal=0.7)
    assert [
        (person.pseudonym, person.rank_before, person.rank_after, person.gained) for person in found.people
    ] == [
        ("C-0001", 1, 2, -1),
        ("C-0002", 2, 1, 1),
    ]
    assert found.tau_b == -1
    assert (found.standing.families["interpersonal"], found.tried.families["interpersonal"]) == (0.8, 0.7)


def test_the_share_of_judgment_follows_its_weight():
    filled = filled_campaign(60, form=example_form(item_ids=SCENES))
    found = what_if(MANAGER, filled.id, interpersonal=1)
    assert 0 < found.share_before < 1
    assert found.share_before == comparison(MANAGER, filled.id).share.effective
    assert found.share_after == 1


def test_nothing_tried_changes_nothing_and_nothing_is_written():
    filled = filled_campaign(12, form=example_form(item_ids=SCENES))
    before = comparison(MANAGER, filled.id)
    found = what_if(MANAGER, filled.id)
    assert found.tried == found.standing == before.weights
    assert (found.tau_b, found.n_tier_changes) == (pytest.approx(1), 0)
    assert {person.gained for person in found.people} == {0}
    what_if(MANAGER, filled.id, interpersonal=0.7, weights={"EMP": 0})
    assert comparison(MANAGER, filled.id) == before
    with engine.reading() as connection:
        assert events(connection, campaign_id=filled.id) == ()


def test_tiers_that_stand_are_those_of_the_ranking():
    filled = filled_campaign(40, form=example_form(item_ids=SCENES))
    tiers = {one.candidate_id: one.place.tier for one in comparison(MANAGER, filled.id).ranked}
    found = what_if(MANAGER, filled.id, interpersonal=0.7, weights={"EMP": 40})
    assert {person.candidate_id: person.tier_before for person in found.people} == tiers
    assert found.n_tier_changes == sum(person.tier_before != person.tier_after for person in found.people) > 0


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_people_have_no_stability(n):
    found = what_if(MANAGER, filled_campaign(n, form=two_scenes()).id)
    assert (found.people, found.tau_b, found.share_before) == ((), None, None)


def test_someone_without_a_score_is_not_in_the_order():
    filled = of_two_scenes("AB", "BA", (None, None))
    assert [person.pseudonym for person in what_if(MANAGER, filled.id).people] == ["C-0001", "C-0002"]


def test_whoever_is_reopened_is_no_longer_weighed():
    filled = of_two_scenes("AB", "BA", "BB")
    assert len(what_if(MANAGER, filled.id).people) == 3
    with engine.writing() as connection:
        reopened = sitting.c.candidate_id == filled.candidate_ids[0]
        connection.execute(sitting.update().where(reopened).values(finished_at=None))
    assert [person.pseudonym for person in what_if(MANAGER, filled.id).people] == ["C-0002", "C-0003"]


@pytest.mark.parametrize("share", [0.69, 1.2])
def test_weights_out_of_range_are_refused(share):
    with pytest.raises(BadForm):
        what_if(MANAGER, of_two_scenes("AB").id, interpersonal=share)


def test_an_interviewer_may_not_try_weights():
    filled = of_two_scenes("AB", "BA")
    with pytest.raises(AccessError):
        what_if(INTERVIEWER, filled.id)
    with pytest.raises(AccessError):
        what_it_would_take(INTERVIEWER, filled.id, *filled.candidate_ids)


# What it would take


def test_a_swap_by_hand():
    """Level where g = .7 g + 1 - g: g = 1 / 1.3."""
    filled = of_two_scenes("AB", "BA")
    one, other = filled.candidate_ids
    for pair in ((one, other), (other, one)):
        found = what_it_would_take(MANAGER, filled.id, *pair)
        assert (found.answer, found.ahead_id) == ("swap", one)
        assert (found.swap.kind, found.swap.name, found.swap.weight_from) == ("family", "interpersonal", 0.8)
        assert found.swap.weight_to == pytest.approx(1 / 1.3)


def test_who_is_ahead_in_everything_stays_ahead():
    filled = of_two_scenes("BB", "AA")
    found = what_it_would_take(MANAGER, filled.id, *filled.candidate_ids)
    assert (found.answer, found.ahead_id, found.swap) == ("none", filled.candidate_ids[1], None)


def test_equal_people_have_nothing_to_swap():
    filled = of_two_scenes("AB", "AB")
    assert what_it_would_take(MANAGER, filled.id, *filled.candidate_ids).answer == "level"


@pytest.mark.parametrize("other", [(None, None), None], ids=["no score", "nobody"])
def test_who_has_no_place_cannot_be_swapped(other):
    filled = of_two_scenes("AB", other or "BA")
    second = filled.candidate_ids[1] if other else "nobody"
    assert what_it_would_take(MANAGER, filled.id, filled.candidate_ids[0], second).answer == "no_place"


def tried_with(swap, weight):
    """Return what_if's arguments for one weight."""
    if swap.kind == "family":
        return {"interpersonal": weight}
    return {"methods" if swap.kind == "method" else "weights": {swap.name: weight}}


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 999))
def test_the_change_found_swaps_and_a_smaller_one_does_not(seed):
    METADATA.create_all(engine.bind("sqlite://"))
    filled = filled_campaign(5, seed, form=example_form(item_ids=SCENES))
    for one, other in combinations(filled.candidate_ids, 2):
        found = what_it_would_take(MANAGER, filled.id, one, other)
        if found.swap is None:
            continue
        way = found.swap.weight_to - found.swap.weight_from
        for part, swaps in ((0.999, False), (1.001, True)):
            tried = what_if(MANAGER, filled.id, **tried_with(found.swap, found.swap.weight_from + part * way))
            rank = {person.candidate_id: person.rank_after for person in tried.people}
            behind = other if found.ahead_id == one else one
            assert (rank[behind] < rank[found.ahead_id]) is swaps
