"""A request that met a database which could not be used: a sentence and 503, and no failure of ours."""

from __future__ import annotations

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from errors import StorageError
from texts import preferred, t, use

RETRY_S = 60


class TryAgain:
    """ASGI middleware that answers where a route let the trouble of the database through.

    The log was told where it was met (``data/storage_state.py``).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; say in words that it was not done, unless an answer has begun."""
        has_begun = False

        async def noticed(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive, noticed)
        except StorageError:
            if has_begun or scope["type"] != "http":
                raise
            use(preferred(_language(scope)))
            headers = {"Retry-After": str(RETRY_S), "Cache-Control": "no-store"}
            await PlainTextResponse(t("staff.errors.storage"), 503, headers)(scope, receive, send)


def _language(scope: Scope) -> str:
    asked = (value for name, value in scope["headers"] if name == b"accept-language")
    return next(asked, b"").decode("latin-1").strip()
