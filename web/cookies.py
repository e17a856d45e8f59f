"""The two cookies of the product: a candidate's link and a staff sign-in. Both HttpOnly, same site."""

from __future__ import annotations

import re

from starlette.responses import Response

from settings import settings

SITTING_COOKIE = "entregent_sitting"
SITTING_DAYS = 90
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
"""What the secret of a link can be; nothing else is put into a cookie."""


def remember_sitting(response: Response, token: str) -> None:
    """Keep the link's secret where scripts cannot read it, so that it leaves the address bar."""
    response.set_cookie(
        SITTING_COOKIE,
        token,
        max_age=SITTING_DAYS * 24 * 3600,
        httponly=True,
        samesite="lax",
        secure=settings().secure_cookies,
        path="/",
    )
