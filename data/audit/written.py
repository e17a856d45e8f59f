"""The writing of rows, in this place only: what a transaction wrote is sealed when it is kept.

A test refuses any other statement that writes in ``data/`` and ``workflows/``
(``tests/data/test_written.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, Insert, Table, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from data.audit.sealed_columns import columns_of
from data.row_digest import is_sealed, keys_of, row_key, version_of
from data.tables import METADATA

UNREAD: Final = object()
"""Stands for what a changed row holds: to be read before the transaction ends."""
GONE: Final = object()
"""Stands for a row that was deleted."""

_OPTION: Final = "entregent_writes"


class Writes:
    """Rows written and not sealed yet: the last word about each of them."""

    def __init__(self) -> None:
        self._rows: dict[tuple[Table, str], Any] = {}

    def made(self, table: Table, key: str, values: Mapping[str, Any]) -> None:
        """Note a row of which every value is known."""
        self._rows[table, key] = values

    def changed(self, table: Table, key: str) -> None:
        """Note a row that is to be read again."""
        self._rows[table, key] = UNREAD

    def gone(self, table: Table, key: str) -> None:
        """Note a row that is there no longer."""
        self._rows[table, key] = GONE

    def take(self) -> dict[tuple[Table, str], Any]:
        """Return (table, key) -> values, UNREAD or GONE, in the order written, and forget them."""
        taken, self._rows = self._rows, {}
        return taken

    @contextmanager
    def kept_with(self) -> Iterator[None]:
        """Let what is noted inside be forgotten again when an error leaves it."""
        before = dict(self._rows)
        try:
            yield
        except BaseException:
            self._rows = before
            raise


def collecting(connection: Connection) -> Connection:
    """Let a connection collect what is written through it; return it."""
    return connection.execution_options(**{_OPTION: Writes()})


def is_writing(connection: Connection) -> bool:
    """Tell whether a connection was opened by ``data.common.engine.writing``, and not only to read."""
    return _OPTION in connection.get_execution_options()


def writes_of(connection: Connection) -> Writes:
    """Return what was written through a connection.

    Raises
    ------
    LookupError
        It was not opened by ``data.common.engine.writing``: what it writes would never be sealed.
    """
    writes = connection.get_execution_options().get(_OPTION)
    if writes is None:
        raise LookupError("Rows are written inside data.common.engine.writing() only.")
    return writes


class Undo(Exception):
    """Leaves a savepoint without keeping what was written in it."""


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """Keep what is written inside with the transaction, or undo it alone: by an error, or by raising Undo."""
    try:
        with writes_of(connection).kept_with(), connection.begin_nested():
            yield
    except Undo:
        return


Values = Mapping[str, Any]
"""Column name -> value; on a change also an expression of SQL."""

_AT_ONCE = 500
"""Rows whose dependents are asked for in one statement."""


@lru_cache
def _insert(table: Table) -> Insert:
    # Built once: a statement made anew costs more than its execution.
    return insert(table)


def insert_row(connection: Connection, table: Table, row: Values) -> None:
    """Add a row; IntegrityError when its key is taken."""
    connection.execute(_insert(table), row)
    _note_made(connection, table, (row,))


def insert_rows(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Add rows in one statement; none is as good as any number."""
    if rows:
        connection.execute(_insert(table), rows)
        _note_made(connection, table, rows)


def insert_missing(connection: Connection, table: Table, rows: Sequence[Values]) -> int:
    """Add those rows that break no rule of uniqueness, and return how many they were."""
    if not rows:
        return 0
    adding = _dialect(connection).insert(table).values(list(rows)).on_conflict_do_nothing()
    return _note_changed(connection, table, adding)


