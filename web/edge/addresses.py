"""Network addresses from which requests come, and addresses of links whatever their capitals."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

import uvicorn.config
from starlette.requests import Request
from starlette.routing import Route

from settings import settings

_BELIEVES = "ProxyHeadersMiddleware"
_SUBNET = 64
"""Of IPv6 a household has at least this much: its single addresses say nothing."""


def client_address(request: Request) -> str:
    """Return the address a request comes from, as it is counted.

    ``X-Forwarded-For`` is believed only as far as proxies in ``ENTREGENT_TRUSTED_PROXY`` wrote it: read from
    the right, the first address that is none of theirs. Anybody can send the header, so from whoever is no
    such proxy its content is not used: all who come through a proxy that is not named count as that proxy.
    """
    peer = request.client.host if request.client else "unknown"
    trusted = _trusted(settings().trusted_proxy)
    if not trusted:
        return _counted(peer)
    lines = request.headers.getlist("x-forwarded-for")
    passed_on = [part.strip() for line in lines for part in line.split(",") if part.strip()]
    hosts = [*passed_on, peer]
    return _counted(next((host for host in reversed(hosts) if not _is_in(host, trusted)), hosts[0]))


def keep_peer() -> bool:
    """Make the server leave the address of whoever is connected as it is; return whether it could be done.

    On its own it believes whatever comes from this machine, named as a proxy or not. This replaces one name
    of uvicorn's, which it reads after it has loaded the application; where a release has none, nothing is
    replaced.
    """
    if not hasattr(uvicorn.config, _BELIEVES):
        return False
    setattr(uvicorn.config, _BELIEVES, lambda app, **_: app)
    return True


@lru_cache(maxsize=4)
def _trusted(listed: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(part.strip()) for part in listed.split(",") if part.strip())


def _is_in(host: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    address = _parsed(host)
    return address is not None and any(address in network for network in networks)


def _counted(host: str) -> str:
    address = _parsed(host)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _SUBNET), strict=False))
    return str(address or host)


def _parsed(host: str) -> IPv4Address | IPv6Address | None:
    """Read an address, with or without a port; IPv4 written as IPv6 is IPv4."""
    bare = host[1:].partition("]")[0] if host.startswith("[") else host
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


class AnyCase(Route):
    """A route whose fixed parts match in capitals too, and whose last part may hold any sign.

    What is in braces comes as it was sent: the secret of a link has its capitals for a reason.
    """

    def __init__(self, path: str, endpoint: Any, **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        self.path_regex = re.compile(self.path_regex.pattern, re.IGNORECASE | re.DOTALL)
