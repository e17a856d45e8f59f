"""Forms that open or end a sign-in, or lead to a password: plain HTML, because Streamlit cannot set cookies.

What comes back is the same either way: nobody can find out here who has an account.
"""

from __future__ import annotations

from collections.abc import Callable

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain import DEVICE_COOKIE, HALF_OPEN_COOKIE, JOIN_COOKIE, LANGUAGES, STAFF_COOKIE
from errors import CodeNeeded, EntregentError
from settings import settings
from texts.letters import staff_letter
from web.edge.addresses import AnyCase, client_address
from web.edge.cookies import drop_cookie, set_cookie
from web.edge.security import from_our_page
from web.edge.visitors import at_the_door
from web.routes.forms import back_with, go, read, refused
from workflows.accounts import my_account, passwords, second_factor, sign_in, staff
from workflows.candidates.links import secrets_in

HOME = "/"
CHOOSE_PAGE = "/?step=password"
CODE_PAGE = "/?step=code"
DEMO = "/?at=demo"
"""The first page, which shows a problem with the sample data beside its form."""
FORGOTTEN_PAGE = "/?step=forgotten"
SENT_PAGE = f"{FORGOTTEN_PAGE}&sent=1"
JOIN_MINUTES = 60


async def post_sign_in(request: Request) -> Response:
    """Sign in with e-mail and password."""
    form = await read(request, "email", "password")
    address, known = client_address(request), request.cookies.get(DEVICE_COOKIE)
    return await _signing(
        lambda: sign_in.sign_in(form["email"], form["password"], address=address, known=known),
        request,
        back=HOME,
    )


async def post_code(request: Request) -> Response:
    """Give the code of the second factor, after the password."""
    form, address = await read(request, "code"), client_address(request)
    half_open, known = (request.cookies.get(name) for name in (HALF_OPEN_COOKIE, DEVICE_COOKIE))
    response = await _signing(
        lambda: second_factor.finish_sign_in(half_open, form["code"], address=address, known=known),
        request,
        back=CODE_PAGE,
    )
    if response.headers.get("location") == HOME:
        drop_cookie(response, HALF_OPEN_COOKIE)
    return response


async def post_sign_out(request: Request) -> Response:
    """Sign out of this browser."""
    if not from_our_page(request):
        return refused()
    await anyio.to_thread.run_sync(sign_in.sign_out, request.cookies.get(STAFF_COOKIE))
    response = go(HOME)
    drop_cookie(response, STAFF_COOKIE)
    return response


async def post_first_owner(request: Request) -> Response:
    """Make the owner's account with the code of the first start."""
    # Not "name": DOMPurify drops names that a form element has as a property.
    names = ("code", "full_name", "email", "password", "language")
    form = await read(request, *names)
    address = client_address(request)
    return await _signing(
        lambda: my_account.create_owner(*(form[name] for name in names), address=address), request, back=HOME
    )


async def post_demo(request: Request) -> Response:
    """Fill an empty installation with sample data and sign in to it, with the code of the first start."""
    form = await read(request, "code", "language")
    language = form["language"] if form["language"] in LANGUAGES else "en"
    address = client_address(request)
    return await _signing(lambda: _sample(form["code"], language, address), request, back=DEMO)


async def get_join(request: Request) -> Response:
    """Turn a link to choose a password into a cookie, so that the secret leaves the address bar."""
    response = go(CHOOSE_PAGE)
    spelled = list(secrets_in(request.path_params["token"]))
    if not spelled:
        return response
    token, is_good = await anyio.to_thread.run_sync(_usable, spelled)
    if is_good:
        # Whoever was signed in on this browser gives way to the person whose link it is.
        drop_cookie(response, STAFF_COOKIE)
    set_cookie(response, JOIN_COOKIE, token, minutes=JOIN_MINUTES)
    return response


async def post_password(request: Request) -> Response:
    """Set the password of whoever holds a link to choose one."""
    form = await read(request, "password", "again")
    token = request.cookies.get(JOIN_COOKIE)
    response = await _signing(lambda: _choose(token, **form), request, back=CHOOSE_PAGE)
    if response.headers.get("location") in (HOME, CODE_PAGE):
        drop_cookie(response, JOIN_COOKIE)
    return response


async def post_forgotten(request: Request) -> Response:
    """Have a link to choose another password sent to whoever has an account with this e-mail."""
    if not from_our_page(request):
        return refused()
    form, address = await read(request, "email"), client_address(request)
    try:
        await anyio.to_thread.run_sync(lambda: staff.ask(form["email"], staff_letter, address=address))
    except EntregentError as problem:
        return back_with(problem, FORGOTTEN_PAGE)
    return go(SENT_PAGE)


async def _signing(act: Callable[[], str], request: Request, *, back: str) -> Response:
    """Get a sign-in's token and keep it in a cookie; or ask for a code; or go back with the reason."""
    if not from_our_page(request):
        return refused()
    try:
        token = await at_the_door(act)
    except CodeNeeded as asked:
        response = go(CODE_PAGE)
        set_cookie(response, HALF_OPEN_COOKIE, asked.half_open, minutes=sign_in.HALF_OPEN_MINUTES)
        return response
    except EntregentError as problem:
        return back_with(problem, back)
    device = await anyio.to_thread.run_sync(sign_in.cookie_for, token, request.cookies.get(DEVICE_COOKIE))
    response = go(HOME)
    set_cookie(response, STAFF_COOKIE, token, minutes=settings().sign_in_days * 24 * 60)
    if device is not None:
        set_cookie(response, DEVICE_COOKIE, device, minutes=sign_in.DEVICE_DAYS * 24 * 60)
    return response


def _usable(spelled: list[str]) -> tuple[str, bool]:
    """Return the secret that opens an account, and whether one does; else the likeliest."""
    secret = next((spelling for spelling in spelled if my_account.link_holder(spelling) is not None), None)
    return secret or spelled[0], secret is not None


def _choose(token: str | None, password: str, again: str) -> str:
    passwords.check_same(password, again)
    return my_account.choose_password(token, password, staff_letter)


def _sample(code: str, language: str, address: str | None) -> str:
    # Imported when first asked for: it interviews and compares, which takes what no candidate should load.
    from workflows.demo.sample import load

    return load(code, language=language, address=address).token


ROUTES = [
    Route("/auth/sign-in", post_sign_in, methods=["POST"]),
    Route("/auth/code", post_code, methods=["POST"]),
    Route("/auth/sign-out", post_sign_out, methods=["POST"]),
    Route("/auth/first-owner", post_first_owner, methods=["POST"]),
    Route("/auth/demo", post_demo, methods=["POST"]),
    Route("/auth/password", post_password, methods=["POST"]),
    AnyCase("/join/{token:path}", get_join, methods=["GET"]),
    Route("/auth/forgotten", post_forgotten, methods=["POST"]),
]
