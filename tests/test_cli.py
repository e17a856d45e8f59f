"""The shell: what it says when a command fails for a reason nobody foresaw."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PLANTED = """
import cli, workflows.files.score_files
def score_files(*_, **__):
    raise KeyError("Key (email)=(ana.pop@example.com) already exists.")
workflows.files.score_files.score_files = score_files
cli.app(["score", "form", "answers", "--out", "out"])
"""


def test_where_it_failed_is_said_and_no_row_is_quoted():
    command = [sys.executable, "-c", PLANTED]
    done = subprocess.run(command, cwd=Path(__file__).parent.parent, capture_output=True, text=True)
    assert done.returncode == 1
    assert "in score_files\n" in done.stderr
    assert done.stderr.endswith("builtins.KeyError\n")
    assert "ana.pop" not in done.stderr + done.stdout
