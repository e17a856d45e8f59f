"""Digests of rows: the same from the values that are written and from those that are read."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Integer, Table

from data.audit.sealed_columns import HASHED_IN_KEYS, VERSIONS, columns_of, key_columns
from data.schema import UtcTime

# Made once: every answer is digested, and every row of the database when it is verified.
_text = json.JSONEncoder(separators=(",", ":")).encode
_sorted_text = json.JSONEncoder(separators=(",", ":"), sort_keys=True).encode


def is_sealed(table: Table) -> bool:
    """Tell whether the rows of a table are sealed."""
    return table.name in VERSIONS


@lru_cache
def keys_of(table: Table) -> tuple[Column[Any], ...]:
    """Return the columns by which a seal names a row of this table."""
    primary = tuple(column.name for column in table.primary_key.columns)
    return tuple(table.c[name] for name in key_columns(table.name, primary))


def row_key(table: Table, parts: Sequence[object]) -> str:
    """Return a row's name in a seal, from the values of its key columns."""
    if len(parts) == 1:
        return str(parts[0])
    return " ".join(
        hashlib.sha256(str(part).encode()).hexdigest()[:32]
        if (table.name, column.name) in HASHED_IN_KEYS
        else str(part)
        for column, part in zip(keys_of(table), parts, strict=True)
    )


@lru_cache
def version_of(table: str) -> int:
    """Return the version by which seals of a table are made today."""
    return len(VERSIONS[table])


def new_salt() -> str:
    """Return 128 random bits, as 32 hexadecimal digits."""
    return secrets.token_hex(16)


def row_digest(table: Table, version: int, salt: str, values: Mapping[str, Any]) -> str:
    """Return a digest of 64 hexadecimal digits; a column that is not among the values held nothing.

    Parameters
    ----------
    version : int
        Which columns it covers, from 1 on.
    salt : str
        The row's own: whoever has not got it cannot try values.
    values : mapping of column name to value
        As they are written, or as they are read.
    """
    content = [
        None if values.get(name) is None else plain(values[name]) for name, plain in _plain(table, version)
    ]
    return hashlib.sha256(f"{salt} {_text([table.name, version, *content])}".encode()).hexdigest()


@lru_cache
def _plain(table: Table, version: int) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """Return each column covered, with what makes a value of it the one that would be read."""
    return tuple((name, _reader(table.c[name])) for name in columns_of(table.name, version))


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    for kind, reader in _READERS.items():
        if isinstance(column.type, kind):
            return reader
    return str


def _instant(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _document(value: Any) -> str:
    # As it would be read: lists for tuples, texts for the keys of mappings.
    return _sorted_text(json.loads(_text(value)))


_READERS: Mapping[type, Callable[[Any], Any]] = {
    UtcTime: _instant,
    JSON: _document,
    Boolean: bool,
    Integer: int,
}
