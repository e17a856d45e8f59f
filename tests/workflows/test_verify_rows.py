"""What is changed by hand in the database is noticed: attack by attack, and column by column."""

from __future__ import annotations

import json
import shutil
import threading

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from cli import app
from data.audit.log import _mac as key_of_file
from data.audit.seal_check import replay, row_faults, sealed_tables
from data.audit.sealed_columns import NOT_SEALED, NOT_SEALED_TABLES
from data.common import engine
from data.comparison.snapshots import snapshot_by_id, snapshot_ids
from data.row_seals import head
from data.schema import audit_event
from data.tables import METADATA
from errors import RecordKeyError
from settings import settings
from tests.databases import bind_file
from tests.office import RECRUITER, new_draft, someone
from tests.workflows.erasable import NOW
from tests.workflows.sealed_office import another, rewrite_lines, rewrite_seals, sealed_office
from workflows.accounts import staff
from workflows.audit.record import check_chain
from workflows.audit.record_head import read_head, record_end
from workflows.audit.record_key import adopt_key
from workflows.audit.verify import noted, unnoted_change, verify
from workflows.audit.verify_rows import NAMED
from workflows.audit.verify_snapshots import wrong_entry
from workflows.privacy.erasure import erase


@pytest.fixture(scope="module")
def filled(laid_out, tmp_path_factory):
    """Fill a database once for all tests of this file; each gets a copy."""
    path = tmp_path_factory.mktemp("filled") / "filled.db"
    shutil.copyfile(laid_out, path)
    bind_file(path)
    here = sealed_office()
    engine.engine().dispose()
    return path, here


@pytest.fixture
def office(filled, tmp_path):
    """Give the test the filled database, and who is in it."""
    path, here = filled
    shutil.copyfile(path, tmp_path / "office.db")
    bind_file(tmp_path / "office.db")
    yield here
    engine.engine().dispose()


@pytest.fixture
def key(tmp_path, monkeypatch):
    """Return what sets a key; the settings are read anew afterwards."""

    def set_key(text: str = "k" * 40) -> None:
        (tmp_path / "key").write_text(text)
        monkeypatch.setenv("ENTREGENT_RECORD_KEY_FILE", str(tmp_path / "key"))
        settings.cache_clear()
        key_of_file.cache_clear()

    yield set_key
    monkeypatch.undo()
    settings.cache_clear()


def by_hand(*statements: str) -> None:
    """Change rows as nobody may, with foreign keys off."""
    with engine.engine().connect() as c:
        for statement in ("COMMIT", "PRAGMA foreign_keys = OFF", "BEGIN", *statements):
            c.exec_driver_sql(statement)
        c.commit()
    engine.engine().dispose()


def kinds() -> set[str]:
    return {f"{difference.kind} {difference.where}" for difference in verify().differences}


def test_what_the_product_wrote_itself_is_as_it_was_written(office):
    report = verify()
    assert report.differences == []
    assert report.n_rows > 500
    with engine.reading() as c:
        assert report.head == head(c)


FIRST = "(SELECT min(id) FROM {0})"
OTHER = "(SELECT max(id) FROM {0})"


def swap(table: str, column: str) -> tuple[str, ...]:
    """Swap a column between two rows, by a third value."""
    one, other = (
        f"(SELECT {column} FROM {table} WHERE id = {which.format(table)})" for which in (FIRST, OTHER)
    )
    kept = f"CREATE TEMP TABLE kept AS SELECT {one} AS first, {other} AS last"
    changes = ((FIRST, "last"), (OTHER, "first"))
    return (
        kept,
        f"UPDATE {table} SET {column} = {column} || '-x' WHERE id = {FIRST.format(table)}",
        *(
            f"UPDATE {table} SET {column} = (SELECT {value} FROM kept) WHERE id = {which.format(table)}"
            for which, value in reversed(changes)
        ),
    )


def first(table: str, change: str) -> tuple[str, ...]:
    """Change the first row of a table."""
    return (f"UPDATE {table} SET {change} WHERE id = {FIRST.format(table)}",)


