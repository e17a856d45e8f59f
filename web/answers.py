"""A candidate's answer, beside the page's websocket: ``POST /api/answer``, and the next scene comes back.

``{"sitting": "...", "item": "S01", "revision": 1, "answer": {...}}``, null to skip, and ``"tried"`` where the
page has sent other answers at this revision and heard of none. It is a short cut: the
same deed as the page's own (``workflows.sit.answer``) without a run of the page's script, which would be most
of the work. Whatever it cannot do, the page does when it sends the same answer by its own line.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from errors import AnswerError, EntregentError, SittingError
from web.bodies import json_object
from web.posted import posted_by_candidate
from web.refusal import refused, status_of
from workflows import sit
from workflows.sit import Place
from workflows.sit_tries import MOST

MAX_BODY = 16 * 1024
"""Bytes: many times an answer to the longest scene that takes this way."""
NO_STORE = {"Cache-Control": "no-store"}
HANDS = 8
"""Answers stored at once; the rest waits: each takes a thread and a connection of one interpreter."""

Draw = Callable[[Place], bytes | None]
"""Writes the scene that follows, as JSON; None when the page has to draw what comes."""


class _Sent(NamedTuple):
    sitting: str
    item: str
    revision: int
    answer: Any
    tried: list[Any]


def routes(draw: Draw) -> list[Route]:
    """Return the address that takes answers; ``draw`` writes what comes back."""
    hands = CapacityLimiter(HANDS)

    async def post_answer(request: Request) -> Response:
        """Store an answer: 200 with the next scene, 204 where the page has to ask by itself, or why not."""
        posted = await posted_by_candidate(request, MAX_BODY)
        if isinstance(posted, Response):
            return posted
        sent = _sent(posted.body)
        if sent is None:
            return refused(400, "malformed")
        try:
            scene = await anyio.to_thread.run_sync(_stored, posted.token, sent, draw, limiter=hands)
        except EntregentError as problem:
            return refused(status_of(problem), problem.code)
        if scene is None:
            return Response(status_code=204, headers=NO_STORE)
        return Response(scene, media_type="application/json", headers=NO_STORE)

    return [Route("/api/answer", post_answer, methods=["POST"])]


def _stored(token: str, sent: _Sent, draw: Draw) -> bytes | None:
    """Store an answer and write the next scene; None for what only the page can say in words."""
    try:
        here = sit.answer(
            token,
            item_id=sent.item,
            revision=sent.revision,
            value=sent.answer,
            sitting_id=sent.sitting,
            tried=sent.tried,
        )
    except (AnswerError, SittingError):
        return None
    return draw(here)


def _sent(body: bytes) -> _Sent | None:
    """Read what was sent; None when the body is something else."""
    told = json_object(body)
    if told is None or set(told) | {"tried"} != set(_Sent._fields):
        return None
    sent = _Sent(**{"tried": [], **told})
    is_typed = isinstance(sent.sitting, str) and isinstance(sent.item, str) and type(sent.revision) is int
    is_typed &= isinstance(sent.tried, list) and len(sent.tried) <= MOST
    return sent if is_typed else None
