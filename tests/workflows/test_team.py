"""Who works on a campaign is added and taken off by its recruiters and owners, and each time is noted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection

from data.accounts.accounts import set_disabled
from data.audit.log import events
from data.campaigns import campaigns
from data.campaigns.forms import weightings_of
from data.common.engine import reading, writing
from data.comparison.decisions import decisions_of
from errors import TeamError, UnknownCampaign
from tests.builders import MANAGER, NOW, filled_campaign
from tests.office import RECRUITER, new_draft, ready_draft
from tests.workflows.decided import REASON
from tests.workflows.interviewed import account
from workflows.campaigns import lifecycle, team
from workflows.common.access import can_access_campaign
from workflows.comparison import decisions, other_weights
from workflows.comparison.pool import weights_of
from workflows.comparison.results import pool_now

pytestmark = pytest.mark.usefixtures("any_database")


@pytest.fixture
def campaign_id():
    return new_draft()


def test_who_makes_or_copies_a_campaign_is_on_its_team_and_the_source_s_team_is_not(campaign_id):
    mo = account("Mo", "manager")
    team.add_member(RECRUITER, campaign_id, mo.account_id)
    copied = lifecycle.copy(RECRUITER, campaign_id, "Autumn")
    (me,) = team.team(RECRUITER, copied).members
    assert (me.account_id, me.added_by, me.is_held) == (RECRUITER.account_id, None, True)


def test_a_member_sees_the_campaign_until_they_are_taken_off(campaign_id):
    mo = account("Mo", "manager")
    team.add_member(RECRUITER, campaign_id, mo.account_id)
    team.add_member(RECRUITER, campaign_id, mo.account_id)
    added = team.team(RECRUITER, campaign_id).members[0]
    assert (added.name, added.role, added.added_by) == ("Mo", "manager", RECRUITER.name)
    assert lifecycle.campaign_of(mo, campaign_id).id == campaign_id
    team.remove_member(RECRUITER, campaign_id, mo.account_id)
    team.remove_member(RECRUITER, campaign_id, mo.account_id)
    assert lifecycle.campaign_list(mo) == ()
    with pytest.raises(UnknownCampaign):
        lifecycle.campaign_of(mo, campaign_id)
    with reading() as c:
        noted = [(event.deed, event.subject) for event in events(c, campaign_id=campaign_id)][1:]
    assert noted == [("add_member", mo.account_id), ("remove_member", mo.account_id)]


def test_recruiters_and_managers_with_an_open_account_can_be_added_nobody_else(campaign_id):
    rae, closed = account("Rae", "recruiter"), account("Cy", "manager")
    with writing() as c:
        set_disabled(c, closed.account_id, NOW)
    wrong = [account(role.title(), role).account_id for role in ("owner", "interviewer", "marker", "auditor")]
    assert [colleague.account_id for colleague in team.team(RECRUITER, campaign_id).colleagues] == [
        rae.account_id
    ]
    for account_id in (*wrong, closed.account_id, "nobody"):
        with pytest.raises(TeamError) as refused:
            team.add_member(RECRUITER, campaign_id, account_id)
        assert refused.value.code == "not_for_teams"
    with reading() as c:
        assert len(campaigns.members_of(c, campaign_id)) == 1


def test_the_last_recruiter_is_taken_off_by_an_owner_only(campaign_id):
    rae, owner = account("Rae", "recruiter"), account("Olga", "owner")
    team.add_member(RECRUITER, campaign_id, rae.account_id)
    with writing() as c:
        set_disabled(c, RECRUITER.account_id, NOW)
    with pytest.raises(TeamError) as refused:
        team.remove_member(rae, campaign_id, rae.account_id)
    assert refused.value.code == "last_recruiter"
    assert [member.is_held for member in team.team(rae, campaign_id).members] == [True, False]
    assert not any(member.is_held for member in team.team(owner, campaign_id).members)
    team.remove_member(owner, campaign_id, rae.account_id)
    assert lifecycle.campaign_list(rae) == ()


def test_with_two_recruiters_one_may_leave(campaign_id):
    rae = account("Rae", "recruiter")
    team.add_member(RECRUITER, campaign_id, rae.account_id)
    team.remove_member(RECRUITER, campaign_id, RECRUITER.account_id)
    with pytest.raises(UnknownCampaign):
        team.team(RECRUITER, campaign_id)


def test_another_role_ends_what_a_membership_gave(campaign_id):
    ivo = account("Ivo", "interviewer")
    with writing() as c:
        campaigns.add_member(c, campaign_id, ivo.account_id, added_by=RECRUITER.account_id, now=NOW)
        assert not can_access_campaign(c, ivo, campaign_id)


@pytest.fixture
def taken_off_late(monkeypatch):
    """Take somebody off the team between what a deed reads and what it writes."""

    def late(module, campaign_id, actor):
        @contextmanager
        def opened(_: object) -> Iterator[Connection]:
            with writing() as c:
                campaigns.remove_member(c, campaign_id, actor.account_id)
            with writing() as c:
                yield c

        monkeypatch.setattr(module, "writing", opened)

    return late


def test_who_is_taken_off_meanwhile_publishes_nothing(taken_off_late):
    draft_id = ready_draft()
    taken_off_late(lifecycle, draft_id, RECRUITER)
    with pytest.raises(UnknownCampaign):
        lifecycle.publish(RECRUITER, draft_id)
    assert lifecycle.campaign_of(account("Olga", "owner"), draft_id).state == "draft"


def test_who_is_taken_off_meanwhile_decides_nothing(taken_off_late):
    filled = filled_campaign(2)
    taken_off_late(decisions, filled.id, MANAGER)
    with pytest.raises(UnknownCampaign):
        decisions.decide(MANAGER, filled.id, filled.candidate_ids[0], "hold", REASON)
    with reading() as c:
        assert not decisions_of(c, filled.id)


def test_who_is_taken_off_meanwhile_changes_no_weight(taken_off_late):
    filled = filled_campaign(2)
    with reading() as c:
        weights = weights_of(pool_now(c, filled.id).scored.scheme)
    taken_off_late(other_weights, filled.id, RECRUITER)
    with pytest.raises(UnknownCampaign):
        other_weights.apply(RECRUITER, filled.id, weights, REASON, number=0)
    with reading() as c:
        assert weightings_of(c, filled.id) == ()
