"""Rates of groups: against scores and decisions, only when over, and never so that anybody can be found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.campaigns.campaigns import campaign_by_id, change_campaign
from data.common.engine import reading, writing
from scoring.scores.impact_ratio import Outcome
from tests.builders import AUDITOR, MANAGER, filled_campaign
from tests.office import SETTINGS
from tests.workflows.candidates import change_settings, close, linked
from workflows.comparison.decisions import decide
from workflows.comparison.standings import comparison
from workflows.privacy import self_identification
from workflows.privacy.documents import document, overview
from workflows.privacy.group_rates import group_rates, is_safe
from workflows.privacy.self_identification import SMALLEST

REASON = "Stayed calm with the angry customer, step after step."


def rates(campaign_id):
    with reading() as c:
        found = campaign_by_id(c, campaign_id)
    assert found is not None
    return group_rates(found)


def asked(n: int, sexes, **more):
    """Return a campaign that is over, in which some people said their sex."""
    campaign = filled_campaign(n, **more)
    change_settings(campaign.id, self_identification=True)
    for at, (who, sex) in enumerate(zip(campaign.candidate_ids, sexes, strict=False)):
        if sex is not None:
            self_identification.identify(linked(who, f"the-token-of-number-{at:02d}"), sex, None)
    return campaign


def test_a_score_above_the_median_is_counted_by_sex(database):
    campaign = filled_campaign(24)
    ranked = comparison(MANAGER, campaign.id).ranked
    order = sorted(ranked, key=lambda one: one.composite.score or 0, reverse=True)
    # Five women and seven men above the median, the other way round below it.
    sex = {one.candidate_id: "woman" if at < 5 or at >= 17 else "man" for at, one in enumerate(order)}
    change_settings(campaign.id, self_identification=True)
    for at, (who, said) in enumerate(sex.items()):
        self_identification.identify(linked(who, f"the-token-of-number-{at:02d}"), said, None)
    close(campaign.id)
    found = rates(campaign.id)
    assert (found.state, found.n_assessed) == ("told", 24)
    assert found.scoring is not None
    woman, man = found.scoring.groups
    assert (woman.n, woman.passed, man.n, man.passed) == (12, 5, 12, 7)
    assert woman.ratio == pytest.approx(5 / 7)
    assert found.selection is None, "nobody was chosen: cells are empty"


def test_who_was_shortlisted_or_offered_counts_as_moved_forward(database):
    campaign = asked(24, ["woman", "man"] * 12)
    for who in campaign.candidate_ids[:12]:
        decide(MANAGER, campaign.id, who, "shortlist", REASON)
    decide(MANAGER, campaign.id, campaign.candidate_ids[0], "reject", REASON)
    close(campaign.id)
    found = rates(campaign.id).selection
    assert found is not None
    assert [(group.group, group.n, group.passed) for group in found.groups] == [
        ("woman", 12, 6),
        ("man", 12, 6),
    ]


def test_the_document_holds_them_and_looking_at_what_is_offered_does_not(database):
    campaign = asked(24, ["woman", "man"] * 12)
    change_settings(campaign.id, **SETTINGS, recruiter_name="Mara Oster", recruiter_contact="rh@example.com")
    with writing() as c:
        change_campaign(c, campaign.id, charter={"jurisdiction": "US"})
    for who in campaign.candidate_ids[:12]:
        decide(MANAGER, campaign.id, who, "shortlist", REASON)
    close(campaign.id)
    found = document(AUDITOR, campaign.id, "bias_summary", "en")
    assert found.rates is not None
    assert found.rates.selection is not None
    assert [one.kind for one in overview(AUDITOR, campaign.id, "en") if one.rates] == []


def test_nothing_is_told_while_people_answer(database):
    campaign = asked(24, ["woman", "man"] * 12)
    assert rates(campaign.id).state == "too_early"


def test_nothing_is_told_where_nobody_is_asked(database):
    campaign = filled_campaign(3)
    close(campaign.id)
    assert rates(campaign.id).state == "not_asked"


FEW = (["woman", "man"] * 4, ["woman"] * 24, [None] * 24, ["woman"] * 20 + ["man"] * 4)


@pytest.mark.parametrize("sexes", FEW)
def test_few_people_are_not_told(database, sexes):
    campaign = asked(len(sexes), sexes)
    close(campaign.id)
    found = rates(campaign.id)
    assert (found.state, found.scoring, found.selection) == ("too_few", None, None)


def test_two_whose_category_is_unknown_hide_everybody(database):
    campaign = asked(26, [*["woman", "man"] * 12, None, "other"])
    close(campaign.id)
    assert rates(campaign.id).state == "too_few"


outcomes = st.builds(lambda a, b: Outcome(a + b, a), st.integers(0, 12), st.integers(0, 12))


@given(
    st.lists(outcomes, min_size=2, max_size=2), st.integers(0, 12), st.lists(st.integers(0, 9), max_size=2)
)
def test_no_cell_that_is_told_is_small_or_empty(groups, n_unknown, left):
    if is_safe(groups, n_unknown, left):
        assert all(group.passed >= SMALLEST and group.n - group.passed >= SMALLEST for group in groups)
        assert n_unknown == 0 or n_unknown >= SMALLEST
        assert all(n == 0 or n >= SMALLEST for n in left)
