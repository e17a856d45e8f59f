"""What a script of a page is told when something of it was not kept: a status and a code."""

from __future__ import annotations

import structlog
from starlette.responses import JSONResponse, Response

from errors import AnswerError, EntregentError, LinkUnknown, SittingError, StorageError

_log = structlog.get_logger()


def refused(status: int, code: str) -> Response:
    """Return a refusal; a page knows what to do by the status, and the log has the server's faults."""
    if status >= 500:
        _log.warning("not_taken", status=status, code=code)
    return JSONResponse({"code": code}, status_code=status, headers={"Cache-Control": "no-store"})


def status_of(problem: EntregentError) -> int:
    """Return the status that says why a candidate's deed was refused."""
    if isinstance(problem, LinkUnknown):
        return 401
    if isinstance(problem, SittingError):
        return 410
    if isinstance(problem, AnswerError):
        return 422
    return 503 if isinstance(problem, StorageError) else 500
