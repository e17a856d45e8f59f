"""The sealing of rows as they lie there: of an earlier release, or of a table whose seals cover more now.

For migrations. The key is never used here: whoever can write the database could make a migration run again
and have anything put under it. ``cli.py adopt-key`` does that, at an operator's word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table, select

from data.audit.sealed_columns import columns_of
from data.row_digest import keys_of, row_key
from data.row_seals import seal_rows
from data.tables import METADATA

_AT_ONCE = 1000


def seal_existing(connection: Connection, tables: Sequence[str], *, version: int) -> int:
    """Seal every row of these tables by a version of their columns; return how many rows that are."""
    n = 0
    for name in tables:
        some: list[tuple[Table, str, dict[str, Any]]] = []
        for row in _rows(connection, METADATA.tables[name], version):
            some.append(row)
            if len(some) == _AT_ONCE:
                n += _seal(connection, some, version)
                some = []
        n += _seal(connection, some, version)
    return n


def _seal(connection: Connection, rows: Sequence[tuple[Table, str, dict[str, Any]]], version: int) -> int:
    if rows:
        seal_rows(connection, rows, version=version, with_key=False)
    return len(rows)


def _rows(connection: Connection, table: Table, version: int) -> Iterator[tuple[Table, str, dict[str, Any]]]:
    # Only what this version covers is asked for: the table may have no other columns yet.
    columns = [table.c[name] for name in columns_of(table.name, version)]
    for row in connection.execute(select(*columns)).mappings().all():
        yield table, row_key(table, [row[column.name] for column in keys_of(table)]), dict(row)
