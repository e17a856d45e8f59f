"""Write down who did what, in the transaction that does it."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from sqlalchemy import Connection

from data import audit
from workflows.access import Actor

Recorded = Literal[
    "add_account",
    "add_candidates",
    "agree_rating",
    "appoint_marker",
    "archive_campaign",
    "back_up",
    "cancel_interview",
    "change_interview",
    "change_role",
    "choose_password",
    "close_campaign",
    "copy_campaign",
    "correct_candidate",
    "create_campaign",
    "create_owner",
    "decide",
    "delete_campaign",
    "disable_account",
    "dismiss_marker",
    "download_links",
    "enable_account",
    "export_record",
    "export_results",
    "extend_deadline",
    "feedback_report",
    "finish_marker_training",
    "interview_kit",
    "manager_report",
    "plan_interview",
    "publish_campaign",
    "renew_link",
    "renew_staff_link",
    "reopen_campaign",
    "reopen_sitting",
    "restore",
    "reveal_name",
    "reveal_names",
    "revoke_link",
    "reweigh",
    "seat_interviewer",
    "see_suggestions",
    "sign_in",
    "sign_out",
    "start_try_out",
    "submit_marks",
    "submit_sheet",
    "unseat_interviewer",
    "write_note",
]
"""Every deed of staff and of the console that is written down; said in words under ``record.deeds``."""


CONSOLE = "console"
"""Who acts when somebody does something at the server's own shell."""


def note(
    connection: Connection,
    actor: Actor,
    deed: Recorded,
    subject: str,
    now: dt.datetime,
    *,
    campaign_id: str | None = None,
    **details: object,
) -> None:
    """Write one deed of a member of staff down: ids, codes and counts, never a name or an e-mail."""
    note_by(connection, actor.account_id, deed, subject, now, campaign_id=campaign_id, **details)


def note_by(
    connection: Connection,
    who: str,
    deed: Recorded,
    subject: str,
    now: dt.datetime,
    *,
    campaign_id: str | None = None,
    **details: object,
) -> None:
    """Write a deed down where nobody is signed in yet; ``who``: an account's id, or CONSOLE."""
    audit.add_event(
        connection,
        actor=who,
        deed=deed,
        subject=subject,
        campaign_id=campaign_id,
        at=now,
        details=details,
    )
