"""What the identity provider changes on pages: the sign-in page, accounts, one's own sign-ins."""

from __future__ import annotations

import dataclasses

import pytest
from pydantic import SecretStr

import texts
from tests.office import first_owner
from tests.views.opened import open_page, press, words
from texts import t
from workflows.accounts import oidc_settings, staff
from workflows.accounts.oidc import Proof, sign_in_proven
from workflows.accounts.oidc_settings import OidcSettings, Provider, ProviderSetup

PROVIDER = Provider(
    discovery_url="http://127.0.0.1:1/.well-known/openid-configuration",
    client_id="entregent",
    client_secret=SecretStr("a-secret-of-24-characters"),
    name="Maison *ID*",
    is_only=False,
    trusted_domains=frozenset(),
    redirect_uri="https://recrute.example.com/oauth2callback",
)


@pytest.fixture
def setup(monkeypatch, database):
    """Set the provider up in a way of the test's choice."""

    def as_given(given):
        for module in (oidc_settings, *(page for page in _pages() if hasattr(page, "provider_setup"))):
            monkeypatch.setattr(module, "provider_setup", lambda: given)

    return as_given


def _pages():
    from views.accounts import provider_setup, second_factor, sign_in, welcome

    return provider_setup, second_factor, sign_in, welcome


@pytest.fixture
def owner():
    return first_owner()


def test_owners_read_which_variable_is_wrong_and_what_was_expected(setup, be_in_each, owner):
    be_in_each(owner)
    given = OidcSettings.model_construct(discovery_url="http://id.example.com", client_id="x")
    setup(ProviderSetup.of(given, "https://recrute.example.com"))
    said = words(open_page("accounts"))
    assert t("provider.setup.broken") in said
    for variable in ("DISCOVERY_URL", "CLIENT_SECRET"):
        assert f"ENTREGENT_OIDC_{variable}" in said
        assert t(f"provider.setup.expected.{variable.lower()}") in said


def test_owners_read_whether_the_provider_answers_and_what_to_enter_there(setup, be_in_each, owner):
    be_in_each(owner)
    setup(ProviderSetup(PROVIDER))
    at = open_page("accounts")
    assert PROVIDER.redirect_uri in [code.value for code in at.code]
    oidc_settings.probe(PROVIDER)
    # On the page an address holds a sign that keeps browsers from making a link of it.
    said = words(open_page("accounts")).replace("\u2060", "")
    assert t("provider.setup.probe.away", address=PROVIDER.discovery_url) in said


def test_an_owner_detaches_an_account(setup, be, owner):
    be(owner)
    setup(ProviderSetup(PROVIDER))
    staff.add_account(owner, name="Rui", email="rui@example.com", role="recruiter", language="en")
    sign_in_proven(Proof("https://id.example.com", "1", "rui@example.com", True))
    at = open_page("accounts")
    waiting = t("staff.accounts.waiting")
    assert waiting not in words(at)
    press(at, t("provider.accounts.unbind", name=PROVIDER.name))
    assert waiting in words(at)


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("is_only", [False, True])
def test_the_sign_in_page_offers_what_opens(setup, owner, language, is_only):
    setup(ProviderSetup(dataclasses.replace(PROVIDER, is_only=is_only)))
    at = open_page("main", lang=language, error="provider_unknown")
    known = texts.texts(language)
    name = "Maison ID"
    said = words(at)
    assert known["provider.errors.unknown"].format(name=name) in said
    assert ("/auth/sign-in" in said) is not is_only
    assert (known["provider.sign_in.only"].format(name=name) in said) is is_only


def test_an_error_of_a_provider_that_is_gone_names_none(setup, owner):
    setup(ProviderSetup())
    said = words(open_page("main", lang="en", error="provider_unknown"))
    assert "the identity provider knows you" in said
