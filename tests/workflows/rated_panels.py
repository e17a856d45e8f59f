"""A campaign that holds an interview of three questions, and panels that have rated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assessments.form.digest import form_sha256
from data.campaigns.forms import Form
from data.common.engine import writing
from data.interviews import seats, sheets
from data.interviews.interviews import add_interview
from data.interviews.sheets import Rated, Sheet
from tests.builders import NOW, Filled, example_form, filled_campaign
from tests.work_samples import both
from tests.workflows.marked import account
from workflows.common.access import Actor

QUESTIONS = {"Q1": {"EMP": 1.0}, "Q2": {"JUD": 1.0}, "Q3": {"INT": 0.5, "JUD": 0.5}}
Given = Mapping[str, Sequence[int | None]]
"""Interviewer's name -> rating of each question; None = not observed."""


def interview_form(counts: str = "raw", questions: Mapping[str, Mapping[str, float]] = QUESTIONS) -> Form:
    """Return a form of three closed scenes and an interview."""
    form = example_form(item_ids=["S01", "S03", "S25"])
    asked = [question(name, loadings) for name, loadings in questions.items()]
    guide = {"version": "1", "counts": counts, "questions": asked, "sha256": "a" * 64}
    changed = {name: value for name, value in form.items() if name != "sha256"} | {"interview": guide}
    return changed | {"sha256": form_sha256(changed)}


def question(name: str, loadings: Mapping[str, float]) -> dict[str, Any]:
    """Return a question with its probes and anchors."""
    return {
        "id": name,
        "kind": "behavioural",
        "loadings": dict(loadings),
        "question": both(f"question {name}"),
        "twin": None,
        "probes": [both(f"{name} who else?"), both(f"{name} and then?")],
        "anchors": {level: both(f"{name} at {level}") for level in "135"},
        "job_link": both(f"why {name}"),
    }


def interviewing_campaign(n: int = 4, counts: str = "raw", form: Form | None = None) -> Filled:
    """Store a campaign with n people who finished; nobody is interviewed yet."""
    return filled_campaign(n, form=form or interview_form(counts))


def panel(*names: str) -> dict[str, Actor]:
    """Make an account for each interviewer."""
    return {name: account(name, "interviewer") for name in names}


def planned_interview(candidate_id: str, who: Sequence[Actor]) -> str:
    """Plan an interview for a panel and return its id; no sheet is in."""
    with writing() as c:
        interview_id = add_interview(c, candidate_id, starts_at=NOW, minutes=45, place="Room 2", now=NOW)
        for actor in who:
            seats.seat(c, interview_id, actor.account_id, ["EMP"], NOW)
    return interview_id


def hand_in(
    interview_id: str,
    actor: Actor,
    ratings: Sequence[int | None],
    questions: Sequence[str] = tuple(QUESTIONS),
) -> None:
    """Let one interviewer's sheet be in."""
    answers = {
        name: Rated(rating, f"{actor.name} heard it on {name}" if rating else "", (0,) if rating else ())
        for name, rating in zip(questions, ratings, strict=True)
    }
    with writing() as c:
        sheets.add_sheet(c, interview_id, actor.account_id, Sheet(answers, "yes", "seen"), NOW)
        seats.set_submitted(c, interview_id, actor.account_id, NOW)


def interviewed(candidate_id: str, people: Mapping[str, Actor], given: Given) -> str:
    """Hold an interview to its end and return its id."""
    interview_id = planned_interview(candidate_id, [people[name] for name in given])
    for name, ratings in given.items():
        hand_in(interview_id, people[name], ratings)
    return interview_id
