"""Whether a snapshot that somebody is missing from was changed by an erasure, or by hand."""

from __future__ import annotations

import json
from collections.abc import Collection

from data.decisions import Snapshot
from workflows.differences import Difference
from workflows.erasure import REPLACES


def unnoted_erasure(kept: Snapshot, noted: Collection[tuple[str, str, str]]) -> Difference | None:
    """Return a difference when an entry was emptied and the record has no erasure that did so.

    Parameters
    ----------
    kept : Snapshot
        One whose text fits its hash.
    noted : collection of (snapshot id, hash before, hash after)
        What the record says erasures changed.
    """
    body = json.loads(kept.body)
    is_emptied = any(entry is None for entry in body["people"].values())
    before = body.get(REPLACES)
    if (before is None and not is_emptied) or (kept.id, before, kept.sha256) in noted:
        return None
    return Difference("snapshot", kept.id, "erasure that emptied an entry", "a line of the record", "none")
