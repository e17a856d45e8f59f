"""The seals of transactions: entries of a chain that name every row written, with a digest of what it holds.

An entry's text is a list: ``[table, key, version, digest]`` of a row that is there, ``[table, key]`` of one
that was deleted. The salts of the digests are kept apart, with the rows that are there now (``row_salt``).
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from data.audit.log import Mac, lock_record, record_mac
from data.audit.written import GONE, UNREAD, writes_of
from data.row_digest import keys_of, new_salt, row_digest, row_key, version_of
from data.schema_trust import row_salt, seal

BEGINNING = "0" * 64
"""What stands for the hash before the first seal."""
_AT_ONCE = 200
"""Rows asked for in one statement; SQLite takes a limited number of values."""


class Head(NamedTuple):
    """The end of the chain of seals; 0 and BEGINNING when nothing was written yet."""

    number: int
    sha256: str

    def __str__(self) -> str:
        """Write it as it is given back to ``verify --expect``."""
        return f"{self.number}:{self.sha256}"


# Built once: a statement made anew costs more than its execution, and every answer is sealed.
_text = json.JSONEncoder(separators=(",", ":")).encode
_LAST = select(seal.c.number, seal.c.sha256).order_by(seal.c.number.desc()).limit(1)
_ADD = insert(seal)
_FORGET = delete(row_salt).where(
    row_salt.c.table_name == bindparam("of_table"), row_salt.c.row_key == bindparam("of_key")
)


def _salting(dialect: Any) -> Any:
    adding = dialect.insert(row_salt)
    return adding.on_conflict_do_update(
        index_elements=["table_name", "row_key"], set_={"salt": adding.excluded.salt}
    )


_SALT = {"sqlite": _salting(sqlite), "postgresql": _salting(postgresql)}


def head(connection: Connection) -> Head:
    """Return where the chain ends."""
    row = connection.execute(_LAST).first()
    return Head(row[0], row[1]) if row else Head(0, BEGINNING)


def seal_writes(connection: Connection) -> None:
    """Seal what was written through a connection since the last seal, if anything was."""
    written = writes_of(connection).take()
    if written:
        seal_rows(connection, _as_they_are(connection, written))


def seal_rows(
    connection: Connection,
    rows: Iterable[tuple[Table, str, Mapping[str, Any] | None]],
    *,
    version: int | None = None,
    with_key: bool = True,
) -> None:
    """Add one entry.

    Parameters
    ----------
    rows : iterable of (table, key, values)
        Values None: the row is there no longer.
    version : int, optional
        Of the columns that are covered; today's by default.
    with_key : bool
        Make a MAC where a key is set.
    """
    listed: list[list[object]] = []
    salts: list[dict[str, str]] = []
    gone: list[dict[str, str]] = []
    for table, key, values in rows:
        if values is None:
            listed.append([table.name, key])
            gone.append({"of_table": table.name, "of_key": key})
            continue
        salt, covered = new_salt(), version or version_of(table.name)
        listed.append([table.name, key, covered, row_digest(table, covered, salt, values)])
        salts.append({"table_name": table.name, "row_key": key, "salt": salt})
    if gone:
        connection.execute(_FORGET, gone)
    if salts:
        connection.execute(_SALT[connection.dialect.name], salts)
    # Taken late: until this transaction ends, no other one can seal.
    lock_record(connection)
    before = head(connection)
    body = _text(listed)
    number = before.number + 1
    sha256 = entry_sha256(number, before.sha256, body)
    mac = record_mac() if with_key else None
    row = {"number": number, "body": body, "sha256": sha256, "mac": mac(sha256) if mac else None}
    connection.execute(_ADD, row)


def entry_sha256(number: int, before: str, body: str) -> str:
    """Return the hash of an entry: over its number, the hash before it, and its text."""
    return hashlib.sha256(f"{number} {before}\n{body}".encode()).hexdigest()


def _as_they_are(
    connection: Connection, written: Mapping[tuple[Table, str], Any]
) -> Iterator[tuple[Table, str, Mapping[str, Any] | None]]:
    """Yield the rows written with what they hold now; those whose values are not all known are read again."""
    unread: defaultdict[Table, set[str]] = defaultdict(set)
    for (table, key), values in written.items():
        if values is UNREAD:
            unread[table].add(key)
    read = {table: dict(rows_by_key(connection, table, keys)) for table, keys in unread.items()}
    for (table, key), values in written.items():
        if values is UNREAD:
            yield table, key, read[table].get(key)
        else:
            yield table, key, None if values is GONE else values


def rows_by_key(
    connection: Connection, table: Table, keys: Iterable[str]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield key and values of those of these rows that are there."""
    columns, wanted = keys_of(table), list(keys)
    first, is_alone = columns[0], len(columns) == 1
    for start in range(0, len(wanted), _AT_ONCE):
        some = set(wanted[start : start + _AT_ONCE])
        # The first column stands in the key as it is; of a few tables it leads to more rows than are wanted.
        condition = first.in_(some if is_alone else {key.partition(" ")[0] for key in some})
        for row in connection.execute(select(table).where(condition)).mappings():
            key = row_key(table, [row[column.name] for column in columns])
            if key in some:
                yield key, dict(row)


def last_mac(connection: Connection) -> tuple[str, str | None] | None:
    """Return hash and MAC of the last seal, or None when there is none."""
    row = connection.execute(
        select(seal.c.sha256, seal.c.mac).order_by(seal.c.number.desc()).limit(1)
    ).first()
    return None if row is None else (row[0], row[1])


def put_under(connection: Connection, mac: Mac) -> int:
    """Give every seal the MAC by a key, whatever it carried, and return how many they are."""
    hashes = connection.execute(select(seal.c.number, seal.c.sha256)).all()
    rows = [{"of_number": number, "new_mac": mac(sha256)} for number, sha256 in hashes]
    if rows:
        change = update(seal).where(seal.c.number == bindparam("of_number"))
        connection.execute(change.values(mac=bindparam("new_mac")), rows)
    return len(rows)