def put_row(
    connection: Connection,
    table: Table,
    row: Values,
    *,
    changes: Values | None = None,
    only_if: ColumnElement[bool] | None = None,
) -> bool:
    """Add a row, or change the one of the same primary key; tell whether either was done.

    Parameters
    ----------
    row : mapping
        The new row, key included.
    changes : mapping, optional
        What is set where the row is there; without it all of ``row`` but the key.
    only_if : condition, optional
        What must hold of the row that is there for it to be changed.
    """
    primary = [column.name for column in table.primary_key.columns]
    values = changes if changes is not None else {name: row[name] for name in row if name not in primary}
    adding = _dialect(connection).insert(table).values(row)
    adding = adding.on_conflict_do_update(index_elements=primary, set_=dict(values), where=only_if)
    return _note_changed(connection, table, adding) > 0


def change_rows(connection: Connection, table: Table, values: Values, *where: ColumnElement[bool]) -> int:
    """Set columns of the rows for which all conditions hold, and return how many they were."""
    changing = update(table).where(*where).values(dict(values))
    if is_sealed(table) and not _sealed(table).isdisjoint(values):
        return _note_changed(connection, table, changing)
    return connection.execute(changing).rowcount


def delete_rows(connection: Connection, table: Table, *where: ColumnElement[bool]) -> int:
    """Delete the rows for which all conditions hold, with what hangs on them; return how many they were."""
    # First, while the rows are there that lead to the others.
    if _dependents(table):
        writes = writes_of(connection)
        for below, key in list(_below(connection, table, where)):
            writes.gone(below, key)
    deleting = delete(table).where(*where)
    if not is_sealed(table):
        return connection.execute(deleting).rowcount
    writes = writes_of(connection)
    rows = connection.execute(deleting.returning(*keys_of(table))).all()
    for row in rows:
        writes.gone(table, row_key(table, row))
    return len(rows)


def _dialect(connection: Connection) -> Any:
    return sqlite if connection.dialect.name == "sqlite" else postgresql


def _note_made(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    if not is_sealed(table):
        return
    writes, names = writes_of(connection), [column.name for column in keys_of(table)]
    for row in rows:
        key = row_key(table, [row[name] for name in names])
        if _defaults(table).issubset(row):
            writes.made(table, key, row)
        else:
            writes.changed(table, key)


def _note_changed(connection: Connection, table: Table, statement: Any) -> int:
    """Carry a statement out and note the rows it made or changed; return how many they were."""
    # How many rows an INSERT made is not told by every driver.
    rows = connection.execute(statement.returning(*keys_of(table))).all()
    if is_sealed(table):
        writes = writes_of(connection)
        for row in rows:
            writes.changed(table, row_key(table, row))
    return len(rows)


@lru_cache
def _sealed(table: Table) -> frozenset[str]:
    return frozenset(columns_of(table.name, version_of(table.name)))


@lru_cache
def _defaults(table: Table) -> frozenset[str]:
    """Return the columns that hold something when nothing is given."""
    return frozenset(
        column.name for column in table.columns if column.default is not None or column.server_default
    )


@lru_cache
def _dependents(table: Table) -> tuple[tuple[Table, Column[Any]], ...]:
    """Return the tables whose rows go with those of a table, each with the column that points there."""
    return tuple(
        (below, key.parent)
        for below in METADATA.sorted_tables
        for key in below.foreign_keys
        if key.column.table is table and key.ondelete == "CASCADE"
    )


def _below(
    connection: Connection, table: Table, where: Sequence[ColumnElement[bool]]
) -> Iterator[tuple[Table, str]]:
    """Yield the sealed rows that the database deletes by itself with these."""
    ids = connection.scalars(select(table.c.id).where(*where)).all()
    for start in range(0, len(ids), _AT_ONCE):
        for below, column in _dependents(table):
            points_here = column.in_(ids[start : start + _AT_ONCE])
            if _dependents(below):
                yield from _below(connection, below, (points_here,))
            if is_sealed(below):
                for row in connection.execute(select(*keys_of(below)).where(points_here)):
                    yield below, row_key(below, row)
