"""Two people do the same at one moment, both in a transaction: one does it, the other is told."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import IntegrityError
from typer.testing import CliRunner

from cli import app
from data.accounts import accounts
from data.audit.log import events
from data.candidates.candidates import NewCandidate, add_candidates
from data.common import engine, locks
from data.migration_lock import migrating
from data.schema import form
from errors import AccountRefused, CandidateError, ChangedMeanwhile, EntregentError, SignInOver
from tests.office import PASSWORD, RECRUITER, first_owner, ready_draft, running_campaign, token_in
from workflows.accounts import staff
from workflows.accounts.my_account import choose_password
from workflows.accounts.sign_in import actor_of, sign_in
from workflows.audit.verify import verify
from workflows.campaigns import lifecycle
from workflows.candidates import invitations
from workflows.candidates.invitations import Person
from workflows.common.access import Actor
from workflows.common.clock import utc_now

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("any_database")


def waiting(connection: Connection) -> int:
    """Return how many wait for a lock in this database."""
    others = "datname = current_database() AND wait_event_type = 'Lock'"
    return connection.execute(text(f"SELECT count(*) FROM pg_stat_activity WHERE {others}")).scalar_one()


@contextmanager
def nobody_before(n: int, held: Callable[[Connection], object], done: Callable[[], bool]) -> Iterator[None]:
    """On PostgreSQL hold something until so many wait for it, or all were done without; on SQLite nothing."""
    if engine.engine().dialect.name == "sqlite":
        yield
        return
    with engine.engine().connect() as holder, engine.engine().connect() as looking:
        held(holder)
        yield
        while waiting(looking) < n and not done():
            looking.rollback()
        n_waiting = waiting(looking)
        holder.rollback()
    assert n_waiting >= n


def at_once(held: Callable[[Connection], object], *deeds: Callable[[], Any]) -> list[Any]:
    """Do all of these at one moment; return what each returned, or the error it was told."""
    told: list[Any] = [None] * len(deeds)

    def run(at: int) -> None:
        try:
            told[at] = deeds[at]()
        except (EntregentError, IntegrityError) as error:
            told[at] = error

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(deeds))]
    with nobody_before(len(deeds), held, lambda: not any(thread.is_alive() for thread in threads)):
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()
    return told


def accounts_held(connection: Connection) -> None:
    locks.hold_alone(connection, locks.ACCOUNTS)


def signed_in(email: str) -> Actor:
    actor = actor_of(sign_in(email, PASSWORD))
    assert actor is not None
    return actor


@pytest.fixture
def owners() -> tuple[Actor, Actor]:
    """Return two owners, both signed in."""
    olga = first_owner()
    link = staff.add_account(olga, name="Pia", email="pia@example.com", role="owner", language="en")
    choose_password(token_in(link.address), PASSWORD)
    return signed_in("olga@example.com"), signed_in("pia@example.com")


def active_owners() -> frozenset[str]:
    with engine.reading() as c:
        return accounts.active_owners(c)


def test_two_owners_who_disable_each_other_leave_one(owners):
    one, two = owners
    told = at_once(
        accounts_held,
        lambda: staff.disable_account(one, two.account_id),
        lambda: staff.disable_account(two, one.account_id),
    )
    assert [type(each) for each in told if each is not None] == [SignInOver]
    assert len(active_owners()) == 1
    assert verify().differences == []


def test_two_owners_who_take_each_others_role_leave_one(owners):
    one, two = owners
    told = at_once(
        accounts_held,
        lambda: staff.change_role(one, two.account_id, "auditor"),
        lambda: staff.change_role(two, one.account_id, "auditor"),
    )
    assert len([each for each in told if each is None]) == 1
    assert len(active_owners()) == 1


def test_one_address_is_added_to_the_accounts_once(owners):
    def add(actor: Actor) -> object:
        return staff.add_account(actor, name="Mo", email="mo@example.com", role="marker", language="en")

    told = at_once(accounts_held, lambda: add(owners[0]), lambda: add(owners[1]))
    (refused,) = (each for each in told if isinstance(each, EntregentError))
    assert isinstance(refused, AccountRefused)
    assert refused.code == "email_taken"


def test_one_address_is_invited_once():
    campaign_id = running_campaign()

    def invite() -> object:
        return invitations.add_people(RECRUITER, campaign_id, [Person("Ana", "ana@example.com", "en")])

    name = locks.people_of(campaign_id)
    outcomes = at_once(lambda c: locks.hold_alone(c, name), invite, invite)
    (refused,) = (each for each in outcomes if isinstance(each, EntregentError))
    assert isinstance(refused, CandidateError)
    assert len([each for each in outcomes if isinstance(each, tuple)]) == 1


def test_equal_drafts_published_at_once_share_their_form():
    one, other = ready_draft(), ready_draft()
    sha256 = lifecycle.campaign_form(RECRUITER, lifecycle.campaign_of(RECRUITER, one))["sha256"]

    def stored_meanwhile(connection: Connection) -> None:
        """Store the same form without keeping it: both wait until it is not kept."""
        row = {"id": "held", "sha256": sha256, "body": "{}", "created_at": utc_now()}
        connection.execute(form.insert().values(row))

    told = at_once(
        stored_meanwhile,
        lambda: lifecycle.publish(RECRUITER, one),
        lambda: lifecycle.publish(RECRUITER, other),
    )
    assert told == [None, None]
    forms = {lifecycle.campaign_of(RECRUITER, each).form_id for each in (one, other)}
    assert len(forms) == 1
    assert verify().differences == []


def test_what_somebody_else_stored_at_this_moment_is_said_in_words(any_database):
    campaign_id = running_campaign()

    def add() -> None:
        with engine.writing() as c:
            add_candidates(c, campaign_id, [NewCandidate("C-1", "Ana", "ana@example.com", "en")], utc_now())

    add()
    # With SQLite's one writer nobody can have been quicker: there it is a fault, and stays one.
    with pytest.raises(ChangedMeanwhile if any_database == "postgresql" else IntegrityError):
        add()


STARTING = """
from workflows.common.server import first_owner_code, prepare
print("begun", flush=True)
prepare()
print(first_owner_code(), flush=True)
"""


@pytest.fixture
def empty_url(any_database, request, tmp_path) -> str:
    """Return the address of a database without any table."""
    if any_database == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server = make_url(request.getfixturevalue("postgres_url"))
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS started")
        connection.exec_driver_sql("CREATE DATABASE started")
    admin.dispose()
    return server.set(database="started").render_as_string(hide_password=False)


def start(url: str, folder: Path) -> subprocess.Popen[str]:
    """Start a process up to where it looks at the database."""
    started = subprocess.Popen(
        [sys.executable, "-c", STARTING],
        cwd=folder,
        env={**os.environ, "ENTREGENT_DATABASE_URL": url, "PYTHONPATH": str(ROOT)},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert started.stdout is not None
    assert started.stdout.readline() == "begun\n"
    return started


def test_two_processes_that_start_on_an_empty_database_make_its_tables_once(empty_url, tmp_path):
    empty = engine.open_engine(empty_url)
    with migrating(empty) as holder, empty.connect() as looking:
        started = [start(empty_url, tmp_path) for _ in range(2)]
        if empty.dialect.name == "postgresql":
            while waiting(looking) < 2 and all(one.poll() is None for one in started):
                looking.rollback()
            assert waiting(looking) >= 2
        holder.rollback()
    told = [one.communicate() for one in started]
    assert [one.returncode for one in started] == [0, 0], told
    assert all(len(said.strip()) > 8 for said, _ in told)
    empty.dispose()
    engine.bind(empty_url)
    assert verify().differences == []
    with engine.reading() as c:
        assert events(c) == ()


# An owner from the shell


def owner(*line: str) -> Any:
    return CliRunner().invoke(app, ["account", "owner", *line])


def test_somebody_becomes_an_owner_from_the_shell():
    ran = owner("ola@example.com", "--name", "Ola Berg")
    assert ran.exit_code == 0, ran.stderr
    choose_password(token_in(ran.stdout.strip()), PASSWORD)
    assert signed_in("ola@example.com").role == "owner"
    with engine.reading() as c:
        actions = [(event.deed, event.actor, event.details.get("role")) for event in events(c)]
    assert actions[:2] == [("add_account", "console", "owner"), ("renew_staff_link", "console", None)]
    assert verify().differences == []


def test_whoever_was_disabled_or_given_another_role_becomes_an_owner_again(owners):
    one, two = owners
    staff.change_role(one, two.account_id, "auditor")
    staff.disable_account(one, two.account_id)
    ran = owner(" PIA@example.com")
    assert ran.exit_code == 0, ran.stderr
    assert signed_in("pia@example.com").role == "owner"
    with engine.reading() as c:
        actions = [
            event.deed for event in events(c) if event.actor == "console" and event.subject == two.account_id
        ]
    assert actions == ["enable_account", "change_role", "renew_staff_link"]
    assert verify().differences == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["nobody@example.com"], "Give --name"),
        (["nobody", "--name", "Ola"], "not an e-mail address"),
        (["nobody@example.com", "--name", "Ola", "--language", "de"], "fr or en"),
    ],
)
def test_who_cannot_be_an_owner_is_said_at_the_shell(line, said):
    ran = owner(*line)
    assert ran.exit_code == 2
    assert said in ran.stderr
    with engine.reading() as c:
        assert events(c) == ()
