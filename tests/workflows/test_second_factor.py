"""A code beside the password: asked before anything opens, good once, and taken away by who may."""

from __future__ import annotations

import datetime as dt

import pyotp
import pytest
from sqlalchemy import select

from data.audit.log import events
from data.common import engine
from data.schema_trust import recovery_code
from errors import CodeNeeded, SecondFactorRefused, TooManyAttempts, WrongCredentials
from tests.office import NOW, PASSWORD, first_owner, token_in
from workflows.accounts import my_account, second_factor, sign_in, staff
from workflows.common.clock import utc_now

pytestmark = pytest.mark.usefixtures("database")

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The RFC's twenty bytes 12345678901234567890, as apps write them."""


@pytest.fixture(autouse=True)
def clock(clock):
    clock.move_to(NOW)
    return clock


@pytest.fixture
def owner():
    return first_owner()


def code_now(secret, steps=0):
    """Return what the app shows so many steps from now."""
    return pyotp.HOTP(secret).at(second_factor.step_at(utc_now()) + steps)


def turned_on(actor, clock):
    """Turn the second factor on and return its secret and recovery codes, a minute later."""
    secret = second_factor.propose(actor).secret
    codes = second_factor.turn_on(actor, PASSWORD, code_now(secret))
    clock.shift(dt.timedelta(minutes=1))
    return secret, codes


def half_open(email="olga@example.com", password=PASSWORD):
    with pytest.raises(CodeNeeded) as asked:
        sign_in.sign_in(email, password)
    return asked.value.half_open


def deeds():
    with engine.reading() as c:
        return [event.deed for event in events(c)]


