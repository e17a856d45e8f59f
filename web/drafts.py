"""What a candidate is typing, kept while they type: ``POST /api/draft``.

The page sends it beside its websocket, with ``fetch`` or, as the page is hidden, a beacon: ``{"item": "O1",
"revision": 1, "text": "..."}``. The candidate's cookie says whose it is; nothing of the text is ever logged.
"""

from __future__ import annotations

from typing import NamedTuple

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from errors import EntregentError
from web.bodies import json_object
from web.posted import posted_by_candidate
from web.refusal import refused, status_of
from workflows import sit

MAX_BODY = 64 * 1024
"""Bytes; browsers send no more than that once a page is hidden."""


class _Typed(NamedTuple):
    item: str
    revision: int
    text: str


async def post_draft(request: Request) -> Response:
    """Keep a draft: 204, or a status and a code that say why it was not kept; the one before stays."""
    posted = await posted_by_candidate(request, MAX_BODY)
    if isinstance(posted, Response):
        return posted
    token, typed = posted.token, _typed(posted.body)
    if typed is None:
        return refused(400, "malformed")
    if len(typed.text) > sit.MAX_DRAFT:
        return refused(413, "too_large")
    try:
        await anyio.to_thread.run_sync(
            lambda: sit.save_draft(token, item_id=typed.item, revision=typed.revision, text=typed.text)
        )
    except EntregentError as problem:
        return refused(status_of(problem), problem.code)
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


def _typed(body: bytes) -> _Typed | None:
    """Read what was typed; None when the body is something else."""
    if (told := json_object(body)) is None:
        return None
    item, revision, text = (told.get(name) for name in _Typed._fields)
    if not isinstance(item, str) or type(revision) is not int or not isinstance(text, str):
        return None
    return _Typed(item, revision, text)


ROUTES = [Route("/api/draft", post_draft, methods=["POST"])]
