"""The door candidates come through: ``GET /i/{token}``. It writes nothing: mail scanners open it too."""

from __future__ import annotations

import datetime as dt

import anyio.to_thread
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from errors import LinksTriedOut, LinkUnknown, StorageError
from web.address import client_address
from web.any_case import AnyCase
from web.cookies import SITTING_COOKIE, drop_cookie, remember_sitting
from web.forms import go, refused
from web.origin import from_our_page
from workflows import link_door
from workflows.link_spelling import secrets_in

SITTING_PAGE = "/sit"
ARRIVED = "from=link"
"""Says that a cookie was set a moment ago: a page that finds none is in a browser that keeps none."""
LEFT_PAGE = "/sit?link=left"
_DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
_log = structlog.get_logger()


async def open_link(request: Request) -> Response:
    """Turn a personal link into a cookie and go to the sitting; what is no link leaves the cookie there is.

    The page itself says what is wrong with a link that opens nothing; the secret never stays in the address
    bar, the history or a referrer.
    """
    text, address = request.path_params["token"], client_address(request)
    try:
        token, life = await anyio.to_thread.run_sync(_found, text, address)
    except (LinkUnknown, LinksTriedOut) as problem:
        _log.info("link_opens_nothing", code=problem.code)
        return go(f"{SITTING_PAGE}?link={problem.code}")
    except StorageError as problem:
        _log.info("link_not_looked_up", code=problem.code)
        token, life = next(secrets_in(text), ""), link_door.AFTER
    # Where a link in a message about somebody's request leads.
    rights = "&rights=1" if request.query_params.get("rights") == "1" else ""
    response = go(f"{SITTING_PAGE}?{ARRIVED}{rights}")
    if token:
        remember_sitting(response, token, life)
    return response


async def over(request: Request) -> Response:
    """Let this browser keep the link for a day only, once the sitting is over: the last page shows this dot.

    A page cannot change a cookie, and a script could not reach it; asking for a picture can.
    """
    response = Response(_DOT, media_type="image/svg+xml", headers={"Cache-Control": "no-store"})
    token = request.cookies.get(SITTING_COOKIE)
    if token is not None:
        try:
            life = await anyio.to_thread.run_sync(link_door.life_of, token)
        except StorageError:
            return response
        if life == link_door.AFTER:
            remember_sitting(response, token, life)
    return response


async def post_leave(request: Request) -> Response:
    """Take the link, and what scenes kept for a reload, from this browser; nothing on the server changes."""
    if not from_our_page(request):
        return refused()
    response = go(LEFT_PAGE)
    drop_cookie(response, SITTING_COOKIE)
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def _found(text: str, address: str) -> tuple[str, dt.timedelta]:
    token = link_door.find_link(text, address=address)
    return token, link_door.life_of(token)


ROUTES = [
    AnyCase("/i/{token:path}", open_link, methods=["GET"]),
    Route("/sit/over.svg", over, methods=["GET"]),
    Route("/sit/leave", post_leave, methods=["POST"]),
]
