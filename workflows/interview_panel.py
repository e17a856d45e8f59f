"""Who sits on an interview's panel: checked as a whole, then changed as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Connection

from data import seats
from data.accounts import Account, account_by_id
from errors import InterviewError
from workflows.access import MAY, Actor, Role
from workflows.interview_guide import FrozenGuide
from workflows.record import Recorded, note

MAX_PANEL = 6


@dataclass(frozen=True)
class SeatPlan:
    """Who is to sit on a panel, and which competencies they mind most."""

    account_id: str
    focus: tuple[str, ...] = ()


def may_interview(account: Account) -> bool:
    """Tell whether somebody could sit on a panel: an open account whose role interviews."""
    return account.disabled_at is None and cast("Role", account.role) in MAY["interview"]


def check_panel(panel: Sequence[SeatPlan], guide: FrozenGuide) -> None:
    """Refuse a panel that no interview can have.

    Raises
    ------
    InterviewError
        ``panel_size``, ``seated_twice``, ``unknown_focus``.
    """
    if not 1 <= len(panel) <= MAX_PANEL:
        raise InterviewError(f"A panel has 1 to {MAX_PANEL} interviewers.", "panel_size", n=len(panel))
    if len({one.account_id for one in panel}) < len(panel):
        raise InterviewError("The same person sits on the panel twice.", "seated_twice")
    asked = {competency for question in guide.questions for competency in question.loadings}
    if unknown := {code for one in panel for code in one.focus} - asked:
        raise InterviewError(
            "No question of the guide is about this competency.", "unknown_focus", focus=sorted(unknown)
        )


def set_panel(
    connection: Connection,
    actor: Actor,
    interview_id: str,
    campaign_id: str,
    panel: Sequence[SeatPlan],
    now: dt.datetime,
) -> None:
    """Make a checked panel the panel of an interview whose row is held.

    Raises
    ------
    InterviewError
        ``not_an_interviewer``: no such account, it is disabled, or its role interviews nobody; ``complete``:
        nobody can be added any more; ``sheet_is_in``: whose sheet is in stays.
    """
    before = {one.account_id: one for one in seats.panel_of(connection, interview_id)}
    wanted = {one.account_id for one in panel}
    added, gone = wanted - set(before), set(before) - wanted
    _check_added(connection, interview_id, added)
    if any(before[account_id].submitted_at for account_id in gone):
        raise InterviewError("Somebody whose sheet is in stays on the panel.", "sheet_is_in")
    for one in panel:
        seats.seat(connection, interview_id, one.account_id, one.focus, now)
    for account_id in gone:
        seats.unseat(connection, interview_id, account_id, now)
    completes = bool(gone) and seats.is_complete(connection, interview_id)
    changes: tuple[tuple[Recorded, Collection[str]], ...] = (
        ("seat_interviewer", added),
        ("unseat_interviewer", gone),
    )
    for deed, account_ids in changes:
        for account_id in sorted(account_ids):
            # That taking a seat away let everybody read the sheets must be seen later.
            told = {"interview": interview_id, "completes": completes} if account_id in gone else {}
            details = {"interview": interview_id} | told
            note(connection, actor, deed, account_id, now, campaign_id=campaign_id, **details)


def _check_added(connection: Connection, interview_id: str, added: Collection[str]) -> None:
    """Refuse newcomers who cannot interview, or who would come to read what others wrote."""
    for account_id in added:
        account = account_by_id(connection, account_id)
        if account is None or not may_interview(account):
            raise InterviewError("This account cannot interview.", "not_an_interviewer", account=account_id)
    if added and seats.is_complete(connection, interview_id):
        raise InterviewError("Every sheet is in: nobody can be added any more.", "complete")
