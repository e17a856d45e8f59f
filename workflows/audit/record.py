"""The record of actions, for whoever may read it: pages, filters, a quick check and a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from data.accounts.accounts import all_accounts
from data.audit.log import (
    EVERYTHING,
    Event,
    broken_link,
    count_events,
    deeds_recorded,
    last_link,
    lock_record,
    newest_events,
)
from data.audit.log import Wanted as Wanted
from data.audit.seal_check import SealOf, count_seals, seals_of
from data.campaigns.campaigns import all_campaigns
from data.row_seals import Head, head
from workflows.audit.differences import Difference
from workflows.audit.log import log_action
from workflows.audit.verify_actions import deed_differences
from workflows.audit.verify_rows import chain_differences, check_rows, replayed
from workflows.common.access import Actor, require_permission
from workflows.common.clock import utc_now
from workflows.common.transactions import reading, writing
from workflows.files.workbook import Cell, csv_file

PAGE = 50
"""Lines on one page."""
QUICK_SEALS = 20_000
"""Up to how many seals a page compares rows with them: about two seconds."""
ROWS_SHOWN = 50
"""Up to how many rows of a line's transaction are listed in the file."""
COLUMNS: tuple[Cell, ...] = (
    "number", "at", "actor", "deed", "campaign", "subject", "details", "sha256",
    "seal", "seal_sha256", "rows",
)  # fmt: skip


class Line(NamedTuple):
    """One deed, with the name of who did it."""

    event: Event
    who: str
    """Name of the account; the stored code for the console or an account that is gone."""
    campaign: str
    """Title; empty when the deed belongs to none, or it was deleted."""


@dataclass(frozen=True)
class RecordPage:
    """Some lines, newest first."""

    lines: tuple[Line, ...]
    n: int
    """How many lines there are in all that were asked for."""
    n_pages: int


@dataclass(frozen=True)
class Checked:
    """The result of a quick check."""

    n_lines: int
    broken: int | None
    """The first line that does not follow from the one before."""
    n_rows: int | None
    """Rows compared with their seals; None: there are too many for a page to wait for."""
    differences: tuple[Difference, ...]
    head: Head
    """Where the chain of seals ends."""


@dataclass(frozen=True)
class Filters:
    """The filters of the record: code or id -> what is shown."""

    people: Mapping[str, str]
    campaigns: Mapping[str, str]
    deeds: tuple[str, ...]


def record_page(actor: Actor, wanted: Wanted = EVERYTHING, *, page: int = 1) -> RecordPage:
    """Return one page of the record; pages count from 1, one beyond the last is empty."""
    require_permission(actor, "see_audit")
    with reading(actor) as connection:
        n = count_events(connection, wanted)
        events = newest_events(connection, wanted, limit=PAGE, offset=(max(page, 1) - 1) * PAGE)
        people = {account.id: account.name for account in all_accounts(connection)}
        campaigns = {campaign.id: campaign.title for campaign in all_campaigns(connection)}
    lines = tuple(
        Line(event, people.get(event.actor, event.actor), campaigns.get(event.campaign_id or "", ""))
        for event in events
    )
    return RecordPage(lines, n, max(-(-n // PAGE), 1))


def filters(actor: Actor) -> Filters:
    """Return what the record can be filtered by."""
    require_permission(actor, "see_audit")
    with reading(actor) as connection:
        return Filters(
            people={account.id: account.name for account in all_accounts(connection)},
            campaigns={campaign.id: campaign.title for campaign in all_campaigns(connection)},
            deeds=deeds_recorded(connection),
        )


def check_chain(actor: Actor) -> Checked:
    """Check what is quick to check: the lines, what they say, and, unless there are many, seals and rows."""
    require_permission(actor, "see_audit")
    with reading(actor) as connection:
        # On PostgreSQL each statement sees what was written before it: nobody seals until this is done.
        lock_record(connection)
        differences: list[Difference] = []
        broken = broken_link(connection)
        n_seals = count_seals(connection)
        n_rows = None
        if n_seals <= QUICK_SEALS:
            chain = replayed(connection)
            differences += chain_differences(connection, chain, None)
            n_rows, of_rows = check_rows(connection, chain, lambda done: None)
            differences += of_rows
        differences += deed_differences(connection)
        return Checked(
            last_link(connection).number,
            broken.number if broken else None,
            n_rows,
            tuple(differences),
            head(connection),
        )


def export_record(actor: Actor, wanted: Wanted = EVERYTHING) -> bytes:
    """Return the record as CSV, oldest first; taking it away is recorded too.

    Each line has its hash, the seal of its transaction, and the rows sealed with it, with their digests.
    """
    require_permission(actor, "see_audit")
    with reading(actor) as connection:
        n = count_events(connection, wanted)
        events = newest_events(connection, wanted, limit=n)
        seals = seals_of(connection, "audit_event")
    with writing(actor) as connection:
        log_action(connection, actor, "export_record", "record", utc_now(), n=len(events))
    return csv_file(
        [COLUMNS, *(_cells(event, seals.get(event.id)) for event in reversed(events))], actor.language
    )


def _cells(event: Event, sealed: SealOf | None) -> list[Cell]:
    details = json.dumps(event.details, sort_keys=True, ensure_ascii=False)
    at = event.at.isoformat(timespec="seconds")
    campaign = event.campaign_id or ""
    line = [event.number, at, event.actor, event.deed, campaign, event.subject, details, event.sha256]
    if sealed is None:
        return [*line, None, None, None]
    rows = json.dumps(sealed.rows) if len(sealed.rows) <= ROWS_SHOWN else f"{len(sealed.rows)} rows"
    return [*line, sealed.number, sealed.sha256, rows]
