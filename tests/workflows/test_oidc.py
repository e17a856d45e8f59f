"""Who comes by the identity provider gets into an account that exists and is theirs, or not at all."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import SecretStr
from sqlalchemy.exc import IntegrityError

from data.accounts import accounts
from data.common.engine import writing
from domain import ROLES
from errors import AccessError, LastOwner, ProviderRefused, TooManyAttempts
from tests.office import NOW, PASSWORD, first_owner, someone, token_in
from workflows.accounts import my_account, oidc, oidc_settings, sign_in, staff
from workflows.accounts.console_accounts import reset_password
from workflows.accounts.oidc import Proof, proof_in
from workflows.accounts.oidc_settings import Provider, ProviderSetup
from workflows.audit import record

ISSUER = "https://id.example.com"
PROVIDER = Provider(
    discovery_url=f"{ISSUER}/.well-known/openid-configuration",
    client_id="entregent",
    client_secret=SecretStr("a-secret-of-24-characters"),
    name="Maison ID",
    is_only=False,
    trusted_domains=frozenset({"house.example"}),
    redirect_uri="http://localhost:8501/oauth2callback",
)
CLAIMS = {
    "iss": ISSUER, "sub": "1", "aud": "entregent", "email": "rui@example.com", "email_verified": True,
}  # fmt: skip


def person(subject="1", email="rui@example.com", *, is_proven=True, issuer=ISSUER):
    return Proof(issuer, subject, email, is_proven)


def refused(proof, **options):
    with pytest.raises(ProviderRefused) as stopped:
        oidc.sign_in_proven(proof, **options)
    return stopped.value.code.removeprefix("provider_")


@pytest.fixture
def owner(database):
    return first_owner()


@pytest.fixture
def rui(owner):
    """A colleague who was invited and has not chosen a password."""
    return staff.add_account(
        owner, name="Rui Costa", email="rui@example.com", role="recruiter", language="en"
    ).account_id


# What the provider says


@pytest.mark.parametrize("audience", ["entregent", ["entregent"], ["other", "entregent"]])
def test_a_token_for_us_says_who_somebody_is(audience):
    assert proof_in({**CLAIMS, "aud": audience}, PROVIDER) == person()


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "another"}, {"aud": ["another"], "azp": "entregent"}, {"aud": []}, {"aud": None},
        {"aud": {"entregent": 1}}, {"iss": ""}, {"iss": None}, {"sub": ""}, {"sub": 7}, {"sub": "x" * 256},
        {"sub": "a\0b"},
    ],
)  # fmt: skip
def test_a_token_for_somebody_else_or_of_nobody_is_refused(change):
    with pytest.raises(ProviderRefused) as stopped:
        proof_in({**CLAIMS, **change}, PROVIDER)
    assert stopped.value.code == "provider_not_sound"


@pytest.mark.parametrize(
    ("claims", "is_proven"),
    [
        ({"email_verified": True}, True),
        ({"email_verified": "true"}, True),
        ({"email_verified": False}, False),
        ({"email_verified": "false"}, False),
        ({"email_verified": None}, False),
        ({"xms_edov": True}, True),
        ({"xms_edov": "1"}, True),
        ({"xms_edov": 0}, False),
        ({"email_verified": True, "xms_edov": False}, False),
        ({}, False),
        ({"email": "rui@house.example"}, True),
        ({"email": "rui@HOUSE.example"}, True),
        ({"email": "rui@evil.house.example"}, False),
        ({"email": "rui@house.example", "email_verified": False}, False),
    ],
)
def test_an_address_is_believed_when_the_provider_or_the_operator_vouches(claims, is_proven):
    told = {name: value for name, value in CLAIMS.items() if name != "email_verified"}
    assert proof_in({**told, **claims}, PROVIDER).is_email_proven is is_proven


@pytest.mark.parametrize(
    "email", [None, 7, "", "rui", "a@b@c.de", ["rui@example.com"], "ru\u0131@example.com"]
)
def test_what_cannot_be_compared_is_no_address(email):
    proof = proof_in({**CLAIMS, "email": email}, PROVIDER)
    assert (proof.email, proof.is_email_proven) == (None, False)


def test_a_letter_that_becomes_another_in_lower_case_names_nobody():
    # The sign of the kelvin is a plain k in lower case.
    assert proof_in({**CLAIMS, "email": "mar\u212a@example.com"}, PROVIDER).email is None


json_like = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
    max_leaves=5,
)


@given(
    some.dictionaries(
        some.sampled_from(["iss", "sub", "aud", "email", "email_verified", "xms_edov"]), json_like
    )
)
def test_whatever_the_claims_hold_they_are_read_or_refused(claims):
    try:
        proof = proof_in(claims, PROVIDER)
    except ProviderRefused:
        return
    assert proof.subject
    assert proof.issuer


# Getting in


def test_the_first_time_binds_and_from_then_on_only_that_person_gets_in(owner, rui):
    actor = sign_in.actor_of(oidc.sign_in_proven(person(email="RUI@example.com")))
    assert actor.account_id == rui
    assert oidc.bound_accounts(owner) == {rui}
    moved = person(email="another@example.com", is_proven=False)
    assert sign_in.actor_of(oidc.sign_in_proven(moved)).account_id == rui
    assert refused(person(subject="2")) == "other_identity"


def test_a_binding_is_to_the_provider_too(rui):
    oidc.sign_in_proven(person())
    elsewhere = person(issuer="https://other.example.com", is_proven=False)
    assert refused(elsewhere) == "unproven"
    # Another provider, chosen by the operator, begins by the address again.
    assert oidc.sign_in_proven(person(issuer="https://other.example.com", subject="9"))


def test_nobody_gets_an_account_by_coming(owner):
    assert refused(person(email="new@example.com")) == "unknown"
    assert [account.email for account in staff.all_accounts(owner)] == ["olga@example.com"]


def test_without_a_proven_address_nothing_is_said_of_accounts(rui):
    for email in ("rui@example.com", "nobody@example.com"):
        assert refused(person(email=email, is_proven=False)) == "unproven"
    assert refused(person(email=None)) == "no_email"


def test_a_disabled_account_stays_shut_bound_or_not(owner, rui):
    staff.disable_account(owner, rui)
    assert refused(person()) == "disabled"
    staff.enable_account(owner, rui)
    oidc.sign_in_proven(person())
    staff.disable_account(owner, rui)
    assert refused(person()) == "disabled"


def test_a_refusal_binds_nobody(owner, rui):
    staff.disable_account(owner, rui)
    refused(person())
    assert oidc.bound_accounts(owner) == frozenset()


def test_a_sign_in_says_by_which_door_it_came_and_ends_like_any(owner, rui):
    token = oidc.sign_in_proven(person())
    actor = sign_in.actor_of(token)
    (mine,) = my_account.my_sessions(actor, token)
    assert mine.by_provider
    assert mine.until - mine.since == dt.timedelta(days=14)
    sign_in.sign_out(token)
    assert sign_in.actor_of(token) is None
    by_password = sign_in.sign_in("olga@example.com", PASSWORD)
    assert not my_account.my_sessions(owner, by_password)[0].by_provider


def test_the_record_tells_of_it_without_an_address_or_a_subject(owner, rui):
    oidc.sign_in_proven(person(subject="subject-of-rui"))
    oidc.unbind(owner, rui)
    kept = record.export_record(owner).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(kept)))
    told = [(row["deed"], row["actor"], row["details"]) for row in rows[-3:]]
    assert told == [
        ("bind_provider", rui, "{}"),
        ("sign_in", rui, '{"by": "provider"}'),
        ("unbind_provider", owner.account_id, "{}"),
    ]
    assert "subject-of-rui" not in kept
    assert ISSUER not in kept


def test_a_binding_taken_away_signs_out_and_lets_the_new_identity_in(owner, rui):
    token = oidc.sign_in_proven(person())
    oidc.unbind(owner, rui)
    assert sign_in.actor_of(token) is None
    assert oidc.sign_in_proven(person(subject="2"))
    assert refused(person(subject="1")) == "other_identity"


@pytest.mark.parametrize("role", [role for role in ROLES if role != "owner"])
def test_only_owners_see_bindings_and_take_them_away(role, rui):
    for deed in (
        lambda: oidc.bound_accounts(someone(role)),
        lambda: oidc.unbind(someone(role), rui),
    ):
        with pytest.raises(AccessError):
            deed()


def test_two_people_of_the_provider_never_share_an_account(rui):
    oidc.sign_in_proven(person())
    with pytest.raises(IntegrityError), writing() as connection:
        accounts.bind_identity(connection, rui, issuer=ISSUER, subject="2", now=NOW)


def test_a_first_sign_in_that_comes_twice_at_once_is_bound_once(rui, monkeypatch):
    oidc.sign_in_proven(person())
    with monkeypatch.context() as before:
        # What the second one read before the first was written.
        before.setattr(accounts, "account_of", lambda *_: None)
        before.setattr(accounts, "is_bound", lambda *_: False)
        assert refused(person()) == "again"
    assert oidc.sign_in_proven(person())


def test_refusals_are_counted_by_address_with_those_of_passwords(rui, clock):
    clock.move_to(NOW)
    for number in range(20):
        assert refused(person(email=f"guess{number}@example.com"), address="203.0.113.9") == "unknown"
    for act in (
        lambda: oidc.let_try("203.0.113.9"),
        lambda: sign_in.sign_in("a@b.example", "x", address="203.0.113.9"),
    ):
        with pytest.raises(TooManyAttempts):
            act()
    with pytest.raises(TooManyAttempts):
        oidc.sign_in_proven(person(), address="203.0.113.9")
    assert oidc.sign_in_proven(person(), address="203.0.113.10")


def test_who_gets_in_is_not_counted(rui):
    for _ in range(25):
        oidc.sign_in_proven(person(), address="203.0.113.9")


def test_an_owner_who_comes_by_the_provider_can_take_over_from_the_first_one(owner):
    second = staff.add_account(owner, name="Sam", email="sam@example.com", role="owner", language="en")
    with pytest.raises(LastOwner):
        staff.disable_account(owner, owner.account_id)
    came = sign_in.actor_of(oidc.sign_in_proven(person(email="sam@example.com")))
    staff.disable_account(came, owner.account_id)
    with pytest.raises(LastOwner):
        staff.disable_account(came, second.account_id)


def test_a_binding_holds_on_both_databases(any_database):
    owner = first_owner()
    actor = sign_in.actor_of(oidc.sign_in_proven(person(email=owner.email)))
    assert actor.account_id == owner.account_id
    assert refused(person(subject="2", email=owner.email)) == "other_identity"
    oidc.unbind(owner, owner.account_id)
    token = oidc.sign_in_proven(person(subject="2", email=owner.email))
    assert sign_in.actor_of(token).account_id == owner.account_id


# Without passwords


@pytest.fixture
def only(monkeypatch):
    provider = Provider(**{**vars(PROVIDER), "is_only": True})
    monkeypatch.setattr(oidc_settings, "provider_setup", lambda: ProviderSetup(provider))


def test_where_passwords_are_off_the_right_one_opens_nothing_and_is_not_told_from_a_wrong_one(owner, only):
    for password in (PASSWORD, "something else"):
        with pytest.raises(ProviderRefused) as stopped:
            sign_in.sign_in("olga@example.com", password)
        assert stopped.value.code == "provider_only"
    assert not staff.is_offered()


def test_where_passwords_are_off_a_link_of_an_owner_or_of_the_console_still_lets_in(owner, only):
    token = token_in(reset_password("olga@example.com").address)
    assert (
        sign_in.actor_of(my_account.choose_password(token, "another long sentence")).account_id
        == owner.account_id
    )
    with pytest.raises(ProviderRefused):
        sign_in.sign_in("olga@example.com", "another long sentence")
