"""Migrations: a database is brought to the present schema, or refused if it is not what its number says."""

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

MIGRATIONS = Path(__file__).parent.parent / "migrations"

_UNCHANGED = "Nothing was changed."
_NEXT = (
    "Start it with the release it was last used with, or put back a copy that `cli.py backup` made "
    "(docs/operations.md, Upgrade)."
)


class Revisions(NamedTuple):
    """The revision of a database, and the last one that this release knows."""

    current: str | None
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
        current, head = _revisions(connection, engine)
        if current == head:
            _require_schema(connection, current, head)
            return
    config = configuration(engine)
    config.attributes["check"] = lambda connection: _require_schema(connection, current, head)
    try:
        command.upgrade(config, "head")
    except DBAPIError as error:
        if _is_of_storage(error):
            raise
        raise SchemaError(
            f"This database could not be brought from schema {current or 'none'} to {head}: its tables "
            f"are not those that a release made ({_first_line(error)}). {_UNCHANGED} {_NEXT}",
            schema=current,
        ) from error


def require_current(engine: Engine) -> None:
    """Stop here unless a database is what this release reads and writes.

    Raises
    ------
    SchemaError
        It was not brought up to date yet, is of a newer release, or its tables differ.
    """
    with engine.connect() as connection:
        current, head = _revisions(connection, engine)
        if current != head:
            raise SchemaError(
                f"This database is of an earlier release (schema {current or 'none'}; this release has "
                f"{head}). {_UNCHANGED} Start the server once: it brings the tables up to date.",
                schema=current,
            )
        _require_schema(connection, current, head)


def _revisions(connection: Connection, engine: Engine) -> Revisions:
    """Return how far a database is; SchemaError for one that this release cannot know."""
    script = ScriptDirectory.from_config(configuration(engine))
    head = script.get_current_head() or ""
    # In this order: somebody may make the tables, and their number with them, at this moment.
    has_tables = inspect(connection).has_table("account")
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None and has_tables:
        raise SchemaError(
            "This database holds tables of this product and does not say of which schema "
            f"(table alembic_version). {_UNCHANGED} {_NEXT}",
            schema=None,
        )
    if current is not None and current not in {revision.revision for revision in script.walk_revisions()}:
        raise SchemaError(
            f"This database was last used by a newer release (schema {current}; this release goes to "
            f"{head}). {_UNCHANGED} Start that release, or put back a copy from before the upgrade.",
            schema=current,
        )
    return Revisions(current, head)


def _require_schema(connection: Connection, current: str | None, head: str) -> None:
    """Raise SchemaError if the tables are not those of this release."""
    if differences := schema_differences(connection):
        raise SchemaError(
            f"This database's tables are not those of schema {head}: {differences_text(differences)}. "
            "It was made by code that was never released, or its tables were changed by hand. "
            f"{_UNCHANGED} {_NEXT}",
            schema=current,
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
            differences.append(_described(difference))
    return differences


def differences_text(differences: list[str]) -> str:
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


def _described(difference: tuple[Any, ...]) -> str:
    """Return one of Alembic's differences in words."""
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
