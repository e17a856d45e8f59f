"""Signing in through the identity provider in a real browser, and candidates who need none of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import texts
from benchmarks.server import Product
from domain import STAFF_COOKIE
from tests.browser.conftest import LOCALES
from tests.browser.inspection import faults
from tests.oidc_server import Provider
from tests.site import Site
from workflows.accounts import oidc, staff

pytestmark = pytest.mark.browser

NAME = "Maison ID"
DESCRIBED = {
    "rui": {"email": "rui@example.com", "email_verified": True},
    "sam": {"email": "sam@example.com", "email_verified": True},
    "stranger": {"email": "stranger@example.com", "email_verified": True},
}


class House(Site):
    """A server whose staff can come by the provider: Rui, and Sam, whose account is disabled."""

    def __init__(self, folder: Path, provider: Provider) -> None:
        super().__init__(folder)
        self.provider = provider
        self.product.environment.update(provider.environment)
        with self.open():
            for name in ("rui", "sam"):
                made = staff.add_account(
                    self.actor,
                    name=name.title(),
                    email=f"{name}@example.com",
                    role="recruiter",
                    language="en",
                )
            staff.disable_account(self.actor, made.account_id)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    provider = Provider()
    for name, claims in DESCRIBED.items():
        provider.knows(name, f"subject-of-{name}", **claims)
    provider.start()
    made = House(tmp_path_factory.mktemp("house"), provider)
    try:
        made.product.start()
        yield made
    finally:
        made.product.stop()
        provider.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale=LOCALES["en"], viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(30_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, house: House) -> Page:
    """The sign-in page."""
    house.provider.mischief = ""
    opened = context.new_page()
    opened.goto(house.address)
    return opened


def said(key: str, **values: object) -> str:
    return texts.texts("en")[key].format(**values)


def go_as(page: Page, name: str) -> None:
    """Leave for the provider and say there who one is."""
    page.get_by_role("button", name=said("provider.sign_in.button", name=NAME)).click()
    page.get_by_role("link", name=name, exact=True).click()


def is_in(page: Page, name: str) -> None:
    expect(page.get_by_role("button", name=name)).to_be_visible()


def is_refused(page: Page, reason: str) -> None:
    expect(page.get_by_text(said(f"provider.errors.{reason}", name=NAME))).to_be_visible()
    assert STAFF_COOKIE not in cookies(page.context)


def cookies(context: BrowserContext) -> dict[str, dict[str, object]]:
    return {cookie["name"]: dict(cookie) for cookie in context.cookies()}


def test_the_whole_way_there_and_back_and_out(page, context, house):
    go_as(page, "rui")
    is_in(page, "Rui")
    assert page.url == f"{house.address}/"
    kept = cookies(context)
    assert kept[STAFF_COOKIE]["httpOnly"]
    assert kept[STAFF_COOKIE]["sameSite"] == "Lax"
    # One session and not two: nothing of Streamlit's own remains, and no claim reached the browser.
    assert not [name for name in kept if name.startswith(("_streamlit_user", "_streamlit_session"))]
    assert "subject-of-rui" not in json.dumps(list(kept.values()), default=str) + page.content()
    with house.open():
        assert len(oidc.bound_accounts(house.actor)) == 1

    page.reload()
    is_in(page, "Rui")
    page.goto(f"{house.address}/me")
    expect(page.get_by_text(said("provider.me.by", name=NAME)).first).to_be_visible()

    page.get_by_role("button", name="Rui").click()
    page.get_by_role("button", name=said("staff.frame.sign_out")).click()
    expect(page.get_by_role("heading", name=said("staff.sign_in.title"))).to_be_visible()
    assert STAFF_COOKIE not in cookies(context)
    page.goto(f"{house.address}/me")
    expect(page.get_by_role("heading", name=said("staff.sign_in.title"))).to_be_visible()


def test_the_owner_sees_who_came_and_what_to_enter_at_the_provider(page, house):
    page.get_by_label(said("staff.sign_in.email")).fill("mara@example.com")
    page.get_by_label(said("staff.sign_in.password")).fill("a long sentence")
    page.get_by_role("button", name=said("staff.sign_in.button"), exact=True).click()
    is_in(page, "Mara Oster")
    page.goto(f"{house.address}/accounts")
    expect(page.get_by_text(f"{house.address}/oauth2callback")).to_be_visible()
    page.get_by_role("button", name=said("provider.setup.check")).click()
    expect(page.get_by_text(said("provider.setup.probe.sound"))).to_be_visible()


@pytest.mark.parametrize(
    ("name", "reason"), [("stranger", "unknown"), ("sam", "disabled"), ("deny", "denied")]
)
def test_whoever_is_refused_reads_why(page, name, reason):
    go_as(page, name)
    is_refused(page, reason)


@pytest.mark.parametrize("mischief", ["nonce", "audience", "expired"])
def test_what_does_not_hold_lets_nobody_in(page, house, mischief):
    house.provider.mischief = mischief
    go_as(page, "rui")
    is_refused(page, "not_sound")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_sign_in_page_is_readable_by_everybody(browser, house, language):
    context = browser.new_context(locale=LOCALES[language], viewport={"width": 390, "height": 844})
    page = context.new_page()
    for address in ("/", "/?error=provider_unknown"):
        page.goto(house.address + address)
        expect(page.get_by_role("button", name=NAME)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        found = list(faults(page, f"sign-in, {language}"))
        assert not found, "\n".join(found)
    context.close()


def test_candidates_and_passwords_need_no_provider(page, context, house, sit_down, watch):
    house.provider.stop()
    try:
        page.get_by_role("button", name=said("provider.sign_in.button", name=NAME)).click()
        is_refused(page, "away")
        person = sit_down(house.seat("en").address, "en")
        person.at_scene(1)
        assert not [name for name in cookies(person.page.context) if name.startswith("_streamlit_user")]
        page.get_by_label(said("staff.sign_in.email")).fill("mara@example.com")
        page.get_by_label(said("staff.sign_in.password")).fill("a long sentence")
        page.get_by_role("button", name=said("staff.sign_in.button"), exact=True).click()
        is_in(page, "Mara Oster")
    finally:
        house.provider.start()


def test_a_broken_setting_is_named_and_keeps_nobody_from_sitting(house, browser, sit_down, tmp_path):
    broken = Product(house.database, tmp_path / "log")
    broken.environment.update(house.provider.environment | {"ENTREGENT_OIDC_CLIENT_SECRET": "short"})
    broken.start()
    try:
        invited = house.seat("en")
        candidate = sit_down(invited.address.replace(house.address, broken.address), "en")
        candidate.at_scene(1)
        context = browser.new_context(locale=LOCALES["en"])
        page = context.new_page()
        page.goto(broken.address)
        expect(page.get_by_role("heading", name=said("staff.sign_in.title"))).to_be_visible()
        expect(page.get_by_role("button", name=re.compile(NAME))).to_have_count(0)
        page.get_by_label(said("staff.sign_in.email")).fill("mara@example.com")
        page.get_by_label(said("staff.sign_in.password")).fill("a long sentence")
        page.get_by_role("button", name=said("staff.sign_in.button"), exact=True).click()
        is_in(page, "Mara Oster")
        page.goto(f"{broken.address}/accounts")
        expect(page.get_by_text(said("provider.setup.expected.client_secret"))).to_be_visible()
        context.close()
        candidate.page.close()
    finally:
        broken.stop()
    printed = (tmp_path / "log").read_text("utf-8")
    assert f"ENTREGENT_OIDC_CLIENT_SECRET: {said('provider.setup.expected.client_secret')}" in printed
    assert "short" not in printed


def test_where_passwords_are_off_there_is_one_way_in(house, browser, tmp_path):
    strict = Product(house.database, tmp_path / "log")
    strict.environment.update(house.provider.environment | {"ENTREGENT_OIDC_ONLY": "true"})
    strict.start()
    try:
        context = browser.new_context(locale=LOCALES["en"])
        page = context.new_page()
        page.goto(strict.address)
        expect(page.get_by_text(said("provider.sign_in.only", name=NAME))).to_be_visible()
        expect(page.get_by_label(said("staff.sign_in.password"))).to_have_count(0)
        go_as(page, "rui")
        is_in(page, "Rui")
        context.close()
    finally:
        strict.stop()
