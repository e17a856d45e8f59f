"""Downloads of results: ``GET /exports/{campaign_id}/results.csv``, ``.xlsx`` and ``.json``.

``?stage=all`` or ``before_interview`` chooses which results count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.hand_over import File, hand_over
from workflows.access import Actor

if TYPE_CHECKING:
    from workflows.exports import Kind


async def results_csv(request: Request) -> Response:
    """Hand over the table of results."""
    return await _results(request, "csv")


async def results_xlsx(request: Request) -> Response:
    """Hand over results, answers and codebook as one workbook."""
    return await _results(request, "xlsx")


async def results_json(request: Request) -> Response:
    """Hand over the tables of the workbook for a program to read."""
    return await _results(request, "json")


async def _results(request: Request, kind: Kind) -> Response:
    def results(actor: Actor) -> File:
        # Imported when first asked for: it loads NumPy and SciPy, which no candidate should wait for.
        from workflows.exports import export_results
        from workflows.stage import known_stage

        named = request.query_params.get("names") == "1"
        stage = known_stage(request.query_params.get("stage"))
        campaign_id = request.path_params["campaign_id"]
        return File(*export_results(actor, campaign_id, kind, named=named, stage=stage))

    return await hand_over(request, results)


ROUTES = [
    Route("/exports/{campaign_id}/results.csv", results_csv),
    Route("/exports/{campaign_id}/results.xlsx", results_xlsx),
    Route("/exports/{campaign_id}/results.json", results_json),
]
