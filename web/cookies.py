"""Cookies of the product, set in one way: HttpOnly, same site, for all paths, Secure over https."""

from __future__ import annotations

import datetime as dt

from starlette.responses import Response

from settings import settings
from workflows.cookie_names import SITTING

SITTING_COOKIE = SITTING


def set_cookie(response: Response, name: str, value: str, *, minutes: int) -> None:
    """Keep a secret in the browser, out of reach of scripts and of other sites."""
    response.set_cookie(
        name,
        value,
        max_age=minutes * 60,
        httponly=True,
        samesite="lax",
        secure=settings().is_secure,
        path="/",
    )


def drop_cookie(response: Response, name: str) -> None:
    """Take a cookie away."""
    response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=settings().is_secure)


def remember_sitting(response: Response, token: str, life: dt.timedelta) -> None:
    """Keep a link's secret where scripts cannot read it, so that it leaves the address bar."""
    set_cookie(response, SITTING, token, minutes=max(1, round(life.total_seconds() / 60)))
