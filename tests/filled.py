"""Filled databases of earlier schemas, as plain SQL that never changes: what upgrades are tried on.

``python -m tests.filled`` writes the rows of a database filled by the code of today, to
``tests/data/filled/<newest migration>.sql``: once, when a migration is released, and never again.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Connection

from tests.clock import CLOCK
from tests.office import PASSWORD, token_in
from workflows.accounts import my_account, staff
from workflows.common import clock
from workflows.comparison import decisions

FOLDER = Path(__file__).parent / "data" / "filled"
OWNER = "ola@example.com"
"""Whose password is ``tests.office.PASSWORD``."""
STEP_BACK = dt.timedelta(minutes=9)
_BETWEEN = "\n--\n"
_LITERALS = {True: "TRUE", False: "FALSE", None: "NULL"}


def newest_rows(revision: str) -> Path:
    """Return the rows of a schema, or of the last one before it of which rows were kept."""
    return max(path for path in FOLDER.glob("*.sql") if path.stem <= revision)


def insert_rows(connection: Connection, rows: Path, *, without: Container[str] = ()) -> None:
    """Put kept rows into empty tables, by the SQL as it stands; without some tables."""
    plain = connection.execution_options(no_parameters=True)
    if connection.dialect.name == "postgresql":
        plain.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")
    for statement in rows.read_text("utf-8").split(_BETWEEN):
        if statement.split()[2] not in without:
            plain.exec_driver_sql(statement)


def write_rows(connection: Connection, rows: Path) -> None:
    """Write every row of a SQLite database down."""
    from data.tables import METADATA

    statements = [one for table in METADATA.sorted_tables for one in _of_table(connection, table)]
    assert not any(_BETWEEN in statement for statement in statements)
    rows.write_text(_BETWEEN.join(statements), "utf-8")


def _of_table(connection: Connection, table: Any) -> Iterator[str]:
    names = [column.name for column in table.columns]
    booleans = {column.name for column in table.columns if isinstance(column.type, Boolean)}
    for row in connection.exec_driver_sql(f"SELECT {', '.join(names)} FROM {table.name}"):
        values = [
            _literal(bool(value) if name in booleans and value is not None else value)
            for name, value in zip(names, row, strict=True)
        ]
        yield f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join(values)});"


def _literal(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return _LITERALS[value]
    if isinstance(value, int):
        return str(value)
    return "'" + value.replace("'", "''") + "'"


def fill() -> None:
    """Fill the empty database of this process through the product, the clock having been set back once."""
    from tests.workflows.sealed_office import sealed_office

    here = sealed_office()
    link = staff.add_account(here.actor, name="Ola Berg", email=OWNER, role="owner", language="en")
    my_account.choose_password(token_in(link.address), PASSWORD)
    back = clock.utc_now() - STEP_BACK
    with clock.going_by(lambda: back):
        decisions.decide(here.actor, here.campaign_id, here.candidate_id, "reject", "The references say no.")


def _write_today() -> None:
    from alembic.script import ScriptDirectory

    from data.common.migrate import configuration, upgrade
    from tests.databases import bind_file

    clock.server_clock = CLOCK
    with tempfile.TemporaryDirectory() as folder:
        made = bind_file(Path(folder) / "filled.db")
        upgrade(made)
        rows = FOLDER / f"{ScriptDirectory.from_config(configuration(made)).get_current_head()}.sql"
        if rows.exists():
            sys.exit(f"{rows} is kept as it is.")
        fill()
        with made.connect() as connection:
            write_rows(connection, rows)
        made.dispose()


if __name__ == "__main__":
    _write_today()
