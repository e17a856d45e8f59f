"""Every page, opened by every role, on a campaign that is not theirs; and the team of one that is."""

from __future__ import annotations

from pathlib import Path

import pytest

import texts
from domain import ROLES
from tests.builders import MANAGER, filled_campaign
from tests.office import RECRUITER, new_draft
from tests.teams import enrol
from tests.views.opened import open_page, open_through_navigation, press, words
from tests.workflows.interviewed import account, interviewing_campaign, plan
from texts import t
from views.pages import STAFF_PAGES
from workflows.campaigns import lifecycle, team
from workflows.common.access import BY_MEMBERSHIP, EVERYWHERE, has_permission

pytestmark = pytest.mark.usefixtures("database")

both_languages = pytest.mark.parametrize("language", texts.LANGUAGES)


def ids(campaign_id, candidate_id, interview_id):
    """Return every id that a page's address carries."""
    return {"id": campaign_id, "campaign": campaign_id, "candidate": candidate_id, "interview": interview_id}


@pytest.mark.parametrize("page", STAFF_PAGES, ids=lambda one: one.path)
def test_a_page_is_for_its_roles_and_says_of_a_foreign_campaign_what_it_says_of_none(be, page):
    foreign = interviewing_campaign(1)
    interview_id = plan(foreign, account("Ana"))
    draft_id = new_draft(title="A secret draft")
    title = lifecycle.campaign_of(RECRUITER, foreign.id).title
    for role in ROLES:
        actor = be(account(f"Other{role}", role))
        name = Path(page.file).stem
        given = ids(foreign.id, foreign.candidate_ids[0], interview_id)
        if not has_permission(actor, page.permission):
            assert words(open_page(name, **given)) == t("staff.not_for_you"), role
            continue
        found = words(open_through_navigation(name, **given))
        if role in EVERYWHERE:
            continue
        assert found == words(open_through_navigation(name, **ids("nothing", "nothing", "nothing"))), role
        assert title not in found, role
        assert "A secret draft" not in words(open_through_navigation(name, id=draft_id)), role


@both_languages
def test_the_team_is_shown_with_who_added_whom_and_a_colleague_is_added_and_taken_off(be, language):
    actor, mo = be(RECRUITER, language), account("Mo", "manager")
    campaign_id = filled_campaign(1).id
    at = open_page("campaign", id=campaign_id, section="team")
    said = words(at)
    assert t("team.me", name=RECRUITER.name) in said
    assert t("team.held") in said
    assert MANAGER.name in said
    assert t("team.others") in said
    at.selectbox(key=f"team:{campaign_id}").set_value(mo.account_id).run()
    press(at, t("team.add"))
    here = [member.account_id for member in team.team(actor, campaign_id).members]
    assert mo.account_id in here
    at.button(key=f"remove_{mo.account_id}").click().run()
    assert not at.exception
    assert mo.account_id not in [member.account_id for member in team.team(actor, campaign_id).members]


@both_languages
@pytest.mark.parametrize("role", sorted(BY_MEMBERSHIP))
def test_who_is_on_no_team_is_told_whom_to_ask(be, language, role):
    be(account("New", role), language)
    filled_campaign(1)
    assert t("staff.campaigns.none_yours") in words(open_page("campaigns"))
    assert t("compare.none_yours") in words(open_page("compare"))


@both_languages
def test_an_owner_is_not_told_that_they_will_see_nothing(be, language):
    owner = be(account("Olga", "owner"), language)
    campaign_id = filled_campaign(1).id
    enrol(campaign_id, owner)
    said = words(open_page("campaign", id=campaign_id, section="team"))
    assert t("team.remove_owner", name="Olga") in said
