"""A form in which technical knowledge would decide most is refused, with what would help."""

import pytest

from assessments.form.digest import form_sha256
from domain import INTERPERSONAL_FLOOR
from errors import BadForm, NotReady
from tests.builders import MANAGER, example_form, filled_campaign
from tests.office import NOW, RECRUITER, ready_draft
from workflows.campaigns import drafts, lifecycle
from workflows.campaigns.campaign_settings import parse_settings, settings_problems
from workflows.campaigns.expected_share import form_share, known_form_share
from workflows.comparison.other_weights import what_if

pytestmark = pytest.mark.usefixtures("database")

WEAK = ["O1", "O2", "S27"]
"""Two written replies, in which people differ little, and a scene about tools."""


@pytest.fixture(autouse=True)
def clock(clock):
    clock.move_to(NOW)


def weak_draft(interpersonal):
    campaign_id = ready_draft()
    drafts.choose_items(RECRUITER, campaign_id, "hand", WEAK)
    weights = {"interpersonal": interpersonal, "technical": round(1 - interpersonal, 2)}
    drafts.save_settings(RECRUITER, campaign_id, {"family_weights": weights})
    return campaign_id


def problems_of(campaign_id):
    with pytest.raises(NotReady) as refused:
        lifecycle.publish(RECRUITER, campaign_id)
    return {problem.code: problem for problem in refused.value.details["problems"]}


def test_a_form_that_falls_short_is_refused_with_the_weight_that_would_do():
    found = problems_of(weak_draft(0.7))["expected_share"]
    shares = dict(found.shares)
    assert (found.step, found.field) == ("settings", "family_weights")
    assert shares["share"] < 0.5
    assert shares["nominal"] == 0.7
    lifecycle.publish(RECRUITER, weak_draft(shares["least"]))


def test_below_the_floor_that_is_the_reason():
    found = problems_of(weak_draft(0.65))
    assert set(found) == {"interpersonal_floor"}
    assert dict(found["interpersonal_floor"].shares) == {"floor": INTERPERSONAL_FLOOR}


def test_at_the_floor_a_ready_made_form_is_published():
    campaign_id = ready_draft()
    weights = {"interpersonal": INTERPERSONAL_FLOOR, "technical": round(1 - INTERPERSONAL_FLOOR, 2)}
    drafts.save_settings(RECRUITER, campaign_id, {"family_weights": weights})
    lifecycle.publish(RECRUITER, campaign_id)


def test_nothing_is_simulated_where_nobody_asked():
    campaign = drafts.draft(RECRUITER, weak_draft(0.75))
    form = drafts.preview(campaign).form
    drafts.publication_problems(campaign, NOW, simulates=False)
    assert known_form_share(form) is None
    found = form_share(form)
    assert known_form_share(form) is found


def test_the_interview_counts_beside_the_form():
    campaign = drafts.draft(RECRUITER, ready_draft())
    found = form_share(drafts.preview(campaign).form)
    assert found.with_interview is not None
    assert "interview" in found.with_interview.methods
    assert "interview" not in found.written.methods
    assert found.whole is found.with_interview
    assert not found.falls_short
    assert found.least is None


def test_a_form_without_scenes_has_no_share():
    assert form_share(example_form(item_ids=[])) is None
    assert form_share(example_form(item_ids=["S01", "S07"])) is None


def test_settings_of_a_campaign_from_before_can_still_be_read():
    kept = drafts.draft(RECRUITER, weak_draft(0.6)).settings
    assert parse_settings(kept).family_weights.interpersonal == 0.6
    assert [settings_problem.code for settings_problem in settings_problems(kept, NOW)] == [
        "interpersonal_floor"
    ]


def test_weights_from_before_stand_and_may_be_kept():
    low = {"interpersonal": 0.6, "technical": 0.4}
    form = {name: value for name, value in example_form().items() if name != "sha256"} | {"families": low}
    filled = filled_campaign(3, form=form | {"sha256": form_sha256(form)})
    assert what_if(MANAGER, filled.id, interpersonal=0.6).standing.families["interpersonal"] == 0.6
    with pytest.raises(BadForm, match=r"0\.6"):
        what_if(MANAGER, filled.id, interpersonal=0.59)
    with pytest.raises(BadForm, match=r"0\.7"):
        what_if(MANAGER, filled_campaign(3).id, interpersonal=0.69)
