"""Documents and calendar files for whoever is signed in.

``?lang=fr`` or ``en`` chooses the language; without it a document is in the reader's own, and feedback in the
candidate's. ``?stage=all`` or ``before_interview`` chooses which results the manager's report is on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from errors import CampaignError
from web.routes.downloads import File, asked_language, download
from workflows.common.access import Actor
from workflows.common.clock import utc_now
from workflows.interviews.calendar_file import calendar_file, candidate_calendar_file
from workflows.privacy.documents import KINDS, Kind, document

MOST_IDS = 200
"""Candidates that an address may name; more make it too long for browsers."""

PDF = "application/pdf"
FILE_NAMES: dict[Kind, str] = {
    "notice": "candidate-notice",
    "works_council": "works-council-note",
    "processing_record": "processing-record",
    "impact_assessment": "impact-assessment",
    "bias_summary": "impact-ratios",
}

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
    from workflows.comparison.comparison import stage_suffix
    from workflows.comparison.manager_report import manager_report
    from workflows.comparison.stage import known_stage

    stage = known_stage(request.query_params.get("stage"))
    candidate_ids = [part for part in request.query_params.get("candidates", "").split(",") if part][
        :MOST_IDS
    ]
    named = request.query_params.get("names") == "1"
    report = manager_report(
        actor, request.path_params["campaign_id"], candidate_ids, named=named, stage=stage
    )
    content = manager_pdf(report, language or actor.language, utc_now())
    return File(f"entregent-report{stage_suffix(report.comparison)}.pdf", PDF, content)


def _feedback(actor: Actor, request: Request, language: str | None) -> File:
    from reports.feedback import feedback_pdf
    from workflows.candidates.feedback import feedback

    data = feedback(actor, request.path_params["campaign_id"], request.path_params["candidate_id"])
    return File("entregent-feedback.pdf", PDF, feedback_pdf(data, language or data.language, utc_now()))


def _kit(actor: Actor, request: Request, language: str | None) -> File:
    from reports.kit import kit_pdf
    from workflows.interviews.room import interview_kit

    content = kit_pdf(interview_kit(actor, request.path_params["interview_id"]), language or actor.language)
    return File("entregent-interview-kit.pdf", PDF, content)


async def _document(request: Request, write: Print) -> Response:
    return await download(request, lambda actor: write(actor, request, asked_language(request)))


async def as_pdf(request: Request) -> Response:
    """Hand a document over as PDF."""

    def made(actor: Actor) -> File:
        # Typst is nothing a candidate should wait for.
        from reports.document_pdf import document_pdf
        from reports.documents import written

        kind, language = _kind_and_language(request, actor)
        facts = document(actor, request.path_params["campaign_id"], kind, language)
        return File(f"entregent-{FILE_NAMES[kind]}.pdf", PDF, document_pdf(written(facts, language)))

    return await download(request, made)


async def as_docx(request: Request) -> Response:
    """Hand a document over as DOCX."""

    def made(actor: Actor) -> File:
        from reports.document_docx import MEDIA_TYPE, document_docx
        from reports.documents import written

        kind, language = _kind_and_language(request, actor)
        facts = document(actor, request.path_params["campaign_id"], kind, language)
        return File(f"entregent-{FILE_NAMES[kind]}.docx", MEDIA_TYPE, document_docx(written(facts, language)))

    return await download(request, made)


def _kind_and_language(request: Request, actor: Actor) -> tuple[Kind, str]:
    kind = request.path_params["kind"]
    if kind not in KINDS:
        raise CampaignError("There is no such document.", why="no_document")
    return cast("Kind", kind), asked_language(request) or actor.language


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

    return await download(request, calendar)


ROUTES = [
    Route("/reports/{campaign_id}/manager.pdf", manager_report),
    Route("/reports/{campaign_id}/feedback/{candidate_id}.pdf", feedback_report),
    Route("/interviews/{interview_id}/kit.pdf", interview_kit),
    Route("/reports/{campaign_id}/documents/{kind}.pdf", as_pdf),
    Route("/reports/{campaign_id}/documents/{kind}.docx", as_docx),
    Route("/interviews/{interview_id}/interview.ics", interview_file),
    Route("/interviews/{interview_id}/candidate.ics", candidate_file),
]
