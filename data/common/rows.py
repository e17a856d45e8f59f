"""Columns of a query by the names of the fields they fill, so that no order is kept by hand."""

from __future__ import annotations

from inspect import signature
from typing import Any

from sqlalchemy import ColumnElement, FromClause


def columns_for(
    kind: type, *tables: FromClause, without: tuple[str, ...] = (), **elsewhere: ColumnElement[Any]
) -> tuple[ColumnElement[Any], ...]:
    """Return the columns to select for one kind of object, in the order in which it takes its fields.

    ``kind(*row)`` of what they select is then right by construction, wherever a field is added.

    Parameters
    ----------
    kind : dataclass or NamedTuple
    *tables
        Where a column with a field's own name is looked for; only one of them may have it.
    without : names
        Last fields that come from elsewhere than this query.
    **elsewhere
        Field -> the column or expression that fills it, where the name alone would not find it.

    Raises
    ------
    LookupError
        When a field has no column or several, or something is named that is no field.
    """
    names = [name for name in signature(kind).parameters if name not in without]
    if unknown := sorted({*elsewhere, *without} - {*signature(kind).parameters}):
        raise LookupError(f"{kind.__name__} has no field {', '.join(unknown)}")
    return tuple(elsewhere[name] if name in elsewhere else _column(kind, name, tables) for name in names)


def _column(kind: type, name: str, tables: tuple[FromClause, ...]) -> ColumnElement[Any]:
    columns = [table.c[name] for table in tables if name in table.c]
    if len(columns) != 1:
        raise LookupError(f"{len(columns)} columns for {kind.__name__}.{name}, expected one")
    return columns[0]
