"""Documents of a campaign, to read as PDF or to complete as DOCX, for whoever is signed in and may have them.

``?lang=fr`` or ``en`` chooses the language; without it, the reader's own.
"""

from __future__ import annotations

from typing import cast

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from errors import CampaignError
from web.hand_over import File, asked_language, hand_over
from workflows.access import Actor
from workflows.documents import KINDS, Kind, document

FILE_NAMES: dict[Kind, str] = {
    "notice": "candidate-notice",
    "works_council": "works-council-note",
    "processing_record": "processing-record",
    "impact_assessment": "impact-assessment",
    "bias_summary": "impact-ratios",
}


async def as_pdf(request: Request) -> Response:
    """Hand a document over as PDF."""

    def made(actor: Actor) -> File:
        # Typst is nothing a candidate should wait for.
        from reports.document_pdf import document_pdf
        from reports.documents import written

        kind, language = _asked(request, actor)
        found = document(actor, request.path_params["campaign_id"], kind, language)
        return File(
            f"entregent-{FILE_NAMES[kind]}.pdf", "application/pdf", document_pdf(written(found, language))
        )

    return await hand_over(request, made)


async def as_docx(request: Request) -> Response:
    """Hand a document over as DOCX."""

    def made(actor: Actor) -> File:
        from reports.document_docx import MEDIA_TYPE, document_docx
        from reports.documents import written

        kind, language = _asked(request, actor)
        found = document(actor, request.path_params["campaign_id"], kind, language)
        return File(f"entregent-{FILE_NAMES[kind]}.docx", MEDIA_TYPE, document_docx(written(found, language)))

    return await hand_over(request, made)


def _asked(request: Request, actor: Actor) -> tuple[Kind, str]:
    kind = request.path_params["kind"]
    if kind not in KINDS:
        raise CampaignError("There is no such document.", why="no_document")
    return cast("Kind", kind), asked_language(request) or actor.language


ROUTES = [
    Route("/reports/{campaign_id}/documents/{kind}.pdf", as_pdf),
    Route("/reports/{campaign_id}/documents/{kind}.docx", as_docx),
]
