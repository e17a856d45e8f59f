"""Settings of the identity provider; a mistake in them stops no start and no candidate."""

from __future__ import annotations

import datetime as dt
import json
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from settings import settings
from workflows.common.clock import utc_now
from workflows.common.setting_problems import SAME_MACHINE, SettingProblem
from workflows.common.text import single_line

PREFIX = "ENTREGENT_OIDC_"
PUBLIC_URL = "ENTREGENT_PUBLIC_URL"
WELL_KNOWN = "/.well-known/openid-configuration"
CALLBACK = "/oauth2callback"
"""Where the provider sends people back to; Streamlit wants it to end so."""
MIN_SECRET = 16
"""Characters; what the well-known providers draw has 32 or more."""
MAX_NAME = 40
"""Characters; it stands on a button."""
ENTRA = "login.microsoftonline.com"
_SHARED_TENANTS = ("common", "organizations", "consumers")
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
PATIENCE_S = 5.0
MAX_BYTES = 256 * 1024
ADDRESSES = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
"""What a document must name: people, the client's secret and the keys travel there."""


class OidcSettings(BaseSettings):
    """What an operator may set for signing in through a provider; without any, nothing is offered."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", env_ignore_empty=True)

    discovery_url: str = ""
    """Address of the provider's discovery document."""
    client_id: str = ""
    """What the provider calls this installation."""
    client_secret: SecretStr = SecretStr("")
    """The secret the provider gave for it."""
    name: str = ""
    """What people call the provider; stands on the button. The host of the discovery document unless set."""
    only: bool = False
    """Switch passwords off."""
    trusted_domains: str = ""
    """Domains (with commas) whose e-mail addresses are believed although the provider does not vouch."""


@dataclass(frozen=True)
class Provider:
    """An identity provider people can be sent to."""

    discovery_url: str
    client_id: str
    client_secret: SecretStr
    name: str
    is_only: bool
    trusted_domains: frozenset[str]
    redirect_uri: str


@dataclass(frozen=True)
class ProviderSetup:
    """How a provider is set up: one that can be used, or what keeps it from being used, or none."""

    provider: Provider | None = None
    problems: tuple[SettingProblem, ...] = ()

    @classmethod
    def of(cls, values: OidcSettings, public_url: str) -> Self:
        """Return what these settings come to, for an installation at this address."""
        if values == _NOTHING:
            return cls()
        if problems := tuple(_problems(values, public_url)):
            return cls(problems=problems)
        return cls(
            Provider(
                discovery_url=values.discovery_url,
                client_id=values.client_id,
                client_secret=values.client_secret,
                name=single_line(values.name) or urlsplit(values.discovery_url).hostname or "",
                is_only=values.only,
                trusted_domains=frozenset(_domains(values.trusted_domains)),
                redirect_uri=public_url.rstrip("/") + CALLBACK,
            )
        )


@lru_cache(maxsize=1)
def provider_setup() -> ProviderSetup:
    """Return how the provider is set up, read once per process; never raises."""
    try:
        return ProviderSetup.of(OidcSettings(), settings().public_url)
    except ValidationError as wrong:
        names = [str(error["loc"][0]).lower().removeprefix(PREFIX.lower()) for error in wrong.errors()]
        return ProviderSetup(problems=tuple(SettingProblem(PREFIX + name.upper(), name) for name in names))


def passwords_are_off() -> bool:
    """Tell whether passwords open nothing: only where a provider that can be used takes their place."""
    provider = provider_setup().provider
    return provider is not None and provider.is_only


def _problems(values: OidcSettings, public_url: str) -> Iterator[SettingProblem]:
    if code := _url_problem(values.discovery_url):
        yield SettingProblem(PREFIX + "DISCOVERY_URL", code)
    if not values.client_id or any(sign.isspace() for sign in values.client_id):
        yield SettingProblem(PREFIX + "CLIENT_ID", "client_id")
    secret = values.client_secret.get_secret_value()
    if len(secret) < MIN_SECRET or any(sign.isspace() for sign in secret):
        yield SettingProblem(PREFIX + "CLIENT_SECRET", "client_secret")
    if len(single_line(values.name)) > MAX_NAME:
        yield SettingProblem(PREFIX + "NAME", "name")
    if not all(map(_DOMAIN.fullmatch, _domains(values.trusted_domains))):
        yield SettingProblem(PREFIX + "TRUSTED_DOMAINS", "trusted_domains")
    if not is_safe(public_url):
        yield SettingProblem(PUBLIC_URL, "public_url")


def _url_problem(discovery_url: str) -> str:
    if not is_safe(discovery_url) or not urlsplit(discovery_url).path.endswith(WELL_KNOWN):
        return "discovery_url"
    url = urlsplit(discovery_url)
    is_shared = url.hostname == ENTRA and url.path.split("/")[1] in _SHARED_TENANTS
    return "shared_tenant" if is_shared else ""


def is_safe(address: str) -> bool:
    """Tell whether an address is https, or http on this machine."""
    try:
        url = urlsplit(address)
        safe = url.scheme == "https" or (url.scheme == "http" and url.hostname in SAME_MACHINE)
        return safe and bool(url.hostname) and url.port != 0 and not any(map(str.isspace, address))
    except ValueError:
        return False


def _domains(listed: str) -> list[str]:
    return [part.strip().lower() for part in listed.split(",") if part.strip()]


_NOTHING = OidcSettings.model_construct()

Answer = Literal["sound", "away", "no_document", "in_clear"]
"""A discovery document; nothing at all; something else; a document with addresses without https."""


class Probe(NamedTuple):
    """What the provider's address answered, and when."""

    answer: Answer
    at: dt.datetime


_last: dict[str, Probe] = {}
"""By address; this process's own, for whoever looks."""


def probe(provider: Provider) -> Probe:
    """Ask for the discovery document and remember what came; takes a few seconds at most, never raises."""
    result = Probe(_fetched(provider.discovery_url), utc_now())
    _last[provider.discovery_url] = result
    return result


def last_probe(provider: Provider) -> Probe | None:
    """Return what the provider answered when it was last asked; None when it was not asked yet."""
    return _last.get(provider.discovery_url)


def judged(document: object) -> Answer:
    """Tell whether a discovery document can be used.

    Without an issuer nothing would compare the one in the token; a provider behind a proxy that it does not
    know of often writes http, and the client's secret would travel in the clear.
    """
    if not isinstance(document, dict) or not all(
        isinstance(document.get(address), str) for address in ADDRESSES
    ):
        return "no_document"
    return "sound" if all(is_safe(document[address]) for address in ADDRESSES) else "in_clear"


def _fetched(address: str) -> Answer:
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE_S) as answer:
            document = json.loads(answer.read(MAX_BYTES))
    except OSError:
        return "away"
    except ValueError:
        return "no_document"
    return judged(document)
