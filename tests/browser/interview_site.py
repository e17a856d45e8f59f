"""The product running with interviews to hold: the guide of a new campaign, and panels of two."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from benchmarks.server import Product
from data.accounts import accounts
from data.common.engine import reading, writing
from data.schema_evaluation import rating, recommendation, sheet_draft
from domain import STAFF_COOKIE
from tests.databases import bind_file
from tests.office import RECRUITER, ready_draft
from workflows.accounts import sign_in
from workflows.campaigns import lifecycle
from workflows.candidates import invitations
from workflows.candidates.invitations import Person
from workflows.common.access import Actor, ScriptedActor
from workflows.common.clock import utc_now
from workflows.common.server import prepare
from workflows.interviews import planning, room
from workflows.interviews.panel import SeatPlan

AHEAD = dt.timedelta(days=43)
PLACE = "https://meet.example.com/saint-ambre"


class Meeting(NamedTuple):
    """An interview and its panel."""

    id: str
    panel: tuple[Actor, ...]
    candidate_name: str


class InterviewSite:
    """A running server, and a back door to its database."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "interviews.db"
        self.product = Product(self.database, folder / "interviews.log")
        self._n_people = 0
        with self.open():
            prepare()
            self.campaign_id = ready_draft(title="Community manager, Saint-Ambre")
            lifecycle.publish(RECRUITER, self.campaign_id)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Work on the server's database from here."""
        bound = bind_file(self.database)
        try:
            yield
        finally:
            bound.dispose()

    def meeting(self, *names: str, whom: str = "", focus: tuple[str, ...] = ("EMP", "TON")) -> Meeting:
        """Plan somebody's interview with a panel of new accounts; the first one is given a focus."""
        self._n_people += 1
        name = whom or f"Person {self._n_people:04d}"
        with self.open():
            people = [self._account(one) for one in names]
            (link,) = invitations.add_people(RECRUITER, self.campaign_id, [Person(name, None, "fr")])
            panel = [SeatPlan(person.account_id, () if at else focus) for at, person in enumerate(people)]
            interview_id = planning.plan(
                RECRUITER, self.campaign_id, link.candidate_id,
                starts_at=utc_now() + AHEAD, minutes=50, place=PLACE, panel=panel,
            )  # fmt: skip
        return Meeting(interview_id, tuple(people), name)

    def _account(self, name: str) -> Actor:
        """Make an account; an address is nobody else's, a name may be."""
        email = f"{name.split()[0].lower()}.{self._n_people}@panel.example"
        with writing() as c:
            account_id = accounts.add_account(
                c, email=email, name=name, role="interviewer", language="en", now=utc_now()
            )
        return ScriptedActor(account_id, name, email, "interviewer", "en")

    def submit(self, actor: Actor, interview_id: str, *ratings: int | None, said: str) -> None:
        """Submit a whole sheet as another process would; what is said is on every line of it."""
        with self.open():
            asked = room.room(actor, interview_id).guide.questions
            each = ratings * len(asked) if len(ratings) == 1 else ratings
            answers = {
                question.id: {"rating": one, "not_observed": one is None, "evidence": said, "probes": [0]}
                for question, one in zip(asked, each, strict=True)
            }
            body = {"answers": answers, "recommendation": "yes", "reason": said}
            room.submit_sheet(actor, interview_id, body=body)

    def sit_down(self, context: BrowserContext, actor: Actor, address: str = "") -> Page:
        """Put somebody who is signed in in front of a browser."""
        with self.open(), writing() as connection:
            token = sign_in.open_sign_in(connection, actor.account_id, utc_now())
        url = address or self.product.address
        context.add_cookies([{"name": STAFF_COOKIE, "value": token, "url": url}])
        return context.new_page()

    def enter(self, page: Page, meeting: Meeting, address: str = "") -> None:
        """Open the room and wait for its first question."""
        page.goto(f"{address or self.product.address}/room?interview={meeting.id}")
        expect(page.locator("[data-question]").first).to_be_visible()

    def draft(self, actor: Actor, interview_id: str) -> dict[str, Any]:
        """Return the sheet the server keeps of somebody; empty when it keeps none."""
        whose = (sheet_draft.c.interview_id == interview_id, sheet_draft.c.account_id == actor.account_id)
        with self.open(), reading() as connection:
            return connection.scalar(select(sheet_draft.c.body).where(*whose)) or {}

    def submitted(
        self, actor: Actor, interview_id: str
    ) -> tuple[dict[str, tuple[int | None, str]], str | None]:
        """Return question -> rating and evidence, and the recommendation, as they are stored for ever."""
        given = select(rating.c.question_id, rating.c.rating, rating.c.evidence).where(
            rating.c.interview_id == interview_id, rating.c.account_id == actor.account_id
        )
        concluded = select(recommendation.c.recommendation).where(
            recommendation.c.interview_id == interview_id, recommendation.c.account_id == actor.account_id
        )
        with self.open(), reading() as connection:
            found = {row[0]: (row[1], row[2]) for row in connection.execute(given)}
            return found, connection.scalar(concluded)
