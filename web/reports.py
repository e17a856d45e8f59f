"""Documents as PDF, for whoever is signed in: the manager's report, feedback, the kit of an interview.

``?lang=fr`` or ``en`` chooses the language; without it, the reader's own, and the candidate's for feedback.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.hand_over import File, asked_language, hand_over
from workflows.access import Actor

MOST_IDS = 200
"""Candidates that an address may name; more make it too long for browsers."""

Print = Callable[[Actor, Request, str | None], bytes]
"""Who asks, what they ask, the language they chose -> a PDF."""


async def manager_report(request: Request) -> Response:
    """Hand over the report on some candidates of a campaign, or on all."""
    return await _document(request, "report", _manager)


async def feedback_report(request: Request) -> Response:
    """Hand over the feedback about one candidate."""
    return await _document(request, "feedback", _feedback)


async def interview_kit(request: Request) -> Response:
    """Hand over the kit of an interview."""
    return await _document(request, "interview-kit", _kit)


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


async def _document(request: Request, name: str, write: Print) -> Response:
    def document(actor: Actor) -> File:
        content = write(actor, request, asked_language(request))
        return File(f"entregent-{name}.pdf", "application/pdf", content)

    return await hand_over(request, document)


ROUTES = [
    Route("/reports/{campaign_id}/manager.pdf", manager_report),
    Route("/reports/{campaign_id}/feedback/{candidate_id}.pdf", feedback_report),
    Route("/interviews/{interview_id}/kit.pdf", interview_kit),
]
