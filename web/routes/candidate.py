"""Addresses for candidates: their link, its end, and their own data and feedback to take home."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import anyio.to_thread
import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from domain import SITTING_COOKIE
from errors import CampaignError, EntregentError, LinksTriedOut, LinkUnknown, SittingError, StorageError
from texts import preferred, t, use
from web.edge.addresses import AnyCase, client_address
from web.edge.background import give_back
from web.edge.cookies import drop_cookie, remember_sitting
from web.edge.security import from_elsewhere, from_our_page
from web.routes.downloads import File, attachment, not_by_head
from web.routes.forms import go, refused
from workflows.candidates import links
from workflows.candidates.links import secrets_in
from workflows.common.clock import utc_now

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
        token, life = await anyio.to_thread.run_sync(_find, text, address)
    except (LinkUnknown, LinksTriedOut) as problem:
        _log.info("link_opens_nothing", code=problem.code)
        return go(f"{SITTING_PAGE}?link={problem.code}")
    except StorageError as problem:
        _log.info("link_not_looked_up", code=problem.code)
        token, life = next(secrets_in(text), ""), links.AFTER
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
            life = await anyio.to_thread.run_sync(links.life_of, token)
        except StorageError:
            return response
        if life == links.AFTER:
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


async def own_data(request: Request) -> Response:
    """Hand over all that is kept about the person whose link this browser opened."""
    return await _handed_over(request, _archive)


async def own_feedback(request: Request) -> Response:
    """Hand over the feedback about the person whose link this browser opened."""
    return await _handed_over(request, _feedback)


async def _handed_over(request: Request, make: Callable[[str], File]) -> Response:
    if request.method == "HEAD":
        return not_by_head()
    return await anyio.to_thread.run_sync(_response, request, make)


def _find(text: str, address: str) -> tuple[str, dt.timedelta]:
    token = links.find_link(text, address=address)
    return token, links.life_of(token)


# Each imports what it needs when first asked: NumPy, SciPy and typst are nothing a candidate should wait for.


def _archive(token: str) -> File:
    from reports.rights import rights_zip
    from workflows.privacy.archive import archive

    return File("entregent-data.zip", "application/zip", rights_zip(archive(token)))


def _feedback(token: str) -> File:
    from reports.feedback import feedback_pdf
    from workflows.candidates.feedback import feedback_for_candidate
    from workflows.privacy.rights import rights_of

    language = rights_of(token).language
    content = feedback_pdf(feedback_for_candidate(token), language, utc_now())
    return File("entregent-feedback.pdf", "application/pdf", content)


def _response(request: Request, make: Callable[[str], File]) -> Response:
    use(preferred(request.headers.get("accept-language")))
    if from_elsewhere(request):
        return _refusal("elsewhere", 403)
    token = request.cookies.get(SITTING_COOKIE)
    try:
        if token is None:
            raise SittingError("No link was opened in this browser.")
        file = make(token)
    except SittingError:
        return _refusal("no_link", 403)
    except CampaignError:
        return _refusal("not_yet", 404)
    except EntregentError as problem:
        _log.info("rights_not_handed_over", code=problem.code)
        return _refusal("later", 503)
    give_back()
    return attachment(file)


def _refusal(why: str, status: int) -> Response:
    return PlainTextResponse(t(f"rights.refused.{why}"), status, {"Cache-Control": "no-store"})


ROUTES = [
    AnyCase("/i/{token:path}", open_link, methods=["GET"]),
    Route("/sit/over.svg", over, methods=["GET"]),
    Route("/sit/leave", post_leave, methods=["POST"]),
    Route("/rights/archive.zip", own_data),
    Route("/rights/feedback.pdf", own_feedback),
]
