"""Plain HTML forms as they come in and what follows them; an error goes back to the page as a short code."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from errors import EntregentError, TooManyAttempts
from web.routes.api import body_within

_MINUTE = dt.timedelta(seconds=59)
MAX_FIELD = 400
"""No honest name, e-mail, code or password is longer."""
MAX_FORM = 32 * 1024
"""Bytes; longer ones are not read on."""


async def read(request: Request, *names: str) -> dict[str, str]:
    """Read a form of ours; a field that was not sent, or a form no page of ours sends, is empty."""
    body = await body_within(request, MAX_FORM)
    try:
        fields = parse_qs((body or b"").decode("utf-8", "replace"), max_num_fields=20)
    except ValueError:
        fields = {}
    # No database takes the sign that is cut out.
    return {name: fields.get(name, [""])[0].replace("\0", "")[:MAX_FIELD] for name in names}


def go(address: str) -> Response:
    """Go on to a page."""
    response = RedirectResponse(address, status_code=303)
    response.headers["Cache-Control"] = "no-store"
    return response


def back_with(problem: EntregentError, page: str) -> Response:
    """Go back to a page that says what was wrong; what was typed never stands in the address."""
    reason = {"error": problem.code}
    until = problem.details.get("until")
    if isinstance(problem, TooManyAttempts) and isinstance(until, dt.datetime):
        # The minute after: whoever comes back at the one that is said is let in.
        reason["until"] = f"{until + _MINUTE:%Y%m%dT%H%M}"
    return go(f"{page}{'&' if '?' in page else '?'}{urlencode(reason)}")


def refused() -> Response:
    """Answer a form that another site sent."""
    return PlainTextResponse("This form was not sent from this site; nothing was done.", status_code=403)
