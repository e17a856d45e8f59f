"""From which network address a request comes, as far as that can be known."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.requests import Request

from settings import settings

BEHIND_A_PROXY = "behind a proxy"
"""Everybody whose request was passed on by a proxy that is not listed: they count as one."""
_SUBNET = 64
"""Of IPv6 a household has at least this much: its single addresses say nothing."""


def client_address(request: Request) -> str:
    """Return the address a request comes from, as it is counted.

    ``X-Forwarded-For`` is believed only as far as proxies in ``ENTREGENT_TRUSTED_PROXY`` wrote it: read from
    the right, the first address that is none of theirs. Anybody can send the header, so without the setting
    its content is not used; and as the server itself believes proxies on this machine, whoever comes with it
    is then counted as one.
    """
    peer = request.client.host if request.client else "unknown"
    passed_on = [
        part.strip() for line in request.headers.getlist("x-forwarded-for") for part in line.split(",")
    ]
    trusted = _trusted(settings().trusted_proxy)
    if not trusted:
        return BEHIND_A_PROXY if passed_on else _counted(peer)
    hosts = [*passed_on, peer]
    return _counted(next((host for host in reversed(hosts) if not _is_in(host, trusted)), hosts[0]))


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
