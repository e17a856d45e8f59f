"""``GET /healthz`` for whoever watches the server, and a true 404 under ``/api``."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import Future
from threading import Lock, Thread

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, Router

from errors import StorageError
from web.edge.open_pages import FREE_FOR_KNOWN, free_share
from workflows.common.server import storage_problem

WITHIN_S = 1.5
"""A database that has not answered by then counts as out of reach: who watches waits for two seconds."""
FRESH_S = 1.0
"""How long an answer of the database is told to everybody: anybody may ask, and often."""
OUT_OF_REACH = {"status": "database out of reach"}


class Asked:
    """Asks the database once at a time, however many want to know and however long it takes."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answer: Future[str | None] | None = None
        self._asked_at = 0.0

    def answer(self) -> Future[str | None]:
        """Return what is asked now, or was a moment ago."""
        with self._lock:
            is_old = time.monotonic() - self._asked_at >= FRESH_S
            if self._answer is None or (self._answer.done() and is_old):
                self._answer, self._asked_at = Future(), time.monotonic()
                # Not one of the threads that serve people: a database that hangs would keep it.
                Thread(target=_ask, args=(self._answer,), daemon=True, name="health").start()
            return self._answer


def _ask(answer: Future[str | None]) -> None:
    try:
        answer.set_result(storage_problem())
    except Exception as problem:  # told to whoever asked
        answer.set_exception(problem)


async def healthz(request: Request) -> Response:
    """Say whether the server can serve: 200 when steps can be stored, 503 with the reason when they cannot.

    With 200 the status is ``full`` where pages are refused to whoever is not here yet: with 503, whoever
    watches would restart the server, or turn away those it still serves.
    """
    answer = asyncio.wrap_future(ASKED.answer())
    # Looked at here, too: an answer that comes after everybody has gone is nobody's failure.
    answer.add_done_callback(lambda future: future.cancelled() or future.exception())
    await asyncio.wait([answer], timeout=WITHIN_S)
    try:
        reason = answer.result()
    except StorageError as problem:
        reason = str(problem.details.get("reason", "out_of_reach"))
    except asyncio.InvalidStateError:
        reason = "out_of_reach"
    if reason == "out_of_reach":
        return JSONResponse(OUT_OF_REACH, status_code=503)
    if reason is not None:
        return JSONResponse({"status": "cannot store", "reason": reason}, status_code=503)
    if free_share() < FREE_FOR_KNOWN:
        return JSONResponse({"status": "full", "reason": "too few file descriptors for new pages"})
    return JSONResponse({"status": "ok"})


ASKED = Asked()
# Streamlit answers every unknown path with its page and a 200; an empty router gives /api its 404 back.
ROUTES = [Route("/healthz", healthz), Mount("/api", Router([]))]
