"""The migrations make what the schema says: an installation that was upgraded equals a new one."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, create_engine, inspect, text

from assessments.form.digest import canonical_json
from data.audit.log import broken_link, events
from data.audit.seal_check import replay, row_faults, sealed_tables
from data.audit.sealed_columns import VERSIONS
from data.common.migrate import configuration, upgrade
from data.comparison.snapshots import snapshot_by_id
from data.row_seals import seal_rows
from data.tables import METADATA
from settings import settings
from workflows.comparison.snapshots import whole_body

THEN = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


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


OLD_ENTRIES = {"p-1": {"pseudonym": "C-0001", "composite": {"score": 0.5}}, "p-2": {"pseudonym": "C-0002"}}


def old_snapshot(name: str, people: dict[str, Any], **more: object) -> dict[str, Any]:
    """Return a row as releases up to schema 0009 stored it: everybody in the one text."""
    said = {"version": 1, "campaign": "c-1", "stage": "all", "people": people, "name": name, **more}
    text = canonical_json(said)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return {"id": name, "campaign_id": "c-1", "sha256": sha256, "body": text, "taken_at": THEN}


def rows(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(query)]


@pytest.fixture(params=["sqlite", "postgresql"])
def snapshots_of_old(request, tmp_path):
    """Give the test a database of schema 0009 with sealed snapshots: sound, with an erasure, forged twice."""
    if request.param == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    else:
        server = create_engine(request.getfixturevalue("postgres_url"), isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.exec_driver_sql("DROP DATABASE IF EXISTS of_0009")
            connection.exec_driver_sql("CREATE DATABASE of_0009")
        server.dispose()
        engine = create_engine(server.url.set(database="of_0009"))
    command.upgrade(configuration(engine), "0009")
    then = MetaData()
    then.reflect(engine)
    with engine.begin() as connection:
        _insert_old(connection, then)
    yield engine
    engine.dispose()


def _insert_old(connection: Connection, then: MetaData) -> None:
    campaign = {
        "id": "c-1", "state": "closed", "title": "Old", "settings": {}, "charter": {}, "item_ids": [],
        "is_fictional": False, "created_by": "a-1", "created_at": THEN,
    }  # fmt: skip
    connection.execute(then.tables["campaign"].insert(), campaign)
    for old_entry in OLD_ENTRIES:
        person = {
            "id": old_entry, "campaign_id": "c-1", "pseudonym": old_entry, "name": "", "language": "en",
            "is_try_out": False, "created_at": THEN,
        }  # fmt: skip
        connection.execute(then.tables["candidate"].insert(), person)
    sound = old_snapshot("sound", OLD_ENTRIES)
    emptied = old_snapshot("emptied", {**OLD_ENTRIES, "p-2": None}, replaces="0" * 64)
    forged = old_snapshot("forged", OLD_ENTRIES)
    unfit = old_snapshot("unfit", OLD_ENTRIES)
    for row in (sound, emptied, forged, unfit):
        connection.execute(METADATA.tables["snapshot"].insert(), row)
        seal_rows(connection, [(METADATA.tables["snapshot"], str(row["id"]), row)], version=1, with_key=False)
    again = old_snapshot(
        "forged", {**OLD_ENTRIES, "p-1": {"pseudonym": "C-0001", "composite": {"score": 0.9}}}
    )
    change = METADATA.tables["snapshot"].update()
    connection.execute(change.where(text("id = 'forged'")).values(body=again["body"], sha256=again["sha256"]))
    connection.execute(change.where(text("id = 'unfit'")).values(body=sound["body"]))


def test_what_snapshots_say_of_each_person_is_taken_into_rows_word_for_word(snapshots_of_old):
    engine = snapshots_of_old
    with engine.connect() as connection:
        before = dict(rows(connection, "SELECT id, sha256 FROM snapshot"))
    upgrade(engine)
    with engine.connect() as connection:
        kept = snapshot_by_id(connection, "sound")
        assert kept.sha256 == hashlib.sha256(kept.body.encode()).hexdigest()
        assert whole_body(kept) == {
            **json.loads(old_snapshot("sound", OLD_ENTRIES)["body"]),
            "version": 2,
            "replaces": before["sound"],
        }
        assert {one: entry.body for one, entry in kept.people.items()} == {
            person_id: canonical_json(old_entry) for person_id, old_entry in OLD_ENTRIES.items()
        }
        assert json.loads(kept.body)["people"] == {
            candidate_id: person.sha256 for candidate_id, person in kept.people.items()
        }
        emptied = snapshot_by_id(connection, "emptied")
        assert (json.loads(emptied.body)["people"]["p-2"], set(emptied.people)) == (None, {"p-1"})
        (line,) = events(connection)
        assert (line.deed, line.details["n"]) == ("split_snapshots", 4)
        assert line.details["snapshots"]["sound"] == [before["sound"], kept.sha256]
        assert broken_link(connection) is None


def test_a_snapshot_that_was_forged_before_is_vouched_for_by_nothing_afterwards(snapshots_of_old):
    engine = snapshots_of_old
    upgrade(engine)
    with engine.connect() as connection:
        chain = replay(connection)
        assert chain.broken is None
        found = {
            fault.key: fault.fault
            for table in sealed_tables()
            if table.name in ("snapshot", "audit_event")
            for fault in row_faults(connection, table, chain.rows[table.name])
        }
        assert found == {"forged": "changed", "unfit": "changed"}
        unfit = snapshot_by_id(connection, "unfit")
        assert unfit.sha256 != hashlib.sha256(unfit.body.encode()).hexdigest()


def test_the_way_back_puts_everybody_into_the_text_again(snapshots_of_old):
    engine = snapshots_of_old
    upgrade(engine)
    command.downgrade(configuration(engine), "0009")
    with engine.connect() as connection:
        texts = dict(rows(connection, "SELECT id, body FROM snapshot"))
    assert json.loads(texts["sound"])["people"] == OLD_ENTRIES
    assert json.loads(texts["emptied"])["people"] == {**OLD_ENTRIES, "p-2": None}


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
