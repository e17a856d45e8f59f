"""Guessing is slowed down by network address too, for whoever has the address and for nobody else."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from argon2 import PasswordHasher
from sqlalchemy import func, select

from data import engine
from data.schema_trust import address_failure
from errors import LinkUnknown, TooManyAttempts, WrongCredentials, WrongStartCode
from tests.office import NOW, PASSWORD, RECRUITER, first_owner, running_campaign, token_in
from workflows import accounts, invitations, link_door, passwords, sign_in

pytestmark = pytest.mark.usefixtures("database")

HERE, ELSEWHERE = "192.0.2.7", "192.0.2.8"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    passwords._nobodys.cache_clear()
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


def guess(times, address=HERE):
    """Give wrong passwords, each for an e-mail of its own: no single e-mail is guessed at often."""
    for number in range(times):
        with pytest.raises(WrongCredentials):
            sign_in.sign_in(f"guess{number}@example.com", "not the password", address=address)


def kept():
    with engine.reading() as c:
        return c.execute(select(func.count()).select_from(address_failure)).scalar_one()


def test_guessing_over_many_e_mails_closes_the_door_to_that_address_only(clock):
    first_owner()
    guess(20)
    with pytest.raises(TooManyAttempts) as refused:
        sign_in.sign_in("olga@example.com", PASSWORD, address=HERE)
    assert refused.value.details["until"] == NOW + dt.timedelta(minutes=15)
    assert sign_in.sign_in("olga@example.com", PASSWORD, address=ELSEWHERE)
    clock.shift(dt.timedelta(minutes=15, seconds=1))
    assert sign_in.sign_in("olga@example.com", PASSWORD, address=HERE)


def test_right_passwords_neither_count_nor_make_up_for_wrong_ones():
    first_owner()
    for _ in range(25):
        assert sign_in.sign_in("olga@example.com", PASSWORD, address=HERE)
    assert kept() == 0
    guess(19)
    assert sign_in.sign_in("olga@example.com", PASSWORD, address=HERE)
    guess(1)
    with pytest.raises(TooManyAttempts):
        sign_in.sign_in("olga@example.com", PASSWORD, address=HERE)


def test_the_first_starts_code_counts_at_the_same_door():
    code = accounts.first_start_code()
    person = ("Olga", "olga@example.com", PASSWORD, "en")
    with pytest.raises(WrongStartCode):
        accounts.create_owner("AAAA-AAAA-AAAA", *person, address=HERE)
    guess(19)
    with pytest.raises(TooManyAttempts):
        accounts.create_owner(code, *person, address=HERE)
    assert accounts.create_owner(code, *person, address=ELSEWHERE)


def test_addresses_are_kept_as_keyed_hashes_for_a_day(clock):
    guess(2)
    guess(1, ELSEWHERE)
    with engine.reading() as c:
        rows = c.execute(select(address_failure)).all()
    assert len({row.address_hash for row in rows}) == 2
    assert HERE not in repr(rows)
    clock.shift(dt.timedelta(days=1, seconds=1))
    guess(1)
    assert kept() == 1


def test_trying_links_out_closes_the_candidates_door_to_that_address_only(clock):
    first_owner()
    link = invitations.add_candidate(RECRUITER, running_campaign(), name="Ana", email=None, language="fr")
    token = token_in(link.address)

    def opened(token, address=HERE):
        link_door.open_link(token, accepted_language="fr", address=address)

    for number in range(30):
        with pytest.raises(LinkUnknown):
            opened(f"not-a-token-{number:04}")
    with pytest.raises(TooManyAttempts):
        opened(token)
    opened(token, ELSEWHERE)
    assert sign_in.sign_in("olga@example.com", PASSWORD, address=HERE), "staff have a door of their own"
    clock.shift(dt.timedelta(minutes=15, seconds=1))
    opened(token)


def test_opening_one_good_link_often_counts_nothing():
    link = invitations.add_candidate(RECRUITER, running_campaign(), name="Ana", email=None, language="fr")
    for _ in range(31):
        link_door.open_link(token_in(link.address), accepted_language="fr", address=HERE)
    assert kept() == 0


def test_an_unknown_e_mail_costs_as_much_work_as_a_known_one(monkeypatch):
    """Argon2 is what takes the time: the same number of hashes, also at the first try of a process."""
    first_owner()
    work = []

    class Counting(PasswordHasher):
        def hash(self, *args, **options):
            work.append("hash")
            return super().hash(*args, **options)

        def verify(self, *args):
            work.append("verify")
            return super().verify(*args)

    monkeypatch.setattr(passwords, "_hasher", Counting(time_cost=1, memory_cost=64, parallelism=1))
    done = []
    for email in ("olga@example.com", "nobody@example.com"):
        passwords._nobodys.cache_clear()
        work.clear()
        with pytest.raises(WrongCredentials):
            sign_in.sign_in(email, "not the password")
        done.append(tuple(work))
    assert done[0] == done[1] == ("hash", "verify")
