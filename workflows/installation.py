"""How this installation protects what it keeps, as it is set up now: what documents may say of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from data import audit, second_factors
from data.accounts import all_accounts
from settings import settings
from workflows.oidc_settings import provider_setup
from workflows.smtp_settings import Security, mail_setup

Sending = Security | Literal["off"]


@dataclass(frozen=True, slots=True)
class Installation:
    """Facts, not promises: each is read from a setting or counted in the database."""

    database: str
    """``sqlite`` or ``postgresql``."""
    has_https: bool
    """Whether candidates are given an https address and cookies go over https only."""
    mail: Sending
    """How messages go to the mail server; ``off``: none are sent."""
    has_provider: bool
    """Whether staff can sign in through the company's identity provider."""
    passwords_are_off: bool
    n_accounts: int
    """Accounts that can sign in."""
    n_second_factors: int
    """Of these, how many are asked for a second factor here."""
    last_backup_at: dt.datetime | None
    """The last copy made with ``cli.py backup``; a copy made otherwise is not known here."""
    sign_in_days: int


def installation(connection: Connection) -> Installation:
    """Return how this installation is set up."""
    open_accounts = {one.id for one in all_accounts(connection) if one.disabled_at is None}
    server, provider = mail_setup().server, provider_setup().provider
    copies = audit.newest_events(connection, audit.Wanted(deed="back_up"), limit=1)
    return Installation(
        database=connection.dialect.name,
        has_https=settings().public_url.startswith("https://") and settings().is_secure,
        mail="off" if server is None else server.security,
        has_provider=provider is not None,
        passwords_are_off=provider is not None and provider.is_only,
        n_accounts=len(open_accounts),
        n_second_factors=len(second_factors.accounts_with(connection) & open_accounts),
        last_backup_at=copies[0].at if copies else None,
        sign_in_days=settings().sign_in_days,
    )
