"""The way to the identity provider and back, between ``st.login`` and a sign-in of our own.

``st.login`` sends the browser to ``/auth/login``. These routes stand before Streamlit's own of the same
addresses, with a client of their own (Authlib: state, nonce, PKCE, keys, claims), because Streamlit's would
leave a second session in the browser, 30 days of claims in a cookie beside ours, and whatever goes wrong
would end on the first page without a word.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import anyio.to_thread
import streamlit as st
import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from domain import STAFF_COOKIE
from errors import EntregentError, ProviderRefused
from settings import settings
from web.edge.addresses import client_address
from web.edge.cookies import set_cookie
from web.routes.forms import back_with, go
from workflows.accounts import oidc
from workflows.accounts.oidc import proof_in
from workflows.accounts.oidc_settings import CALLBACK, judged, provider_setup

HOME = "/"
SCOPE = "openid email"
"""Who somebody is, and their e-mail: no profile, no picture."""
_DEFAULT = "default"
"""What Streamlit calls a provider that has no name of its own."""
_SECRET_BYTES = 32
_HTTP = "httpx2"
"""The library whose errors mean that the provider could not be reached, or failed itself."""
_REASONS = {
    "invalid_grant": "again",
    "mismatching_state": "again",
    "invalid_client": "setup",
    "unauthorized_client": "setup",
}
"""What a token endpoint, or Authlib in its place, calls its refusal, and what we call it."""

_log = structlog.get_logger()


def streamlit_secrets() -> dict[str, Any] | None:
    """Return what ``st.login`` reads, to be given to ``st.App``: kept in memory, written to no file.

    What the cookie secret signs lives for minutes, between leaving for the provider and coming back, so it is
    drawn anew at each start: nothing to store, nothing to leak, nothing derived from the client's secret.
    """
    provider = provider_setup().provider
    if provider is None:
        return None
    return {
        "auth": {
            "redirect_uri": provider.redirect_uri,
            "cookie_secret": secrets.token_urlsafe(_SECRET_BYTES),
            "client_id": provider.client_id,
            "client_secret": provider.client_secret.get_secret_value(),
            "server_metadata_url": provider.discovery_url,
            "client_kwargs": {"scope": SCOPE},
        }
    }


async def get_login(request: Request) -> Response:
    """Send a browser to the provider, when ``st.login`` of a page of ours sent it here a moment ago."""
    provider = provider_setup().provider
    if provider is None:
        return _closed()
    if not _was_sent_by_page(request.query_params.get("provider", "")):
        return go(HOME)
    try:
        await anyio.to_thread.run_sync(oidc.let_try, client_address(request))
        client = await _client()
        return await client.authorize_redirect(request, provider.redirect_uri)
    except EntregentError as problem:
        return back_with(problem, HOME)
    except Exception as trouble:
        return back_with(_refused(trouble), HOME)


async def get_callback(request: Request) -> Response:
    """Take back who the provider sends: open a sign-in of ours, or say why not; always on the first page."""
    provider = provider_setup().provider
    if provider is None:
        return _closed()
    address = client_address(request)
    try:
        await anyio.to_thread.run_sync(oidc.let_try, address)
        proof = proof_in(await _claims(request), provider)
        token = await anyio.to_thread.run_sync(lambda: oidc.sign_in_proven(proof, address=address))
    except EntregentError as problem:
        if problem.code == "provider_not_sound":
            await anyio.to_thread.run_sync(oidc.count_failure, address)
        return back_with(problem, HOME)
    response = go(HOME)
    set_cookie(response, STAFF_COOKIE, token, minutes=settings().sign_in_days * 24 * 60)
    return response


async def _claims(request: Request) -> Mapping[str, object]:
    """Fetch the token for what the provider sent along, and return its claims once all of it was checked."""
    state = request.query_params.get("state", "")
    if f"_state_{_DEFAULT}_{state}" not in request.session:
        raise ProviderRefused("Nothing was begun in this browser that this could end.", "again")
    if request.query_params.get("error"):
        # Every answer ends what was begun, this one too.
        request.session.clear()
        raise ProviderRefused("The provider said no.", _refusal(request.query_params["error"]))
    try:
        client = await _client()
        token = await client.authorize_access_token(request)
    except EntregentError:
        raise
    except Exception as trouble:
        raise _refused(trouble) from None
    claims = token.get("userinfo")
    if not isinstance(claims, Mapping):
        raise ProviderRefused("The provider sent no ID token.", "not_sound")
    return claims


def _refusal(error: str) -> str:
    if error == "access_denied":
        return "denied"
    return "away" if error in ("server_error", "temporarily_unavailable") else "refused"


def _refused(trouble: Exception) -> ProviderRefused:
    """Say in our words what came of talking to the provider, and log its kind: its message could quote."""
    module = type(trouble).__module__.partition(".")[0]
    error = getattr(trouble, "error", None)
    code = error if isinstance(error, str) and error in _REASONS else ""
    _log.warning("provider_sign_in_failed", trouble=f"{module}.{type(trouble).__name__}", error=code)
    reason = _REASONS[code] if code else "away" if module == _HTTP else "not_sound"
    return ProviderRefused("The provider did not answer, or not soundly.", reason)


def _was_sent_by_page(token: str) -> bool:
    from streamlit.auth_util import decode_provider_token
    from streamlit.errors import StreamlitAuthError

    try:
        return decode_provider_token(token)["provider"] == _DEFAULT
    except StreamlitAuthError:
        return False


async def _client() -> Any:
    """Return a client of the provider, once the provider's document is known and can be used."""
    # Imported when first needed: Authlib and its http client take 13 MiB that no candidate needs.
    from authlib.integrations.starlette_client import OAuth

    auth = st.secrets["auth"]
    client = OAuth().register(
        _DEFAULT,
        client_id=auth["client_id"],
        client_secret=auth["client_secret"],
        server_metadata_url=auth["server_metadata_url"],
        # Without the prompt a browser that is signed in there would choose for whoever sits at it.
        client_kwargs={"scope": SCOPE, "prompt": "select_account"},
    )
    document = await client.load_server_metadata()
    verdict = judged(document)
    if verdict != "sound":
        _log.warning("provider_document_cannot_be_used", found=verdict)
        raise ProviderRefused("The provider's discovery document cannot be used.", "document")
    if "S256" in (document.get("code_challenge_methods_supported") or ()):
        client.client_kwargs["code_challenge_method"] = "S256"
    return client


def _closed() -> Response:
    return PlainTextResponse("Not Found", status_code=404)


ROUTES = [
    Route("/auth/login", get_login, methods=["GET"]),
    Route(CALLBACK, get_callback, methods=["GET"]),
]
