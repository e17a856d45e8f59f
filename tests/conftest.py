"""Fixtures shared by the suite: a real database, empty, for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import settings
from sqlalchemy import text
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

import texts
from data.common import engine
from data.common.storage_state import STATE
from data.tables import METADATA
from tests.clock import CLOCK, SuiteClock
from tests.clock_readers import (
    pytest_addoption,
    pytest_collection_modifyitems,
    pytest_runtest_protocol,
    pytest_sessionfinish,
    pytest_testnodedown,
)
from tests.databases import bind_file, lay_out
from tests.postgres import running_postgres, url_of_new_database
from tests.site import site as site
from web.edge.logs import LIMIT
from workflows.accounts import passwords
from workflows.accounts.oidc_settings import provider_setup
from workflows.candidates import links
from workflows.common import clock as product_clock
from workflows.mail.smtp_settings import mail_setup

# Nothing is timed by a test: on a busy machine a deadline would fail what is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

__all__ = [
    "pytest_addoption",
    "pytest_collection_modifyitems",
    "pytest_runtest_protocol",
    "pytest_sessionfinish",
    "pytest_testnodedown",
]

AT_A_SERVER = (
    "tests/browser/",
    "tests/web/test_full.py",
    "tests/web/test_routes.py",
    "tests/web/test_takeover.py",
)
WITH_PROCESSES = (
    "tests/browser/", "tests/web/", "tests/data/test_postgres_waits.py", "tests/workflows/test_races.py",
)  # fmt: skip
SERVERS = ("servers, first half", "servers, second half")


class _TwoAtServers(LoadScopeScheduling):
    """Gives tests that need a running server to two workers, and other files to whoever is free.

    What a file lays out for its tests is laid out once. Tests in a browser mostly wait: with three workers on
    two cores there is always something to do, and never more than two browsers. They take longest, and begin
    first.
    The mark ``xdist_group`` would say the same, but pytest 9.2 takes no other node id from pytest-xdist 3.8.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        if not file.startswith(AT_A_SERVER):
            return file
        # Halves by the time they take.
        return SERVERS[file.rpartition("/")[2] >= "test_r"]

    def _assign_work_unit(self, node: WorkerController) -> None:
        for scope in reversed(SERVERS):
            if scope in self.workqueue:
                self.workqueue.move_to_end(scope, last=False)
        super()._assign_work_unit(node)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Run a test that waits for other processes once more when it fails; the summary names it.

    On a machine with other things to do, a browser can miss a moment that a person would not. Failing twice
    is failing.
    """
    if item.nodeid.startswith(WITH_PROCESSES):
        item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    """Tell pytest-xdist who runs what."""
    return _TwoAtServers(config, log)  # type: ignore[arg-type]


@pytest.fixture(scope="session", autouse=True)
def time_of_the_suite() -> Iterator[None]:
    """Let everything go by the suite's clock: no test depends on the day or the hour of the machine."""
    before = product_clock.server_clock, product_clock.steady_clock
    product_clock.server_clock, product_clock.steady_clock = CLOCK, CLOCK.steady_s
    yield
    product_clock.server_clock, product_clock.steady_clock = before


@pytest.fixture
def clock() -> Iterator[SuiteClock]:
    """Give the test the suite's clock, to be set; afterwards it goes on as if it never had been."""
    yield CLOCK
    CLOCK.go_on()


@pytest.fixture(autouse=True)
def settings_of_now() -> None:
    """Read the environment anew, and forget who tried and what was spoken: another test left both behind."""
    texts.use("en")
    mail_setup.cache_clear()
    provider_setup.cache_clear()
    links.TRIES.forget()
    LIMIT.forget()
    STATE.stored()


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords quickly: it takes long on purpose, and tests of who gets in need not wait for it."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    passwords._nobodys.cache_clear()


@pytest.fixture(scope="session")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out an empty SQLite database once: a copy of the file is there sooner than its tables."""
    path = tmp_path_factory.mktemp("laid_out") / "empty.db"
    made = engine.open_engine(f"sqlite:///{path}")
    lay_out(made)
    made.dispose()
    return path


def _bound_to_a_copy(laid_out: Path, folder: Path) -> None:
    shutil.copyfile(laid_out, folder / "test.db")
    bind_file(folder / "test.db")


@pytest.fixture
def database(laid_out: Path, tmp_path: Path) -> Iterator[None]:
    """Give the test an empty SQLite database of its own."""
    _bound_to_a_copy(laid_out, tmp_path)
    yield
    engine.engine().dispose()


@pytest.fixture(scope="session")
def postgres_url(testrun_uid: str, worker_id: str) -> Iterator[str]:
    """Start a real PostgreSQL server from its wheel, one for all workers; each has a database of its own."""
    with running_postgres(testrun_uid) as url:
        yield url_of_new_database(url, f"of_{worker_id}")


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Run the test on both databases the product supports."""
    if request.param == "sqlite":
        _bound_to_a_copy(request.getfixturevalue("laid_out"), tmp_path)
    else:
        made = engine.bind(request.getfixturevalue("postgres_url"))
        names = ", ".join(table.name for table in METADATA.sorted_tables)
        with made.begin() as connection:
            connection.execute(text(f"TRUNCATE {names} CASCADE"))
    yield request.param
    engine.engine().dispose()
