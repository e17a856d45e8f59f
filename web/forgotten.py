"""The form of whoever forgot their password: a message with a link waits in the outbox, or none does.

What comes back is the same either way: nobody can find out here who has an account.
"""

from __future__ import annotations

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from errors import EntregentError
from texts.staff_letters import staff_letter
from web.address import client_address
from web.forms import back_with, go, read, refused
from web.origin import from_our_page
from workflows import password_reset

PAGE = "/?step=forgotten"
SENT_PAGE = f"{PAGE}&sent=1"


async def post_forgotten(request: Request) -> Response:
    """Have a link to choose another password sent to whoever has an account with this e-mail."""
    if not from_our_page(request):
        return refused()
    form, address = await read(request, "email"), client_address(request)
    try:
        await anyio.to_thread.run_sync(
            lambda: password_reset.ask(form["email"], staff_letter, address=address)
        )
    except EntregentError as problem:
        return back_with(problem, PAGE)
    return go(SENT_PAGE)


ROUTES = [Route("/auth/forgotten", post_forgotten, methods=["POST"])]
