"""Whether an erasure took somebody out of a snapshot and a release replaced its text, or somebody's hand."""

from __future__ import annotations

import json
from typing import NamedTuple

from sqlalchemy import Connection

from data.erasure import noted_erasures, noted_replacements
from data.snapshots import Snapshot
from workflows.differences import Difference
from workflows.snapshots import REPLACES


class Noted(NamedTuple):
    """What the record says of snapshots."""

    erased: frozenset[str]
    """Candidates."""
    replaced: frozenset[tuple[str, str, str]]
    """(snapshot id, hash before, hash after)."""


def noted(connection: Connection) -> Noted:
    """Read it."""
    return Noted(frozenset(noted_erasures(connection)), frozenset(noted_replacements(connection)))


def unnoted_change(kept: Snapshot, record: Noted) -> Difference | None:
    """Return a difference when an entry is gone, or a text was replaced, and no line of the record says so.

    Parameters
    ----------
    kept : Snapshot
        One whose text fits its hash.
    """
    body = json.loads(kept.body)
    gone = sorted(one for one in body["people"] if one not in kept.people and one not in record.erased)
    if gone:
        where = f"erasure that took out the entry of {gone[0]}"
        return Difference("snapshot", kept.id, where, "a line of the record", "none")
    before = body.get(REPLACES)
    if before is None or (kept.id, before, kept.sha256) in record.replaced:
        return None
    return Difference("snapshot", kept.id, "release that replaced the text", "a line of the record", "none")
