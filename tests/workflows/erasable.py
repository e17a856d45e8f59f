"""A small demo in which one person left a trace in every table that can hold one."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, NamedTuple

from sqlalchemy import select

from data.audit.written import change_rows, insert_row
from data.common import engine
from data.common.ids import new_id
from data.comparison.decisions import add_note
from data.schema import (
    accommodation,
    account,
    answer,
    candidate,
    draft,
    form,
    mark,
    mark_draft,
    sitting,
    step,
)
from data.schema_evaluation import decision, interview, rating, recommendation, sheet_draft
from data.schema_trust import candidate_request, mail, retention_agreement, self_identification
from workflows.common.access import Actor, ScriptedActor
from workflows.comparison import decisions, standings
from workflows.demo import sample
from workflows.demo.sample import EMAIL, NAME

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
MARK = "Zzyzx-Quillfeather"
"""Stands in every text about or by the person; in no content."""
REASON = f"{MARK} stayed calm with the angry customer, step by step."


class Traced(NamedTuple):
    """Whom the tests erase, and among whom."""

    campaign_id: str
    candidate_id: str
    other_id: str
    actor: Actor
    traces: tuple[str, ...]
    """Strings that only this person's data hold."""


def traced_demo(n: int = 6) -> Traced:
    """Fill the empty database, and leave marks of one person everywhere."""
    made = sample.load(n_candidates=n, language="en")
    with engine.reading() as c:
        owner = c.execute(select(account).limit(1)).one()
    actor = ScriptedActor(owner.id, NAME, EMAIL, "owner", "en")
    first, two = standings.comparison(actor, made.campaign_id).finished[:2]
    for person in (first, two):
        decisions.decide(actor, made.campaign_id, person.candidate_id, "shortlist", REASON)
    with engine.writing() as c:
        _leave_traces(c, made.campaign_id, first.candidate_id, owner.id)
        written = _written(c, first.candidate_id)
        # The other's reason must not hold the mark that is searched for.
        others = decision.c.candidate_id == two.candidate_id
        change_rows(c, decision, dict(reason="Kind and quick to help."), others)
    return Traced(
        made.campaign_id,
        first.candidate_id,
        two.candidate_id,
        actor,
        (MARK, MARK.lower(), first.pseudonym, *written),
    )


def _leave_traces(c: Any, campaign_id: str, candidate_id: str, account_id: str) -> None:
    who = candidate.c.id == candidate_id
    change_rows(c, candidate, dict(name=f"Ana {MARK}", email=f"{MARK}@example.com".lower()), who)
    sat = c.scalar(select(sitting.c.id).where(sitting.c.candidate_id == candidate_id))
    held = c.scalar(select(interview.c.id).where(interview.c.candidate_id == candidate_id))
    reply = c.scalar(
        select(answer.c.id).join(mark, mark.c.answer_id == answer.c.id).where(answer.c.sitting_id == sat)
    )
    assert sat and held and reply
    change_rows(c, sitting, dict(comment=f"{MARK}: thanks"), sitting.c.id == sat)
    insert_row(
        c, accommodation, dict(id=new_id(), sitting_id=sat, needs=["breaks"], note=MARK, created_at=NOW)
    )
    insert_row(c, draft, dict(sitting_id=sat, item_id="draft", text=MARK, saved_at=NOW))
    insert_row(
        c, step, dict(id=new_id(), sitting_id=sat, item_id="Z1", number=1, body={"t": MARK}, made_at=NOW)
    )
    insert_row(c, mark_draft, dict(answer_id=reply, account_id=account_id, body={"n": MARK}, saved_at=NOW))
    change_rows(c, mark, dict(note=MARK), mark.c.answer_id == reply)
    change_rows(c, rating, dict(evidence=f"{MARK} said it in a word"), rating.c.interview_id == held)
    change_rows(c, recommendation, dict(reason=MARK), recommendation.c.interview_id == held)
    insert_row(
        c,
        sheet_draft,
        dict(interview_id=held, account_id=account_id, revision=1, body={"n": MARK}, saved_at=NOW),
    )
    add_note(c, candidate_id=candidate_id, account_id=account_id, text=f"{MARK} called", now=NOW)
    row = dict(
            id=new_id(), campaign_id=campaign_id, candidate_id=candidate_id, kind="invitation", language="en",
            recipient=f"{MARK}@example.com", subject=MARK, body=MARK, attachments=[], state="sent",
            attempts=1, due_at=NOW, created_by=account_id, created_at=NOW,
    )  # fmt: skip
    insert_row(c, mail, row)
    insert_row(
        c,
        candidate_request,
        dict(id=new_id(), candidate_id=candidate_id, kind="erase", text=MARK, created_at=NOW, due_at=NOW),
    )
    insert_row(c, retention_agreement, dict(candidate_id=candidate_id, months=24, agreed_at=NOW))
    insert_row(
        c,
        self_identification,
        dict(id=new_id(), campaign_id=campaign_id, candidate_id=candidate_id, sex="woman", given_at=NOW),
    )


def _written(c: Any, candidate_id: str) -> tuple[str, ...]:
    """Return the written replies of somebody that stand nowhere else, not inside anybody else's either."""
    query = select(sitting.c.candidate_id, answer.c.answer).join(sitting, sitting.c.id == answer.c.sitting_id)
    texts: dict[str, set[str]] = {}
    for whose, value in c.execute(query):
        if isinstance(value, dict) and isinstance(value.get("text"), str):
            texts.setdefault(value["text"], set()).add(whose)
        elif isinstance(value, str) and len(value) > 40:
            texts.setdefault(value, set()).add(whose)
    others = [text for text, whose in texts.items() if whose != {candidate_id}]
    others += c.scalars(select(form.c.body)).all()
    own = [text for text, whose in texts.items() if whose == {candidate_id}]
    return tuple(text for text in own if not any(_within(text, other) for other in others))


def _within(text: str, other: str) -> bool:
    return text in other or json.dumps(text, ensure_ascii=False)[1:-1] in other
