"""Frozen forms: stored once by their digest, never changed, kept in memory once read."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from data.ids import new_id
from data.schema import form
from data.written import insert_missing

Form = dict[str, Any]

_bodies: dict[str, Form] = {}
_lock = threading.Lock()


class StoredForm(NamedTuple):
    """A form as it lies in the database, unread."""

    id: str
    sha256: str
    text: str


def store_form(connection: Connection, body: Form, now: dt.datetime) -> str:
    """Store a frozen form and return its id; a form that is already there keeps its id."""
    digest = body["sha256"]
    found = connection.scalar(select(form.c.id).where(form.c.sha256 == digest))
    if found is not None:
        return found
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
    found = _bodies.get(form_id)
    if found is None:
        text = connection.scalar(select(form.c.body).where(form.c.id == form_id))
        if text is None:
            raise KeyError(form_id)
        found = json.loads(text)
        with _lock:
            _bodies[form_id] = found
    return found


def stored_forms(connection: Connection) -> Iterator[StoredForm]:
    """Yield every form as it is stored now, oldest first; what memory holds of them is left aside."""
    rows = connection.execute(select(form.c.id, form.c.sha256, form.c.body).order_by(form.c.id))
    yield from (StoredForm(*row) for row in rows)


def form_hashes(connection: Connection) -> dict[str, str]:
    """Return form id -> the SHA-256 under which it was stored."""
    return {row[0]: row[1] for row in connection.execute(select(form.c.id, form.c.sha256))}
