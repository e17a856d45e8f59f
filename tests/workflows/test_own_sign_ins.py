"""Where one is signed in, ending it elsewhere, and what owners and the console do for others."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from cli import app
from data.audit.log import events
from data.common import engine
from errors import AccessError, AccountRefused, SecondFactorRefused
from tests.office import EVERYBODY, NOW, PASSWORD, first_owner, token_in
from tests.workflows.test_second_factor import half_open, turned_on
from workflows.accounts import console_accounts, my_account, second_factor, sign_in, staff

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def clock(clock):
    clock.move_to(NOW)
    return clock


def last_event():
    with engine.reading() as c:
        return events(c)[-1]


def test_each_browser_is_a_line_and_the_one_that_asks_is_marked():
    owner = first_owner()
    here = sign_in.sign_in("olga@example.com", PASSWORD)
    gone = sign_in.sign_in("olga@example.com", PASSWORD)
    sign_in.sign_out(gone)
    assert [session.is_this for session in my_account.my_sessions(owner, here)].count(True) == 1
    assert len(my_account.my_sessions(owner, here)) == 2
    assert not any(session.is_this for session in my_account.my_sessions(owner, None))


def test_signing_out_elsewhere_leaves_this_browser_and_other_people_alone():
    owner = first_owner()
    link = staff.add_account(owner, name="Rita", email="rita@example.com", role="recruiter", language="fr")
    ritas = my_account.choose_password(token_in(link.address), PASSWORD)
    here, there = sign_in.sign_in("olga@example.com", PASSWORD), sign_in.sign_in("olga@example.com", PASSWORD)
    assert my_account.end_others(owner, here) == 2
    assert sign_in.actor_of(there) is None
    assert sign_in.actor_of(here) is not None
    assert sign_in.actor_of(ritas) is not None
    assert last_event().deed == "end_other_sign_ins"
    assert my_account.end_others(owner, here) == 0


def test_an_owner_signs_an_account_out_everywhere():
    owner = first_owner()
    link = staff.add_account(owner, name="Rita", email="rita@example.com", role="recruiter", language="fr")
    ritas = my_account.choose_password(token_in(link.address), PASSWORD)
    staff.sign_out_account(owner, link.account_id)
    assert sign_in.actor_of(ritas) is None
    assert sign_in.sign_in("rita@example.com", PASSWORD)


def test_an_owner_takes_a_lost_second_factor_away(clock):
    owner = first_owner()
    turned_on(owner, clock)
    assert staff.with_second_factor(owner) == {owner.account_id}
    waiting = half_open()
    staff.reset_second_factor(owner, owner.account_id)
    assert sign_in.sign_in("olga@example.com", PASSWORD)
    assert second_factor.codes_left(owner) is None
    with pytest.raises(SecondFactorRefused):
        second_factor.finish_sign_in(waiting, "000000")
    with pytest.raises(SecondFactorRefused):
        staff.reset_second_factor(owner, owner.account_id)


@pytest.mark.parametrize("actor", [one for one in EVERYBODY if one.role != "owner"], ids=lambda one: one.role)
def test_only_owners_reach_into_other_accounts(actor, clock):
    owner = first_owner()
    turned_on(owner, clock)
    for deed in (staff.sign_out_account, staff.reset_second_factor):
        with pytest.raises(AccessError) as refused:
            deed(actor, owner.account_id)
        assert refused.value.code == "access"
    with pytest.raises(AccessError):
        staff.with_second_factor(actor)
    assert second_factor.codes_left(owner) == 8


def test_the_console_makes_a_link_for_the_only_owner():
    owner = first_owner()
    link = console_accounts.reset_password(" OLGA@example.com ")
    assert (last_event().actor, last_event().deed) == ("console", "renew_staff_link")
    token = my_account.choose_password(token_in(link.address), "another sentence")
    assert sign_in.actor_of(token).account_id == owner.account_id


def test_the_console_takes_a_second_factor_away_and_says_who_did_it(clock):
    owner = first_owner()
    turned_on(owner, clock)
    console_accounts.reset_second_factor("olga@example.com")
    assert (last_event().actor, last_event().deed) == ("console", "reset_second_factor")
    assert sign_in.sign_in("olga@example.com", PASSWORD)


def test_the_console_says_when_there_is_nobody_or_the_account_is_closed():
    owner = first_owner()
    link = staff.add_account(owner, name="Rita", email="rita@example.com", role="recruiter", language="fr")
    staff.disable_account(owner, link.account_id)
    for email, code in (("eve@example.com", "unknown_account"), ("rita@example.com", "account_disabled")):
        with pytest.raises(AccountRefused) as refused:
            console_accounts.reset_password(email)
        assert refused.value.code == code


def test_the_commands_print_the_link_alone_and_refuse_with_a_sentence():
    first_owner()
    shell = CliRunner()
    done = shell.invoke(app, ["account", "reset", "olga@example.com"])
    assert done.exit_code == 0
    assert my_account.link_holder(token_in(done.stdout.strip())) is not None
    refused = shell.invoke(app, ["account", "reset-second-factor", "olga@example.com"])
    assert refused.exit_code == 2
    assert "no second factor" in refused.stderr
