"""The door candidates come through: ``GET /i/{token}``."""

from __future__ import annotations

import anyio.to_thread
import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from errors import EntregentError, TooManyAttempts
from web.address import client_address
from web.cookies import TOKEN, remember_sitting
from workflows import link_door

SITTING_PAGE = "/sit"
RIGHTS_PAGE = "/sit?rights=1"
"""Where a link in a message about somebody's request leads."""
_log = structlog.get_logger()


async def open_link(request: Request) -> Response:
    """Turn a personal link into a cookie and go to the sitting.

    The page itself says what is wrong with a link that opens nothing; the secret never stays in the address
    bar, the history or a referrer.
    """
    token = request.path_params["token"]
    response = RedirectResponse(SITTING_PAGE, status_code=303)
    response.headers["Cache-Control"] = "no-store"
    if not TOKEN.fullmatch(token):
        response.headers["Location"] = f"{SITTING_PAGE}?link=unknown"
        return response
    spoken = "fr" if request.headers.get("accept-language", "").lower().startswith("fr") else "en"
    address = client_address(request)
    try:
        await anyio.to_thread.run_sync(
            lambda: link_door.open_link(token, accepted_language=spoken, address=address)
        )
    except TooManyAttempts:
        response.headers["Location"] = f"{SITTING_PAGE}?link=wait"
        return response
    except EntregentError as problem:
        _log.info("link_opens_nothing", code=problem.code)
    if request.query_params.get("rights") == "1":
        response.headers["Location"] = RIGHTS_PAGE
    remember_sitting(response, token)
    return response


ROUTES = [Route("/i/{token}", open_link)]
