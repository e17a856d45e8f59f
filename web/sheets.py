"""What an interviewer is writing, kept while they write: ``POST /api/sheet``.

The page sends it beside its websocket: ``{"interview": "...", "revision": 3, "body": {...}}``. The sign-in's
cookie says whose sheet it is; nothing of it is ever logged.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from errors import AccessError, AnswerError, EntregentError, InterviewError, StorageError
from web.bodies import json_object
from web.posted import posted
from web.refusal import refused
from workflows.room import save_sheet
from workflows.sign_in import COOKIE, actor_of

MAX_BODY = 256 * 1024
"""Bytes: more than the longest sheet of twelve questions takes, whatever its script."""

STATUS = {"no_such_interview": 404, "already_submitted": 409, "other_tab": 409, "too_long": 413}
"""Code of an InterviewError -> status; any other is what no sheet can be."""


class _Sent(NamedTuple):
    interview: str
    revision: int
    body: dict[str, Any]


async def post_sheet(request: Request) -> Response:
    """Keep a sheet as far as it is: 200 with the revision that is kept now, or a status and a code."""
    body = await posted(request, MAX_BODY)
    if isinstance(body, Response):
        return body
    sent = _sent(body)
    if sent is None:
        return refused(400, "malformed")
    try:
        revision = await anyio.to_thread.run_sync(_save, request.cookies.get(COOKIE), sent)
    except EntregentError as problem:
        return refused(_status(problem), problem.code)
    return JSONResponse({"revision": revision}, headers={"Cache-Control": "no-store"})


def _save(token: str | None, sent: _Sent) -> int:
    actor = actor_of(token)
    if actor is None:
        raise AccessError("Nobody is signed in.")
    return save_sheet(actor, sent.interview, revision=sent.revision, body=sent.body)


def _sent(body: bytes) -> _Sent | None:
    """Read what was sent; None when the body is something else."""
    told = json_object(body)
    if told is None or set(told) != set(_Sent._fields):
        return None
    sent = _Sent(**told)
    is_typed = isinstance(sent.interview, str) and type(sent.revision) is int and isinstance(sent.body, dict)
    return sent if is_typed else None


def _status(problem: EntregentError) -> int:
    if isinstance(problem, InterviewError):
        return STATUS.get(problem.code, 422)
    if isinstance(problem, AccessError):
        return 401
    if isinstance(problem, AnswerError):
        return 422
    return 503 if isinstance(problem, StorageError) else 500


ROUTES = [Route("/api/sheet", post_sheet, methods=["POST"])]
