"""A real OpenID Connect provider on loopback, small, with switches for what can go wrong.

Discovery, authorization with a page to choose who one is, codes good once, PKCE, client authentication, RS256
ID tokens with nonce, and keys. It keeps the rules of the specification; each mischief breaks exactly one.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import socket
import threading
import time
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID = "entregent-tests"
CLIENT_SECRET = "a-secret-of-the-tests-only"
Mischief = Literal[
    "",
    "nonce",
    "audience",
    "audience_of_two",
    "issuer",
    "expired",
    "signature",
    "unsigned",
    "no_token",
    "code",
    "in_clear",
]
"""What the next ID tokens get wrong.

``code``: the token endpoint refuses every code; ``in_clear``: the document names an address without https.
"""


@dataclass
class Person:
    """Somebody the provider knows: their subject, and the claims it makes of them."""

    subject: str
    claims: dict[str, Any] = field(default_factory=dict)


@dataclass
class _Grant:
    person: Person
    redirect_uri: str
    nonce: str
    challenge: str


class Provider:
    """The provider: start it, add people, choose a mischief, stop it."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.issuer = f"http://127.0.0.1:{self.port}"
        self.discovery_url = f"{self.issuer}/.well-known/openid-configuration"
        self.people: dict[str, Person] = {}
        self.mischief: Mischief = ""
        self.asked: list[dict[str, str]] = []
        """The query of every authorization request."""
        self._key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self._others_key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self._grants: dict[str, _Grant] = {}
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The settings that send people here."""
        return {
            "ENTREGENT_OIDC_DISCOVERY_URL": self.discovery_url,
            "ENTREGENT_OIDC_CLIENT_ID": CLIENT_ID,
            "ENTREGENT_OIDC_CLIENT_SECRET": CLIENT_SECRET,
            "ENTREGENT_OIDC_NAME": "Maison ID",
        }

    def knows(self, name: str, subject: str, **claims: Any) -> Person:
        """Let somebody choose to be this person."""
        self.people[name] = Person(subject, claims)
        return self.people[name]

    def start(self) -> None:
        """Serve on the port, which stays the same when it is started again."""
        app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discovery),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/keys", self._keys),
            ]
        )
        self._server = uvicorn.Server(
            uvicorn.Config(app, host="127.0.0.1", port=self.port, log_level="error", ws="none")
        )
        self._thread = threading.Thread(target=self._server.run, daemon=True, name="provider")
        self._thread.start()
        until = time.monotonic() + 30
        while not self._server.started:
            if time.monotonic() > until:
                raise RuntimeError("The provider did not start.")
            time.sleep(0.02)

    def stop(self) -> None:
        """Serve nobody any more."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(timeout=20)
            self._server = None

    async def _discovery(self, _: Request) -> Response:
        host = "http://id.example.com" if self.mischief == "in_clear" else self.issuer
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{host}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            }
        )

    async def _keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})

    async def _authorize(self, request: Request) -> Response:
        """Ask who one is; with ``as``, the answer: go back with a code, or with the refusal."""
        told = dict(request.query_params)
        chosen = told.pop("as", None)
        if told.get("client_id") != CLIENT_ID or told.get("response_type") != "code":
            return HTMLResponse("unknown client", status_code=400)
        if chosen is None:
            self.asked.append(told)
            links = "".join(
                f'<p><a href="/authorize?{escape(urlencode({**told, "as": name}))}">{escape(name)}</a></p>'
                for name in (*self.people, "deny")
            )
            return HTMLResponse(f"<!doctype html><title>Provider</title><h1>Who are you?</h1>{links}")
        if chosen == "deny":
            said = {"error": "access_denied", "error_description": "olga@example.com said no"}
            return RedirectResponse(f"{told['redirect_uri']}?{urlencode({**said, 'state': told['state']})}")
        code = secrets.token_urlsafe(24)
        self._grants[code] = _Grant(
            self.people[chosen],
            told["redirect_uri"],
            told.get("nonce", ""),
            told.get("code_challenge", ""),
        )
        return RedirectResponse(
            f"{told['redirect_uri']}?{urlencode({'code': code, 'state': told['state']})}", status_code=302
        )

    async def _token(self, request: Request) -> Response:
        form = await request.form()
        if request.headers.get("authorization") != _basic(CLIENT_ID, CLIENT_SECRET):
            return JSONResponse({"error": "invalid_client"}, status_code=401)
        grant = self._grants.pop(str(form.get("code")), None)
        verifier = hashlib.sha256(str(form.get("code_verifier", "")).encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        sound = grant is not None and (grant.redirect_uri, grant.challenge) == (
            form.get("redirect_uri"),
            challenge,
        )
        if grant is None or not sound or self.mischief == "code":
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        answer = {"access_token": secrets.token_urlsafe(24), "token_type": "Bearer", "expires_in": 300}
        if self.mischief != "no_token":
            answer["id_token"] = self._id_token(grant)
        return JSONResponse(answer)

    def _id_token(self, grant: _Grant) -> str:
        now = int(time.time())  # noqa: TID251 - the library that reads the token asks the machine
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": grant.person.subject,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": grant.nonce,
            **grant.person.claims,
        }
        key, header = self._key, {"alg": "RS256", "kid": "one"}
        match self.mischief:
            case "nonce":
                claims["nonce"] = "another"
            case "audience":
                claims["aud"] = "another-client"
            case "audience_of_two":
                # What the library below lets pass: made for another, asked for by us.
                claims |= {"aud": ["another-client"], "azp": CLIENT_ID}
            case "issuer":
                claims["iss"] = "https://another.example.com"
            case "expired":
                claims |= {"iat": now - 7200, "exp": now - 3600}
            case "signature":
                key = self._others_key
            case "unsigned":
                return ".".join((_part('{"alg":"none"}'), _part(json.dumps(claims)), ""))
        return jwt.encode(header, claims, key)


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _part(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()
