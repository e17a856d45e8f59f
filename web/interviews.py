"""An interview for a calendar: ``GET /interviews/{interview_id}/interview.ics`` and ``.../candidate.ics``."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.hand_over import File, hand_over
from workflows.access import Actor
from workflows.interviews import calendar_file, candidate_calendar_file


async def interview_file(request: Request) -> Response:
    """Hand over the file of somebody who sits on the panel or plans interviews."""
    return await _calendar(request, calendar_file)


async def candidate_file(request: Request) -> Response:
    """Hand over the file that the recruiter sends to the candidate."""
    return await _calendar(request, candidate_calendar_file)


async def _calendar(request: Request, write: Callable[[Actor, str], bytes]) -> Response:
    def calendar(actor: Actor) -> File:
        content = write(actor, request.path_params["interview_id"])
        return File("interview.ics", "text/calendar; charset=utf-8", content)

    return await hand_over(request, calendar)


ROUTES = [
    Route("/interviews/{interview_id}/interview.ics", interview_file),
    Route("/interviews/{interview_id}/candidate.ics", candidate_file),
]
