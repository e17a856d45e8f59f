"""Guessing is slowed down by network address too, for whoever has the address and for nobody else."""

from __future__ import annotations

import datetime as dt

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from data.common import engine
from data.schema_trust import address_failure
from errors import TooManyAttempts, WrongCredentials, WrongStartCode
from tests.office import NOW, PASSWORD, first_owner, token_in
from workflows.accounts import my_account, passwords, sign_in, staff
from workflows.common.clock import utc_now

pytestmark = pytest.mark.usefixtures("database")

HERE, ELSEWHERE = "192.0.2.7", "192.0.2.8"


@pytest.fixture(autouse=True)
def clock(clock):
    clock.move_to(NOW)
    return clock


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
    code = my_account.first_start_code()
    person = ("Olga", "olga@example.com", PASSWORD, "en")
    with pytest.raises(WrongStartCode):
        my_account.create_owner("AAAA-AAAA-AAAA", *person, address=HERE)
    guess(19)
    with pytest.raises(TooManyAttempts):
        my_account.create_owner(code, *person, address=HERE)
    assert my_account.create_owner(code, *person, address=ELSEWHERE)


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


def wrong(times, address=HERE, known=None, email="olga@example.com"):
    for _ in range(times):
        with pytest.raises(WrongCredentials):
            sign_in.sign_in(email, "not the password", address=address, known=known)


def wait(address=HERE, known=None):
    """Try once more and return for how long one is sent away."""
    with pytest.raises(TooManyAttempts) as refused:
        sign_in.sign_in("olga@example.com", PASSWORD, address=address, known=known)
    return refused.value.details["until"] - utc_now()


def cookie(kept=None, email="olga@example.com", password=PASSWORD):
    """Sign in from somewhere and return what that browser keeps."""
    return sign_in.cookie_for(sign_in.sign_in(email, password, address=ELSEWHERE), kept)


def test_waits_grow_from_failure_to_failure_and_are_renewed_by_no_try(clock):
    first_owner()
    wrong(5)
    waited = []
    for _ in range(7):
        waited.append(wait())
        clock.shift(waited[-1] / 2)
        assert wait() == waited[-1] / 2, "whoever is sent away is not sent away for longer"
        clock.shift(waited[-1] / 2)
        wrong(1)
    assert [one / dt.timedelta(minutes=1) for one in waited] == [1, 2, 4, 8, 15, 15, 15]
    clock.shift(dt.timedelta(minutes=15))
    assert sign_in.sign_in("olga@example.com", PASSWORD, address=HERE)
    wrong(5)
    assert wait() == dt.timedelta(minutes=1), "a right password makes up for what went before"


def test_a_stranger_keeps_nobody_out_of_a_browser_that_is_known(clock):
    first_owner()
    known = cookie()
    for _ in range(60):
        with pytest.raises((WrongCredentials, TooManyAttempts)):
            sign_in.sign_in("olga@example.com", "guessed", address=HERE)
        clock.shift(dt.timedelta(minutes=15))
        with pytest.raises((WrongCredentials, TooManyAttempts)):
            sign_in.sign_in("olga@example.com", "guessed", address=HERE)
        assert sign_in.sign_in("olga@example.com", PASSWORD, address=HERE, known=known)


def test_an_address_that_guesses_keeps_nobody_out_of_a_browser_that_is_known():
    first_owner()
    known = cookie()
    guess(20)
    wait()
    assert sign_in.sign_in("olga@example.com", PASSWORD, address=HERE, known=known)


def test_a_stranger_elsewhere_keeps_nobody_out_of_a_new_browser():
    first_owner()
    wrong(5, ELSEWHERE)
    assert sign_in.sign_in("olga@example.com", PASSWORD, address=HERE)


def test_guesses_from_everywhere_at_one_account_are_slowed_down_together():
    first_owner()
    for number in range(50):
        wrong(1, f"198.51.100.{number}")
    assert wait() == dt.timedelta(minutes=1)
    assert sign_in.sign_in("olga@example.com", PASSWORD, address=HERE, known=cookie_before())


def cookie_before():
    """Return what a browser kept that signed in a while ago, made as then."""
    with engine.reading() as c:
        account_id = c.exec_driver_sql("SELECT id FROM account").scalar_one()
    with engine.writing() as c:
        token = sign_in.open_sign_in(c, account_id, utc_now())
    return sign_in.cookie_for(token, None)


def test_a_known_browser_guesses_as_slowly_as_any_other():
    first_owner()
    known = cookie()
    wrong(5, HERE, known)
    assert wait(HERE, known) == dt.timedelta(minutes=1)
    assert sign_in.sign_in("olga@example.com", PASSWORD, address=HERE), "what it tried is counted apart"


@pytest.mark.parametrize("made_up", ["", "x", "a" * 22 + "." + "0" * 64, "é" * 90, "a" * 5000])
def test_a_cookie_nobody_was_given_makes_no_browser_known(made_up):
    first_owner()
    cookie()
    wrong(5)
    assert wait(HERE, made_up) == dt.timedelta(minutes=1)


def test_a_browser_is_known_to_the_accounts_it_opened_and_to_no_other():
    owner = first_owner()
    link = staff.add_account(owner, name="Rui", email="rui@example.com", role="recruiter", language="en")
    ruis = sign_in.cookie_for(my_account.choose_password(token_in(link.address), "another sentence"), None)
    wrong(5)
    assert wait(HERE, ruis) == dt.timedelta(minutes=1)
    both = cookie(ruis)
    assert both.startswith(ruis.partition(".")[0])
    assert sign_in.sign_in("olga@example.com", PASSWORD, address=HERE, known=both)
    assert sign_in.sign_in("rui@example.com", "another sentence", address=HERE, known=both)


def test_a_browser_is_no_longer_known_once_the_password_is_another():
    owner = first_owner()
    known = cookie()
    link = staff.renew_link(owner, owner.account_id)
    my_account.choose_password(token_in(link.address), "another sentence")
    wrong(5)
    assert wait(HERE, known) == dt.timedelta(minutes=1)


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
