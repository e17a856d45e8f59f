"""``GET /healthz`` for whoever watches the server, and a true 404 under ``/api``."""

from __future__ import annotations

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, Router

from errors import StorageError
from web.descriptors import free_share
from web.rooms import FREE_FOR_KNOWN
from workflows.health import database_answers


async def healthz(request: Request) -> Response:
    """Say whether the server can serve: 200 when the database answers, 503 when it does not.

    With 200 the status is ``full`` where pages are refused to whoever is not here yet.
    """
    try:
        await anyio.to_thread.run_sync(database_answers)
    except StorageError:
        return JSONResponse({"status": "database out of reach"}, status_code=503)
    if free_share() < FREE_FOR_KNOWN:
        # Not 503: whoever watches would restart the server, or turn away those it still serves.
        return JSONResponse({"status": "full", "reason": "too few file descriptors for new pages"})
    return JSONResponse({"status": "ok"})


# Streamlit answers every unknown path with its page and a 200; an empty router gives /api its 404 back.
ROUTES = [Route("/healthz", healthz), Mount("/api", Router([]))]
