"""A file for whoever is signed in: who asks is found by the cookie, and every refusal is a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from errors import AccessError, EntregentError, StorageError
from workflows.access import Actor
from workflows.sign_in import COOKIE, actor_of


class File(NamedTuple):
    """What is handed over."""

    filename: str
    """Without anything personal: file names travel."""
    media_type: str
    content: bytes


async def hand_over(request: Request, make: Callable[[Actor], File]) -> Response:
    """Make a file for who is signed in and hand it over; 403, 404 or 503 with a sentence when it cannot be.

    Parameters
    ----------
    request : Request
    make : callable
        Called in a thread of its own. It checks what this person may have, and imports heavy modules itself,
        so that nobody else waits for them.
    """
    token = request.cookies.get(COOKIE)
    try:
        file = await anyio.to_thread.run_sync(_made, make, token)
    except AccessError:
        return PlainTextResponse("Sign in with an account that may do this.", 403)
    except StorageError as problem:
        return PlainTextResponse(str(problem), 503)
    except EntregentError as problem:
        return PlainTextResponse(str(problem), 404)
    headers = {
        "Content-Disposition": f'attachment; filename="{file.filename}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(file.content, media_type=file.media_type, headers=headers)


def _made(make: Callable[[Actor], File], token: str | None) -> File:
    actor = actor_of(token)
    if actor is None:
        raise AccessError("Nobody is signed in.")
    return make(actor)
