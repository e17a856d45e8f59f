"""What a transaction has written so far, to be sealed in one entry when it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Table

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
    """Tell whether a connection was opened by ``data.engine.writing``, and not only to read."""
    return _OPTION in connection.get_execution_options()


def writes_of(connection: Connection) -> Writes:
    """Return what was written through a connection.

    Raises
    ------
    LookupError
        It was not opened by ``data.engine.writing``: what it writes would never be sealed.
    """
    found = connection.get_execution_options().get(_OPTION)
    if found is None:
        raise LookupError("Rows are written inside data.engine.writing() only.")
    return found


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
