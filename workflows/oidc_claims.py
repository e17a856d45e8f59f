"""What an identity provider said of a person, once the signature of its saying was checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from errors import ProviderRefused
from workflows.email_address import is_email
from workflows.oidc_settings import Provider

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
    found = email.strip() if isinstance(email, str) and email.isascii() and is_email(email.strip()) else None
    return Proof(str(issuer), str(subject), found, found is not None and _is_proven(found, claims, provider))


def _is_proven(email: str, claims: Mapping[str, object], provider: Provider) -> bool:
    said = [claims[name] for name in VOUCHING if name in claims]
    if said:
        return all(one in (True, 1, "1", "true", "True") for one in said)
    return email.rpartition("@")[2].lower() in provider.trusted_domains


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 1 <= len(value) <= MAX_ID and "\0" not in value
