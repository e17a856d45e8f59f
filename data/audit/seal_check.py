"""The check of the seals: that their chain holds, and that every row is what was sealed last."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Table, func, select

from data.audit.log import Mac
from data.row_digest import is_sealed, keys_of, row_digest, row_key
from data.row_seals import BEGINNING, Head, entry_sha256, rows_by_key
from data.schema_trust import row_salt, seal
from data.tables import METADATA

_AT_ONCE = 1000
_UNREADABLE = (ValueError, TypeError, ArithmeticError, LookupError)
"""What comes of a value that is not of its column's type."""

ORDERED = ("answer", "audit_event", "mark", "rating")
"""Tables of which the order of rows is asked: that of the seals, which no clock decides."""

Fault = Literal["changed", "gone", "unsealed"]
"""Another content than was sealed; sealed and not there; there and never sealed."""


class Sealed(NamedTuple):
    """The last seal of a row that should be there."""

    version: int
    digest: str


class RowFault(NamedTuple):
    """A row that is not as it was sealed."""

    key: str
    fault: Fault


@dataclass
class Replayed:
    """The chain of seals, read from its beginning."""

    head: Head = field(default_factory=lambda: Head(0, BEGINNING))
    broken: int | None = None
    """Number of the first seal that does not follow from the one before; None: the chain holds."""
    wrong_mac: int | None = None
    """Number of the first seal without a MAC by the key; None: all have one, or no key is known."""
    n_wrong_macs: int = 0
    n_with_mac: int = 0
    """Seals that carry a MAC, whoever made it."""
    expected: Head | None = None
    """The seal of the number asked for, as it is now."""
    first: dict[str, dict[str, int]] = field(default_factory=lambda: {name: {} for name in ORDERED})
    """Table -> key -> number of the first seal that names a row, for the tables whose order counts."""
    rows: dict[str, dict[str, Sealed]] = field(default_factory=dict)
    """Table -> key -> what was sealed last, of rows that should be there."""


def sealed_tables() -> tuple[Table, ...]:
    """Return the tables whose rows are sealed."""
    return tuple(table for table in METADATA.sorted_tables if is_sealed(table))


def count_seals(connection: Connection) -> int:
    """Return how many seals there are."""
    return connection.execute(select(func.count()).select_from(seal)).scalar_one()


def replay(
    connection: Connection,
    *,
    number: int = 0,
    mac: Mac | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Replayed:
    """Read every seal in its order.

    Parameters
    ----------
    number : int
        Of a seal to be handed back as it is now (``expected``).
    mac : callable, optional
        Makes the MAC that each seal must carry.
    progress : callable
        Told how many seals are read.
    """
    replayed = Replayed(rows={table.name: {} for table in sealed_tables()})
    query = select(seal.c.number, seal.c.body, seal.c.sha256, seal.c.mac).order_by(seal.c.number)
    for at, body, sha256, kept_mac in connection.execute(query.execution_options(yield_per=_AT_ONCE)):
        follows = at == replayed.head.number + 1 and sha256 == entry_sha256(at, replayed.head.sha256, body)
        if not (follows and _note_rows(replayed, at, body)) and replayed.broken is None:
            replayed.broken = replayed.head.number + 1
        replayed.n_with_mac += kept_mac is not None
        if mac is not None and kept_mac != mac(sha256):
            replayed.n_wrong_macs += 1
            replayed.wrong_mac = at if replayed.wrong_mac is None else replayed.wrong_mac
        replayed.head = Head(at, sha256)
        if at == number:
            replayed.expected = replayed.head
        if at % _AT_ONCE == 0:
            progress(at)
    return replayed


def _note_rows(replayed: Replayed, at: int, body: str) -> bool:
    """Note what a seal says of rows; False: its text is not one."""
    try:
        for table, key, *content in _rows_named(body):
            if table in replayed.first:
                replayed.first[table].setdefault(key, at)
            of_table = replayed.rows.get(table)
            if of_table is None:
                continue  # a table of an earlier release
            if content:
                of_table[key] = Sealed(*content)
            else:
                of_table.pop(key, None)
    except _UNREADABLE:
        return False
    return True


def _rows_named(body: str) -> list[list[Any]]:
    """Return the rows that a seal names; ValueError: its text is no list of lists."""
    rows = json.loads(body)
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ValueError(body[:80])
    return rows


def row_faults(connection: Connection, table: Table, sealed: Mapping[str, Sealed]) -> Iterator[RowFault]:
    """Yield every row of a table that is not as it was sealed last, both ways."""
    query = select(row_salt.c.row_key, row_salt.c.salt).where(row_salt.c.table_name == table.name)
    salts: dict[str, str] = {key: salt for key, salt in connection.execute(query)}
    missing = set(sealed)
    for key, values in _rows(connection, table):
        missing.discard(key)
        if key not in sealed:
            yield RowFault(key, "unsealed")
        elif values is None or not _holds(table, sealed[key], salts.get(key), values):
            yield RowFault(key, "changed")
    for key in sorted(missing):
        yield RowFault(key, "gone")


def _holds(table: Table, sealed: Sealed, salt: str | None, values: Mapping[str, Any]) -> bool:
    """Tell whether a row's digest is the one that was sealed."""
    if salt is None:
        return False
    try:
        return row_digest(table, sealed.version, salt, values) == sealed.digest
    except _UNREADABLE:
        return False


def _rows(connection: Connection, table: Table) -> Iterator[tuple[str, Mapping[str, Any] | None]]:
    """Yield key and values of every row; values None: they are not what their columns can hold."""
    columns = keys_of(table)
    keys = [row_key(table, row) for row in connection.execute(select(*columns))]
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        try:
            yield from list(rows_by_key(connection, table, some))
        except _UNREADABLE:
            # One by one, so that the row that cannot be read does not hide the others.
            for key in some:
                yield key, _row(connection, table, key)


def _row(connection: Connection, table: Table, key: str) -> Mapping[str, Any] | None:
    try:
        return next((values for _, values in rows_by_key(connection, table, [key])), None)
    except _UNREADABLE:
        return None


class SealOf(NamedTuple):
    """The seal of one transaction."""

    number: int
    sha256: str
    rows: list[list[Any]]
    """Table and key, and of a row that was there also version and digest."""


def seals_of(connection: Connection, table: str) -> dict[str, SealOf]:
    """Return key -> the first seal that names a row, for the rows of one table that are named in any."""
    query = select(seal.c.number, seal.c.sha256, seal.c.body).where(seal.c.body.contains(f'["{table}",'))
    seal_by_key: dict[str, SealOf] = {}
    for number, sha256, body in connection.execute(query.order_by(seal.c.number)):
        try:
            rows = _rows_named(body)
            for row in rows:
                if row[0] == table:
                    seal_by_key.setdefault(row[1], SealOf(number, sha256, rows))
        except _UNREADABLE:
            continue
    return seal_by_key