NOT_BLIND = "settings = json_set(settings, '$.blind_names', json('false'))"
EMPTY = ("DELETE FROM audit_event", "DELETE FROM seal", "DELETE FROM row_salt")
ATTACKS = {
    "a verdict turned round": first("decision", "verdict = 'reject'"),
    "decisions swapped between two people": swap("decision", "candidate_id"),
    "a decision put before another": first("decision", "line = line - 1"),
    "a reason rewritten": first("decision", "reason = 'Another reason.'"),
    "a decision deleted": (f"DELETE FROM decision WHERE id = {FIRST.format('decision')}",),
    "the last ten lines of the record deleted": (
        "DELETE FROM audit_event WHERE number > (SELECT max(number) - 10 FROM audit_event)",
    ),
    "every line of the record deleted": ("DELETE FROM audit_event",),
    "every line and every seal deleted": EMPTY,
    "the last ten seals and lines deleted": (
        "DELETE FROM audit_event WHERE number > (SELECT max(number) - 10 FROM audit_event)",
        "DELETE FROM seal WHERE number > (SELECT max(number) - 10 FROM seal)",
    ),
    "names of two candidates swapped": swap("candidate", "name"),
    "a marker made owner": ("UPDATE account SET role = 'owner' WHERE role = 'marker'",),
    "a note slipped in": (
        "INSERT INTO note SELECT 'n-2', candidate_id, account_id, 'No.', created_at FROM note LIMIT 1",
    ),
    "a mark's note": first("mark", "note = 'Weak.'"),
    "a rating's evidence": first("rating", "evidence = 'Nothing.'"),
    "a recommendation": ("UPDATE recommendation SET recommendation = recommendation || '!'",),
    "blind names switched off": (f"UPDATE campaign SET {NOT_BLIND}",),
    "a sign-in planted": (
        "INSERT INTO sign_in (id, account_id, token_hash, created_at, expires_at, by_provider) "
        "SELECT 's-2', account_id, 'h', created_at, expires_at, 0 FROM sign_in LIMIT 1",
    ),
    "a candidate's link planted": (
        "INSERT INTO invitation (id, candidate_id, token_hash, created_at, expires_at) "
        "SELECT 'i-2', candidate_id, 'h', created_at, expires_at FROM invitation LIMIT 1",
    ),
    "an answer no snapshot holds": first("answer", "language = 'xx'"),
    "somebody put on a team": (
        "INSERT INTO campaign_member SELECT campaign_id, (SELECT id FROM account WHERE role = 'marker'), "
        "added_by, added_at FROM campaign_member LIMIT 1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_noticed(office, attack):
    by_hand(*ATTACKS[attack])
    assert verify().differences != []


def test_an_empty_record_beside_accounts_is_a_difference_of_its_own(office):
    by_hand(*EMPTY)
    differences = [difference for difference in verify().differences if difference.kind == "record"]
    assert [difference.where for difference in differences] == ["seals", "lines"]


def test_many_rows_of_a_table_are_named_in_one_line(office):
    by_hand("DELETE FROM answer")
    differences = [
        difference
        for difference in verify().differences
        if difference.kind == "row" and "answer" in difference.subject
    ]
    assert (
        len([difference for difference in differences if difference.subject.startswith("answer ")]) == NAMED
    )
    assert (
        next(difference for difference in differences if difference.subject == "answer").where
        == "further rows"
    )


# Somebody careful, who writes the chains anew


def without_a_role_change(office) -> None:
    """Make a marker an owner, take the line out, and write both chains anew."""
    with engine.reading() as c:
        marker = c.exec_driver_sql("SELECT id FROM account WHERE role = 'marker'").scalars().first()
    staff.change_role(office.actor, marker, "owner")
    staff.add_account(office.actor, name="New", email="new@example.com", role="marker", language="en")
    with engine.writing() as c:
        line = c.scalars(select(audit_event.c.number).where(audit_event.c.deed == "change_role")).one()
        c.execute(audit_event.delete().where(audit_event.c.number == line))
        rewrite_lines(c)


def test_lines_rewritten_after_taking_out_a_role_change_are_noticed(office):
    without_a_role_change(office)
    assert {"row gone", "row changed"} <= kinds()


def test_seals_rewritten_with_them_still_leave_a_role_that_no_line_gave(office):
    without_a_role_change(office)
    with engine.writing() as c:
        rewrite_seals(c)
    assert kinds() == {"account role, by the record"}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ("UPDATE account SET role = 'owner' WHERE role = 'marker'", "account role, by the record"),
        (
            "UPDATE account SET disabled_at = created_at WHERE role = 'marker'",
            "account closed, by the record",
        ),
        ("DELETE FROM campaign_member", "campaign team, by the record"),
        ("UPDATE campaign SET state = 'closed'", "campaign state, by the record"),
        (
            f"UPDATE campaign SET {NOT_BLIND}",
            "campaign settings, by the record",
        ),
        ("UPDATE form SET sha256 = 'x'", "campaign form, by the record"),
        ("UPDATE decision SET verdict = 'reject'", "decision person, verdict and line, by the record"),
    ],
)
def test_what_the_lines_say_is_replayed_even_when_every_seal_was_written_anew(office, change, where):
    with engine.writing() as c:
        c.exec_driver_sql(change)
        rewrite_seals(c)
    assert where in kinds()


