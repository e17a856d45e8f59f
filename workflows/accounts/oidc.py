"""Sign-in of staff through an identity provider, which says who somebody is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from data.accounts import accounts, sign_ins
from data.accounts.accounts import Account, account_by_email
from data.common.engine import reading, writing
from errors import ChangedMeanwhile, ProviderRefused
from workflows.accounts import throttle
from workflows.accounts.oidc_settings import Provider
from workflows.accounts.sign_in import open_sign_in
from workflows.accounts.staff import known_account
from workflows.audit.log import log_action, log_action_by
from workflows.common import transactions
from workflows.common.access import Actor, require_permission
from workflows.common.clock import utc_now
from workflows.common.text import is_email

MAX_ID = 255
"""Characters of an issuer or a subject, as the specification bounds the latter."""
VOUCHING = ("email_verified", "xms_edov")
"""Claims by which a provider vouches for the e-mail; the second is Entra ID's, of who owns the domain."""


@dataclass(frozen=True)
class Proof:
    """Who somebody is at a provider, and their e-mail there if it is one that can be compared."""

    issuer: str
    subject: str
    email: str | None
    is_email_proven: bool


def proof_in(claims: Mapping[str, object], provider: Provider) -> Proof:
    """Read who somebody is out of the claims of an ID token.

    Signature, issuer, nonce and times were checked by who fetched it. The audience is checked here too: that
    library accepts a token made for another client if it names us as the party that asked for it.

    Parameters
    ----------
    claims : mapping
        Of the ID token, as the provider wrote them.
    provider : Provider

    Raises
    ------
    ProviderRefused
        ``not_sound``: the token is for somebody else, or names nobody.

    References
    ----------
    [oidc2014] section 3.1.3.7.
    """
    audience = claims.get("aud")
    issuer, subject = claims.get("iss"), claims.get("sub")
    is_for_us = provider.client_id in (audience if isinstance(audience, list) else [audience])
    if not (is_for_us and _is_id(issuer) and _is_id(subject)):
        raise ProviderRefused("The token is for another client, or names nobody.", "not_sound")
    email = claims.get("email")
    # ASCII only: some other letters become ASCII ones in lower case, and would name somebody else.
    address = (
        email.strip() if isinstance(email, str) and email.isascii() and is_email(email.strip()) else None
    )
    return Proof(
        str(issuer), str(subject), address, address is not None and _is_proven(address, claims, provider)
    )


def _is_proven(email: str, claims: Mapping[str, object], provider: Provider) -> bool:
    vouched = [claims[name] for name in VOUCHING if name in claims]
    if vouched:
        return all(value in (True, 1, "1", "true", "True") for value in vouched)
    return email.rpartition("@")[2].lower() in provider.trusted_domains


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 1 <= len(value) <= MAX_ID and "\0" not in value


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
    bound = accounts.account_of(connection, proof.issuer, proof.subject)
    account = bound or _account_by_email(connection, proof)
    if account.disabled_at is not None:
        raise ProviderRefused("This account is disabled.", "disabled")
    if bound is None:
        accounts.bind_identity(connection, account.id, issuer=proof.issuer, subject=proof.subject, now=now)
        log_action_by(connection, account.id, "bind_provider", account.id, now)
    return account


def _account_by_email(connection: Connection, proof: Proof) -> Account:
    if proof.email is None:
        raise ProviderRefused("The provider gave no e-mail address.", "no_email")
    if not proof.is_email_proven:
        raise ProviderRefused("The provider does not vouch for the e-mail address.", "unproven")
    account = account_by_email(connection, proof.email)
    if account is None:
        raise ProviderRefused("No account has this e-mail address.", "unknown")
    if accounts.is_bound(connection, account.id, proof.issuer):
        raise ProviderRefused("This account belongs to another person of the provider.", "other_identity")
    return account


def bound_accounts(actor: Actor) -> frozenset[str]:
    """Return the ids of the accounts that somebody came to by a provider."""
    require_permission(actor, "manage_accounts")
    with transactions.reading(actor) as connection:
        return accounts.accounts_bound(connection)


def unbind(actor: Actor, account_id: str) -> None:
    """Forget who an account is at the provider, and end its sign-ins.

    The next person of the provider who proves to own the account's e-mail is bound to it. For whoever was
    given a new identity there: until then they are refused.
    """
    require_permission(actor, "manage_accounts")
    now = utc_now()
    with transactions.writing(actor) as connection:
        known_account(connection, account_id)
        if accounts.forget_identities(connection, account_id):
            sign_ins.end_sign_ins_of(connection, account_id, now)
            log_action(connection, actor, "unbind_provider", account_id, now)
