"""Which address counts: the connection's own, or what trusted proxies say; nothing that anybody can claim."""

from __future__ import annotations

import asyncio

import pytest
import uvicorn
import uvicorn.config
from starlette.requests import Request

from errors import SettingsError
from settings import Settings, settings
from web.edge.addresses import client_address, keep_peer


def asked(peer, *forwarded):
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
    return Request({"type": "http", "client": (peer, 5000), "headers": headers})


@pytest.fixture
def trust(monkeypatch):
    return lambda listed: monkeypatch.setattr(settings(), "trusted_proxy", listed)


@pytest.mark.parametrize(
    ("listed", "peer", "forwarded", "counted"),
    [
        pytest.param("", "192.0.2.7", (), "192.0.2.7", id="no proxy"),
        pytest.param("", "192.0.2.7", ("203.0.113.9",), "192.0.2.7", id="the header alone is not believed"),
        pytest.param("127.0.0.1", "127.0.0.1", ("203.0.113.9",), "203.0.113.9", id="a trusted proxy"),
        pytest.param(
            "127.0.0.1", "127.0.0.1", ("198.51.100.1, 203.0.113.9",), "203.0.113.9", id="a claim in front"
        ),
        pytest.param(
            "127.0.0.1, 10.0.0.0/8", "127.0.0.1", ("203.0.113.9, 10.1.2.3",), "203.0.113.9", id="two proxies"
        ),
        pytest.param(
            "127.0.0.1",
            "127.0.0.1",
            ("198.51.100.1", "203.0.113.9:443"),
            "203.0.113.9",
            id="two lines, a port",
        ),
        pytest.param("127.0.0.1", "192.0.2.7", ("203.0.113.9",), "192.0.2.7", id="past the proxy"),
        pytest.param("10.0.0.0/8", "10.0.0.1", ("10.0.0.2",), "10.0.0.2", id="from among the proxies"),
        pytest.param("10.9.9.9", "127.0.0.1", ("203.0.113.9",), "127.0.0.1", id="a proxy that is not named"),
        pytest.param("127.0.0.1", "127.0.0.1", ("203.0.113.9, ",), "203.0.113.9", id="an empty part"),
        pytest.param("10.0.0.1", "10.0.0.1", ("unknown",), "unknown", id="no address"),
        pytest.param("", "2001:db8:1:2:aaaa::1", (), "2001:db8:1:2::/64", id="a household of IPv6"),
        pytest.param("", "::ffff:192.0.2.7", (), "192.0.2.7", id="IPv4 written as IPv6"),
        pytest.param("::1", "::1", ("[2001:db8::5]:80",), "2001:db8::/64", id="IPv6 with a port"),
    ],
)
def test_the_address_that_counts(trust, listed, peer, forwarded, counted):
    trust(listed)
    assert client_address(asked(peer, *forwarded)) == counted


def test_the_server_leaves_the_peers_address_as_it_is(monkeypatch):
    monkeypatch.setattr(uvicorn.config, "ProxyHeadersMiddleware", uvicorn.config.ProxyHeadersMiddleware)
    assert keep_peer()
    seen = []

    async def app(scope, _receive, _send):
        seen.append(client_address(Request(scope)))

    loaded = uvicorn.Config(app)
    loaded.load()
    scope = asked("127.0.0.1", "203.0.113.9").scope | {"type": "http", "scheme": "http"}
    asyncio.run(loaded.loaded_app(scope, None, None))
    assert seen == ["127.0.0.1"]


def test_a_proxy_that_is_no_address_is_refused_by_name(monkeypatch):
    monkeypatch.setenv("ENTREGENT_TRUSTED_PROXY", "my-proxy")
    settings.cache_clear()
    with pytest.raises(SettingsError, match=r"ENTREGENT_TRUSTED_PROXY.*10\.0\.0\.0/8"):
        settings()
    settings.cache_clear()


def test_nobody_is_trusted_by_default():
    assert Settings.model_fields["trusted_proxy"].default == ""
