"""The record of deeds as a file: ``GET /exports/record.csv``."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.hand_over import File, hand_over
from workflows.access import Actor
from workflows.audit_record import export_record


async def record_csv(request: Request) -> Response:
    """Hand over the whole record."""
    return await hand_over(request, _record)


def _record(actor: Actor) -> File:
    return File("record.csv", "text/csv; charset=utf-8", export_record(actor))


ROUTES = [Route("/exports/record.csv", record_csv)]
