"""A sheet on its way to the record: kept as a draft while it is written, stored once, never changed."""

from __future__ import annotations

from sqlalchemy import Connection

from data import seats, sheet_drafts, sheets
from errors import InterviewError
from workflows.access import Actor
from workflows.clock import utc_now
from workflows.interview_seat import Seated
from workflows.record import note
from workflows.sheet_body import SheetDraft, as_body, complete_sheet, read_body, submitted_draft


def sheet_shown(connection: Connection, here: Seated) -> SheetDraft:
    """Return an interviewer's own sheet: what they submitted, or as far as it is."""
    whose = (here.planned.interview.id, here.seat.account_id)
    submitted = sheets.own_sheet(connection, *whose)
    if submitted is not None:
        return submitted_draft(submitted)
    kept = sheet_drafts.draft_of(connection, *whose)
    return read_body(kept.body, here.planned.guide, kept.revision) if kept else SheetDraft()


def keep_sheet(
    connection: Connection, here: Seated, revision: int, draft: SheetDraft
) -> sheet_drafts.SheetDraft:
    """Keep a draft unless the same or a later revision is there; return the one that is kept now."""
    new = sheet_drafts.SheetDraft(revision, as_body(draft))
    interview_id, now = here.planned.interview.id, utc_now()
    return sheet_drafts.keep_draft(connection, interview_id, here.seat.account_id, new, now)


def store_sheet(
    connection: Connection, actor: Actor, here: Seated, draft: SheetDraft
) -> InterviewError | None:
    """Store a sheet for ever, with what it concludes, and note that it is in.

    Returns
    -------
    InterviewError or None
        Why it was not stored; it may then be a draft, so the transaction has to be committed all the same.
        The same sheet once more is no error: the first one stays.
    """
    interview = here.planned.interview
    sheet = complete_sheet(draft, here.planned.guide)
    if here.seat.submitted_at is not None:
        if sheet == sheets.own_sheet(connection, interview.id, actor.account_id):
            return None
        return InterviewError("Your sheet is in; it is not changed any more.", "already_submitted")
    if interview.cancelled_at is not None:
        sheet = InterviewError("This interview was called off.", "cancelled", kept=True)
    if isinstance(sheet, InterviewError):
        _keep_last(connection, here, draft)
        return sheet
    now = utc_now()
    sheets.add_sheet(connection, interview.id, actor.account_id, sheet, now)
    seats.set_submitted(connection, interview.id, actor.account_id, now)
    sheet_drafts.drop_draft(connection, interview.id, actor.account_id)
    told = {"n": sum(one.rating is not None for one in sheet.answers.values())}
    note(connection, actor, "submit_sheet", interview.id, now, campaign_id=interview.campaign_id, **told)
    return None


def _keep_last(connection: Connection, here: Seated, draft: SheetDraft) -> None:
    """Keep what could not be submitted; when it is what is kept already, under the revision it has."""
    before = sheet_drafts.draft_of(connection, here.planned.interview.id, here.seat.account_id)
    if before is None or before.body != as_body(draft):
        keep_sheet(connection, here, before.revision + 1 if before else 1, draft)
