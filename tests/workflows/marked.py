"""A campaign whose written replies wait for markers: two prompts, and accounts that mark."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

from sqlalchemy import update

from assessments.form.digest import form_sha256
from data.accounts import accounts
from data.campaigns.campaigns import campaign_by_id, change_campaign
from data.campaigns.forms import Form
from data.common.engine import reading, writing
from data.marking.markers import TrainingMark, add_training_mark
from data.schema import sitting
from domain import Role
from tests.builders import Answers, Filled, example_form, filled_campaign
from tests.office import RECRUITER
from tests.work_samples import both, reply
from workflows.common.access import Actor, ScriptedActor
from workflows.common.clock import utc_now
from workflows.marking import desk, markers, training

O8, O9 = "O8", "O9"
RUBRIC = {O8: "8" * 64, O9: "9" * 64}
NAMES = ("E", "A", "T", "C", "N")
"""The rubric's dimensions."""
EXACT = (0, 1, 2, 3, 4)
"""Marks of the five samples, one mark on every dimension."""


def marks(*each: int) -> dict[str, int]:
    """Return marks: one number for all dimensions, or five."""
    return dict(zip(NAMES, each * 5 if len(each) == 1 else each, strict=True))


def marked_form() -> Form:
    """Return a form of one closed scene and two prompts."""
    form = example_form(item_ids=["S25"])
    items = [*form["items"], prompt(O8), prompt(O9)]
    changed = {name: value for name, value in form.items() if name != "sha256"} | {"items": items}
    return changed | {"sha256": form_sha256(changed)}


def prompt(item_id: str) -> dict[str, Any]:
    """Return a prompt with five dimensions and five samples."""
    return reply() | {
        "id": item_id,
        "title": both(f"Reply {item_id}"),
        "key": dict.fromkeys(NAMES, 1),
        "max_words": 80,
        "rubric": {
            "sha256": RUBRIC[item_id],
            "dimensions": [
                {
                    "id": name,
                    "name": both(f"dimension {name}"),
                    "anchors": [both(f"{name} of {mark}") for mark in range(5)],
                    "needs": both(f"what {name} takes"),
                }
                for name in NAMES
            ],
        },
        "samples": [
            {
                "id": f"{item_id}.{mark}", "language": "en", "text": f"A sample worth {mark}.",
                "marks": marks(mark), "why": {name: both(f"why {mark} on {name}") for name in NAMES},
            }
            for mark in EXACT
        ],
    }  # fmt: skip


def written(number: int, item_id: str) -> str:
    """Return what one person writes."""
    return f"We are sorry, and call tomorrow, {item_id} {number:04d}."


def waiting_campaign(n: int = 3, **settings: object) -> Filled:
    """Store a campaign with n people who finished and wrote a reply to both prompts."""
    form = marked_form()
    answers: list[Answers] = [{"S25": "D", O8: written(at, O8), O9: written(at, O9)} for at in range(n)]
    filled = filled_campaign(n, form=form, answers=answers)
    with writing() as c:
        kept = campaign_by_id(c, filled.id)
        assert kept is not None
        change_campaign(c, filled.id, settings={**kept.settings, **settings})
    return filled


def account(name: str, role: Role = "marker") -> Actor:
    """Make an account of a person."""
    email = f"{name.lower()}@markers.example"
    with writing() as c:
        account_id = accounts.add_account(c, email=email, name=name, role=role, language="en", now=utc_now())
    return ScriptedActor(account_id, name, email, role, "en")


def appointed(campaign_id: str, *names: str, role: Role = "marker", trained: bool = True) -> list[Actor]:
    """Make accounts and appoint them; trained: on both prompts, as if they had marked the samples exactly."""
    people = [account(name, role) for name in names]
    for actor in people:
        markers.appoint(RECRUITER, campaign_id, actor.account_id)
    with writing() as c:
        for actor, item_id, mark in product(people if trained else (), (O8, O9), EXACT):
            given = TrainingMark(actor.account_id, RUBRIC[item_id], 1, f"{item_id}.{mark}", marks(mark))
            add_training_mark(c, given, item_id=item_id, now=utc_now())
    return people


def train(
    actor: Actor, campaign_id: str, item_id: str = O8, given: Sequence[int] = EXACT, attempt: int = 1
) -> training.Training:
    """Mark the samples; ``given`` is what each sample, worst first, gets on every dimension."""
    here = training.start_again(actor, campaign_id, item_id)
    for at, mark in enumerate(given):
        here = training.submit_sample(
            actor,
            campaign_id,
            item_id,
            attempt=attempt,
            sample_id=f"{item_id}.{at}",
            marks=marks(mark),
            rubric_sha256=RUBRIC[item_id],
        )
    return here


def give(actor: Actor, campaign_id: str, code: str, *each: int, item_id: str = O8, note: str = "") -> None:
    """Submit marks of one reply."""
    desk.submit(
        actor, campaign_id, item_id, code, marks=marks(*each), note=note, rubric_sha256=RUBRIC[item_id]
    )


def mark_all(actor: Actor, campaign_id: str, *each: int, item_id: str = O8) -> int:
    """Mark everything that waits with the same marks; return how many replies that were."""
    n = 0
    while (here := desk.next_reply(actor, campaign_id, item_id).reply) is not None:
        give(actor, campaign_id, here.code, *each, item_id=item_id)
        n += 1
    return n


def hold(actor: Actor, campaign_id: str, item_id: str = O8) -> desk.Reply:
    """Take the next reply in hand."""
    here = desk.next_reply(actor, campaign_id, item_id).reply
    assert here is not None
    return here


def reopen_sittings() -> None:
    """Let nobody have finished."""
    with writing() as c:
        c.execute(update(sitting).values(finished_at=None))


def rows(table: Any) -> list[Any]:
    """Return everything stored in a table."""
    with reading() as c:
        return list(c.execute(table.select()))
