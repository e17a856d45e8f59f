"""The migrations make what the schema says: an installation that was upgraded equals a new one."""

from __future__ import annotations

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from data.audit import broken_link, events
from data.migrate import configuration, upgrade
from data.seal_check import replay, row_faults, sealed_tables
from data.sealed_columns import VERSIONS
from data.tables import METADATA
from settings import settings


def test_an_upgraded_database_has_every_table_of_the_schema(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'new.db'}")
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_a_decision_is_told_the_stage_of_its_snapshot(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    command.upgrade(configuration(engine), "0005")
    columns = "(id, candidate_id, verdict, reason, is_against_order, snapshot_id, account_id, decided_at)"
    with engine.begin() as connection:
        # Rows of other tables are left out: SQLite checks what points where only when it is told to.
        for name, body in (("s1", '{"stage": "before_interview"}'), ("s2", "{}")):
            values = (name, "c", name, body, "2026-11-20")
            connection.exec_driver_sql("INSERT INTO snapshot VALUES (?, ?, ?, ?, ?)", values)
            row = (f"d-{name}", "p", "hold", "said", False, name, "a", "2026-11-20")
            connection.exec_driver_sql(f"INSERT INTO decision {columns} VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    command.upgrade(configuration(engine), "head")
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT id, stage FROM decision ORDER BY id").all()
        assert [tuple(row) for row in found] == [("d-s1", "before_interview"), ("d-s2", None)]
        assert "stored_standing" not in inspect(engine).get_table_names()
    command.downgrade(configuration(engine), "0005")
    assert "stored_standing" in inspect(engine).get_table_names()
    engine.dispose()


def test_rows_of_an_earlier_release_are_sealed_as_they_lie_and_the_record_says_so(tmp_path, monkeypatch):
    (tmp_path / "key").write_text("k" * 40)
    monkeypatch.setenv("ENTREGENT_RECORD_KEY_FILE", str(tmp_path / "key"))
    settings.cache_clear()
    engine = create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    command.upgrade(configuration(engine), "0006")
    with engine.begin() as connection:
        for name in ("a", "b"):
            values = (name, f"{name}@example.com", name, "owner", "en", "2026-11-20 00:00:00.000000")
            connection.exec_driver_sql(
                "INSERT INTO account (id, email, name, role, language, created_at) VALUES (?, ?, ?, ?, ?, ?)",
                values,
            )
    upgrade(engine)
    with engine.begin() as connection:
        chain = replay(connection)
        assert (chain.broken, chain.head.number, chain.n_with_mac) == (None, 2, 0)
        assert broken_link(connection) is None
        (line,) = events(connection)
        assert (line.deed, line.actor, line.details) == ("seal_existing_rows", "server", {"n": 2})
        for table in sealed_tables():
            assert list(row_faults(connection, table, chain.rows[table.name])) == []
        connection.exec_driver_sql("UPDATE account SET name = 'c' WHERE id = 'a'")
        account = METADATA.tables["account"]
        assert list(row_faults(connection, account, chain.rows["account"])) == [("a", "changed")]
    engine.dispose()
    monkeypatch.undo()
    settings.cache_clear()


def test_a_new_database_begins_without_a_seal(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'new.db'}")
    upgrade(engine)
    with engine.connect() as connection:
        assert replay(connection).head.number == 0
        assert events(connection) == ()
    engine.dispose()


def test_the_tables_that_the_migration_seals_have_a_first_version():
    script = ScriptDirectory.from_config(configuration(create_engine("sqlite://"))).get_revision("0009")
    assert script is not None
    assert set(script.module.TABLES) <= set(VERSIONS)
