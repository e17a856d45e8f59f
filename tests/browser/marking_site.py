"""The product running with replies that wait to be marked, and people who mark them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from benchmarks.server import Product
from data import schema
from data.common.engine import reading, writing
from domain import STAFF_COOKIE, Role
from tests.builders import Filled
from tests.databases import bind_file
from tests.workflows.marked import O8, account, appointed, waiting_campaign
from workflows.accounts import sign_in
from workflows.common.access import Actor
from workflows.common.clock import utc_now
from workflows.common.server import prepare


class MarkingSite:
    """A running server, and a back door to its database."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "marking.db"
        self._n_campaigns = 0
        self.product = Product(self.database, folder / "marking.log")
        with self.open():
            prepare()

    @contextmanager
    def open(self) -> Iterator[None]:
        """Work on the server's database from here."""
        bound = bind_file(self.database)
        try:
            yield
        finally:
            bound.dispose()

    def campaign(self, n: int, *names: str, trained: bool = True) -> tuple[Filled, list[Actor]]:
        """Make a campaign with n replies to each of two prompts, and appoint markers."""
        with self.open():
            filled = waiting_campaign(n)
            self._n_campaigns += 1
            own = (f"{name}{self._n_campaigns}" for name in names)  # an address is nobody else's
            return filled, appointed(filled.id, *own, trained=trained)

    def somebody(self, name: str, role: Role) -> Actor:
        """Make an account of a role."""
        with self.open():
            return account(name, role)

    def sit_down(self, context: BrowserContext, actor: Actor) -> Page:
        """Put somebody who is signed in in front of a browser."""
        with self.open(), writing() as connection:
            token = sign_in.open_sign_in(connection, actor.account_id, utc_now())
        context.add_cookies([{"name": STAFF_COOKIE, "value": token, "url": self.product.address}])
        return context.new_page()

    def go(self, page: Page, path: str) -> None:
        """Open a page and wait for its head."""
        page.goto(f"{self.product.address}{path}")
        expect(page.get_by_role("heading", level=1).first).to_be_visible()

    def desk(self, page: Page, campaign_id: str, item_id: str = O8) -> None:
        """Open a prompt."""
        self.go(page, f"/marking?campaign={campaign_id}&prompt={item_id}")

    def marks(self) -> list[tuple[str, dict[str, int]]]:
        """Return account and marks of everything submitted."""
        with self.open(), reading() as connection:
            found = connection.execute(select(schema.mark.c.account_id, schema.mark.c.marks))
            return [(row.account_id, row.marks) for row in found]

    def ids(self) -> set[str]:
        """Return the ids of candidates, sittings and answers."""
        tables = (schema.candidate, schema.sitting, schema.answer)
        with self.open(), reading() as connection:
            return {row[0] for table in tables for row in connection.execute(select(table.c.id))}
