"""Weights changed after publication: shown first, then counted on purpose; the form keeps the first ones."""

import pytest

from data.audit.log import events
from data.campaigns.forms import weightings_of
from data.common.engine import reading
from errors import AccessError, BadForm, CampaignError, DecisionError
from tests.builders import MANAGER, filled_campaign
from tests.office import RECRUITER
from tests.workflows.test_interview_scores import campaign_of
from workflows.comparison import other_weights, standings
from workflows.comparison.pool import Weights, weights_of
from workflows.comparison.results import pool_now
from workflows.files import exports

pytestmark = pytest.mark.usefixtures("database")

REASON = "The works council asked us to weigh empathy more."


def now_of(filled):
    with reading() as connection:
        return pool_now(connection, filled.id).scored


def others(filled, **changed) -> Weights:
    """Return the weights that count with some competencies, or the families, changed."""
    now = weights_of(now_of(filled).scheme)
    return now._replace(competencies={**now.competencies, **changed})


def apply(filled, weights, reason=REASON, number=0, actor=RECRUITER):
    return other_weights.apply(actor, filled.id, weights, reason, number=number)


def test_a_dry_run_tells_who_would_move_and_changes_nothing():
    filled = filled_campaign(40)
    before = standings.comparison(MANAGER, filled.id)
    dry_run = other_weights.dry_run(RECRUITER, filled.id, others(filled, EMP=60, JUD=0))
    assert dry_run.n_compared == 40
    assert 0 < len(dry_run.moved) <= 40
    assert 0 < dry_run.tau_b < 1
    assert (dry_run.number, dry_run.before.competencies["EMP"], dry_run.after.competencies["EMP"]) == (
        0,
        14,
        60,
    )
    assert standings.comparison(MANAGER, filled.id) == before
    with reading() as connection:
        assert weightings_of(connection, filled.id) == ()
        assert [*events(connection, campaign_id=filled.id)] == []


def test_what_counts_then_is_what_the_dry_run_showed():
    filled = filled_campaign(40)
    weights = others(filled, EMP=60, JUD=0)
    dry_run = other_weights.dry_run(RECRUITER, filled.id, weights)
    assert apply(filled, weights) == 1
    comparison = standings.comparison(MANAGER, filled.id)
    assert (comparison.weighting, comparison.weights) == (1, weights)
    tiers = {result.candidate_id: result.place.tier for result in comparison.ranked}
    assert {move.candidate_id: tiers[move.candidate_id] for move in dry_run.moved} == {
        move.candidate_id: move.tier_after for move in dry_run.moved
    }
    again = other_weights.dry_run(RECRUITER, filled.id, weights)
    assert (again.moved, again.number, again.tau_b) == ((), 1, pytest.approx(1))


def test_the_last_weights_count_and_the_first_stay_in_the_form():
    filled = filled_campaign(5)
    first = standings.comparison(MANAGER, filled.id)
    own = others(filled)
    apply(filled, others(filled, EMP=60))
    assert apply(filled, own, number=1) == 2
    comparison = standings.comparison(MANAGER, filled.id)
    assert (comparison.weighting, comparison.form_sha256) == (2, first.form_sha256)
    assert [result.composite for result in comparison.ranked] == [result.composite for result in first.ranked]
    assert filled.form["weights"]["EMP"] == 14


def test_a_change_is_noted_with_its_number_and_kept_with_its_reason():
    filled = filled_campaign(2)
    apply(filled, others(filled, EMP=20))
    with reading() as connection:
        (event,) = events(connection, campaign_id=filled.id)
        (kept,) = weightings_of(connection, filled.id)
    assert (event.deed, event.actor, event.details) == ("reweigh", "recruiter-1", {"number": 1})
    assert (kept.number, kept.reason, kept.account_id) == (1, REASON, "recruiter-1")


def test_interpersonal_judgment_keeps_its_floor():
    filled = filled_campaign(2)
    low = others(filled)._replace(families={"interpersonal": 0.69, "technical": 0.31})
    for deed in (lambda: other_weights.dry_run(RECRUITER, filled.id, low), lambda: apply(filled, low)):
        with pytest.raises(BadForm, match=r"0\.7"):
            deed()
    at_it = others(filled)._replace(families={"interpersonal": 0.7, "technical": 0.3})
    assert apply(filled, at_it) == 1
    assert standings.comparison(MANAGER, filled.id).family_weights == {"interpersonal": 0.7, "technical": 0.3}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"families": {"interpersonal": 0.8, "technical": 0.3}}, id="more than one"),
        pytest.param({"families": {"interpersonal": 1.0}}, id="a family missing"),
        pytest.param({"competencies": {"EMP": 10}}, id="competencies missing"),
        pytest.param(
            {"methods": {"closed": 1.0, "work_sample": 1.0, "interview": 0.0}}, id="a method in use"
        ),
        pytest.param({"methods": {"closed": -1.0, "work_sample": 1.0, "interview": 1.0}}, id="below zero"),
    ],
)
def test_weights_that_cannot_count_are_refused(change):
    filled = campaign_of(2)
    with pytest.raises(BadForm):
        apply(filled, others(filled)._replace(**change))
    assert standings.comparison(MANAGER, filled.id).weighting == 0


def test_who_looked_at_older_weights_looks_again():
    filled = filled_campaign(2)
    apply(filled, others(filled, EMP=20))
    with pytest.raises(CampaignError) as caught:
        apply(filled, others(filled, EMP=30))
    assert caught.value.details["why"] == "reweighed"
    assert standings.comparison(MANAGER, filled.id).weights.competencies["EMP"] == 20


def test_a_reason_and_the_right_are_needed():
    filled = filled_campaign(2)
    with pytest.raises(DecisionError):
        apply(filled, others(filled, EMP=20), reason="because")
    with pytest.raises(AccessError):
        apply(filled, others(filled, EMP=20), actor=MANAGER)
    with pytest.raises(AccessError):
        other_weights.dry_run(MANAGER, filled.id, others(filled, EMP=20))


def test_a_campaign_without_anybody_can_be_reweighed():
    filled = filled_campaign(0)
    dry_run = other_weights.dry_run(RECRUITER, filled.id, others(filled, EMP=20))
    assert (dry_run.moved, dry_run.n_compared, dry_run.tau_b) == ((), 0, None)
    assert apply(filled, others(filled, EMP=20)) == 1


def test_files_say_which_weights_counted():
    filled = filled_campaign(3)
    apply(filled, others(filled, EMP=20))
    sheet = exports.codebook_facts(standings.comparison(MANAGER, filled.id))
    assert (sheet["weighting"], sheet["weight EMP"], sheet["weight interpersonal"]) == (1, 20, 0.8)
