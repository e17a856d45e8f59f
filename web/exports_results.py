"""Downloads of results, for whoever is signed in: ``GET /exports/{campaign_id}/results.csv``, ``.xlsx``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from errors import AccessError, CampaignError, EntregentError
from workflows.access import Actor
from workflows.sign_in import COOKIE, actor_of

if TYPE_CHECKING:
    from workflows.exports import Export, Kind


async def results_csv(request: Request) -> Response:
    """Hand over the table of results."""
    return await _hand_over(request, "csv")


async def results_xlsx(request: Request) -> Response:
    """Hand over results, answers and codebook as one workbook."""
    return await _hand_over(request, "xlsx")


async def _hand_over(request: Request, kind: Kind) -> Response:
    token = request.cookies.get(COOKIE)
    named = request.query_params.get("names") == "1"
    try:
        export = await anyio.to_thread.run_sync(
            lambda: _export(actor_of(token), request.path_params["campaign_id"], kind, named=named)
        )
    except AccessError:
        return PlainTextResponse("Sign in with an account that may do this.", 403)
    except CampaignError as problem:
        return PlainTextResponse(str(problem), 404)
    except EntregentError as problem:
        return PlainTextResponse(str(problem), 503)
    return _file(export)


def _export(actor: Actor | None, campaign_id: str, kind: Kind, *, named: bool) -> Export:
    # Imported when first asked for: it loads NumPy and SciPy, which no candidate should wait for.
    from workflows.exports import export_results

    if actor is None:
        raise AccessError("Nobody is signed in.")
    return export_results(actor, campaign_id, kind, named=named)


def _file(export: Export) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{export.filename}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(export.content, media_type=export.media_type, headers=headers)


ROUTES = [
    Route("/exports/{campaign_id}/results.csv", results_csv),
    Route("/exports/{campaign_id}/results.xlsx", results_xlsx),
]