# RFC 6238, appendix B prints eight digits for SHA-1; six are their end.
@pytest.mark.parametrize(
    ("seconds", "printed"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_the_rfc(seconds, printed):
    now = dt.datetime.fromtimestamp(seconds, dt.UTC)
    assert second_factor.matching_step(RFC_SECRET, printed[-6:], now) == seconds // 30


@pytest.mark.parametrize(("steps", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off(steps, is_right):
    assert (second_factor.matching_step(RFC_SECRET, code_now(RFC_SECRET, steps), NOW) is not None) is is_right


@pytest.mark.parametrize("typed", ["", "12345", "é" * 6, "0" * 400])
def test_what_is_no_code_matches_nothing(typed):
    assert second_factor.matching_step(RFC_SECRET, typed, NOW) is None


def test_nothing_is_asked_before_a_code_confirmed_the_app(owner):
    second_factor.propose(owner)
    with pytest.raises(SecondFactorRefused) as refused:
        second_factor.turn_on(owner, PASSWORD, "000000")
    assert refused.value.code == "wrong_code"
    assert second_factor.codes_left(owner) is None
    assert sign_in.sign_in("olga@example.com", PASSWORD)


def test_the_right_password_alone_opens_nothing(owner, clock):
    secret, _ = turned_on(owner, clock)
    half = half_open()
    assert sign_in.actor_of(half) is None
    assert my_account.link_holder(half) is None
    token = second_factor.finish_sign_in(half, code_now(secret))
    assert sign_in.actor_of(token).account_id == owner.account_id
    assert "turn_on_second_factor" in deeds()


def test_a_wrong_password_does_not_tell_that_a_code_would_be_asked(owner, clock):
    turned_on(owner, clock)
    with pytest.raises(WrongCredentials):
        sign_in.sign_in("olga@example.com", "not the password")


def test_a_code_works_once_even_with_the_password_again(owner, clock):
    secret, _ = turned_on(owner, clock)
    code = code_now(secret)
    assert second_factor.finish_sign_in(half_open(), code)
    again = half_open()
    with pytest.raises(SecondFactorRefused):
        second_factor.finish_sign_in(again, code)
    clock.shift(dt.timedelta(seconds=30))
    assert second_factor.finish_sign_in(again, code_now(secret))


def test_the_code_that_turned_it_on_does_not_sign_in(owner):
    secret = second_factor.propose(owner).secret
    second_factor.turn_on(owner, PASSWORD, code_now(secret))
    with pytest.raises(SecondFactorRefused):
        second_factor.finish_sign_in(half_open(), code_now(secret))


def test_an_older_code_does_not_work_after_a_newer_one(owner, clock):
    secret, _ = turned_on(owner, clock)
    second_factor.finish_sign_in(half_open(), code_now(secret, 1))
    with pytest.raises(SecondFactorRefused):
        second_factor.finish_sign_in(half_open(), code_now(secret))


def test_recovery_codes_work_once_each_and_are_kept_as_hashes(owner, clock):
    _, codes = turned_on(owner, clock)
    assert len(set(codes)) == 8
    with engine.reading() as c:
        kept = repr(c.execute(select(recovery_code)).all())
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)
    assert second_factor.finish_sign_in(half_open(), codes[3].lower().replace("-", " "))
    with pytest.raises(SecondFactorRefused):
        second_factor.finish_sign_in(half_open(), codes[3])
    assert second_factor.codes_left(owner) == 7
    assert deeds().count("use_recovery_code") == 1


def test_the_half_open_state_ends_after_ten_minutes_and_with_its_use(owner, clock):
    secret, codes = turned_on(owner, clock)
    half = half_open()
    second_factor.finish_sign_in(half, code_now(secret))
    late = half_open()
    clock.shift(dt.timedelta(minutes=10))
    for dead in (half, late, None, "made up"):
        with pytest.raises(SecondFactorRefused) as refused:
            second_factor.finish_sign_in(dead, codes[0])
        assert refused.value.code == "code_too_late"


def test_guessing_codes_is_slowed_down_even_for_the_right_one(owner, clock):
    secret, _ = turned_on(owner, clock)
    for _ in range(5):
        with pytest.raises(SecondFactorRefused):
            second_factor.finish_sign_in(half_open(), "000000")
    with pytest.raises(TooManyAttempts):
        second_factor.finish_sign_in(half_open(), code_now(secret))
    clock.shift(dt.timedelta(minutes=15, seconds=1))
    assert second_factor.finish_sign_in(half_open(), code_now(secret))


def test_a_link_to_choose_a_password_does_not_pass_by_the_code(owner, clock):
    secret, _ = turned_on(owner, clock)
    link = staff.renew_link(owner, owner.account_id)
    with pytest.raises(CodeNeeded) as asked:
        my_account.choose_password(token_in(link.address), "another sentence")
    assert second_factor.finish_sign_in(asked.value.half_open, code_now(secret))
    clock.shift(dt.timedelta(minutes=1))
    assert half_open(password="another sentence")


@pytest.mark.parametrize(("password", "code"), [("not it", None), (PASSWORD, "000000")])
def test_turning_it_off_takes_the_password_and_a_code(owner, clock, password, code):
    secret, codes = turned_on(owner, clock)
    with pytest.raises(SecondFactorRefused):
        second_factor.turn_off(owner, password, code or code_now(secret))
    assert second_factor.codes_left(owner) == 8
    second_factor.turn_off(owner, PASSWORD, codes[0])
    assert second_factor.codes_left(owner) is None
    assert sign_in.sign_in("olga@example.com", PASSWORD)
    assert "turn_off_second_factor" in deeds()


def test_turning_it_off_by_guessing_is_slowed_down(owner, clock):
    secret, _ = turned_on(owner, clock)
    for _ in range(5):
        with pytest.raises(SecondFactorRefused):
            second_factor.turn_off(owner, "not it", code_now(secret))
    with pytest.raises(TooManyAttempts):
        second_factor.turn_off(owner, PASSWORD, code_now(secret))


def test_one_that_is_on_is_not_replaced_from_an_open_browser(owner, clock):
    turned_on(owner, clock)
    with pytest.raises(SecondFactorRefused):
        second_factor.propose(owner)
    with pytest.raises(SecondFactorRefused):
        second_factor.turn_on(owner, PASSWORD, "000000")


def test_turning_it_on_takes_the_password(owner, clock):
    secret = second_factor.propose(owner).secret
    with pytest.raises(SecondFactorRefused) as refused:
        second_factor.turn_on(owner, "not it", code_now(secret))
    assert refused.value.code == "wrong_password"
    assert second_factor.codes_left(owner) is None
    assert len(second_factor.turn_on(owner, PASSWORD, code_now(secret))) == 8


def test_turning_it_on_by_guessing_the_password_is_slowed_down(owner, clock):
    secret = second_factor.propose(owner).secret
    for _ in range(5):
        with pytest.raises(SecondFactorRefused):
            second_factor.turn_on(owner, "not it", code_now(secret))
    with pytest.raises(TooManyAttempts):
        second_factor.turn_on(owner, PASSWORD, code_now(secret))
