"""The product itself, started on loopback with a database of its own and candidates at their first scene."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN_S = 240
"""On a machine that has much else to do; otherwise it takes a few."""
Stage = Literal["scenes", "work"]
"""Where candidates stand: at their first scene, or inside a work sample."""


@dataclass(frozen=True)
class Server:
    """A running server and who may use it."""

    address: str
    pid: int
    database: Path
    tokens: list[str]
    """Candidates who stand where they were brought."""
    staff_token: str
    """A sign-in that may open the comparison."""
    campaign_id: str

    def stored(self, table: Literal["answer", "step"]) -> int:
        """Count the rows of a table, from outside of the server."""
        with sqlite3.connect(self.database) as connection:
            return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


class Product:
    """The product as a process of its own, on a port that stays the same when it is started again.

    Parameters
    ----------
    database : Path
        The SQLite file it keeps everything in.
    log : Path or None
        Where what it prints is kept; None throws it away.
    url : str, optional
        Of another database than the file.
    limits : callable, optional
        Called in the new process before the product is, to take something from it.
    """

    def __init__(
        self,
        database: Path,
        log: Path | None = None,
        *,
        url: str | None = None,
        limits: Callable[[], None] | None = None,
    ) -> None:
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "ENTREGENT_DATABASE_URL": url or f"sqlite:///{database}",
            "ENTREGENT_VAR_DIR": str(ROOT / "var"),
            "ENTREGENT_PUBLIC_URL": self.address,
        }
        self._log, self._limits = log, limits
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process as the system knows it."""
        if self._process is None:
            raise RuntimeError("The server is not running.")
        return self._process.pid

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self._log.open("ab") if self._log else nullcontext(subprocess.DEVNULL) as output:
            self._process = subprocess.Popen(
                _command("app.py", self.port),
                cwd=ROOT, env=self.environment, stdout=output, stderr=output, preexec_fn=self._limits,
            )  # fmt: skip
        try:
            _wait(f"{self.address}/healthz", self._process)
        except RuntimeError as problem:
            self.kill()
            printed = self._log.read_text("utf-8")[-2000:] if self._log else "what it printed was not kept"
            raise RuntimeError(f"{problem}\n{printed}") from None

    def kill(self) -> None:
        """End it as a power cut would: nothing is told, nothing is closed."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=20)

    def stop(self) -> None:
        """Ask it to end."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=20)


@contextmanager
def serving(n_candidates: int, *, at: Stage = "scenes", n_finished: int = 60) -> Iterator[Server]:
    """Start the product with candidates ready to answer and a pool already finished; stop it at the end."""
    with TemporaryDirectory(prefix="entregent-bench-") as folder:
        database = Path(folder) / "bench.db"
        product = Product(database)
        filling = subprocess.run(
            [sys.executable, "-m", "benchmarks.people", str(n_candidates), str(n_finished), at],
            cwd=ROOT, env=product.environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        campaign_id, staff_token, *tokens = filling.stdout.split()
        try:
            product.start()
            yield Server(product.address, product.pid, database, tokens, staff_token, campaign_id)
        finally:
            product.stop()


@contextmanager
def running(
    script: Path, options: list[str], environment: dict[str, str], *, folder: Path, sign: str
) -> Iterator[tuple[str, int]]:
    """Run another Streamlit script from a folder until it answers at ``sign``; yield address and process."""
    port = _free_port()
    process = subprocess.Popen(
        [*_command(str(script), port), *options],
        cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(f"http://127.0.0.1:{port}{sign}", process)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def _command(script: str, port: int) -> list[str]:
    place = ["--server.port", str(port), "--server.address", "127.0.0.1"]
    return [sys.executable, "-m", "streamlit", "run", script, *place]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(sign: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"The server stopped at once, with code {process.returncode}.")
        try:
            urllib.request.urlopen(sign, timeout=20).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The server did not answer within {STARTS_WITHIN_S} seconds.")
