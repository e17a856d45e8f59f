"""Bring a database to the present schema, and refuse a database that is not what its number says."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import DBAPIError, OperationalError

from data.tables import METADATA
from errors import SchemaError

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
    differences: list[str] = []
    for difference in _flat(compare_metadata(context, METADATA)):
        if difference[0] not in _HARMLESS:
            differences.append(_said(difference))
    return differences


def differences_said(differences: list[str]) -> str:
    """Return the first few in one line, with how many more there are."""
    more = len(differences) - _NAMED
    text = "; ".join(differences[:_NAMED])
    return f"{text}; and {more} more" if more > 0 else text


def _flat(differences: Iterator[Any] | list[Any]) -> Iterator[tuple[Any, ...]]:
    # Changes of one column come as a list of their own.
    for difference in differences:
        if isinstance(difference, list):
            yield from difference
        else:
            yield difference


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


MIGRATIONS = Path(__file__).parent.parent / "migrations"

_KEPT = "Nothing was changed."
_NEXT = (
    "Start it with the release it was last used with, or put back a copy that `cli.py backup` made "
    "(docs/operations.md, Upgrade)."
)


class Revisions(NamedTuple):
    """How far a database is, and how far this release goes."""

    here: str | None
    """None: no table was made yet."""
    head: str


def configuration(engine: Engine) -> Config:
    """Return Alembic's configuration for this engine, without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine) -> None:
    """Apply every migration that this database does not have yet, all or none; one process at a time.

    Raises
    ------
    SchemaError
        It was last used by a newer release, or its tables are not those of its number; it is as it was.
    """
    with engine.connect() as connection:
        at = _revisions(connection, engine)
        if at.here == at.head:
            _require_schema(connection, at)
            return
    config = configuration(engine)
    config.attributes["check"] = lambda connection: _require_schema(connection, at)
    try:
        command.upgrade(config, "head")
    except DBAPIError as error:
        if _is_of_storage(error):
            raise
        raise SchemaError(
            f"This database could not be brought from schema {at.here or 'none'} to {at.head}: its tables "
            f"are not those that a release made ({_first_line(error)}). {_KEPT} {_NEXT}",
            schema=at.here,
        ) from error


def require_current(engine: Engine) -> None:
    """Stop here unless a database is what this release reads and writes.

    Raises
    ------
    SchemaError
        It was not brought up to date yet, is of a newer release, or its tables differ.
    """
    with engine.connect() as connection:
        at = _revisions(connection, engine)
        if at.here != at.head:
            raise SchemaError(
                f"This database is of an earlier release (schema {at.here or 'none'}; this release has "
                f"{at.head}). {_KEPT} Start the server once: it brings the tables up to date.",
                schema=at.here,
            )
        _require_schema(connection, at)


def _revisions(connection: Connection, engine: Engine) -> Revisions:
    """Return how far a database is; SchemaError for one that this release cannot know."""
    script = ScriptDirectory.from_config(configuration(engine))
    head = script.get_current_head() or ""
    # In this order: somebody may make the tables, and their number with them, at this moment.
    has_tables = inspect(connection).has_table("account")
    here = MigrationContext.configure(connection).get_current_revision()
    if here is None and has_tables:
        raise SchemaError(
            "This database holds tables of this product and does not say of which schema "
            f"(table alembic_version). {_KEPT} {_NEXT}",
            schema=None,
        )
    if here is not None and here not in {revision.revision for revision in script.walk_revisions()}:
        raise SchemaError(
            f"This database was last used by a newer release (schema {here}; this release goes to {head}). "
            f"{_KEPT} Start that release, or put back a copy from before the upgrade.",
            schema=here,
        )
    return Revisions(here, head)


def _require_schema(connection: Connection, at: Revisions) -> None:
    if differences := schema_differences(connection):
        raise SchemaError(
            f"This database's tables are not those of schema {at.head}: {differences_said(differences)}. "
            "It was made by code that was never released, or its tables were changed by hand. "
            f"{_KEPT} {_NEXT}",
            schema=at.here,
        )


def _is_of_storage(error: DBAPIError) -> bool:
    """Tell a database that cannot be used now from tables that are not as a migration expects them."""
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF not in (
            sqlite3.SQLITE_ERROR,
            sqlite3.SQLITE_CONSTRAINT,
        )
    return isinstance(error, OperationalError)


def _first_line(error: DBAPIError) -> str:
    # Of PostgreSQL the lines after the first one quote rows.
    return str(error.orig).strip().partition("\n")[0]
