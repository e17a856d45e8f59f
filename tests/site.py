"""The product running for tests: a small campaign made through the workflows, candidates one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import update

from benchmarks.server import Product
from data.common import engine
from data.schema import step
from scoring.formats.formats import FORMATS
from tests.clock import like_the_server
from tests.databases import bind_file
from tests.office import scripted
from workflows import sitting
from workflows.accounts import my_account, sign_in
from workflows.campaigns import drafts, lifecycle
from workflows.campaigns.charters import example
from workflows.candidates import invitations, monitor
from workflows.candidates.invitations import Person
from workflows.common.access import Actor
from workflows.common.clock import machine_time, utc_now
from workflows.common.server import prepare
from workflows.demo import sample

ITEMS = ["S01", "S12", "S25", "S26", "S02", "S04", "S06", "S08"]
"""Every format; rate_each four times, because fewer cannot be scored."""
WORK = ["S22", "O1", "S24"]
"""A conversation, a reply to write, an inbox: in the order of a sitting."""
CONTACT = "rh@ardeal.example"


@dataclass(frozen=True)
class Invited:
    """A candidate and the way in."""

    id: str
    token: str
    address: str


class Site:
    """A running server, and a back door to its database through the workflows.

    Tests and server share the database file; what a test writes here is what another process would write.
    """

    def __init__(self, folder: Path) -> None:
        self.database = folder / "site.db"
        self.log = folder / "server.log"
        self.product = Product(self.database, self.log)
        self._n_invited = 0
        self._work_campaign_id: str | None = None
        with self.open():
            prepare()
            self.actor = self._owner()
            self.campaign_id = self.publish()

    @property
    def address(self) -> str:
        """Where the server answers."""
        return self.product.address

    @contextmanager
    def open(self) -> Iterator[None]:
        """Work on the server's database from here, by the server's clock."""
        bound = bind_file(self.database)
        try:
            with like_the_server():
                yield
        finally:
            bound.dispose()

    def publish(self, item_ids: list[str] = ITEMS) -> str:
        """Make and publish one more campaign, of every closed format unless told otherwise."""
        campaign_id = lifecycle.create_campaign(self.actor, "Community manager", example("ardeal"))
        drafts.choose_items(self.actor, campaign_id, "hand", item_ids)
        drafts.save_settings(self.actor, campaign_id, _settings())
        lifecycle.publish(self.actor, campaign_id)
        return campaign_id

    def invite(self, language: str = "fr", campaign_id: str | None = None) -> Invited:
        """Invite a person nobody else is given."""
        self._n_invited += 1
        person = Person(f"Person {self._n_invited}", None, language)
        with self.open():
            (link,) = invitations.add_people(self.actor, campaign_id or self.campaign_id, [person])
        token = link.address.rsplit("/", 1)[-1]
        return Invited(link.candidate_id, token, f"{self.address}/i/{token}")

    def seat(self, language: str = "fr", *, answered: int = 0, finish: bool = False) -> Invited:
        """Invite a person and bring them to a scene."""
        invited = self.invite(language)
        with self.open():
            _prepare(invited.token, language)
            order = sitting.current_state(invited.token).sitting.item_order
            for item_id in order[:answered]:
                self._answer(invited.token, item_id)
            if finish:
                sitting.finish(invited.token)
        return invited

    def seat_at_work(self, item_id: str, language: str = "fr", *, needs: tuple[str, ...] = ()) -> Invited:
        """Invite a person to a campaign with work samples and bring them to one of these."""
        with self.open():
            if self._work_campaign_id is None:
                self._work_campaign_id = self.publish([*ITEMS, *WORK])
        invited = self.invite(language, self._work_campaign_id)
        with self.open():
            _prepare(invited.token, language, needs)
            order = sitting.current_state(invited.token).sitting.item_order
            for earlier in order[: order.index(item_id)]:
                sitting.answer(invited.token, item_id=earlier, revision=1, value=None)
        return invited

    def place(self, invited: Invited) -> sitting.SittingState:
        """Return where a person stands."""
        with self.open():
            return sitting.current_state(invited.token)

    def answer(self, invited: Invited, item_id: str, value: Any, revision: int = 1) -> None:
        """Store an answer as another process would."""
        with self.open():
            sitting.answer(invited.token, item_id=item_id, revision=revision, value=value)

    def stored(self, invited: Invited) -> list[tuple[str, int]]:
        """Return item and revision of every stored answer of a person, in the order they came."""
        sitting_id = self.place(invited).sitting.id
        query = "SELECT item_id, revision FROM answer WHERE sitting_id = ? ORDER BY answered_at"
        with self.open(), engine.reading() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query, (sitting_id,))]

    def revoke(self, invited: Invited) -> None:
        """Close a person's link."""
        with self.open():
            invitations.revoke_link(self.actor, invited.id)

    def expire(self, invited: Invited) -> None:
        """Let a link's time be over; only the clock can do that through the workflows."""
        past = (machine_time() - dt.timedelta(days=1)).strftime("%Y-%m-%d %H:%M:%S.%f")
        with self.open(), engine.writing() as connection:
            change = "UPDATE invitation SET expires_at = ? WHERE candidate_id = ?"
            connection.exec_driver_sql(change, (past, invited.id))

    def age_steps(self, invited: Invited, *, seconds: float) -> None:
        """Let time pass for what a person has done step by step; only the clock can do that otherwise."""
        here = self.place(invited)
        with self.open(), engine.writing() as connection:
            of_them = (step.c.sitting_id == here.sitting.id, step.c.item_id == here.shown)
            for made in here.steps:
                earlier = made.made_at - dt.timedelta(seconds=seconds)
                connection.execute(
                    update(step).where(*of_them, step.c.number == made.number).values(made_at=earlier)
                )

    def line(self, invited: Invited) -> monitor.Line:
        """Return what the recruiter sees of a person."""
        with self.open():
            lines = monitor.board(self.actor, self.campaign_id).lines
        return next(line for line in lines if line.candidate_id == invited.id)

    def _answer(self, token: str, item_id: str) -> None:
        item = sitting.current_state(token).item(item_id)
        rule = FORMATS[item["format"]]
        value = rule.simulate(rule.read_key(item), 0.5, Random(item_id))
        sitting.answer(token, item_id=item_id, revision=1, value=value)

    def _owner(self) -> Actor:
        code = my_account.first_start_code()
        assert code is not None
        token = my_account.create_owner(code, "Mara Oster", "mara@example.com", "a long sentence", "en")
        return scripted(sign_in.actor_of(token))


def _prepare(token: str, language: str, needs: tuple[str, ...] = ()) -> None:
    sitting.enter(token, accepted_language=language)
    sitting.choose_language(token, language)
    sitting.acknowledge_notice(token, "0" * 64)
    sitting.read_charter(token)
    sitting.ask_needs(token, list(needs), "")
    sitting.practise(token)


def _settings() -> dict[str, Any]:
    contacts = {
        "recruiter_name": "Mara Oster",
        "recruiter_contact": CONTACT,
        "accommodation_contact": CONTACT,
    }
    return sample.sample_settings(utc_now()) | contacts


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Start the product once for all tests that need it running."""
    made = Site(tmp_path_factory.mktemp("site"))
    try:
        made.product.start()
        yield made
    finally:
        made.product.stop()
