"""The log of actions: who did what, written in the transaction that does it."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from sqlalchemy import Connection

from data.audit import log
from workflows.common.access import Actor

AuditAction = Literal[
    "add_account",
    "add_candidates",
    "add_member",
    "adopt_key",
    "agree_longer",
    "agree_rating",
    "answer_request",
    "appoint_marker",
    "archive_campaign",
    "ask_password_link",
    "ask_request",
    "back_up",
    "bind_provider",
    "cancel_interview",
    "change_interview",
    "change_role",
    "choose_password",
    "close_campaign",
    "copy_campaign",
    "correct_candidate",
    "count_groups",
    "create_campaign",
    "create_owner",
    "decide",
    "delete_campaign",
    "disable_account",
    "dismiss_marker",
    "download_links",
    "draft_mail",
    "drop_mail",
    "enable_account",
    "end_by_deadline",
    "end_other_sign_ins",
    "erase_candidate",
    "export_record",
    "export_results",
    "extend_deadline",
    "feedback_report",
    "finish_marker_training",
    "interview_kit",
    "manager_report",
    "open_link",
    "plan_interview",
    "prepare_document",
    "publish_campaign",
    "remove_member",
    "renew_link",
    "renew_staff_link",
    "reopen_campaign",
    "reopen_sitting",
    "reset_second_factor",
    "restore",
    "reveal_name",
    "reveal_names",
    "revoke_link",
    "reweigh",
    "rights_archive",
    "seat_interviewer",
    "seal_existing_rows",
    "see_suggestions",
    "send_mail",
    "send_mail_again",
    "sign_in",
    "sign_out",
    "sign_out_account",
    "split_snapshots",
    "start_try_out",
    "submit_marks",
    "submit_sheet",
    "take_back_agreement",
    "turn_off_second_factor",
    "turn_on_second_factor",
    "unbind_provider",
    "unseat_interviewer",
    "use_recovery_code",
    "write_note",
]
"""Every action of staff, candidates and the console that is written down; worded under ``record.deeds``."""


SEALED_BEFORE: AuditAction = "seal_existing_rows"
"""What a migration did with the rows of an earlier release."""

CONSOLE = "console"
"""Who acts when somebody does something at the server's own shell."""
SERVER = "server"
"""Who acts when a date has come that people were told before."""
CANDIDATE = "candidate"
"""Who acts when the person whom the line is about does something by their own link."""
VISITOR = "visitor"
"""Who acts when somebody asks for something without having shown who they are."""


def log_action(
    connection: Connection,
    actor: Actor,
    action: AuditAction,
    subject: str,
    now: dt.datetime,
    *,
    campaign_id: str | None = None,
    **details: object,
) -> int:
    """Write down one action of a member of staff: ids, codes and counts, never a name or an e-mail.

    Returns the number of its line in the record.
    """
    return log_action_by(
        connection, actor.account_id, action, subject, now, campaign_id=campaign_id, **details
    )


def log_action_by(
    connection: Connection,
    who: str,
    action: AuditAction,
    subject: str,
    now: dt.datetime,
    *,
    campaign_id: str | None = None,
    **details: object,
) -> int:
    """Write down an action, whoever does it; return the number of its line.

    ``who``: an account's id, CONSOLE, SERVER, CANDIDATE or VISITOR.
    """
    return log.add_event(
        connection,
        actor=who,
        deed=action,
        subject=subject,
        campaign_id=campaign_id,
        at=now,
        details=details,
    )
