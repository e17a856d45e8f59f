"""Addresses to which scripts of our pages post beside their websocket: an answer, a draft, a sheet.

A page sends each with ``fetch`` or, when it is being hidden, a beacon. A cookie says whose it is, the
candidate's link or the sign-in of staff; nothing of what was written is ever logged.

- ``/api/answer``: ``{"sitting": "...", "item": "S01", "revision": 1, "answer": {...}}``, null to skip, and
  ``"tried"`` where the page has sent other answers at this revision and heard of none. It is a short cut: the
  same deed as the page's own (``workflows.sitting.answers``) without a run of the page's script, which would
  be most of the work. Whatever it cannot do, the page does when it sends the same answer by its own line.
- ``/api/draft``: ``{"item": "O1", "revision": 1, "text": "..."}``.
- ``/api/sheet``: ``{"interview": "...", "revision": 3, "body": {...}}``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import anyio.to_thread
import structlog
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from domain import SITTING_COOKIE, STAFF_COOKIE
from errors import (
    AccessError,
    AnswerError,
    EntregentError,
    InterviewError,
    LinkUnknown,
    SittingError,
    StorageError,
)
from web.edge.security import from_our_page
from workflows import sitting
from workflows.accounts.sign_in import actor_of
from workflows.interviews.room import save_sheet
from workflows.sitting import SittingState
from workflows.sitting.transaction import MAX_TRIES

NO_STORE = {"Cache-Control": "no-store"}
MAX_ANSWER_BODY = 16 * 1024
"""Bytes: many times an answer to the longest scene that takes this way."""
HANDS = 8
"""Answers stored at once; the rest waits: each takes a thread and a connection of one interpreter."""
MAX_DRAFT_BODY = 64 * 1024
"""Bytes; browsers send no more than that once a page is hidden."""
MAX_SHEET_BODY = 256 * 1024
"""Bytes: more than the longest sheet of twelve questions takes, whatever its script."""
STATUS = {"no_such_interview": 404, "already_submitted": 409, "other_tab": 409, "too_long": 413}
"""Code of an InterviewError -> status; any other is what no sheet can be."""

Draw = Callable[[SittingState], bytes | None]
"""Writes the scene that follows, as JSON; None when the page has to draw what comes."""

_log = structlog.get_logger()


async def body_within(request: Request, most: int) -> bytes | None:
    """Read a body of at most so many bytes; None when it is larger, without reading on."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > most:
            return None
    return body


def json_object(body: bytes) -> dict[str, Any] | None:
    """Return the object a body is; None when it is something else."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None


def refused(status: int, code: str) -> Response:
    """Return a refusal; a page knows what to do by the status, and the log has the server's faults."""
    if status >= 500:
        _log.warning("not_taken", status=status, code=code)
    return JSONResponse({"code": code}, status_code=status, headers=NO_STORE)


def status_of(problem: EntregentError) -> int:
    """Return the status that says why a candidate's deed was refused."""
    if isinstance(problem, LinkUnknown):
        return 401
    if isinstance(problem, SittingError):
        return 410
    if isinstance(problem, AnswerError):
        return 422
    return 503 if isinstance(problem, StorageError) else 500


class ByCandidate(NamedTuple):
    """A body that a candidate's page posted, and the link it holds."""

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


class _SentAnswer(NamedTuple):
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
        posted = await posted_by_candidate(request, MAX_ANSWER_BODY)
        if isinstance(posted, Response):
            return posted
        sent = _sent_answer(posted.body)
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


def _stored(token: str, sent: _SentAnswer, draw: Draw) -> bytes | None:
    """Store an answer and write the next scene; None for what only the page can say in words."""
    try:
        state = sitting.answer(
            token,
            item_id=sent.item,
            revision=sent.revision,
            value=sent.answer,
            sitting_id=sent.sitting,
            tried=sent.tried,
        )
    except (AnswerError, SittingError):
        return None
    return draw(state)


def _sent_answer(body: bytes) -> _SentAnswer | None:
    """Read what was sent; None when the body is something else."""
    fields = json_object(body)
    if fields is None or set(fields) | {"tried"} != set(_SentAnswer._fields):
        return None
    sent = _SentAnswer(**{"tried": [], **fields})
    is_typed = isinstance(sent.sitting, str) and isinstance(sent.item, str) and type(sent.revision) is int
    is_typed &= isinstance(sent.tried, list) and len(sent.tried) <= MAX_TRIES
    return sent if is_typed else None


class _Typed(NamedTuple):
    item: str
    revision: int
    text: str


async def post_draft(request: Request) -> Response:
    """Keep a draft: 204, or a status and a code that say why it was not kept; the one before stays."""
    posted = await posted_by_candidate(request, MAX_DRAFT_BODY)
    if isinstance(posted, Response):
        return posted
    token, typed = posted.token, _typed(posted.body)
    if typed is None:
        return refused(400, "malformed")
    if len(typed.text) > sitting.MAX_DRAFT:
        return refused(413, "too_large")
    try:
        await anyio.to_thread.run_sync(
            lambda: sitting.save_draft(token, item_id=typed.item, revision=typed.revision, text=typed.text)
        )
    except EntregentError as problem:
        return refused(status_of(problem), problem.code)
    return Response(status_code=204, headers=NO_STORE)


def _typed(body: bytes) -> _Typed | None:
    """Read what was typed; None when the body is something else."""
    if (fields := json_object(body)) is None:
        return None
    item, revision, text = (fields.get(name) for name in _Typed._fields)
    if not isinstance(item, str) or type(revision) is not int or not isinstance(text, str):
        return None
    return _Typed(item, revision, text)


class _SentSheet(NamedTuple):
    interview: str
    revision: int
    body: dict[str, Any]


async def post_sheet(request: Request) -> Response:
    """Keep a sheet as far as it is: 200 with the revision that is kept now, or a status and a code."""
    body = await posted(request, MAX_SHEET_BODY)
    if isinstance(body, Response):
        return body
    sent = _sent_sheet(body)
    if sent is None:
        return refused(400, "malformed")
    try:
        revision = await anyio.to_thread.run_sync(_save, request.cookies.get(STAFF_COOKIE), sent)
    except EntregentError as problem:
        return refused(_status(problem), problem.code)
    return JSONResponse({"revision": revision}, headers=NO_STORE)


def _save(token: str | None, sent: _SentSheet) -> int:
    actor = actor_of(token)
    if actor is None:
        raise AccessError("Nobody is signed in.")
    return save_sheet(actor, sent.interview, revision=sent.revision, body=sent.body)


def _sent_sheet(body: bytes) -> _SentSheet | None:
    """Read what was sent; None when the body is something else."""
    fields = json_object(body)
    if fields is None or set(fields) != set(_SentSheet._fields):
        return None
    sent = _SentSheet(**fields)
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


ROUTES = [
    Route("/api/draft", post_draft, methods=["POST"]),
    Route("/api/sheet", post_sheet, methods=["POST"]),
]
