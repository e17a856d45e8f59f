"""Whether the identity provider answers where the settings say: asked at the start and when an owner asks."""

from __future__ import annotations

import datetime as dt
import json
import urllib.request
from typing import Literal, NamedTuple

from workflows.clock import utc_now
from workflows.oidc_settings import Provider, is_safe

Answer = Literal["sound", "away", "no_document", "in_clear"]
"""A discovery document; nothing at all; something else; a document with addresses without https."""

PATIENCE_S = 5.0
MAX_BYTES = 256 * 1024
ADDRESSES = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
"""What a document must name: people, the client's secret and the keys travel there."""


class Probe(NamedTuple):
    """What the provider's address answered, and when."""

    answer: Answer
    at: dt.datetime


_last: dict[str, Probe] = {}
"""By address; this process's own, for whoever looks."""


def probe(provider: Provider) -> Probe:
    """Ask for the discovery document and remember what came; takes a few seconds at most, never raises."""
    found = Probe(_asked(provider.discovery_url), utc_now())
    _last[provider.discovery_url] = found
    return found


def last_probe(provider: Provider) -> Probe | None:
    """Return what the provider answered when it was last asked; None when it was not asked yet."""
    return _last.get(provider.discovery_url)


def judged(document: object) -> Answer:
    """Tell whether a discovery document can be used.

    Without an issuer nothing would compare the one in the token; a provider behind a proxy that it does not
    know of often writes http, and the client's secret would travel in the clear.
    """
    if not isinstance(document, dict) or not all(isinstance(document.get(one), str) for one in ADDRESSES):
        return "no_document"
    return "sound" if all(is_safe(document[one]) for one in ADDRESSES) else "in_clear"


def _asked(address: str) -> Answer:
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE_S) as answer:
            told = json.loads(answer.read(MAX_BYTES))
    except OSError:
        return "away"
    except ValueError:
        return "no_document"
    return judged(told)
