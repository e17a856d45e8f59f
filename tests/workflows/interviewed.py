"""A campaign that interviews: a guide of three questions, people who finished, accounts for panels."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assessments.form.digest import form_sha256
from data.accounts import accounts
from data.campaigns.forms import Form
from data.common.engine import writing
from domain import Role
from tests.builders import Filled, example_form, filled_campaign
from tests.clock import NOW
from tests.office import RECRUITER
from tests.work_samples import both
from workflows.common.access import Actor, ScriptedActor
from workflows.common.clock import utc_now
from workflows.interviews import planning, room
from workflows.interviews.panel import SeatPlan

STARTS = NOW + dt.timedelta(days=11, minutes=30)
LOADINGS = {"Q1": {"EMP": 1.0}, "Q2": {"JUD": 1.0}, "Q3": {"INT": 0.5, "JUD": 0.5}}


def interviewing_form() -> Form:
    """Return a form of two closed scenes and a guide of three questions."""
    form = example_form(item_ids=["S01", "S25"])
    kept = {"version": "1", "counts": "raw", "questions": [_question(loading) for loading in LOADINGS]}
    changed = {name: value for name, value in form.items() if name != "sha256"}
    changed["interview"] = kept | {"sha256": form_sha256(kept)}
    return changed | {"sha256": form_sha256(changed)}


def _question(question_id: str) -> dict[str, Any]:
    return {
        "id": question_id, "kind": "behavioural", "loadings": LOADINGS[question_id],
        "question": both(f"Tell us of {question_id}"), "twin": None,
        "probes": [both("What then?"), both("What else?")],
        "anchors": {place: both(f"{question_id} at {place}") for place in ("1", "3", "5")},
        "job_link": both("It happens every week."),
    }  # fmt: skip


def interviewing_campaign(n: int = 2) -> Filled:
    """Store a published campaign with a guide and n people who finished."""
    return filled_campaign(n, form=interviewing_form())


def account(name: str, role: Role = "interviewer") -> Actor:
    """Make an account of a person."""
    email = f"{name.lower()}@panel.example"
    with writing() as c:
        account_id = accounts.add_account(c, email=email, name=name, role=role, language="en", now=utc_now())
    return ScriptedActor(account_id, name, email, role, "en")


def seats(*people: Actor) -> list[SeatPlan]:
    """Return places on a panel without a focus."""
    return [SeatPlan(person.account_id) for person in people]


def plan(campaign: Filled, *people: Actor, who: int = 0, **changed: Any) -> str:
    """Plan one person's interview, or plan it anew."""
    meeting = {"starts_at": STARTS, "minutes": 60, "place": "Room 4", "panel": seats(*people)} | changed
    return planning.plan(RECRUITER, campaign.id, campaign.candidate_ids[who], **meeting)


def sheet(*ratings: int | None, said: str = "They told of a Monday.", **changed: Any) -> dict[str, Any]:
    """Return a sheet; one rating stands for all questions, None = not observed."""
    each = ratings * len(LOADINGS) if len(ratings) == 1 else ratings
    answers = {
        name: {"rating": rating, "not_observed": rating is None, "evidence": said, "probes": [0]}
        for name, rating in zip(LOADINGS, each, strict=True)
    }
    return {"answers": answers, "recommendation": "yes", "reason": said} | changed


def submit(actor: Actor, interview_id: str, *ratings: int | None, **changed: Any) -> None:
    """Submit a whole sheet."""
    room.submit_sheet(actor, interview_id, body=sheet(*(ratings or (3,)), **changed))
