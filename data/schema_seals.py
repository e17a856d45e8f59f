"""Tables of the seals: what each transaction wrote, chained, and the salts of the rows that are there now."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from data.schema import METADATA

seal = Table(
    "seal",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("mac", String(64)),
)
"""Append-only, one row per transaction that wrote. ``body``: the rows it wrote, each with table, key and a
digest of what it held then, as the exact text that was hashed; ``sha256`` covers it and the hash before;
``mac``: by the key outside the database, where there is one."""

row_salt = Table(
    "row_salt",
    METADATA,
    Column("table_name", String(40), primary_key=True),
    Column("row_key", String(300), primary_key=True),
    Column("salt", String(32), nullable=False),
    sqlite_with_rowid=False,
)
"""Random, one per sealed row that is there now, new at each change and deleted with the row: without it the
digest that stays in the seal says nothing of a name somebody would try."""
