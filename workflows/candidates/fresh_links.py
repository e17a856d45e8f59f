"""Links just made, kept in this process's memory for half an hour to be downloaded as one list.

They are never written to disk: after that, or after a restart, links can only be renewed.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from data.common.tokens import new_token
from errors import CandidateError
from workflows.audit.log import log_action
from workflows.candidates.links import FreshLink
from workflows.common.access import (
    Actor,
    can_access_campaign,
    require_campaign_permission,
    require_permission,
)
from workflows.common.clock import utc_now
from workflows.common.transactions import reading, writing
from workflows.files.workbook import Cell, csv_file, xlsx_table

KEPT = dt.timedelta(minutes=30)
COLUMNS = ("pseudonym", "name", "email", "language", "link", "works_until_utc")


@dataclass(frozen=True)
class _Kept:
    account_id: str
    campaign_id: str
    links: tuple[FreshLink, ...]
    until: dt.datetime


_kept: dict[str, _Kept] = {}
_lock = threading.Lock()


def keep_links(actor: Actor, campaign_id: str, links: Sequence[FreshLink]) -> str:
    """Keep links for the person who made them and return the ticket under which they can be downloaded."""
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "invite", campaign_id)
    now = utc_now()
    ticket = new_token()
    with _lock:
        for old in [name for name, entry in _kept.items() if entry.until < now]:
            del _kept[old]
        _kept[ticket] = _Kept(actor.account_id, campaign_id, tuple(links), now + KEPT)
    return ticket


def links_csv(actor: Actor, ticket: str, *, as_workbook: bool = False) -> bytes:
    """Return kept links as a file that a spreadsheet opens without calculating anything.

    CSV is written for a spreadsheet in the actor's language; a workbook opens in any.

    Raises
    ------
    CandidateError
        When the ticket is unknown, too old or somebody else's, or its campaign is no longer theirs.
    """
    require_permission(actor, "invite")
    now = utc_now()
    with _lock:
        entry = _kept.get(ticket)
    if entry is None or entry.until < now or entry.account_id != actor.account_id:
        raise _gone()
    with writing(actor) as connection:
        if not can_access_campaign(connection, actor, entry.campaign_id):
            raise _gone()
        log_action(
            connection, actor, "download_links", entry.campaign_id, now,
            campaign_id=entry.campaign_id, n=len(entry.links),
        )  # fmt: skip
    rows = _rows(entry.links)
    return xlsx_table("links", rows) if as_workbook else csv_file(rows, actor.language)


def _rows(links: Sequence[FreshLink]) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = [COLUMNS]
    for link in links:
        until = link.expires_at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M")
        rows.append((link.pseudonym, link.name, link.email or "", link.language, link.address, until))
    return rows


def _gone() -> CandidateError:
    return CandidateError("These links can no longer be downloaded; renew them instead.", "links_gone")
