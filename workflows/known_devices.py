"""Browsers somebody has signed in with before: what is guessed from elsewhere does not keep them out.

A browser keeps a random name and, for each account that was opened with it, a seal over both. The seal is
made with this installation's secret and the password's hash: nobody can make one, and it ends with the
password. Nothing of it is stored here.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import NamedTuple

from sqlalchemy import Connection

from data.accounts import Account
from data.engine import writing
from data.secrets import ensure_secret, secret_of
from data.sign_ins import signed_in
from workflows.clock import utc_now
from workflows.cookie_names import KNOWN

COOKIE = KNOWN
DAYS = 365
MOST = 4
"""Accounts one browser is known by: a computer that is shared at work."""
_SECRET = "devices"
_COOKIE = re.compile(r"([A-Za-z0-9_-]{22})((?:\.[0-9a-f]{64}){1,4})")


class Device(NamedTuple):
    """What a browser keeps: its name and the seals of accounts, the newest first."""

    name: str
    seals: tuple[str, ...]


def known_as(connection: Connection, account: Account | None, cookie: str | None) -> str | None:
    """Return the name of a browser this account was opened with before; None for any other."""
    device, key = _read(cookie), secret_of(connection, _SECRET)
    if device is None or key is None or account is None:
        return None
    mine = _seal(key, device.name, account)
    return device.name if any(hmac.compare_digest(mine, one) for one in device.seals) else None


def cookie_for(token: str, cookie: str | None) -> str | None:
    """Return what a browser keeps from now on that has just signed in; None when the sign-in is over.

    Parameters
    ----------
    token : str
        Of the sign-in.
    cookie : str or None
        What it kept so far.
    """
    with writing() as connection:
        found = signed_in(connection, token, utc_now())
        if found is None:
            return None
        ensure_secret(connection, _SECRET)
        key = secret_of(connection, _SECRET) or b""
    device = _read(cookie) or Device(secrets.token_urlsafe(16), ())
    mine = _seal(key, device.name, found.account)
    seals = (mine, *(one for one in device.seals if one != mine))
    return ".".join((device.name, *seals[:MOST]))


def _read(cookie: str | None) -> Device | None:
    found = _COOKIE.fullmatch(cookie or "")
    return None if found is None else Device(found[1], tuple(found[2][1:].split(".")))


def _seal(key: bytes, name: str, account: Account) -> str:
    told = f"{name} {account.id} {account.password_hash}"
    return hmac.new(key, told.encode(), hashlib.sha256).hexdigest()
