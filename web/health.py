"""``GET /healthz`` for whoever watches the server, and a true 404 under ``/api``."""

from __future__ import annotations

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, Router

from errors import StorageError
from workflows.health import database_answers


async def healthz(request: Request) -> Response:
    """Say whether the server can serve: 200 when the database answers, 503 when it does not."""
    try:
        await anyio.to_thread.run_sync(database_answers)
    except StorageError:
        return JSONResponse({"status": "database out of reach"}, status_code=503)
    return JSONResponse({"status": "ok"})


# Streamlit answers every unknown path with its page and a 200; an empty router gives /api its 404 back.
ROUTES = [Route("/healthz", healthz), Mount("/api", Router([]))]