def rewritten_whole() -> None:
    """Change a note and write every seal anew: nothing in the database tells."""
    with engine.writing() as c:
        c.exec_driver_sql("UPDATE note SET text = 'Not a good fit.'")
        rewrite_seals(c)


def test_a_chain_written_anew_is_noticed_by_the_head_noted_before(office):
    before = verify().head
    assert verify(expected=before).differences == []
    rewritten_whole()
    assert verify().differences == []
    (found,) = verify(expected=before).differences
    assert found.where == "the head noted before"


def test_a_tail_cut_off_is_noticed_by_the_head_noted_before(office):
    with engine.reading() as c:
        kept = head(c)
    staff.add_account(office.actor, name="New", email="new@example.com", role="marker", language="en")
    later = verify().head
    by_hand(
        "DELETE FROM row_salt WHERE row_key IN (SELECT id FROM account WHERE name = 'New')",
        "DELETE FROM secret_link WHERE account_id IN (SELECT id FROM account WHERE name = 'New')",
        "DELETE FROM account WHERE name = 'New'",
        "DELETE FROM audit_event WHERE number = (SELECT max(number) FROM audit_event)",
        f"DELETE FROM seal WHERE number > {kept.number}",
    )
    assert verify().differences == []
    (found,) = verify(expected=later).differences
    assert (found.expected, found.actual) == (later.sha256, f"the chain ends at {kept.number}")


def test_with_a_key_a_chain_written_anew_is_noticed_without_any_head(office, key):
    key()
    assert kinds() == {"seal its MAC"}
    n = adopt_key()
    assert n == verify().head.number - 1
    assert verify().differences == []
    rewritten_whole()
    assert kinds() == {"seal its MAC"}
    with pytest.raises(RecordKeyError, match="differences"):
        by_hand("DELETE FROM note")
        adopt_key()


def test_seals_made_without_the_key_or_with_another_are_noticed(office, key, monkeypatch):
    key()
    adopt_key()
    assert record_end().trouble is None
    monkeypatch.delenv("ENTREGENT_RECORD_KEY_FILE")
    settings.cache_clear()
    assert record_end().trouble == "key_missing"
    assert verify().key == "missing"
    staff.add_account(office.actor, name="New", email="new@example.com", role="marker", language="en")
    key()
    assert record_end().trouble == "not_by_key"
    (found,) = verify().differences
    assert found.actual == "1 without"
    key("l" * 40)
    assert kinds() == {"seal its MAC"}


def test_a_key_is_adopted_only_where_one_is_set(office):
    with pytest.raises(RecordKeyError, match="names no key"):
        adopt_key()


def test_an_erasure_leaves_seals_that_hold_and_no_salt_of_what_is_gone(office):
    with engine.reading() as c:
        before = set(c.exec_driver_sql("SELECT salt FROM row_salt").scalars())
        named = c.exec_driver_sql(
            "SELECT salt FROM row_salt WHERE row_key = ?", (office.candidate_id,)
        ).scalar()
    with engine.writing() as c:
        erase(c, office.candidate_id, NOW, "request")
    assert verify().differences == []
    with engine.reading() as c:
        after = set(c.exec_driver_sql("SELECT salt FROM row_salt").scalars())
        keys = set(c.exec_driver_sql("SELECT table_name || ' ' || row_key FROM row_salt").scalars())
        live = {
            f"{table.name} {row[0]}"
            for table in sealed_tables()
            for row in c.execute(select(*table.primary_key.columns))
            if len(row) == 1
        }
    assert named not in after
    assert len(before - after) > 50
    assert {key for key in keys if key.count(" ") == 1} == live


# Every column of every table


def noticed(c, table, sealed) -> bool:
    """Tell whether a change to a table is noticed, in the transaction that made it; ``sealed``: before it."""
    if table.name in ("snapshot_person", "snapshot_salt"):
        snapshots = [snapshot_by_id(c, one) for one, _ in snapshot_ids(c)]
        return any(wrong_entry(snapshot) or unnoted_change(snapshot, noted(c)) for snapshot in snapshots)
    if table.name in NOT_SEALED_TABLES:
        chain = replay(c)
        tables = sealed_tables() if table.name in ("seal", "row_salt") else ()
        return chain.broken is not None or any(
            fault for one in tables for fault in row_faults(c, one, chain.rows[one.name])
        )
    return any(row_faults(c, table, sealed[table.name]))


