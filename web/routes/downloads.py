"""Downloads for whoever is signed in: the cookie says who asks, and every refusal is a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from domain import LANGUAGES, STAFF_COOKIE
from errors import AccessError, CampaignError, EntregentError, InterviewError, NotReady, UnknownStage
from texts import preferred, t, use
from web.edge.background import give_back
from web.edge.security import from_elsewhere
from workflows.accounts.sign_in import actor_of
from workflows.common.access import Actor


class File(NamedTuple):
    """What is handed over."""

    filename: str
    """Without anything personal: file names travel."""
    media_type: str
    content: bytes


Make = Callable[[Actor], File]
"""Checks what this person may have, makes it, and imports heavy modules itself."""


async def download(request: Request, make: Make) -> Response:
    """Make a file for who is signed in and hand it over; 400, 403, 404, 409 or 503 with a sentence when not.

    Parameters
    ----------
    request : Request
    make : callable
        Called in a thread of its own, so that nobody else waits, in the reader's language.
    """
    if request.method == "HEAD":
        return not_by_head()
    return await anyio.to_thread.run_sync(_response, request, make)


def not_by_head() -> Response:
    """Refuse to make a file that nobody is to have: that it was taken would stand in the record."""
    return PlainTextResponse("", 405, {"Allow": "GET", "Cache-Control": "no-store"})


def asked_language(request: Request) -> str | None:
    """Return the language an address asks for with ``?lang=``; None without, or for one we do not speak."""
    asked = request.query_params.get("lang")
    return asked if asked in LANGUAGES else None


def _response(request: Request, make: Make) -> Response:
    asked = asked_language(request)
    use(asked or preferred(request.headers.get("accept-language")))
    if from_elsewhere(request):
        # It would be made, and noted in the record, in the name of somebody who did not ask for it.
        return PlainTextResponse(t("report.problem.elsewhere"), 403)
    try:
        actor = actor_of(request.cookies.get(STAFF_COOKIE))
        if actor is None:
            raise AccessError("Nobody is signed in.")
        use(asked or actor.language)
        file = make(actor)
    except EntregentError as problem:
        return _refusal(problem)
    give_back()
    return attachment(file)


def attachment(file: File) -> Response:
    """Return a file to be saved, kept by nobody on its way."""
    headers = {
        "Content-Disposition": f'attachment; filename="{file.filename}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(file.content, media_type=file.media_type, headers=headers)


def _refusal(problem: EntregentError) -> Response:
    if isinstance(problem, AccessError):
        return PlainTextResponse(t("report.problem.sign_in"), 403)
    if isinstance(problem, UnknownStage):
        return PlainTextResponse(t("report.problem.stage", asked=problem.details["asked"]), 400)
    if problem.code == "links_gone":
        return PlainTextResponse(t("report.problem.links_gone"), 404)
    if isinstance(problem, NotReady):
        return PlainTextResponse(t("documents.problem_not_ready"), 409)
    if isinstance(problem, (CampaignError, InterviewError)):
        return PlainTextResponse(t("report.problem.unknown"), 404)
    return PlainTextResponse(t("report.problem.nothing"), 503)
