"""Owners see which accounts are bound to the identity provider, and take a binding away."""

from __future__ import annotations

from data import provider_identities, sign_ins
from workflows.access import Actor, require
from workflows.clock import utc_now
from workflows.record import note
from workflows.staff_links import known_account
from workflows.transactions import reading, writing


def bound_accounts(actor: Actor) -> frozenset[str]:
    """Return the ids of the accounts that somebody came to by a provider."""
    require(actor, "manage_accounts")
    with reading(actor) as connection:
        return provider_identities.accounts_bound(connection)


def unbind(actor: Actor, account_id: str) -> None:
    """Forget who an account is at the provider, and end its sign-ins.

    The next person of the provider who proves to own the account's e-mail is bound to it. For whoever was
    given a new identity there: until then they are refused.
    """
    require(actor, "manage_accounts")
    now = utc_now()
    with writing(actor) as connection:
        known_account(connection, account_id)
        if provider_identities.forget_identities(connection, account_id):
            sign_ins.end_sign_ins_of(connection, account_id, now)
            note(connection, actor, "unbind_provider", account_id, now)
