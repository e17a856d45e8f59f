"""Weights changed after publication: numbered, append-only, each with its reason; the last one counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from data.ids import new_id
from data.schema_decisions import weighting
from data.written import insert_row

Body = Mapping[str, Mapping[str, float]]
"""``competencies``, ``families`` and ``methods``, each complete."""


@dataclass(frozen=True, slots=True)
class Weighting:
    """One change of a campaign's weights."""

    number: int
    """From 1 on."""
    weights: Body
    reason: str
    account_id: str
    changed_at: dt.datetime


def last_weighting(connection: Connection, campaign_id: str) -> Weighting | None:
    """Return the weights that count, or None while those of the form do."""
    row = connection.execute(_of(campaign_id).order_by(weighting.c.number.desc()).limit(1)).first()
    return None if row is None else Weighting(*row)


def weightings_of(connection: Connection, campaign_id: str) -> tuple[Weighting, ...]:
    """Return every change by number."""
    rows = connection.execute(_of(campaign_id).order_by(weighting.c.number))
    return tuple(Weighting(*row) for row in rows)


def add_weighting(
    connection: Connection,
    campaign_id: str,
    weights: Body,
    *,
    reason: str,
    account_id: str,
    now: dt.datetime,
) -> int:
    """Store a change behind those there are, and return its number."""
    highest = select(func.max(weighting.c.number)).where(weighting.c.campaign_id == campaign_id)
    number = (connection.scalar(highest) or 0) + 1
    row = {
        "id": new_id(), "campaign_id": campaign_id, "number": number, "reason": reason,
        "account_id": account_id, "weights": {kind: dict(given) for kind, given in weights.items()},
        "changed_at": now,
    }  # fmt: skip
    insert_row(connection, weighting, row)
    return number


def _of(campaign_id: str) -> Select[*tuple[Any, ...]]:
    columns = (weighting.c.number, weighting.c.weights, weighting.c.reason, weighting.c.account_id)
    return select(*columns, weighting.c.changed_at).where(weighting.c.campaign_id == campaign_id)
