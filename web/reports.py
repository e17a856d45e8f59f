"""Documents as PDF, for whoever is signed in: the manager's report, feedback, the kit of an interview.

``?lang=fr`` or ``en`` chooses the language; without it, the reader's own, and the candidate's for feedback.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from errors import AccessError, CampaignError, EntregentError, InterviewError
from texts import preferred, t, use
from workflows.sign_in import COOKIE, actor_of

if TYPE_CHECKING:
    from workflows.access import Actor

LANGUAGES = ("fr", "en")
MOST_IDS = 200
"""Candidates that an address may name; more make it too long for browsers."""

Make = Callable[["Actor", Request, str | None], bytes]
"""Who asks, what they ask, the language they chose -> a PDF."""


async def manager_report(request: Request) -> Response:
    """Hand over the report on some candidates of a campaign, or on all."""
    return await _hand_over(request, "report", _manager)


async def feedback_report(request: Request) -> Response:
    """Hand over the feedback about one candidate."""
    return await _hand_over(request, "feedback", _feedback)


async def interview_kit(request: Request) -> Response:
    """Hand over the kit of an interview."""
    return await _hand_over(request, "interview-kit", _kit)


# Each imports what it needs when first asked: typst, NumPy and SciPy are nothing a candidate should wait for.


def _manager(actor: Actor, request: Request, language: str | None) -> bytes:
    from reports.manager import manager_pdf
    from workflows.manager_report import manager_report

    asked = [one for one in request.query_params.get("candidates", "").split(",") if one][:MOST_IDS]
    named = request.query_params.get("names") == "1"
    found = manager_report(actor, request.path_params["campaign_id"], asked, named=named)
    return manager_pdf(found, language or actor.language, _now())


def _feedback(actor: Actor, request: Request, language: str | None) -> bytes:
    from reports.feedback import feedback_pdf
    from workflows.feedback import feedback

    found = feedback(actor, request.path_params["campaign_id"], request.path_params["candidate_id"])
    return feedback_pdf(found, language or found.language, _now())


def _kit(actor: Actor, request: Request, language: str | None) -> bytes:
    from reports.kit import kit_pdf
    from workflows.interview_kit import interview_kit

    return kit_pdf(interview_kit(actor, request.path_params["interview_id"]), language or actor.language)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


async def _hand_over(request: Request, name: str, make: Make) -> Response:
    return await anyio.to_thread.run_sync(_response, request, name, make)


def _response(request: Request, name: str, make: Make) -> Response:
    asked = request.query_params.get("lang")
    language = asked if asked in LANGUAGES else None
    use(language or preferred(request.headers.get("accept-language")))
    try:
        actor = actor_of(request.cookies.get(COOKIE))
        if actor is None:
            raise AccessError("Nobody is signed in.")
        use(language or actor.language)
        return _file(make(actor, request, language), name)
    except AccessError:
        return PlainTextResponse(t("report.problem.sign_in"), 403)
    except (CampaignError, InterviewError):
        return PlainTextResponse(t("report.problem.unknown"), 404)
    except EntregentError:
        return PlainTextResponse(t("report.problem.nothing"), 503)


def _file(content: bytes, name: str) -> Response:
    headers = {
        # Without anything personal: file names travel.
        "Content-Disposition": f'attachment; filename="entregent-{name}.pdf"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type="application/pdf", headers=headers)


ROUTES = [
    Route("/reports/{campaign_id}/manager.pdf", manager_report),
    Route("/reports/{campaign_id}/feedback/{candidate_id}.pdf", feedback_report),
    Route("/interviews/{interview_id}/kit.pdf", interview_kit),
]
