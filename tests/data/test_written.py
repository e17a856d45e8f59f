"""Rows are written in one place, and every row written there is sealed with its transaction."""

from __future__ import annotations

import ast
import datetime as dt
import json
from pathlib import Path

import pytest
from sqlalchemy import select

from data.accounts import accounts
from data.audit.written import Undo, savepoint
from data.campaigns import campaigns
from data.campaigns.campaigns import add_campaign, change_campaign, delete_campaign
from data.candidates.candidates import NewCandidate, add_candidates
from data.common import engine
from data.comparison import decisions
from data.schema_trust import row_salt, seal

ROOT = Path(__file__).parents[2]
NOW = dt.datetime(2026, 11, 22, 14, 30, 5, 123456, tzinfo=dt.UTC)
WRITERS = {"data/audit/written.py", "data/row_seals.py"}
"""Who may write by statements of their own: rows, and the seals themselves."""


SPELLED_OUT = ("INSERT INTO ", "UPDATE ", "DELETE FROM ", "REPLACE INTO ")


def _writes(tree: ast.AST) -> list[int]:
    """Return the lines with a statement that writes: made by SQLAlchemy, or spelled out."""
    imported = [
        (one.asname or one.name, one.name, node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for one in node.names
    ]
    made = {here for here, name, _ in imported if name in {"insert", "update", "delete"}}
    lines = [line for _, name, line in imported if name in {"postgresql", "sqlite"}]
    return lines + [node.lineno for node in ast.walk(tree) if _is_writing(node, made)]


def _is_writing(node: ast.AST, made: set[str]) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and node.value.upper().startswith(SPELLED_OUT)
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id in made
    # `table.update()`: the methods of these names of dicts, lists and hashes take arguments.
    is_table = isinstance(node.func, ast.Attribute) and not node.args and not node.keywords
    return is_table and node.func.attr in {"insert", "update", "delete"}


@pytest.mark.parametrize(
    "source",
    [
        "from sqlalchemy import insert\ninsert(note)",
        "from sqlalchemy import update as change\nchange(note)",
        "note.delete()",
        "from sqlalchemy.dialects import sqlite",
        "connection.execute(text('DELETE FROM note'))",
    ],
)
def test_a_statement_that_writes_is_seen(source):
    assert _writes(ast.parse(source))


def test_rows_are_written_in_one_place():
    files = [
        path
        for folder in ("data", "workflows", "web", "views")
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    ]
    assert len(files) > 100
    found = {
        f"{name}:{line}"
        for path in files
        if (name := path.relative_to(ROOT).as_posix()) not in WRITERS
        for line in _writes(ast.parse(path.read_text()))
    }
    assert found == set()


pytestmark = pytest.mark.usefixtures("any_database")


def entries() -> list[list[list[object]]]:
    """Return the rows named by each seal, without their digests."""
    with engine.reading() as c:
        bodies = c.scalars(select(seal.c.body).order_by(seal.c.number)).all()
    return [[row[:2] for row in json.loads(body)] for body in bodies]


def account(c, name: str = "Bo") -> str:
    return accounts.add_account(
        c, email=f"{name}@example.com", name=name, role="recruiter", language="en", now=NOW
    )


def campaign(c) -> str:
    return add_campaign(c, title="t", settings={}, charter={}, item_ids=[], created_by="x", now=NOW)


def salts() -> set[tuple[str, str]]:
    with engine.reading() as c:
        return {tuple(row) for row in c.execute(select(row_salt.c.table_name, row_salt.c.row_key))}


def test_one_transaction_is_one_seal_with_all_it_wrote():
    with engine.writing() as c:
        one = account(c)
        where = campaign(c)
        campaigns.add_member(c, where, one, added_by=one, now=NOW)
        accounts.set_role(c, one, "manager")
    assert entries() == [[["account", one], ["campaign", where], ["campaign_member", f"{where} {one}"]]]


def test_what_writes_nothing_is_not_sealed():
    with engine.writing() as c:
        accounts.set_role(c, "nobody", "owner")
    assert entries() == []


def test_what_was_undone_is_not_sealed():
    with engine.writing() as c:
        kept = account(c)
        with savepoint(c):
            account(c, "Cy")
            accounts.set_role(c, kept, "owner")
            raise Undo
    assert entries() == [[["account", kept]]]
    with pytest.raises(RuntimeError), engine.writing() as c:
        account(c, "Di")
        raise RuntimeError
    assert len(entries()) == 1


def test_each_step_of_one_large_transaction_is_sealed_by_itself():
    with engine.as_one():
        for name in ("Bo", "Cy"):
            with engine.writing() as c:
                account(c, name)
    assert [len(rows) for rows in entries()] == [1, 1]


def test_what_the_database_deletes_by_itself_is_sealed_as_gone():
    with engine.writing() as c:
        one, where = account(c), campaign(c)
        (person,) = add_candidates(c, where, [NewCandidate("P", "Ana", None, "en")], NOW)
        note = decisions.add_note(c, candidate_id=person, account_id=one, text="Kind.", now=NOW)
        campaigns.add_member(c, where, one, added_by=one, now=NOW)
    with engine.writing() as c:
        delete_campaign(c, where)
    gone = [["campaign", where], ["candidate", person], ["campaign_member", f"{where} {one}"], ["note", note]]
    assert sorted(entries()[-1]) == sorted(gone)
    assert salts() == {("account", one)}


def test_a_change_draws_another_salt_so_that_the_digest_before_says_nothing_any_more():
    def salt() -> str:
        with engine.reading() as c:
            return c.scalars(select(row_salt.c.salt)).one()

    with engine.writing() as c:
        where = campaign(c)
    before = salt()
    with engine.writing() as c:
        change_campaign(c, where, title="u")
    assert len(salt()) == 32
    assert salt() != before


def test_rows_are_written_inside_writing_only():
    with engine.reading() as c, pytest.raises(LookupError):
        account(c)
