"""What only this installation knows: random values, drawn when first needed and kept."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, select

from data.schema import secret
from data.written import insert_missing


def secret_of(connection: Connection, name: str) -> bytes | None:
    """Return a secret of 32 bytes, or None when it was never needed."""
    found = connection.scalar(select(secret.c.value).where(secret.c.name == name))
    return None if found is None else bytes.fromhex(found)


def ensure_secret(connection: Connection, name: str) -> None:
    """Draw a secret unless there is one; two who need it at once keep the same."""
    insert_missing(connection, secret, [{"name": name, "value": secrets.token_hex(32)}])
