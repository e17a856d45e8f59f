"""Downloads of the recruiter: ``GET /exports/links/{ticket}.csv``, for whoever made the links."""

from __future__ import annotations

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from errors import AccessError, CandidateError, EntregentError
from workflows.fresh_links import links_csv
from workflows.sign_in import COOKIE, actor_of


async def fresh_links(request: Request) -> Response:
    """Hand over the list of links just made."""
    token, ticket = request.cookies.get(COOKIE), request.path_params["ticket"]
    try:
        body = await anyio.to_thread.run_sync(_read, token, ticket)
    except AccessError:
        return PlainTextResponse("Sign in with an account that may do this.", 403)
    except CandidateError as problem:
        return PlainTextResponse(str(problem), 404)
    except EntregentError as problem:
        return PlainTextResponse(str(problem), 503)
    headers = {
        "Content-Disposition": 'attachment; filename="invitation-links.csv"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)


def _read(token: str | None, ticket: str) -> bytes:
    actor = actor_of(token)
    if actor is None:
        raise AccessError("Nobody is signed in.")
    return links_csv(actor, ticket)


ROUTES = [Route("/exports/links/{ticket}.csv", fresh_links)]
