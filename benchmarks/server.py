"""The product itself, started on loopback with a database of its own and candidates at their first scene."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Server:
    """A running server and who may use it."""

    address: str
    pid: int
    database: Path
    tokens: list[str]
    """Candidates who stand at their first scene."""
    staff_token: str
    """A sign-in that may open the comparison."""
    campaign_id: str

    def stored_answers(self) -> int:
        """Count the rows of the answer table, from outside of the server."""
        with sqlite3.connect(self.database) as connection:
            return connection.execute("SELECT count(*) FROM answer").fetchone()[0]


@contextmanager
def serving(n_candidates: int, *, n_finished: int = 60) -> Iterator[Server]:
    """Start the product with candidates ready to answer and a pool already finished; stop it at the end."""
    with TemporaryDirectory(prefix="entregent-bench-") as folder:
        database = Path(folder) / "bench.db"
        environment = {
            **os.environ,
            "ENTREGENT_DATABASE_URL": f"sqlite:///{database}",
            "ENTREGENT_VAR_DIR": str(ROOT / "var"),
        }
        made = subprocess.run(
            [sys.executable, "-m", "benchmarks.people", str(n_candidates), str(n_finished)],
            cwd=ROOT, env=environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        campaign_id, staff_token, *tokens = made.stdout.split()
        port = _free_port()
        options = ["--server.port", str(port), "--server.address", "127.0.0.1"]
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", *options],
            cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(address, process)
            yield Server(address, process.pid, database, tokens, staff_token, campaign_id)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        if process.poll() is not None:
            raise RuntimeError(f"The server stopped at once, with code {process.returncode}.")
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("The server did not answer within 30 seconds.")
