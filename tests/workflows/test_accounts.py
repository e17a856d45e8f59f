"""Who gets in, who does not, and what nobody can take away."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event, func, select

from data.audit.log import events
from data.common import engine
from data.schema import secret_link
from data.schema import sign_in as sign_in_table
from errors import (
    AccessError,
    AccountRefused,
    DeadStaffLink,
    LastOwner,
    PasswordRefused,
    TooManyAttempts,
    WrongCredentials,
    WrongStartCode,
)
from settings import settings
from tests.office import EVERYBODY, NOW, PASSWORD, first_owner, someone, token_in
from workflows.accounts import my_account, sign_in, staff
from workflows.common.access import PERMISSIONS

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def clock(clock):
    clock.move_to(NOW)
    return clock


def recruiter_link(owner, email="rita@example.com"):
    return staff.add_account(owner, name="Rita Sol", email=email, role="recruiter", language="fr")


def test_the_first_owner_needs_the_code_printed_last():
    first, second = my_account.first_start_code(), my_account.first_start_code()
    with pytest.raises(WrongStartCode):
        my_account.create_owner(first, "Olga", "olga@example.com", PASSWORD, "en")
    assert my_account.create_owner(
        second.lower().replace("-", " "), "Olga", "olga@example.com", PASSWORD, "en"
    )


def test_the_code_works_once_and_disappears_with_the_first_account():
    code = my_account.first_start_code()
    my_account.create_owner(code, "Olga", "olga@example.com", PASSWORD, "en")
    with pytest.raises(WrongStartCode):
        my_account.create_owner(code, "Eve", "eve@example.com", PASSWORD, "en")
    assert my_account.first_start_code() is None


def test_guessing_the_code_is_slowed_down_even_for_the_right_one():
    code = my_account.first_start_code()
    for _ in range(5):
        with pytest.raises(WrongStartCode):
            my_account.create_owner("AAAA-AAAA-AAAA", "Eve", "eve@example.com", PASSWORD, "en")
    with pytest.raises(TooManyAttempts):
        my_account.create_owner(code, "Olga", "olga@example.com", PASSWORD, "en")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        pytest.param("eleven char", "password_short", id="too short"),
        pytest.param("x" * 257, "password_long", id="too long"),
        pytest.param("Olga@Example.com", "password_is_email", id="the e-mail"),
    ],
)
def test_a_refused_password_says_why_and_leaves_the_code_good(password, code):
    start = my_account.first_start_code()
    with pytest.raises(PasswordRefused) as refused:
        my_account.create_owner(start, "Olga", "olga@example.com", password, "en")
    assert refused.value.code == code
    assert my_account.create_owner(start, "Olga", "olga@example.com", PASSWORD, "en")


def test_signing_in_is_remembered_until_the_days_are_over(clock, monkeypatch):
    monkeypatch.setattr(settings(), "sign_in_idle_hours", 0)
    first_owner()
    token = sign_in.sign_in(" OLGA@example.com ", PASSWORD)
    assert sign_in.actor_of(token).name == "Olga Renn"
    clock.shift(dt.timedelta(days=13, hours=23))
    assert sign_in.actor_of(token) is not None
    clock.shift(dt.timedelta(hours=1))
    assert sign_in.actor_of(token) is None


def test_signing_out_ends_this_browser_only():
    first_owner()
    here, there = sign_in.sign_in("olga@example.com", PASSWORD), sign_in.sign_in("olga@example.com", PASSWORD)
    sign_in.sign_out(here)
    assert sign_in.actor_of(here) is None
    assert sign_in.actor_of(there) is not None


@pytest.mark.parametrize("email", ["olga@example.com", "nobody@example.com"])
def test_a_wrong_password_and_an_unknown_e_mail_are_answered_alike(email):
    first_owner()
    with pytest.raises(WrongCredentials) as refused:
        sign_in.sign_in(email, "not the password")
    assert refused.value.code == "wrong_credentials"
    assert not refused.value.details


@pytest.mark.parametrize("email", ["olga@example.com", "nobody@example.com"])
def test_after_five_failures_one_waits_and_is_told_until_when(email, clock):
    first_owner()
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            sign_in.sign_in(email, "not the password")
    with pytest.raises(TooManyAttempts) as refused:
        sign_in.sign_in(email, PASSWORD)
    assert refused.value.details["until"] == NOW + dt.timedelta(minutes=1)
    clock.shift(dt.timedelta(minutes=1))
    if email == "olga@example.com":
        assert sign_in.sign_in(email, PASSWORD)


def test_secrets_are_stored_as_hashes_only():
    owner = first_owner()
    token = sign_in.sign_in("olga@example.com", PASSWORD)
    link = recruiter_link(owner)
    with engine.reading() as c:
        kept = [*c.execute(select(sign_in_table)), *c.execute(select(secret_link))]
    assert token not in repr(kept)
    assert token_in(link.address) not in repr(kept)


def test_a_colleague_chooses_a_password_once_with_the_link():
    link = recruiter_link(first_owner())
    token = my_account.choose_password(token_in(link.address), "une phrase à moi")
    assert sign_in.actor_of(token).role == "recruiter"
    assert sign_in.sign_in("rita@example.com", "une phrase à moi")
    with pytest.raises(DeadStaffLink):
        my_account.choose_password(token_in(link.address), "une autre phrase")


def test_a_renewed_link_replaces_the_one_before_and_old_ones_die(clock):
    owner = first_owner()
    old = recruiter_link(owner)
    new = staff.renew_link(owner, old.account_id)
    with pytest.raises(DeadStaffLink):
        my_account.choose_password(token_in(old.address), PASSWORD)
    clock.shift(dt.timedelta(days=7))
    assert my_account.link_holder(token_in(new.address)) is None


def test_a_new_password_signs_out_every_other_browser():
    owner = first_owner()
    before = sign_in.sign_in("olga@example.com", PASSWORD)
    link = staff.renew_link(owner, owner.account_id)
    my_account.choose_password(token_in(link.address), "another sentence")
    assert sign_in.actor_of(before) is None


def test_disabling_an_account_signs_it_out_at_once_and_kills_its_links():
    owner = first_owner()
    link = recruiter_link(owner)
    token = my_account.choose_password(token_in(link.address), PASSWORD)
    waiting = staff.renew_link(owner, link.account_id)
    staff.disable_account(owner, link.account_id)
    assert sign_in.actor_of(token) is None
    with pytest.raises(WrongCredentials):
        sign_in.sign_in("rita@example.com", PASSWORD)
    with pytest.raises(DeadStaffLink):
        my_account.choose_password(token_in(waiting.address), PASSWORD)
    staff.enable_account(owner, link.account_id)
    assert sign_in.sign_in("rita@example.com", PASSWORD)


def test_nobody_can_remove_the_last_owner():
    owner = first_owner()
    with pytest.raises(LastOwner):
        staff.disable_account(owner, owner.account_id)
    with pytest.raises(LastOwner):
        staff.change_role(owner, owner.account_id, "auditor")


def test_an_owner_who_never_chose_a_password_does_not_count_as_an_owner():
    owner = first_owner()
    staff.add_account(owner, name="Otto", email="otto@example.com", role="owner", language="en")
    with pytest.raises(LastOwner):
        staff.disable_account(owner, owner.account_id)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "  "}, "bad_name"),
        ({"email": "rita@example"}, "bad_email"),
        ({"email": "a,b@example.com"}, "bad_email"),
        ({"role": "king"}, "unknown_role"),
        ({"language": "de"}, "bad_language"),
        ({"email": "OLGA@example.com"}, "email_taken"),
        ({"email": "mailto:\u200bolga@example.com\ufeff"}, "email_taken"),
        ({"email": "zoé@example.com"}, "bad_email"),
    ],
)
def test_an_account_that_cannot_be_made_says_which_field(change, code):
    owner = first_owner()
    person = {"name": "Rita", "email": "rita@example.com", "role": "recruiter", "language": "fr"}
    with pytest.raises(AccountRefused) as refused:
        staff.add_account(owner, **person | change)
    assert refused.value.code == code


@pytest.mark.parametrize("actor", EVERYBODY, ids=lambda actor: actor.role)
def test_only_owners_manage_accounts(actor):
    owner = first_owner()
    link = recruiter_link(owner)
    deeds = (
        lambda: staff.all_accounts(actor),
        lambda: recruiter_link(actor, "new@example.com"),
        lambda: staff.renew_link(actor, link.account_id),
        lambda: staff.change_role(actor, link.account_id, "manager"),
        lambda: staff.disable_account(actor, link.account_id),
        lambda: staff.enable_account(actor, link.account_id),
    )
    for deed in deeds:
        if actor.role in PERMISSIONS["manage_accounts"]:
            deed()
        else:
            with pytest.raises(AccessError):
                deed()


def test_the_record_of_accounts_holds_ids_and_no_names():
    owner = first_owner()
    recruiter_link(owner)
    with engine.reading() as c:
        kept = events(c)
    assert {one.deed for one in kept} == {"create_owner", "sign_in", "add_account"}
    assert "rita" not in repr(kept).lower()
    assert "@" not in repr(kept)


def test_a_person_may_change_the_language_they_are_spoken_to_in():
    owner = first_owner()
    token = sign_in.sign_in("olga@example.com", PASSWORD)
    my_account.speak(owner, "fr")
    my_account.speak(someone("owner"), "xx")
    assert sign_in.actor_of(token).language == "fr"


def test_a_sign_in_nobody_uses_ends_by_itself(clock, monkeypatch):
    first_owner()
    token = sign_in.sign_in("olga@example.com", PASSWORD)
    for _ in range(4):
        clock.shift(dt.timedelta(hours=11))
        assert sign_in.actor_of(token) is not None, "use keeps it open"
    clock.shift(dt.timedelta(hours=12))
    assert sign_in.actor_of(token) is None
    monkeypatch.setattr(settings(), "sign_in_idle_hours", 0)
    assert sign_in.actor_of(token) is not None, "where the setting is 0 it lasts its days"
    clock.shift(dt.timedelta(days=14))
    assert sign_in.actor_of(token) is None


def test_looking_at_pages_writes_a_sign_ins_use_now_and_then_only(clock):
    first_owner()
    token = sign_in.sign_in("olga@example.com", PASSWORD)
    written = []

    def heard(connection):
        written.append(connection)

    event.listen(engine.engine(), "commit", heard)
    for _ in range(5):
        clock.shift(dt.timedelta(minutes=4))
        sign_in.actor_of(token)
    event.remove(engine.engine(), "commit", heard)
    with engine.reading() as c:
        seen = c.execute(select(func.max(sign_in_table.c.seen_at))).scalar_one()
    assert seen == NOW + dt.timedelta(minutes=12)
    assert len(written) <= 1
