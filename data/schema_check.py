"""Whether a database's tables are those that this release reads and writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from data.tables import METADATA

_NAMED = 5
"""Differences that are named in one message; how many more there are is said."""
_HARMLESS = ("remove_table", "remove_index")
"""Tables of somebody else in the same database, and an operator's own indexes."""


def schema_differences(connection: Connection) -> list[str]:
    """Return what differs from the schema of this release, one sentence part each; empty: nothing.

    Compared are tables, columns with their types and whether they may be empty, foreign keys, indexes and
    rules of uniqueness.
    """
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    found: list[str] = []
    for one in _flat(compare_metadata(context, METADATA)):
        if one[0] not in _HARMLESS:
            found.append(_said(one))
    return found


def differences_said(differences: list[str]) -> str:
    """Return the first few in one line, with how many more there are."""
    more = len(differences) - _NAMED
    said = "; ".join(differences[:_NAMED])
    return f"{said}; and {more} more" if more > 0 else said


def _flat(differences: Iterator[Any] | list[Any]) -> Iterator[tuple[Any, ...]]:
    # Changes of one column come as a list of their own.
    for one in differences:
        if isinstance(one, list):
            yield from one
        else:
            yield one


def _said(difference: tuple[Any, ...]) -> str:
    kind, *rest = difference
    if kind == "add_table":
        return f"table {rest[0].name} is missing"
    if kind in ("add_column", "remove_column"):
        return f"column {rest[1]}.{rest[2].name} is {'missing' if kind == 'add_column' else 'unknown'}"
    if kind.startswith("modify_"):
        what = {"modify_type": "type", "modify_nullable": "NOT NULL"}.get(kind, kind.removeprefix("modify_"))
        return f"{what} of column {rest[1]}.{rest[2]} differs"
    rule = rest[0]
    word = "missing" if kind.startswith("add_") else "unknown"
    return f"{kind.partition('_')[2]} {rule.name or ''} of table {rule.table.name} is {word}".replace(
        "  ", " "
    )
