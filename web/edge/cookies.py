"""Cookies of the product, set in one way; over https under ``__Host-`` names.

Whoever was signed in before the public address was https holds cookies under the short names: such a one is
taken once, by the next page, and comes back under its long name.
"""

from __future__ import annotations

import datetime as dt

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain import COOKIES, HOST_PREFIX, SITTING_COOKIE, STAFF_COOKIE
from settings import settings
from workflows.candidates.links import LONGEST_LIFE


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
    set_cookie(response, SITTING_COOKIE, token, minutes=max(1, round(life.total_seconds() / 60)))


Headers = list[tuple[bytes, bytes]]
Pairs = list[tuple[str, str]]

_WITH_HEADERS = ("http.response.start", "websocket.accept", "websocket.http.response.start")
_TAKEN_ONCE = (STAFF_COOKIE, SITTING_COOKIE)
"""What lasts for days; the others are worth nothing soon, or opening an account makes them again."""


class HostCookies:
    """ASGI middleware that changes the names of our cookies at the edge, and marks every cookie Secure."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on under short names; send its answer under long ones."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        pairs = _pairs(scope["headers"])
        taken = _taken_once(pairs) if scope["type"] == "http" else {}
        inside = {**scope, "headers": _with_pairs(scope["headers"], _short(pairs, taken))}

        async def renamed(message: Message) -> None:
            if message["type"] in _WITH_HEADERS:
                message = {**message, "headers": _long(list(message.get("headers", [])), taken)}
            await send(message)

        await self.app(inside, receive, renamed)


def _pairs(headers: Headers) -> Pairs:
    line = ";".join(value.decode("latin-1") for name, value in headers if name == b"cookie")
    parts = (part.strip().partition("=") for part in line.split(";") if part.strip())
    return [(name.strip(), value) for name, _, value in parts]


def _taken_once(pairs: Pairs) -> dict[str, str]:
    """Return what came under a short name and has no long one yet."""
    there = dict(pairs)
    return {name: there[name] for name in _TAKEN_ONCE if name in there and HOST_PREFIX + name not in there}


def _short(pairs: Pairs, taken: dict[str, str]) -> Pairs:
    """Name our cookies as the inside does; a short name from outside counts only where it is taken once."""
    long = {HOST_PREFIX + name: name for name in COOKIES}
    ours = [(long[name], value) for name, value in pairs if name in long]
    others = [(name, value) for name, value in pairs if name.removeprefix(HOST_PREFIX) not in COOKIES]
    return [*others, *ours, *taken.items()]


def _with_pairs(headers: Headers, pairs: Pairs) -> Headers:
    kept = [(name, value) for name, value in headers if name != b"cookie"]
    line = "; ".join(f"{name}={value}" for name, value in pairs)
    return [*kept, (b"cookie", line.encode("latin-1"))] if pairs else kept


def _long(headers: Headers, taken: dict[str, str]) -> Headers:
    """Rename what an answer sets; give what was taken once its long name, unless the answer sets it too."""
    sent, is_set = [], set()
    for name, value in headers:
        if name.lower() != b"set-cookie":
            sent.append((name, value))
            continue
        cookie = value.decode("latin-1")
        short = cookie.partition("=")[0]
        is_set.add(short)
        cookie = HOST_PREFIX + cookie if short in COOKIES else cookie
        marks = {part.strip().lower() for part in cookie.split(";")[1:]}
        sent.append((name, (cookie if "secure" in marks else f"{cookie}; Secure").encode("latin-1")))
    is_for_all = any(name.lower() == b"cache-control" and b"public" in value for name, value in headers)
    for name, value in () if is_for_all else taken.items():
        sent.append((b"set-cookie", f"{name}=; Max-Age=0; Path=/; Secure".encode()))
        if name not in is_set:
            kept = f"{HOST_PREFIX}{name}={value}; Max-Age={_seconds(name)}; Path=/; Secure"
            kept += "; HttpOnly; SameSite=Lax"
            sent.append((b"set-cookie", kept.encode("latin-1")))
    return sent


def _seconds(name: str) -> int:
    """Return how long a cookie lasts that is taken once: from now on, as what it opens ends by itself."""
    days = settings().sign_in_days if name == STAFF_COOKIE else LONGEST_LIFE.days
    return days * 24 * 3600
