"""Whether a form was sent by one of our own pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request


def from_our_page(request: Request) -> bool:
    """Tell whether a request comes from a page of this very address.

    ``Sec-Fetch-Site`` is set by the browser and cannot be forged by a page; where it is missing, ``Origin``
    must name the host asked for.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin", "")
    return origin not in ("", "null") and urlsplit(origin).netloc == request.headers.get("host")