UNNOTICED = {
    *NOT_SEALED,
    *(
        (table.name, column.name)
        for table in METADATA.sorted_tables
        for column in table.columns
        if table.name in set(NOT_SEALED_TABLES) - {"seal", "row_salt", "snapshot_person", "snapshot_salt"}
    ),
    # With the key each seal's MAC is compared; without one there is nothing to compare it with.
    ("seal", "mac"),
}


def test_every_column_of_every_table_changed_by_hand(office):
    with engine.engine().connect() as c:
        c.exec_driver_sql("COMMIT")
        c.exec_driver_sql("PRAGMA foreign_keys = OFF")
        c.exec_driver_sql("BEGIN")
        sealed = replay(c).rows
        found, missed = set(), set()
        for table in METADATA.sorted_tables:
            (first, *_) = c.execute(select(*table.primary_key.columns).limit(1)).all()
            at = " AND ".join(f"{column.name} = ?" for column in table.primary_key.columns)
            for column in table.columns:
                before = c.exec_driver_sql(
                    f'SELECT "{column.name}" FROM {table.name} WHERE {at}', tuple(first)
                )
                kind = column.type.compile(c.dialect).split("(")[0]
                value = another(before.scalar(), {"DATETIME": "TIMESTAMP"}.get(kind, kind))
                with c.begin_nested() as step:
                    c.exec_driver_sql(
                        f'UPDATE {table.name} SET "{column.name}" = ? WHERE {at}', (value, *first)
                    )
                    (found if noticed(c, table, sealed) else missed).add((table.name, column.name))
                    step.rollback()
        c.rollback()
    assert missed == UNNOTICED
    assert len(found) > 200


def test_a_row_deleted_or_slipped_in_by_hand_in_any_sealed_table(office):
    with engine.engine().connect() as c:
        c.exec_driver_sql("COMMIT")
        c.exec_driver_sql("PRAGMA foreign_keys = OFF")
        c.exec_driver_sql("BEGIN")
        sealed = replay(c).rows
        for table in sealed_tables():
            with c.begin_nested() as step:
                c.exec_driver_sql(
                    f"DELETE FROM {table.name} WHERE rowid = (SELECT min(rowid) FROM {table.name})"
                )
                assert noticed(c, table, sealed), table.name
                step.rollback()
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            keys = {
                column for constraint in table.constraints for column in getattr(constraint, "columns", ())
            }
            copied = ", ".join(
                f"\"{column.name}\" || 'x'" if column in keys else f'"{column.name}"'
                for column in table.columns
            )
            with c.begin_nested() as step:
                c.exec_driver_sql(
                    f"INSERT INTO {table.name} ({names}) SELECT {copied} FROM {table.name} LIMIT 1"
                )
                assert noticed(c, table, sealed), table.name
                step.rollback()
        c.rollback()


def test_people_may_write_meanwhile(any_database):
    done = threading.Event()

    def go_on_writing() -> None:
        while not done.is_set():
            new_draft(RECRUITER, "Meanwhile")

    new_draft(RECRUITER, "Before")
    writer = threading.Thread(target=go_on_writing)
    writer.start()
    try:
        found = [verify().differences for _ in range(4)]
        checked = [check_chain(someone("owner")).differences for _ in range(4)]
    finally:
        done.set()
        writer.join()
    assert found == [[]] * 4
    assert checked == [()] * 4


# At the shell


def test_the_command_prints_the_head_and_takes_it_back(office):
    done = CliRunner().invoke(app, ["verify"])
    assert done.exit_code == 0, done.output
    printed = done.stdout.strip()
    assert read_head(printed) == verify().head
    assert CliRunner().invoke(app, ["verify", "--expect", printed]).exit_code == 0
    other = f"{printed.split(':')[0]}:{'0' * 64}"
    done = CliRunner().invoke(app, ["verify", "--expect", other])
    assert done.exit_code == 1
    assert "the head noted before" in done.output


@pytest.mark.parametrize("text", ["", "12", "12:abc", f"-1:{'0' * 64}", f"x:{'0' * 64}", f"1:{'G' * 64}"])
def test_what_is_no_head_is_refused(text):
    with pytest.raises(RecordKeyError, match="no head"):
        read_head(text)


def test_a_line_of_a_seal_that_is_no_list_breaks_the_chain_even_with_its_hash_made_to_fit(office):
    from data.row_seals import BEGINNING, entry_sha256

    body = json.dumps({"no": "list"})
    by_hand(
        "DELETE FROM seal WHERE number > 1",
        f"UPDATE seal SET body = '{body}', sha256 = '{entry_sha256(1, BEGINNING, body)}'",
    )
    assert "seal its place in the chain" in kinds()
