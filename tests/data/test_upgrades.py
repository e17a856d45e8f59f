"""Released migrations stay as they are, filled databases since can be upgraded, and others are refused."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, make_url, text
from typer.testing import CliRunner

from cli import app
from data.common import engine
from data.common.migrate import MIGRATIONS, configuration, require_current
from data.migration_lock import migrating
from errors import SchemaError
from tests.databases import bind_file
from tests.filled import OWNER, insert_rows, newest_rows
from tests.office import PASSWORD
from workflows.accounts import staff
from workflows.accounts.sign_in import actor_of, sign_in
from workflows.audit.verify import verify
from workflows.campaigns import lifecycle
from workflows.candidates import monitor
from workflows.common.server import prepare
from workflows.comparison import decisions, standings

RELEASED = {
    "0001": "70879b185df48d3d48575c8a558b4b237d5461747fad98a6eec126885971993c",
    "0002": "17d9b14a889ca37262d9ceea5980df489923adf93a90d5058e8abec2b456e59f",
    "0003": "422a60e29548037db1cbed627785b6dbf63ba8e0b6dc2d53b7d9c42386b60c35",
    "0004": "e3e5c54bc1cc0ae27141b00ee3edd5cb96089c5a72af04df4ded6071d88935f8",
    "0005": "0fac5bcf79786f5b66f621f4ee9c4ef4626144c90728415f6f2e78a5f3ab208b",
    "0006": "8d48bc4f9c2232e04c6872784f1a1d9f1703c186dcd98fc0cf04ce2ff3b29c22",
    "0007": "570f2ad10768521596659ae9c7f743756faf00ded1ec9506416725e73ef2a3f3",
    "0008": "9ac284e7da2551c5208dfc4b6c9ff44313c4d39fc002a02deb94910776b84432",
    "0009": "fd964155665569bcd2b9d636a14f9d35952c12152a964989e97add5cc0c6e78a",
    "0010": "3ad3e7d07a534466e358d00b372b4dd147317c5b578f58daaee8676804f109c6",
    "0011": "1de5fbcbc80a6b63051ee9236e924cb248c72faf80e83e49158fc9443a2fb366",
    "0012": "95df51f7b98cc506ada2a9d14a504acf66d94fd36b8e821391b59cdbb8a93f89",
}
"""Revision -> SHA-256 of its file. Released, it never changes: what it should have done, another one does."""
FIRST_KEPT = "0009"
"""From here on the rows of each schema are kept, to be upgraded (``tests/filled.py``)."""


def revisions() -> list[str]:
    script = ScriptDirectory.from_config(configuration(create_engine("sqlite://")))
    return sorted(revision.revision for revision in script.walk_revisions())


def test_released_migrations_are_what_they_were():
    files = sorted((MIGRATIONS / "versions").glob("*.py"))
    assert {path.name[:4]: hashlib.sha256(path.read_bytes()).hexdigest() for path in files} == RELEASED


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path) -> Engine:
    """Bind a new database without any table."""
    if request.param == "sqlite":
        made = bind_file(tmp_path / "old.db")
    else:
        url = make_url(request.getfixturevalue("postgres_url"))
        server = create_engine(url, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text("DROP DATABASE IF EXISTS upgraded"))
            connection.execute(text("CREATE DATABASE upgraded"))
        server.dispose()
        made = engine.bind(url.set(database="upgraded").render_as_string(hide_password=False))
    yield made
    engine.engine().dispose()


def filled_at(made: Engine, revision: str) -> None:
    """Bring an empty database to a schema, with the rows kept of it or of the last one before."""
    rows = newest_rows(revision)
    command.upgrade(configuration(made), rows.stem)
    with made.begin() as connection:
        insert_rows(connection, rows)
    command.upgrade(configuration(made), revision)


@pytest.mark.parametrize("revision", [one for one in revisions() if one >= FIRST_KEPT])
def test_a_filled_database_of_every_schema_since_is_upgraded_verified_and_opened(empty, revision):
    filled_at(empty, revision)
    prepare()
    report = verify()
    assert report.differences == []
    assert (report.n_decisions, report.n_snapshots, report.n_forms) == (3, 2, 1)
    actor = actor_of(sign_in(OWNER, PASSWORD))
    assert actor is not None
    assert {account.email for account in staff.all_accounts(actor)} >= {OWNER, "mo@example.com"}
    (shown,) = lifecycle.campaign_list(actor)
    assert monitor.board(actor, shown.id).lines
    ranked = standings.comparison(actor, shown.id).ranked
    taken = decisions.decisions(actor, shown.id)
    # Somebody decided twice, and the clock had been put back between.
    (twice,) = (one for one in taken.of.values() if len(one) > 1)
    assert [one.verdict for one in twice] == ["shortlist", "reject"]
    assert twice[1].decided_at < twice[0].decided_at
    assert {one.candidate_id for one in ranked} >= set(taken.of)
    decisions.decide(actor, shown.id, ranked[0].candidate_id, "hold", "To be talked over on Monday.")
    assert verify().differences == []


def test_a_filled_database_from_before_the_seals_is_sealed_as_it_lies_and_verified(empty):
    command.upgrade(configuration(empty), "0008")
    with empty.begin() as connection:
        insert_rows(connection, newest_rows("0009"), without={"seal", "row_salt"})
    prepare()
    assert verify().differences == []
    assert actor_of(sign_in(OWNER, PASSWORD)) is not None


def schema_of(made: Engine) -> list[tuple[str, ...]]:
    with made.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master")]


HAND = {
    "a column is missing": ("ALTER TABLE account DROP COLUMN language", "column account.language is missing"),
    "a table is missing": ("DROP TABLE note", "table note is missing"),
    "a column is unknown": ("ALTER TABLE note ADD COLUMN mood TEXT", "column note.mood is unknown"),
    "a type differs": (
        "ALTER TABLE note DROP COLUMN text; ALTER TABLE note ADD COLUMN text INTEGER NOT NULL DEFAULT 0",
        "type of column note.text differs",
    ),
    "an index is missing": (
        "DROP INDEX ix_mail_state_due_at",
        "index ix_mail_state_due_at of table mail is missing",
    ),
}


@pytest.mark.parametrize(("statements", "said"), HAND.values(), ids=list(HAND))
def test_a_database_with_other_tables_than_its_number_says_is_refused_at_the_start(
    database, statements, said
):
    made = engine.engine()
    with made.begin() as connection:
        for one in statements.split("; "):
            connection.exec_driver_sql(one)
    before = schema_of(made)
    with pytest.raises(SchemaError, match=re.escape(said)) as refused:
        prepare()
    assert "Nothing was changed." in str(refused.value)
    assert schema_of(made) == before


def test_tables_and_indexes_of_an_operator_are_no_concern(database):
    made = engine.engine()
    with made.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE of_somebody_else (id INTEGER)")
        connection.exec_driver_sql("CREATE INDEX of_mine ON note (created_at)")
    prepare()


def test_an_earlier_database_that_was_laid_out_otherwise_is_left_as_it_was(tmp_path):
    made = bind_file(tmp_path / "edited.db")
    command.upgrade(configuration(made), "0005")
    with made.begin() as connection:
        connection.exec_driver_sql("DROP TABLE recovery_code")
        # A later migration makes this one: an edited file had made it before its time.
        connection.exec_driver_sql("CREATE TABLE seal (number INTEGER)")
    before = schema_of(made)
    with pytest.raises(SchemaError, match=r"schema 0005.*already exists.*Nothing was changed"):
        prepare()
    assert schema_of(made) == before
    made.dispose()


def test_what_an_upgrade_leaves_wrong_is_taken_back_with_it(tmp_path):
    made = bind_file(tmp_path / "edited.db")
    command.upgrade(configuration(made), "0005")
    with made.begin() as connection:
        connection.exec_driver_sql("DROP INDEX ix_mail_state_due_at")
    before = schema_of(made)
    with pytest.raises(SchemaError, match="index ix_mail_state_due_at of table mail is missing"):
        prepare()
    assert schema_of(made) == before
    made.dispose()


def test_what_hangs_on_a_table_stays_where_a_migration_lays_it_out_anew(database):
    def keys() -> int:
        with engine.engine().connect() as connection:
            return connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one()

    with migrating(engine.engine()) as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 0
        connection.commit()
    assert keys() == 1
    with pytest.raises(KeyError), migrating(engine.engine()):
        raise KeyError
    assert keys() == 1


def test_a_database_without_a_number_is_refused(database):
    made = engine.engine()
    with made.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    with pytest.raises(SchemaError, match="does not say of which schema"):
        prepare()


@pytest.mark.parametrize("change", [("9999", "newer release"), ("0008", "Start the server once")])
def test_the_shell_says_in_a_sentence_that_a_database_is_of_another_release(database, change):
    revision, said = change
    made = engine.engine()
    with made.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")
    with pytest.raises(SchemaError, match=said):
        require_current(made)
    for line in (["verify"], ["purge"], ["adopt-key"], ["account", "reset", OWNER]):
        ran = CliRunner().invoke(app, line)
        assert ran.exit_code == 2
        assert said in ran.stderr


def test_a_newer_database_is_refused_at_the_start(database):
    made = engine.engine()
    with made.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaError, match=r"newer release \(schema 9999; this release goes to \d{4}\)"):
        prepare()


def test_rows_are_kept_of_the_first_schema_that_is_upgraded():
    assert newest_rows(FIRST_KEPT) == Path(__file__).parent / "filled" / f"{FIRST_KEPT}.sql"
