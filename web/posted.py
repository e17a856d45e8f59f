"""What a script of one of our own pages posts, or why it is not taken."""

from __future__ import annotations

from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from web.bodies import body_within
from web.cookies import SITTING_COOKIE
from web.origin import from_our_page
from web.refusal import refused


class ByCandidate(NamedTuple):
    """What a candidate's page posted, and whose link it holds."""

    token: str
    body: bytes


async def posted(request: Request, most: int) -> bytes | Response:
    """Return a body of at most so many bytes that one of our pages sent: 403 or 413 otherwise."""
    if not from_our_page(request):
        return refused(403, "not_our_page")
    body = await body_within(request, most)
    return refused(413, "too_large") if body is None else body


async def posted_by_candidate(request: Request, most: int) -> ByCandidate | Response:
    """Return what a candidate's page sent: 401 without a link, 403 or 413 as for any page."""
    body = await posted(request, most)
    if isinstance(body, Response):
        return body
    token = request.cookies.get(SITTING_COOKIE)
    return refused(401, "no_link") if token is None else ByCandidate(token, body)
