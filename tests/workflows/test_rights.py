"""Every deed of a recruiter asks the one table who may do it; whoever may not changes nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from errors import AccessError
from tests.office import EVERYBODY, RECRUITER, ready_draft, running_campaign
from workflows.campaigns import drafts, lifecycle
from workflows.candidates import fresh_links, import_list, invitations, monitor
from workflows.common.access import PERMISSIONS
from workflows.marking import desk, marker_agreement, markers, second_reader

pytestmark = pytest.mark.usefixtures("database")

CSV = b"name,email\nBea,bea@example.com\n"
LATER = dt.datetime(2027, 6, 1, tzinfo=dt.UTC)

ON_DRAFTS = {
    "list": ("see_campaigns", lambda actor, campaign_id: lifecycle.campaign_list(actor)),
    "open": ("see_campaigns", lambda actor, campaign_id: lifecycle.campaign_of(actor, campaign_id)),
    "create": ("edit_campaign", lambda actor, campaign_id: lifecycle.create_campaign(actor, "New")),
    "copy": ("edit_campaign", lambda actor, campaign_id: lifecycle.copy(actor, campaign_id, "New")),
    "publish": ("edit_campaign", lambda actor, campaign_id: lifecycle.publish(actor, campaign_id)),
    "edit": ("edit_campaign", lambda actor, one: drafts.draft(actor, one)),
    "rename": ("edit_campaign", lambda actor, one: drafts.rename(actor, one, "Other")),
    "settings": ("edit_campaign", lambda actor, one: drafts.save_settings(actor, one, {"places": 3})),
    "charter": ("edit_campaign", lambda actor, one: drafts.save_charter(actor, one, {})),
    "items": ("edit_campaign", lambda actor, one: drafts.choose_items(actor, one, "long")),
    "delete": ("delete_campaign", lambda actor, campaign_id: lifecycle.delete(actor, campaign_id, "Spring")),
}
ON_CANDIDATES = {
    "add": (
        "invite",
        lambda actor, one, who: invitations.add_candidate(actor, one, name="B", email=None, language="fr"),
    ),
    "renew": ("invite", lambda actor, one, who: invitations.renew_link(actor, who)),
    "revoke": ("invite", lambda actor, one, who: invitations.revoke_link(actor, who)),
    "correct": (
        "invite",
        lambda actor, one, who: invitations.correct(actor, who, name="B", email=None, language="fr"),
    ),
    "resits": ("invite", lambda actor, campaign_id, who: monitor.resits(actor, campaign_id)),
    "keep links": ("invite", lambda actor, one, who: fresh_links.keep_links(actor, one, [])),
    "preview file": ("invite", lambda actor, preview, who: import_list.preview(actor, preview, "a.csv", CSV)),
    "import file": (
        "invite",
        lambda actor, campaign_id, who: import_list.import_people(actor, campaign_id, "a.csv", CSV),
    ),
    "try out": ("try_out", lambda actor, one, who: invitations.start_try_out(actor, one, "fr")),
    "follow": ("monitor", lambda actor, one, who: monitor.board(actor, one)),
    "extend": ("monitor", lambda actor, one, who: monitor.extend(actor, who, LATER)),
    "close": ("edit_campaign", lambda actor, campaign_id, who: lifecycle.close(actor, campaign_id)),
    "markers": ("appoint_markers", lambda actor, one, who: markers.appointed(actor, one)),
    "eligible": ("appoint_markers", lambda actor, one, who: markers.eligible(actor, one)),
    "severities": (
        "appoint_markers",
        lambda actor, campaign_id, who: marker_agreement.severities(actor, campaign_id),
    ),
    "second reader": ("appoint_markers", lambda actor, one, who: second_reader.readings(actor, one)),
    "second look": ("appoint_markers", lambda actor, one, who: second_reader.second_look(actor, one)),
    "progress of marking": (
        "see_agreement",
        lambda actor, campaign_id, who: markers.progress(actor, campaign_id),
    ),
    "agreement": (
        "see_agreement",
        lambda actor, campaign_id, who: marker_agreement.agreement(actor, campaign_id),
    ),
    "prompts to mark": ("mark", lambda actor, campaign_id, who: desk.prompts(actor)),
}


def attempt(actor, needed, deed, *subjects):
    if actor.role in PERMISSIONS[needed]:
        deed(actor, *subjects)
    else:
        with pytest.raises(AccessError):
            deed(actor, *subjects)


@pytest.mark.parametrize("name", ON_DRAFTS)
def test_deeds_on_a_draft(name):
    campaign_id = ready_draft()
    needed, deed = ON_DRAFTS[name]
    # Those who may come last: their deed may change what the others would meet.
    for actor in sorted(EVERYBODY, key=lambda member: member.role in PERMISSIONS[needed]):
        if actor.role not in PERMISSIONS[needed] or actor.role == "recruiter":
            attempt(actor, needed, deed, campaign_id)


@pytest.mark.parametrize("name", ON_CANDIDATES)
def test_deeds_on_candidates(name):
    campaign_id = running_campaign()
    link = invitations.add_candidate(
        RECRUITER, campaign_id, name="Ana", email="ana@example.com", language="fr"
    )
    needed, deed = ON_CANDIDATES[name]
    for actor in sorted(EVERYBODY, key=lambda member: member.role in PERMISSIONS[needed]):
        if actor.role not in PERMISSIONS[needed] or actor.role == "recruiter":
            attempt(actor, needed, deed, campaign_id, link.candidate_id)


@pytest.mark.parametrize("role", ["owner", "recruiter"])
def test_recruiters_and_owners_may_do_all_that_a_campaign_needs(role):
    needed = {deed for deed, _ in (*ON_DRAFTS.values(), *ON_CANDIDATES.values())}
    assert all(role in PERMISSIONS[deed] for deed in needed)
