"""A member of staff comes in by the identity provider, which says who they are."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from data import provider_identities
from data.accounts import Account, account_by_email
from data.engine import reading, writing
from errors import ChangedMeanwhile, ProviderRefused
from workflows import throttle
from workflows.clock import utc_now
from workflows.oidc_claims import Proof
from workflows.record import note_by
from workflows.sign_in import open_sign_in


def let_try(address: str | None) -> None:
    """Let somebody begin, unless too much went wrong from their network address.

    Raises
    ------
    TooManyAttempts
        After twenty failures from this address in fifteen minutes, passwords and codes included.
    """
    with reading() as connection:
        throttle.refuse_address(connection, "staff", address, utc_now())


def count_failure(address: str | None) -> None:
    """Note that what came back from the provider could not be believed."""
    with writing() as connection:
        throttle.count_from(connection, "staff", address, utc_now())


def sign_in_proven(proof: Proof, *, address: str | None = None) -> str:
    """Sign somebody in as who the provider says they are, and return the token their browser keeps.

    The account must exist. The first time it is found by the e-mail the provider vouches for, and bound to
    the person there; from then on by that person only, whatever their e-mail becomes. A second factor of ours
    is not asked: how the provider makes sure is the provider's matter.

    Parameters
    ----------
    proof : Proof
    address : str, optional
        The network address it comes from.

    Raises
    ------
    ProviderRefused
        ``no_email`` or ``unproven``, whether or not there is such an account; ``unknown``, ``disabled`` or
        ``other_identity`` of an e-mail that was proven, or of who is bound already; ``again`` when the same
        person was bound at the same moment.
    TooManyAttempts
        After twenty failures from this address in fifteen minutes.
    """
    now = utc_now()
    with writing() as connection:
        # Noted before it is looked up, as at every door of the staff.
        tried = throttle.try_from(connection, address, now)
    try:
        with writing() as connection:
            account = _account_of(connection, proof, now)
            throttle.was_right(connection, tried)
            return open_sign_in(connection, account.id, now, by_provider=True)
    except (IntegrityError, ChangedMeanwhile):
        # Another first sign-in of the same person or account was bound a moment ago.
        raise ProviderRefused("Somebody was bound at the same moment.", "again") from None


def _account_of(connection: Connection, proof: Proof, now: dt.datetime) -> Account:
    account = provider_identities.account_of(connection, proof.issuer, proof.subject)
    found = account or _found_by_email(connection, proof)
    if found.disabled_at is not None:
        raise ProviderRefused("This account is disabled.", "disabled")
    if account is None:
        provider_identities.bind_identity(
            connection, found.id, issuer=proof.issuer, subject=proof.subject, now=now
        )
        note_by(connection, found.id, "bind_provider", found.id, now)
    return found


def _found_by_email(connection: Connection, proof: Proof) -> Account:
    if proof.email is None:
        raise ProviderRefused("The provider gave no e-mail address.", "no_email")
    if not proof.is_email_proven:
        raise ProviderRefused("The provider does not vouch for the e-mail address.", "unproven")
    account = account_by_email(connection, proof.email)
    if account is None:
        raise ProviderRefused("No account has this e-mail address.", "unknown")
    if provider_identities.is_bound(connection, account.id, proof.issuer):
        raise ProviderRefused("This account belongs to another person of the provider.", "other_identity")
    return account
