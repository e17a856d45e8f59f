"""What a candidate takes home, by their link's cookie: ``GET /rights/archive.zip``, ``feedback.pdf``."""

from __future__ import annotations

from collections.abc import Callable

import anyio.to_thread
import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from errors import CampaignError, EntregentError, SittingError
from texts import preferred, t, use
from web.cookies import SITTING_COOKIE
from web.hand_over import File, attachment, not_by_head
from web.memory import give_back
from web.origin import from_elsewhere
from workflows.clock import utc_now

_log = structlog.get_logger()


async def own_data(request: Request) -> Response:
    """Hand over all that is kept about the person whose link this browser opened."""
    return await _handed_over(request, _archive)


async def own_feedback(request: Request) -> Response:
    """Hand over the feedback about the person whose link this browser opened."""
    return await _handed_over(request, _feedback)


async def _handed_over(request: Request, make: Callable[[str], File]) -> Response:
    if request.method == "HEAD":
        return not_by_head()
    return await anyio.to_thread.run_sync(_response, request, make)


# Each imports what it needs when first asked: NumPy, SciPy and typst are nothing a candidate should wait for.


def _archive(token: str) -> File:
    from reports.rights import rights_zip
    from workflows.rights_archive import archive

    return File("entregent-data.zip", "application/zip", rights_zip(archive(token)))


def _feedback(token: str) -> File:
    from reports.feedback import feedback_pdf
    from workflows.candidate_rights import rights_of
    from workflows.feedback import feedback_for_candidate

    language = rights_of(token).language
    made = feedback_pdf(feedback_for_candidate(token), language, utc_now())
    return File("entregent-feedback.pdf", "application/pdf", made)


def _response(request: Request, make: Callable[[str], File]) -> Response:
    use(preferred(request.headers.get("accept-language")))
    if from_elsewhere(request):
        return _said("elsewhere", 403)
    token = request.cookies.get(SITTING_COOKIE)
    try:
        if token is None:
            raise SittingError("No link was opened in this browser.")
        file = make(token)
    except SittingError:
        return _said("no_link", 403)
    except CampaignError:
        return _said("not_yet", 404)
    except EntregentError as problem:
        _log.info("rights_not_handed_over", code=problem.code)
        return _said("later", 503)
    give_back()
    return attachment(file)


def _said(why: str, status: int) -> Response:
    return PlainTextResponse(t(f"rights.refused.{why}"), status, {"Cache-Control": "no-store"})


ROUTES = [
    Route("/rights/archive.zip", own_data),
    Route("/rights/feedback.pdf", own_feedback),
]
