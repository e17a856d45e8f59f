"""Frozen forms, stored once by their digest, and the weights a campaign counts with after publication."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select

from data.audit.written import insert_missing, insert_row
from data.common.ids import new_id
from data.schema import form
from data.schema_evaluation import weighting

Form = dict[str, Any]

_bodies: dict[str, Form] = {}
"""Form id -> form, as read once: frozen forms never change."""
_lock = threading.Lock()


class StoredForm(NamedTuple):
    """A form as it lies in the database, unread."""

    id: str
    sha256: str
    text: str


def store_form(connection: Connection, body: Form, now: dt.datetime) -> str:
    """Store a frozen form and return its id; a form that is already there keeps its id."""
    digest = body["sha256"]
    form_id = connection.scalar(select(form.c.id).where(form.c.sha256 == digest))
    if form_id is not None:
        return form_id
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    row = {"id": new_id(), "sha256": digest, "body": text, "created_at": now}
    # Somebody may store the same form at this moment: whoever comes second takes the first one's.
    insert_missing(connection, form, [row])
    return connection.scalars(select(form.c.id).where(form.c.sha256 == digest)).one()


def form_body(connection: Connection, form_id: str) -> Form:
    """Return a frozen form; callers share one object and must not change it.

    Raises
    ------
    KeyError
        When there is no such form.
    """
    body = _bodies.get(form_id)
    if body is None:
        text = connection.scalar(select(form.c.body).where(form.c.id == form_id))
        if text is None:
            raise KeyError(form_id)
        body = json.loads(text)
        with _lock:
            _bodies[form_id] = body
    return body


def stored_forms(connection: Connection) -> Iterator[StoredForm]:
    """Yield every form as it is stored now, oldest first; what memory holds of them is left aside."""
    rows = connection.execute(select(form.c.id, form.c.sha256, form.c.body).order_by(form.c.id))
    yield from (StoredForm(*row) for row in rows)


def form_hashes(connection: Connection) -> dict[str, str]:
    """Return form id -> the SHA-256 under which it was stored."""
    return {row[0]: row[1] for row in connection.execute(select(form.c.id, form.c.sha256))}


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
        "account_id": account_id, "weights": {kind: dict(by_name) for kind, by_name in weights.items()},
        "changed_at": now,
    }  # fmt: skip
    insert_row(connection, weighting, row)
    return number


def _of(campaign_id: str) -> Select[*tuple[Any, ...]]:
    columns = (weighting.c.number, weighting.c.weights, weighting.c.reason, weighting.c.account_id)
    return select(*columns, weighting.c.changed_at).where(weighting.c.campaign_id == campaign_id)
