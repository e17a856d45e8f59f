"""Roles, their permissions, and the campaigns they reach: checked by every workflow that staff start.

The role says what somebody may do (``PERMISSIONS``) and how they come to a campaign (``EVERYWHERE``,
``BY_MEMBERSHIP``, or by appointment alone). Candidates are not here: a candidate's link opens that
candidate's own sitting and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import Connection

from data.campaigns import campaigns
from domain import Role
from errors import AccessError, UnknownCampaign

Permission = Literal[
    "manage_accounts",
    "edit_campaign",
    "delete_campaign",
    "manage_team",
    "see_campaigns",
    "invite",
    "monitor",
    "see_accommodations",
    "try_out",
    "compare",
    "reveal_names",
    "write_note",
    "decide",
    "export_results",
    "give_feedback",
    "see_audit",
    "read_content",
    "mark",
    "appoint_markers",
    "see_agreement",
    "plan_interviews",
    "interview",
    "see_interviews",
    "agree_ratings",
    "reweigh",
    "send_mail",
    "answer_requests",
    "see_impact",
    "prepare_documents",
]

PERMISSIONS: dict[Permission, frozenset[Role]] = {
    "manage_accounts": frozenset({"owner"}),
    "edit_campaign": frozenset({"owner", "recruiter"}),
    "delete_campaign": frozenset({"owner", "recruiter"}),
    "manage_team": frozenset({"owner", "recruiter"}),
    "see_campaigns": frozenset({"owner", "recruiter", "manager", "auditor"}),
    "invite": frozenset({"owner", "recruiter"}),
    "monitor": frozenset({"owner", "recruiter"}),
    "see_accommodations": frozenset({"owner", "recruiter"}),
    "try_out": frozenset({"owner", "recruiter"}),
    "compare": frozenset({"owner", "recruiter", "manager", "auditor"}),
    "reveal_names": frozenset({"owner", "recruiter", "manager"}),
    "write_note": frozenset({"owner", "recruiter", "manager"}),
    "decide": frozenset({"owner", "recruiter", "manager"}),
    "export_results": frozenset({"owner", "recruiter", "manager", "auditor"}),
    "give_feedback": frozenset({"owner", "recruiter"}),
    "see_audit": frozenset({"owner", "auditor"}),
    "read_content": frozenset({"owner", "recruiter", "manager", "auditor", "interviewer", "marker"}),
    "mark": frozenset({"owner", "recruiter", "marker"}),
    "appoint_markers": frozenset({"owner", "recruiter"}),
    "see_agreement": frozenset({"owner", "recruiter", "manager", "auditor"}),
    "plan_interviews": frozenset({"owner", "recruiter"}),
    "interview": frozenset({"owner", "recruiter", "manager", "interviewer"}),
    "see_interviews": frozenset({"owner", "recruiter", "manager", "auditor"}),
    "agree_ratings": frozenset({"owner", "recruiter", "manager", "interviewer"}),
    "reweigh": frozenset({"owner", "recruiter"}),
    "send_mail": frozenset({"owner", "recruiter"}),
    "answer_requests": frozenset({"owner", "recruiter"}),
    # Counts of self-identification: not to recruiters and managers, who decide about the people counted.
    "see_impact": frozenset({"owner", "auditor"}),
    "prepare_documents": frozenset({"owner", "recruiter", "auditor"}),
}

EVERYWHERE: frozenset[Role] = frozenset({"owner", "auditor"})
"""These see every campaign of the installation."""
BY_MEMBERSHIP: frozenset[Role] = frozenset({"recruiter", "manager"})
"""These see the campaigns on whose team they are (``workflows/campaigns/team.py``).

Nobody else sees a campaign as such: markers and interviewers see the replies and interviews they were
appointed to, and so does anybody else who was appointed.
"""


@dataclass(frozen=True)
class Actor:
    """The member of staff who is acting, as they were when their page was drawn or their request came.

    Worth nothing by itself: each transaction asks the sign-in, the account and the role again
    (``workflows/common/transactions.py``).
    """

    account_id: str
    name: str
    email: str
    role: Role
    language: str
    sign_in_id: str
    """The sign-in by which they act; when it ends, they act no more."""


@dataclass(frozen=True)
class ScriptedActor(Actor):
    """Somebody a script acts for without a browser, and so without a sign-in: sample data, benchmarks, tests.

    Made by ``workflows/demo*.py`` alone: what comes from the web is an ``Actor`` of ``sign_in.actor_of``.
    """

    sign_in_id: str = field(default="", init=False)


def has_permission(actor: Actor, permission: Permission) -> bool:
    """Tell whether this person's role has this permission."""
    return actor.role in PERMISSIONS[permission]


def require_permission(actor: Actor, permission: Permission) -> None:
    """Raise AccessError unless this person's role has this permission.

    Raises
    ------
    AccessError
        With the permission as ``deed``; nothing was read or changed.
    """
    if not has_permission(actor, permission):
        raise AccessError(
            f"The role {actor.role} may not do this ({permission}).", deed=permission, role=actor.role
        )


def can_access_campaign(connection: Connection, actor: Actor, campaign_id: str) -> bool:
    """Tell whether this person's role and memberships, as they are now, lead to this campaign."""
    if actor.role in EVERYWHERE:
        return True
    return actor.role in BY_MEMBERSHIP and campaigns.is_member(connection, campaign_id, actor.account_id)


def campaign_filter(connection: Connection, actor: Actor) -> Callable[[str], bool]:
    """Return ``can_access_campaign`` as a function of a campaign's id, for lists."""
    if actor.role in EVERYWHERE:
        return lambda _: True
    campaign_ids = (
        campaigns.memberships(connection, actor.account_id) if actor.role in BY_MEMBERSHIP else frozenset()
    )
    return campaign_ids.__contains__


def require_campaign_permission(
    connection: Connection,
    actor: Actor,
    permission: Permission,
    campaign_id: str,
) -> None:
    """Raise an error unless this person's role has this permission and they reach this campaign.

    Parameters
    ----------
    connection : Connection
        Where the action itself reads or writes: a membership is never older than the action.

    Raises
    ------
    AccessError
        When the role does not allow it, whatever the campaign.
    UnknownCampaign
        When the campaign is another team's or does not exist: who asks is not told which.
    """
    require_permission(actor, permission)
    if not can_access_campaign(connection, actor, campaign_id):
        raise UnknownCampaign("There is no such campaign, or it was deleted.", id=campaign_id, why="unknown")
