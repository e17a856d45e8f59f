"""An interview for a calendar: ``GET /interviews/{interview_id}/interview.ics`` and ``.../candidate.ics``."""

from __future__ import annotations

from collections.abc import Callable

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from errors import AccessError, EntregentError, InterviewError
from workflows.access import Actor
from workflows.interviews import calendar_file, candidate_calendar_file
from workflows.sign_in import COOKIE, actor_of


async def interview_file(request: Request) -> Response:
    """Hand over the file of somebody who sits on the panel or plans interviews."""
    return await _hand_over(request, calendar_file)


async def candidate_file(request: Request) -> Response:
    """Hand over the file that the recruiter sends to the candidate."""
    return await _hand_over(request, candidate_calendar_file)


async def _hand_over(request: Request, make: Callable[[Actor, str], bytes]) -> Response:
    token, interview_id = request.cookies.get(COOKIE), request.path_params["interview_id"]
    try:
        content = await anyio.to_thread.run_sync(_make, make, token, interview_id)
    except AccessError:
        return PlainTextResponse("Sign in with an account that may do this.", 403)
    except InterviewError as problem:
        return PlainTextResponse(str(problem), 404)
    except EntregentError as problem:
        return PlainTextResponse(str(problem), 503)
    headers = {
        # Nothing personal in the name: file names travel.
        "Content-Disposition": 'attachment; filename="interview.ics"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


def _make(make: Callable[[Actor, str], bytes], token: str | None, interview_id: str) -> bytes:
    actor = actor_of(token)
    if actor is None:
        raise AccessError("Nobody is signed in.")
    return make(actor, interview_id)


ROUTES = [
    Route("/interviews/{interview_id}/interview.ics", interview_file),
    Route("/interviews/{interview_id}/candidate.ics", candidate_file),
]
