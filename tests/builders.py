"""Makers of filled databases, through the same functions the product uses."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection

from assessments.content.load import load_bank, load_charter
from assessments.form.digest import form_sha256
from assessments.items.items import draw_orders
from data.audit.written import insert_row, insert_rows
from data.campaigns.campaigns import add_campaign, change_campaign
from data.campaigns.forms import Form, store_form
from data.candidates import candidates
from data.candidates.candidates import NewCandidate, add_candidates
from data.common.engine import writing
from data.common.ids import new_id, new_random_id
from data.schema import answer, sitting
from scoring.formats.formats import FORMATS
from tests.clock import NOW as NOW
from tests.office import RECRUITER
from tests.scoring import work_samples
from tests.teams import enrol
from workflows.campaigns.freeze import freeze_form
from workflows.common.access import ScriptedActor
from workflows.common.clock import utc_now

MANAGER = ScriptedActor("manager-1", "Mara Oster", "mara@example.com", "manager", "en")
INTERVIEWER = ScriptedActor("interviewer-1", "Ivo Brenn", "ivo@example.com", "interviewer", "en")
AUDITOR = ScriptedActor("auditor-1", "Ada Quist", "ada@example.com", "auditor", "en")

Answers = Mapping[str, Any]
"""Item id -> answer; None = skipped, absent = not reached."""


@dataclass(frozen=True)
class Filled:
    """A campaign with people in it."""

    id: str
    form: Form
    candidate_ids: list[str]
    answers: list[Answers]


def example_form(charter: str = "ardeal", item_ids: list[str] | None = None) -> Form:
    """Return the form of an example company, frozen once: it is asked for in most tests."""
    return json.loads(_frozen(charter, None if item_ids is None else tuple(item_ids)))


@cache
def _frozen(charter: str, item_ids: tuple[str, ...] | None) -> str:
    return json.dumps(freeze_form(load_bank(), load_charter(charter), item_ids=item_ids))


def mixed_form() -> Form:
    """Return a form of few scenes, a conversation, an inbox and two prompts, these without texts."""
    form = example_form(item_ids=["S01", "S03", "S25"])
    samples = [work_samples.conversation(), work_samples.triage()]
    samples += [work_samples.open_reply(name) for name in ("O1", "O2")]
    form = {name: value for name, value in form.items() if name != "sha256"}
    form["items"] = [*form["items"], *samples]
    return form | {"sha256": form_sha256(form)}


def simulated_answers(form: Form, *, seed: str, people: float, tools: float) -> dict[str, Any]:
    """Return one person's plausible answers; ``people`` and ``tools`` are abilities, about -2 to 2."""
    rng = random.Random(seed)
    ability = {"interpersonal": people, "technical": tools}
    return {item["id"]: _simulated(item, ability[item["family"]], rng) for item in form["items"]}


def _simulated(item: Mapping[str, Any], ability: float, rng: random.Random) -> Any:
    rule = FORMATS[item["format"]]
    return rule.simulate(rule.read_key(item), ability, rng)


def pool_answers(form: Form, n: int, seed: int = 7) -> list[Answers]:
    """Return n people's plausible answers."""
    rng = random.Random(seed)
    answers: list[Answers] = []
    for number in range(n):
        people = rng.gauss(0, 1)
        tools = 0.3 * people + rng.gauss(0, 0.95)
        answers.append(simulated_answers(form, seed=f"{seed}-{number}", people=people, tools=tools))
    return answers


@contextmanager
def _ids_in_order(n: int) -> Iterator[None]:
    """Draw people's ids as always, but in rising order: rows of a test are then those of its arrays."""
    drawn = iter(sorted(new_random_id() for _ in range(n)))
    with patch.object(candidates, "new_random_id", lambda: next(drawn)):
        yield


def filled_campaign(
    n: int,
    seed: int = 7,
    *,
    unfinished: int = 0,
    places: int = 3,
    form: Form | None = None,
    answers: list[Answers] | None = None,
    change: Callable[[int, Answers], Answers] = lambda _, given: given,
    is_fictional: bool = True,
) -> Filled:
    """Store a published campaign with n finished sittings and some that are not; two people are on its team.

    Parameters
    ----------
    n, seed : int
        People who finished, and where their simulated answers come from.
    unfinished : int
        People more, who stopped half-way or (every second one) never opened their link.
    answers : list, optional
        The answers themselves, instead of simulated ones.
    change : callable, optional
        Applied to each person's answers before they are stored: number, answers -> answers.
    """
    form = form or example_form()
    given = answers if answers is not None else pool_answers(form, n, seed)
    given = [change(number, one) for number, one in enumerate(given)]
    now = utc_now()
    with writing() as connection:
        form_id = store_form(connection, form, now)
        campaign_id = _published(connection, form_id, places, is_fictional, now)
        total = len(given) + unfinished
        people = [
            NewCandidate(f"C-{number:04d}", f"Person {number:04d}", f"p{number}@example.com", "en")
            for number in range(1, total + 1)
        ]
        with _ids_in_order(total):
            ids = add_candidates(connection, campaign_id, people, now)
        half = [
            dict(list(pool_answer.items())[: len(pool_answer) // 2])
            for pool_answer in pool_answers(form, unfinished, seed + 1)
        ]
        opened = [answers for at, answers in enumerate([*given, *half]) if at < len(given) or at % 2 == 0]
        opened_ids = [one for at, one in enumerate(ids) if at < len(given) or at % 2 == 0]
        for at, (candidate_id, one) in enumerate(zip(opened_ids, opened, strict=True)):
            _sit(connection, form_id, form, candidate_id, one, now, is_finished=at < len(given))
    enrol(campaign_id, RECRUITER, MANAGER)
    return Filled(campaign_id, form, ids[: len(given)], given)


def _published(
    connection: Connection, form_id: str, places: int, is_fictional: bool, now: dt.datetime
) -> str:
    campaign_id = add_campaign(
        connection,
        title="Community manager, Ardéal",
        settings={"places": places, "job_title": "Community manager", "languages": ["fr", "en"]},
        charter={},
        item_ids=[],
        created_by="owner-1",
        now=now,
        is_fictional=is_fictional,
    )
    change_campaign(connection, campaign_id, state="published", form_id=form_id, published_at=now)
    return campaign_id


def _sit(
    connection: Connection,
    form_id: str,
    form: Form,
    candidate_id: str,
    given: Answers,
    now: dt.datetime,
    *,
    is_finished: bool,
) -> None:
    orders = draw_orders(form, candidate_id)
    row = {
        "id": new_id(), "candidate_id": candidate_id, "form_id": form_id, "seed": "0" * 32,
        "item_order": orders.items, "option_orders": orders.options, "language": "en",
        "opened_at": now, "last_seen_at": now, "finished_at": now if is_finished else None,
    }  # fmt: skip
    insert_row(connection, sitting, row)
    answers = [
        {
            "id": new_id(), "sitting_id": row["id"], "item_id": item_id, "revision": 1, "answer": value,
            "language": "en", "answered_at": now,
        }
        for item_id, value in given.items()
    ]  # fmt: skip
    insert_rows(connection, answer, answers)
