"""A forgotten password, from the sign-in page to a real mail server and back: once, readable by everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

import texts
from benchmarks.server import Product
from tests.browser.conftest import LOCALES, PATIENCE_MS
from tests.browser.inspection import BOTH_WIDTHS, faults
from tests.databases import bind_file
from tests.office import PASSWORD, first_owner
from tests.workflows.mail_server import Mailbox, serving
from workflows.common.server import prepare

pytestmark = pytest.mark.browser

ANOTHER = "a sentence nobody knew before"
WORDS = texts.texts("en")


@pytest.fixture(scope="module")
def box() -> Mailbox:
    return Mailbox()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, box: Mailbox) -> Iterator[str]:
    """Start the product with a mail server beside it and one account, and say where it answers."""
    folder = tmp_path_factory.mktemp("forgotten")
    bound = bind_file(folder / "site.db")
    prepare()
    first_owner()
    bound.dispose()
    product = Product(folder / "site.db", folder / "server.log")
    with serving(box) as server:
        product.environment |= {
            "ENTREGENT_SMTP_HOST": server.host,
            "ENTREGENT_SMTP_PORT": str(server.port),
            "ENTREGENT_SMTP_SECURITY": "none",
            "ENTREGENT_SMTP_FROM": server.sender,
        }
        product.start()
        yield product.address
        product.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale=LOCALES["en"], viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def heading(page: Page, key: str, **values: str) -> None:
    expect(page.get_by_role("heading", name=WORDS[key].format(**values), exact=True)).to_be_visible()


def fill(page: Page, **fields: str) -> None:
    """Fill the form on screen and send it."""
    for name, text in fields.items():
        page.locator(f"input[name={name}]").fill(text)
    page.locator(".entregent-form button[type=submit]").click()


def arrived(page: Page, box: Mailbox, n: int) -> str:
    """Wait for the n-th message and return its text."""
    for _ in range(PATIENCE_MS // 100):
        if len(box.messages) >= n:
            return box.messages[n - 1].get_content()
        page.wait_for_timeout(100)
    raise AssertionError(f"Message {n} never arrived.")


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(address, box, page):
    found = []
    page.goto(address)
    heading(page, "staff.sign_in.title")
    found += faults(page, "sign-in")
    page.get_by_role("link", name=WORDS["password.forgotten.link"]).click()
    heading(page, "password.forgotten.title")
    found += faults(page, "forgotten", BOTH_WIDTHS)
    fill(page, email=" OLGA@Example.com ")
    expect(page.get_by_text(WORDS["password.forgotten.sent"])).to_be_visible()
    found += faults(page, "sent", BOTH_WIDTHS)
    (link,) = re.findall(r"http\S+/join/\S+", arrived(page, box, 1))

    page.goto(link)
    heading(page, "password.choose.title", name="Olga Renn")
    assert link.rsplit("/", 1)[-1] not in page.url
    fill(page, password=ANOTHER, again=PASSWORD)
    expect(page.get_by_text(WORDS["staff.errors.password_differs"])).to_be_visible()
    found += faults(page, "choose, typed differently", BOTH_WIDTHS)
    fill(page, password=ANOTHER, again=ANOTHER)
    expect(page.get_by_text("Olga Renn").first).to_be_visible()
    assert "http" not in arrived(page, box, 2)

    page.context.clear_cookies()
    page.goto(link)
    heading(page, "staff.choose.dead_title")
    found += faults(page, "link used again", BOTH_WIDTHS)
    page.goto(address)
    fill(page, email="olga@example.com", password=ANOTHER)
    expect(page.get_by_text("Olga Renn").first).to_be_visible()
    assert not found, "\n".join(found)


def test_an_address_nobody_has_is_told_the_same(address, page):
    page.goto(f"{address}/?step=forgotten")
    fill(page, email="nobody@example.com")
    expect(page.get_by_text(WORDS["password.forgotten.sent"])).to_be_visible()
