"""Until every sheet is in, nothing that anybody else can ask for depends on what is in one.

Every workflow that staff start is called, by everybody, with two sheets in the database that differ in all
they say; each must answer the same both times. Once the last sheet is in, they differ.
"""

from __future__ import annotations

import datetime as dt
import gc
import importlib
import inspect
import io
import pkgutil
import re
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
import pytest
from cachetools import LRUCache
from sqlalchemy import update

import workflows
from data.common import engine
from data.schema_evaluation import rating, recommendation, sheet_draft
from domain import ROLES
from errors import EntregentError
from scoring.formats.scheme import scheme_from_form
from tests.clock import NOW
from tests.teams import enrol
from tests.workflows.interviewed import account, interviewing_campaign, plan, submit
from tests.workflows.test_marking_blind import strings
from workflows.common.access import BY_MEMBERSHIP, Actor
from workflows.comparison.pool import weights_of
from workflows.interviews import room
from workflows.interviews.consensus import consensus

SECRET = "what nobody may read yet"
MUST_BE_CALLED = {
    "planning.planned", "planning.interview_of", "panel.my_interviews",
    "calendar_file.calendar_file", "calendar_file.candidate_calendar_file", "room.room",
    "consensus.consensus", "consensus.agree", "exports.export_results", "standings.comparison",
    "explanation.evidence", "lifecycle.campaign_of", "monitor.board",
}  # fmt: skip

OF_SEALS = {"record.check_chain"}
"""What compares rows with their seals finds what is changed by hand here, and tells where, not what."""


class _Undone(Exception):
    pass


@pytest.fixture
def held(database):
    """Ana's sheet is in, Bo has a draft, Cy has nothing; Di interviews elsewhere."""
    campaign = interviewing_campaign(4)
    people = {name: account(name) for name in ("Ana", "Bo", "Di")}
    people["Cy"], people["Rae"] = account("Cy", "manager"), account("Rae", "recruiter")
    people |= {role.title(): account(role.title(), role) for role in ROLES}
    enrol(campaign.id, *(person for person in people.values() if person.role in BY_MEMBERSHIP))
    interview_id = plan(campaign, people["Ana"], people["Bo"], people["Cy"], people["Rae"])
    submit(people["Ana"], interview_id, 5, said=f"{SECRET} 1", recommendation="strong_yes")
    room.save_sheet(people["Bo"], interview_id, revision=1, body={"reason": "Bo's own"})
    return campaign, interview_id, people


def say_otherwise(account_id: str) -> None:
    """Let one person's sheet say something else altogether, as if it had always done so."""
    with engine.writing() as c:
        given = {"rating": 1, "evidence": f"{SECRET} 2, at more length", "probes": [1]}
        c.execute(update(rating).where(rating.c.account_id == account_id).values(given))
        concluded = {"recommendation": "strong_no", "reason": f"{SECRET} 2"}
        mine = recommendation.c.account_id == account_id
        c.execute(update(recommendation).where(mine).values(concluded))
        body = {"answers": {}, "recommendation": "no", "reason": f"{SECRET} 3"}
        c.execute(update(sheet_draft).where(sheet_draft.c.account_id == account_id).values(body=body))
    forget()


def forget() -> None:
    """Forget results that are kept under the ids of what they rest on, which stayed."""
    for cache in gc.get_objects():
        if isinstance(cache, LRUCache):
            cache.clear()


