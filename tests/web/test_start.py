"""A server that cannot start says why in one sentence, and ends."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from web.edge import start

ROOT = Path(__file__).parents[2]


def started(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Start the real server with these settings and wait for its end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    known = {"ENTREGENT_DATABASE_URL": f"sqlite:///{folder / 'a.db'}", "ENTREGENT_VAR_DIR": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", port],
        cwd=ROOT, env={**os.environ, **known, **environment}, check=False, capture_output=True, text=True,
        timeout=120,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"ENTREGENT_SIGN_IN_DAYS": "many"}, "ENTREGENT_SIGN_IN_DAYS: input should be a valid integer"),
        ({"ENTREGENT_DATABASE_URL": "postgresql+psycopg://u:p@127.0.0.1:1/x"}, "could not be used"),
        ({"ENTREGENT_DATABASE_URL": "oracle://somewhere"}, "ENTREGENT_DATABASE_URL"),
        ({"STREAMLIT_RUNNER_MAGIC_ENABLED": "true"}, "runner.magicEnabled"),
    ],
    ids=["a wrong value", "no database", "another database", "another Streamlit"],
)
def test_what_keeps_the_server_from_starting_is_said_in_a_sentence(tmp_path, environment, said):
    ran = started(tmp_path, **environment)
    assert ran.returncode == start.CANNOT_START, ran.stderr
    assert "Entregent cannot start." in ran.stderr
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr + ran.stdout
