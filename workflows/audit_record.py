"""The record of deeds, for whoever may read it: who did what, when, and whether it was touched since."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from data.accounts import all_accounts
from data.audit import (
    EVERYTHING,
    Event,
    Link,
    Wanted,
    broken_link,
    count_events,
    deeds_recorded,
    last_link,
    newest_events,
)
from data.campaigns import all_campaigns
from data.engine import reading, writing
from workflows.access import Actor, require
from workflows.cells import Cell
from workflows.record import note
from workflows.workbook import csv_file

__all__ = ["Link", "Wanted", "check_chain", "export_record", "filters", "record_page"]

PAGE = 50
"""Lines on one page."""
COLUMNS: tuple[Cell, ...] = (
    "number", "at", "actor", "deed", "campaign", "subject", "details", "sha256",
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
class Filters:
    """What one can choose by: code or id -> what is shown."""

    people: Mapping[str, str]
    campaigns: Mapping[str, str]
    deeds: tuple[str, ...]


def record_page(actor: Actor, wanted: Wanted = EVERYTHING, *, page: int = 1) -> RecordPage:
    """Return one page of the record; pages count from 1, one beyond the last is empty."""
    require(actor, "see_audit")
    with reading() as connection:
        n = count_events(connection, wanted)
        found = newest_events(connection, wanted, limit=PAGE, offset=(max(page, 1) - 1) * PAGE)
        people = {one.id: one.name for one in all_accounts(connection)}
        campaigns = {one.id: one.title for one in all_campaigns(connection)}
    lines = tuple(
        Line(one, people.get(one.actor, one.actor), campaigns.get(one.campaign_id or "", "")) for one in found
    )
    return RecordPage(lines, n, max(-(-n // PAGE), 1))


def filters(actor: Actor) -> Filters:
    """Return what the record can be filtered by."""
    require(actor, "see_audit")
    with reading() as connection:
        return Filters(
            people={one.id: one.name for one in all_accounts(connection)},
            campaigns={one.id: one.title for one in all_campaigns(connection)},
            deeds=deeds_recorded(connection),
        )


def check_chain(actor: Actor) -> tuple[Link, Link | None]:
    """Return where the record ends, and the first row that does not follow from the one before, or None."""
    require(actor, "see_audit")
    with reading() as connection:
        return last_link(connection), broken_link(connection)


def export_record(actor: Actor, wanted: Wanted = EVERYTHING) -> bytes:
    """Return the record as CSV, oldest first, with the chain's hashes; taking it away is recorded too."""
    require(actor, "see_audit")
    with reading() as connection:
        n = count_events(connection, wanted)
        found = newest_events(connection, wanted, limit=n)
    with writing() as connection:
        note(connection, actor, "export_record", "record", dt.datetime.now(dt.UTC), n=len(found))
    return csv_file([COLUMNS, *map(_cells, reversed(found))])


def _cells(event: Event) -> list[Cell]:
    details = json.dumps(event.details, sort_keys=True, ensure_ascii=False)
    at = event.at.isoformat(timespec="seconds")
    campaign = event.campaign_id or ""
    return [event.number, at, event.actor, event.deed, campaign, event.subject, details, event.sha256]