def deeds() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every function of a workflow that somebody starts."""
    for package in pkgutil.walk_packages(workflows.__path__, "workflows."):
        module = importlib.import_module(package.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            parameters = list(inspect.signature(function).parameters)
            if (
                function.__module__ == module.__name__
                and not name.startswith("_")
                and parameters[:1] == ["actor"]
                and not package.name.endswith(".transactions")  # in which every deed is done; no deed itself
            ):
                yield f"{package.name.rpartition('.')[2]}.{name}", function


def answers(actor: Actor, known: dict[str, Any]) -> dict[str, Any]:
    """Call every deed whose subjects are known; what it changes is undone."""
    found: dict[str, Any] = {}
    for name, function in deeds():
        parameters = list(inspect.signature(function).parameters.values())[1:]
        wanted = {
            parameter.name
            for parameter in parameters
            if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
        }
        if wanted <= set(known):
            given = {one: known[one] for one in wanted}
            # Whoever may choose the stage reads the interviews too, whichever is shown by itself.
            staged = {"stage": "all"} if "stage" in {parameter.name for parameter in parameters} else {}
            found[name] = read(function, actor, given | staged)
    return found


def read(function: Callable[..., Any], actor: Actor, given: dict[str, Any]) -> Any:
    """Return everything that can be read in what a deed answers, refusals too."""
    try:
        with engine.as_one():
            try:
                found = function(actor, **given)
            except EntregentError as problem:
                found = (problem.code, str(problem), problem.details)
            told = list(readable(found))
            raise _Undone
    except _Undone:
        return told


def readable(found: Any) -> Iterator[str]:
    """Yield what can be read in a value; in a workbook, its cells; ids made anew are all alike."""
    if inspect.isgenerator(found):
        found = list(found)
    content = getattr(found, "content", found)
    if isinstance(content, bytes) and content.startswith(b"PK"):
        for sheet in openpyxl.load_workbook(io.BytesIO(content)):
            yield from (repr([cell.value for cell in row]) for row in sheet.iter_rows())
        return
    for text in strings(found):
        yield re.sub(r"at 0x[0-9a-f]+", "", text)


def subjects(campaign, interview_id, people) -> dict[str, Any]:
    return {
        "campaign_id": campaign.id, "candidate_id": campaign.candidate_ids[0], "interview_id": interview_id,
        "first_id": campaign.candidate_ids[0], "second_id": campaign.candidate_ids[1],
        "item_id": "S25", "question_id": "Q1", "rating": 3, "reason": "A reason that is long enough.",
        "agreed_by": [people["Ana"].account_id], "account_id": people["Ana"].account_id, "kind": "xlsx",
        "places": 2, "stage": "all", "language": "en",
        "weights": weights_of(scheme_from_form(campaign.form)),
    }  # fmt: skip


def everybody(people) -> list[Actor]:
    return [person for name, person in people.items() if name not in ("Ana", "Interviewer")]


@pytest.fixture
def still(clock):
    """Let time stand still."""
    clock.move_to(NOW + dt.timedelta(days=2))


def test_nobody_s_answers_depend_on_a_sheet_of_another_before_all_are_in(held, still):
    campaign, interview_id, people = held
    known = subjects(campaign, interview_id, people)
    who = everybody(people)
    forget()
    before = [answers(actor, known) for actor in who]
    again = answers(people["Owner"], known)
    random = {name for name, one in before[who.index(people["Owner"])].items() if one != again[name]}
    assert set(before[0]) >= MUST_BE_CALLED
    assert not random & MUST_BE_CALLED
    say_otherwise(people["Ana"].account_id)
    after = [answers(actor, known) for actor in who]
    for actor, one, other in zip(who, before, after, strict=True):
        for name in one:
            assert SECRET not in repr(one[name]), (actor.role, name)
            assert name in random | OF_SEALS or one[name] == other[name], (actor.role, name)


def test_a_draft_is_its_author_s_alone(held, still):
    campaign, interview_id, people = held
    known = subjects(campaign, interview_id, people)
    say_otherwise(people["Bo"].account_id)
    for actor in everybody(people):
        if actor is not people["Bo"]:
            assert SECRET + " 3" not in repr(answers(actor, known)), actor.role
    assert SECRET + " 3" in repr(answers(people["Bo"], known))


def test_the_author_reads_their_own_sheet_and_nobody_else_s(held):
    campaign, interview_id, people = held
    found = answers(people["Ana"], subjects(campaign, interview_id, people))
    assert {name for name, one in found.items() if SECRET in repr(one)} == {"room.room"}
    assert "Bo's own" not in repr(found)


def test_once_the_last_sheet_is_in_everything_opens(held, still):
    campaign, interview_id, people = held
    for name in ("Bo", "Cy", "Rae"):
        submit(people[name], interview_id, 3)
    known = subjects(campaign, interview_id, people)
    first = answers(people["Recruiter"], known)
    reading = {name for name, one in first.items() if SECRET in repr(one)}
    assert {"consensus.consensus", "exports.export_results"} <= reading
    say_otherwise(people["Ana"].account_id)
    second = answers(people["Recruiter"], known)
    assert first["standings.comparison"] != second["standings.comparison"]


def test_the_room_of_others_tells_how_many_are_missing_and_no_more(held):
    _, interview_id, people = held
    assert room.room(people["Bo"], interview_id).n_waiting == 2
    assert room.room(people["Ana"], interview_id).n_waiting == 3
    submit(people["Bo"], interview_id)
    assert room.room(people["Cy"], interview_id).n_waiting == 1


def test_taking_the_missing_seats_away_opens_what_is_in_to_whoever_was_not_on_the_panel(held):
    campaign, interview_id, people = held
    plan(campaign, people["Ana"])
    assert SECRET in repr(consensus(people["Recruiter"], interview_id))
    found = answers(people["Bo"], subjects(campaign, interview_id, people))
    assert SECRET not in repr(found)
