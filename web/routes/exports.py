"""Downloads of tables by staff: links, results, the record of actions.

``?stage=all`` or ``before_interview`` chooses which results count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.routes.downloads import File, download
from workflows.audit.record import export_record
from workflows.candidates.fresh_links import links_csv
from workflows.common.access import Actor

if TYPE_CHECKING:
    from workflows.files.exports import Kind

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def fresh_links(request: Request) -> Response:
    """Hand over the list of links just made, as CSV."""

    def links(actor: Actor) -> File:
        content = links_csv(actor, request.path_params["ticket"])
        return File("invitation-links.csv", "text/csv; charset=utf-8", content)

    return await download(request, links)


async def fresh_links_workbook(request: Request) -> Response:
    """Hand over the list of links just made, as a workbook."""

    def links(actor: Actor) -> File:
        content = links_csv(actor, request.path_params["ticket"], as_workbook=True)
        return File("invitation-links.xlsx", WORKBOOK, content)

    return await download(request, links)


async def record_csv(request: Request) -> Response:
    """Hand over the whole record."""
    return await download(request, _record)


def _record(actor: Actor) -> File:
    return File("record.csv", "text/csv; charset=utf-8", export_record(actor))


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
        from workflows.comparison.stage import known_stage
        from workflows.files.exports import export_results

        named = request.query_params.get("names") == "1"
        stage = known_stage(request.query_params.get("stage"))
        campaign_id = request.path_params["campaign_id"]
        return File(*export_results(actor, campaign_id, kind, named=named, stage=stage))

    return await download(request, results)


ROUTES = [
    Route("/exports/links/{ticket}.csv", fresh_links),
    Route("/exports/links/{ticket}.xlsx", fresh_links_workbook),
    Route("/exports/record.csv", record_csv),
    Route("/exports/{campaign_id}/results.csv", results_csv),
    Route("/exports/{campaign_id}/results.xlsx", results_xlsx),
    Route("/exports/{campaign_id}/results.json", results_json),
]
