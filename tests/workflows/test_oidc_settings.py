"""A mistake in the settings of the identity provider is named, with what was expected, and stops nothing."""

from __future__ import annotations

import http.server
import json
import threading

import pytest

import texts
from settings import settings
from web.edge.start import ask_provider, say_provider
from web.routes import oidc
from workflows.accounts import oidc_settings
from workflows.accounts.oidc_settings import (
    PREFIX,
    OidcSettings,
    ProviderSetup,
    passwords_are_off,
    provider_setup,
)

URL = "https://id.example.com/realms/house/.well-known/openid-configuration"
ENTRA = "https://login.microsoftonline.com/{}/v2.0/.well-known/openid-configuration"
NOBODY = "http://127.0.0.1:1/.well-known/openid-configuration"
SECRET = "a-secret-of-24-characters"
RIGHT = {"DISCOVERY_URL": URL, "CLIENT_ID": "entregent", "CLIENT_SECRET": SECRET}


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    def given(**values):
        for name, value in values.items():
            monkeypatch.setenv(PREFIX + name, value)
        provider_setup.cache_clear()
        return provider_setup()

    yield given
    provider_setup.cache_clear()


def test_without_any_variable_nothing_is_offered_and_streamlit_is_given_no_secret(environment):
    assert environment() == ProviderSetup()
    assert oidc.streamlit_secrets() is None
    assert not passwords_are_off()


def test_a_provider_is_called_as_the_settings_say_or_else_by_its_host(environment):
    assert environment(**RIGHT).provider.name == "id.example.com"
    assert environment(NAME=" Entra \n ID ").provider.name == "Entra ID"


def test_a_provider_sends_people_back_to_the_public_address(environment, monkeypatch):
    monkeypatch.setattr(settings(), "public_url", "https://recrute.example.com/")
    assert environment(**RIGHT).provider.redirect_uri == "https://recrute.example.com/oauth2callback"


@pytest.mark.parametrize(
    ("given", "wrong", "code"),
    [
        ({"CLIENT_ID": "x", "CLIENT_SECRET": SECRET}, "DISCOVERY_URL", "discovery_url"),
        ({**RIGHT, "DISCOVERY_URL": URL.replace("https", "http")}, "DISCOVERY_URL", "discovery_url"),
        ({**RIGHT, "DISCOVERY_URL": "https://id.example.com/"}, "DISCOVERY_URL", "discovery_url"),
        ({**RIGHT, "DISCOVERY_URL": "https://[" + URL}, "DISCOVERY_URL", "discovery_url"),
        ({**RIGHT, "DISCOVERY_URL": ENTRA.format("common")}, "DISCOVERY_URL", "shared_tenant"),
        ({**RIGHT, "CLIENT_ID": ""}, "CLIENT_ID", "client_id"),
        ({**RIGHT, "CLIENT_ID": "my client"}, "CLIENT_ID", "client_id"),
        ({"DISCOVERY_URL": URL, "CLIENT_ID": "x"}, "CLIENT_SECRET", "client_secret"),
        ({**RIGHT, "CLIENT_SECRET": "too-short"}, "CLIENT_SECRET", "client_secret"),
        ({**RIGHT, "NAME": "N" * 41}, "NAME", "name"),
        ({**RIGHT, "ONLY": "sometimes"}, "ONLY", "only"),
        ({**RIGHT, "TRUSTED_DOMAINS": "example.com, @x"}, "TRUSTED_DOMAINS", "trusted_domains"),
    ],
)
def test_each_mistake_is_named_with_what_was_expected(environment, capsys, given, wrong, code):
    setup = environment(**given, **({} if "ONLY" in given else {"ONLY": "true"}))
    assert setup.provider is None
    assert [(problem.variable, problem.code) for problem in setup.problems] == [(PREFIX + wrong, code)]
    assert say_provider(setup) is None
    said = capsys.readouterr().out
    assert f"{PREFIX}{wrong}: expected" in said
    assert SECRET not in said + repr(setup)
    assert oidc.streamlit_secrets() is None
    assert not passwords_are_off(), "a provider nobody can use takes no password away"


def test_people_are_sent_back_by_https_only(environment, monkeypatch):
    monkeypatch.setattr(settings(), "public_url", "http://recrute.example.com")
    assert [problem.variable for problem in environment(**RIGHT).problems] == ["ENTREGENT_PUBLIC_URL"]


def test_a_tenant_of_ones_own_is_taken(environment):
    tenant = ENTRA.format("8eaef023-2b34-4da1-9baa-8bc8c9d6a490")
    assert environment(**RIGHT | {"DISCOVERY_URL": tenant}).provider is not None


def test_the_secret_is_never_shown_with_the_provider_and_the_cookies_is_another_each_time(environment):
    assert SECRET not in repr(environment(**RIGHT))
    first, second = oidc.streamlit_secrets(), oidc.streamlit_secrets()
    assert first["auth"]["client_secret"] == SECRET
    assert len(first["auth"]["cookie_secret"]) >= 32
    assert first["auth"]["cookie_secret"] != second["auth"]["cookie_secret"]


def test_every_code_has_its_sentence():
    for language in texts.LANGUAGES:
        for field in OidcSettings.model_fields:
            assert f"provider.setup.expected.{field}" in texts.texts(language)


@pytest.fixture
def answering():
    """A server on loopback that answers everything with the text it is given."""
    servers = []

    def answer(body, status=200):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/.well-known/openid-configuration"

    yield answer
    for server in servers:
        server.shutdown()
        server.server_close()


NAMED = dict.fromkeys(oidc_settings.ADDRESSES, "https://id.example.com/x")
DOCUMENT = json.dumps(NAMED).encode()
IN_CLEAR = [
    (json.dumps({**NAMED, name: "http://id.example.com/x"}).encode(), 200, "in_clear")
    for name in oidc_settings.ADDRESSES
]


@pytest.mark.parametrize(
    ("body", "status", "answer"),
    [
        (DOCUMENT, 200, "sound"),
        (DOCUMENT, 404, "away"),
        (b"<html>", 200, "no_document"),
        (b'{"issuer": "i"}', 200, "no_document"),
        (b"[]", 200, "no_document"),
        (b"\xff\xfe", 200, "no_document"),
        (json.dumps({**NAMED, "jwks_uri": None}).encode(), 200, "no_document"),
        *IN_CLEAR,
    ],
)
def test_what_the_provider_answers_is_told(environment, answering, capsys, body, status, answer):
    provider = environment(**RIGHT | {"DISCOVERY_URL": answering(body, status)}).provider
    assert oidc_settings.last_probe(provider) is None
    ask_provider(provider)
    assert oidc_settings.last_probe(provider).answer == answer
    said = capsys.readouterr().out
    assert ("ENTREGENT_OIDC_DISCOVERY_URL" in said) is (answer != "sound")


def test_a_provider_that_is_away_is_told(environment):
    provider = environment(**RIGHT | {"DISCOVERY_URL": NOBODY}).provider
    assert oidc_settings.probe(provider).answer == "away"
