"""Who may do what: one table, asked by every workflow that a member of staff starts.

Candidates are not here: a candidate's link opens that candidate's own sitting and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from errors import AccessError

Role = Literal["owner", "recruiter", "interviewer", "marker", "manager", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)

Deed = Literal[
    "manage_accounts",
    "edit_campaign",
    "delete_campaign",
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
]

MAY: dict[Deed, frozenset[Role]] = {
    "manage_accounts": frozenset({"owner"}),
    "edit_campaign": frozenset({"owner", "recruiter"}),
    "delete_campaign": frozenset({"owner", "recruiter"}),
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
}


@dataclass(frozen=True)
class Actor:
    """The member of staff who is acting."""

    account_id: str
    name: str
    email: str
    role: Role
    language: str


def may(actor: Actor, deed: Deed) -> bool:
    """Tell whether this person's role allows this deed."""
    return actor.role in MAY[deed]


def require(actor: Actor, deed: Deed) -> None:
    """Stop here unless this person's role allows this deed.

    Raises
    ------
    AccessError
        With the deed; nothing was read or changed.
    """
    if not may(actor, deed):
        raise AccessError(f"The role {actor.role} may not do this ({deed}).", deed=deed, role=actor.role)
