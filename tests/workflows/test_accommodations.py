"""What a candidate asked for is read by those who organise the recruitment, by nobody else on any path."""

from __future__ import annotations

import ast
import io
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select

from data.common import engine
from data.schema import accommodation, account
from domain import ROLES
from errors import AccessError
from tests.workflows.erasable import MARK, traced_demo
from workflows.candidates import monitor
from workflows.common.access import PERMISSIONS, Actor, ScriptedActor, has_permission
from workflows.comparison import manager_report, standings
from workflows.files import exports

ROOT = Path(__file__).parents[2]
ORGANISE = {"owner", "recruiter"}
READERS = {
    "data/privacy/about_person.py",  # the candidate's own archive
    "data/candidates/progress.py",  # the recruiter's board, which asks for the right
    "data/sitting/sittings.py",  # the candidate's own pages
}


def modules():
    return [
        path
        for folder in ("assessments", "scoring", "data", "workflows", "reports", "views", "web")
        for path in (ROOT / folder).rglob("*.py")
    ]


def names_in(path: Path) -> set[str]:
    """Return what a module names: variables, attributes and what it imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.alias):
            found.add(node.name)
    return found


def test_only_these_modules_read_the_table():
    named = {path.relative_to(ROOT).as_posix() for path in modules() if "accommodation" in names_in(path)}
    assert named - {"data/schema.py"} == READERS


def test_of_what_staff_open_only_the_board_asks_for_them():
    asking = {
        path.relative_to(ROOT).as_posix() for path in modules() if "accommodations" in names_in(path)
    } - READERS
    assert asking == {"workflows/candidates/monitor.py", "workflows/privacy/archive.py"}


def test_the_right_is_that_of_who_organises():
    assert PERMISSIONS["see_accommodations"] == ORGANISE


@pytest.mark.usefixtures("database")
def test_no_role_but_those_who_organise_gets_to_read_one():
    here = traced_demo(4)
    note = f"{MARK} lamp"
    with engine.writing() as c:
        c.execute(accommodation.update().values(note=note))
        account_id = c.scalar(select(account.c.id))
    assert account_id
    for role in ROLES:
        actor = ScriptedActor(account_id, "Sam", "sam@example.com", role, "en")
        read = _everything(actor, here.campaign_id, here.candidate_id)
        assert (note in read["board"]) == (role in ORGANISE)
        assert all(note not in text for name, text in read.items() if name != "board"), role


def _everything(actor: Actor, campaign_id: str, candidate_id: str) -> dict[str, str]:
    """Return what a role reads by each path, as text; empty where it may not."""
    named = has_permission(actor, "reveal_names")
    paths = {
        "board": lambda: repr(monitor.board(actor, campaign_id)),
        "comparison": lambda: repr(standings.comparison(actor, campaign_id)),
        "manager": lambda: repr(manager_report.manager_report(actor, campaign_id)),
        **{
            kind: lambda kind=kind: _text(
                exports.export_results(actor, campaign_id, kind, named=named).content
            )
            for kind in ("csv", "xlsx", "json")
        },
    }
    found = {}
    for name, read in paths.items():
        try:
            found[name] = read()
        except AccessError:
            found[name] = ""
    return found


def _text(content: bytes) -> str:
    """Return what a file holds; a workbook is unpacked."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return " ".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
