"""Codes of six digits that change every 30 seconds, as authenticator apps show them.

References: [rfc6238]
"""

from __future__ import annotations

import datetime as dt
import hmac
import re

from pyotp import random_base32
from pyotp.hotp import HOTP
from pyotp.totp import TOTP

STEP_S = 30
WINDOW = 1
"""How many steps a clock may be early or late."""
ISSUER = "Entregent"


def new_secret() -> str:
    """Draw a secret of 160 bits, as 32 letters and digits to type into an app."""
    return random_base32()


def address(secret: str, email: str) -> str:
    """Return the ``otpauth:`` address that an app reads from a QR code."""
    return TOTP(secret, interval=STEP_S).provisioning_uri(name=email, issuer_name=ISSUER)


def step_at(now: dt.datetime) -> int:
    """Return the number of the time step of an instant, counted from 1970."""
    return int(now.timestamp()) // STEP_S


def matching_step(secret: str, code: str, now: dt.datetime) -> int | None:
    """Return the time step a code belongs to, at most one away from now; None when it belongs to none.

    Parameters
    ----------
    secret : str
        As ``new_secret`` made it.
    code : str
        As typed: spaces do not matter.
    now : datetime
        The server's clock.
    """
    typed = re.sub(r"\s", "", code)
    present = step_at(now)
    codes = HOTP(secret)
    for step in range(present - WINDOW, present + WINDOW + 1):
        if hmac.compare_digest(codes.at(step).encode(), typed.encode()):
            return step
    return None
