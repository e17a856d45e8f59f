"""Downloads of the recruiter: ``GET /exports/links/{ticket}.csv`` or ``.xlsx``, for who made the links."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.hand_over import File, hand_over
from workflows.access import Actor
from workflows.fresh_links import links_csv

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def fresh_links(request: Request) -> Response:
    """Hand over the list of links just made, as CSV."""

    def links(actor: Actor) -> File:
        content = links_csv(actor, request.path_params["ticket"])
        return File("invitation-links.csv", "text/csv; charset=utf-8", content)

    return await hand_over(request, links)


async def fresh_links_workbook(request: Request) -> Response:
    """Hand over the list of links just made, as a workbook."""

    def links(actor: Actor) -> File:
        content = links_csv(actor, request.path_params["ticket"], as_workbook=True)
        return File("invitation-links.xlsx", WORKBOOK, content)

    return await hand_over(request, links)


ROUTES = [
    Route("/exports/links/{ticket}.csv", fresh_links),
    Route("/exports/links/{ticket}.xlsx", fresh_links_workbook),
]
