"""Nobody else on the machine reads the installation's files, also those that an earlier start left open."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from settings import settings
from workflows.files.safe_files import tighten

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such rights")


def rights(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


@pytest.fixture
def installation(tmp_path, monkeypatch):
    """A folder and a database beside it, as a start before umask 077 left them."""
    var, database = tmp_path / "var", tmp_path / "kept" / "site.db"
    for path in (var / "compressed" / "a.br", database, Path(f"{database}-wal")):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"names")
        path.chmod(0o644)
        path.parent.chmod(0o755)
    # By hand: another test may have closed what this process makes.
    var.chmod(0o755)
    monkeypatch.setenv("ENTREGENT_VAR_DIR", str(var))
    monkeypatch.setenv("ENTREGENT_DATABASE_URL", f"sqlite:///{database}")
    settings.cache_clear()
    yield var, database
    monkeypatch.undo()
    settings.cache_clear()


def test_what_an_earlier_start_left_open_is_closed_and_named(installation):
    var, database = installation
    changed = tighten()
    assert {rights(path) for path in (var, var / "compressed")} == {"0o700"}
    assert {rights(path) for path in (database, Path(f"{database}-wal"), var / "compressed" / "a.br")} == {
        "0o600"
    }
    assert {var, database} <= set(changed)
    assert tighten() == []


def test_a_folder_shared_by_the_machine_and_what_a_link_leads_to_are_left(installation):
    var, database = installation
    elsewhere = database.parent / "elsewhere"
    elsewhere.write_bytes(b"")
    elsewhere.chmod(0o644)
    (var / "link").symlink_to(elsewhere)
    tighten()
    var.chmod(0o1777)
    assert tighten() == []
    assert (rights(var), rights(elsewhere)) == ("0o1777", "0o644")


@pytest.mark.parametrize(
    "command", [["backup", "copy.db"], ["demo", "--candidates", "1"]], ids=lambda c: c[0]
)
def test_a_command_makes_files_for_its_own_account_only(tmp_path, command):
    known = {"ENTREGENT_DATABASE_URL": f"sqlite:///{tmp_path}/made/site.db", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        ["/bin/sh", "-c", 'umask 022; exec "$@"', "sh", sys.executable, str(ROOT / "cli.py"), *command],
        cwd=tmp_path, env={**os.environ, **known}, check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    made = [path for path in tmp_path.rglob("*")]
    assert made and {rights(path) for path in made} <= {"0o600", "0o700"}
