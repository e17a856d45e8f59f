"""Documents as PDF, for whoever is signed in: the manager's report, feedback, the kit of an interview.

``?lang=fr`` or ``en`` chooses the language; without it, the reader's own, and the candidate's for feedback.
``?stage=all`` or ``before_interview`` chooses which results the manager's report is on.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.hand_over import File, asked_language, hand_over
from workflows.access import Actor
from workflows.clock import utc_now

MOST_IDS = 200
"""Candidates that an address may name; more make it too long for browsers."""

PDF = "application/pdf"

Print = Callable[[Actor, Request, str | None], File]
"""Who asks, what they ask, the language they chose -> a PDF."""


async def manager_report(request: Request) -> Response:
    """Hand over the report on some candidates of a campaign, or on all."""
    return await _document(request, _manager)


async def feedback_report(request: Request) -> Response:
    """Hand over the feedback about one candidate."""
    return await _document(request, _feedback)


async def interview_kit(request: Request) -> Response:
    """Hand over the kit of an interview."""
    return await _document(request, _kit)


# Each imports what it needs when first asked: typst, NumPy and SciPy are nothing a candidate should wait for.


def _manager(actor: Actor, request: Request, language: str | None) -> File:
    from reports.manager import manager_pdf
    from workflows.compared import stage_suffix
    from workflows.manager_report import manager_report
    from workflows.stage import known_stage

    stage = known_stage(request.query_params.get("stage"))
    asked = [one for one in request.query_params.get("candidates", "").split(",") if one][:MOST_IDS]
    named = request.query_params.get("names") == "1"
    found = manager_report(actor, request.path_params["campaign_id"], asked, named=named, stage=stage)
    content = manager_pdf(found, language or actor.language, utc_now())
    return File(f"entregent-report{stage_suffix(found.comparison)}.pdf", PDF, content)


def _feedback(actor: Actor, request: Request, language: str | None) -> File:
    from reports.feedback import feedback_pdf
    from workflows.feedback import feedback

    found = feedback(actor, request.path_params["campaign_id"], request.path_params["candidate_id"])
    return File("entregent-feedback.pdf", PDF, feedback_pdf(found, language or found.language, utc_now()))


def _kit(actor: Actor, request: Request, language: str | None) -> File:
    from reports.kit import kit_pdf
    from workflows.interview_kit import interview_kit

    content = kit_pdf(interview_kit(actor, request.path_params["interview_id"]), language or actor.language)
    return File("entregent-interview-kit.pdf", PDF, content)


async def _document(request: Request, write: Print) -> Response:
    return await hand_over(request, lambda actor: write(actor, request, asked_language(request)))


ROUTES = [
    Route("/reports/{campaign_id}/manager.pdf", manager_report),
    Route("/reports/{campaign_id}/feedback/{candidate_id}.pdf", feedback_report),
    Route("/interviews/{interview_id}/kit.pdf", interview_kit),
]
