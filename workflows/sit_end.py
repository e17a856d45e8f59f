"""A candidate ends their sitting: finishes it, or withdraws; afterwards they may leave a comment."""

from __future__ import annotations

from dataclasses import replace

from data import drafts, sittings
from workflows.sit_deed import deed, moved
from workflows.sit_place import Place
from workflows.sit_settle import settle_all

MAX_COMMENT = 4000
"""Longest comment on the end page, in characters."""


def finish(token: str) -> Place:
    """End the sitting: its answers can no longer change, and what was typed but not sent is forgotten."""
    with deed(token) as (connection, here):
        here = settle_all(connection, here)
        drafts.drop_drafts(connection, here.sitting.id)
        sittings.change(connection, here.sitting.id, finished_at=here.at, last_seen_at=here.at)
        return moved(
            connection, here, sitting=replace(here.sitting, finished_at=here.at, last_seen_at=here.at)
        )


def withdraw(token: str) -> Place:
    """Take the candidate out of the campaign at their own wish."""
    with deed(token, needs_open=False) as (connection, here):
        if here.sitting.withdrawn_at is not None:
            return moved(connection, here)
        sittings.change(connection, here.sitting.id, withdrawn_at=here.at, last_seen_at=here.at)
        drafts.drop_drafts(connection, here.sitting.id)
        sittings.withdraw_candidate(connection, here.sitting.candidate_id, here.at)
        return moved(
            connection, here, sitting=replace(here.sitting, withdrawn_at=here.at, last_seen_at=here.at)
        )


def leave_comment(token: str, text: str) -> Place:
    """Store what a candidate reports on the end page."""
    with deed(token, needs_open=False) as (connection, here):
        if here.stage != "end" or not text.strip():
            return moved(connection, here)
        comment = text.strip()[:MAX_COMMENT]
        sittings.change(connection, here.sitting.id, comment=comment)
        return moved(connection, here, sitting=replace(here.sitting, comment=comment))
