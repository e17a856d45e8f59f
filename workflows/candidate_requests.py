"""The recruiter's side of what candidates ask: what waits, until when, and an answer in writing.

A machine answers nothing here: each request is closed by a person, once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection

from data import requests
from data.campaigns import campaign_by_id
from data.candidates import candidate_by_id
from data.engine import as_one
from data.requests import Asked, Kind, Request
from errors import CampaignError, RequestError
from workflows import erasure, invitations, request_mails
from workflows.access import Actor, reaches, require, require_in
from workflows.clock import utc_now
from workflows.letters import Writer
from workflows.purge import clear_when_idle
from workflows.record import note
from workflows.transactions import reading, writing
from workflows.typed_text import typed

__all__ = ["Asked", "Kind", "Request", "Waiting", "answer", "correct_as_asked", "erase_as_asked", "waiting"]

MIN_ANSWER, MAX_ANSWER = 10, 4000
"""Length of an answer, in characters."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The requests of a campaign."""

    open: tuple[Asked, ...]
    """By due date: those overdue first."""
    closed: tuple[Asked, ...]
    """The newest first."""
    at: dt.datetime

    def is_overdue(self, request: Request) -> bool:
        """Tell whether an open request should have been answered by now."""
        return request.closed_at is None and self.at > request.due_at

    @property
    def n_overdue(self) -> int:
        """Return how many should have been answered by now."""
        return sum(self.is_overdue(one.request) for one in self.open)


def waiting(actor: Actor, campaign_id: str) -> Waiting:
    """Return what the people of a campaign asked, with their names: who answers needs to know whom.

    Raises
    ------
    AccessError, CampaignError
        Nothing is shown.
    """
    with reading(actor) as connection:
        require_in(connection, actor, "answer_requests", campaign_id)
        if campaign_by_id(connection, campaign_id) is None:
            raise CampaignError("There is no such campaign.", why="unknown", campaign=campaign_id)
        found = requests.requests_in(connection, campaign_id)
    return Waiting(
        tuple(one for one in found if one.request.closed_at is None),
        tuple(one for one in found if one.request.closed_at is not None),
        utc_now(),
    )


def answer(actor: Actor, request_id: str, text: str, write: Writer | None = None) -> None:
    """Answer a request in writing and close it; nothing else changes, whatever was asked.

    Parameters
    ----------
    text : str
        10 to 4,000 characters; the candidate reads it on their page.
    write : Writer, optional
        Tells the candidate, where mail is set up, that an answer is there, and nothing of what it says.

    Raises
    ------
    AccessError
    RequestError
        ``unknown``, ``closed``, ``answer_short``, ``answer_long``. Nothing was stored.
    """
    require(actor, "answer_requests")
    said = _checked(text)
    with writing(actor) as connection:
        asked = _open(connection, actor, request_id)
        _close(connection, actor, asked, said, write, outcome="answered")


def correct_as_asked(
    actor: Actor,
    request_id: str,
    text: str,
    write: Writer | None = None,
    *,
    name: str,
    email: str | None,
    language: str,
    shown: invitations.Person | None = None,
) -> None:
    """Correct who asked for it, as ``invitations.correct`` does, and close the request; all or nothing.

    Raises
    ------
    AccessError, CandidateError, ChangedMeanwhile
    RequestError
        As ``answer``; ``kind`` when something else was asked.
    """
    require(actor, "answer_requests")
    said = _checked(text)
    with as_one(), writing(actor) as connection:
        asked = _open(connection, actor, request_id, "rectify")
        whom = asked.request.candidate_id
        invitations.correct(actor, whom, name=name, email=email, language=language, shown=shown)
        _close(connection, actor, asked, said, write, outcome="corrected")


def erase_as_asked(actor: Actor, request_id: str) -> None:
    """Erase who asked for it, their request and its answer with them.

    Whoever erases writes to the person first: afterwards their link opens nothing, and nobody knows their
    address.

    Raises
    ------
    AccessError, StorageError
    RequestError
        ``unknown``, ``closed``; ``kind`` when something else was asked. Nothing was erased.
    """
    require(actor, "answer_requests")
    now = utc_now()
    with writing(actor) as connection:
        asked = _open(connection, actor, request_id, "erase")
        # Noted before the row goes: the record outlives both.
        _note(connection, actor, asked, now, outcome="erased")
        erasure.erase(connection, asked.request.candidate_id, now, "request", by=actor.account_id)
    # The rows are gone for good by now; while somebody sits, their bytes stay in the file.
    clear_when_idle(now)


def _checked(text: str) -> str:
    said = typed(text).strip()
    if len(said) < MIN_ANSWER:
        raise RequestError(f"An answer has at least {MIN_ANSWER} characters.", "answer_short")
    if len(said) > MAX_ANSWER:
        raise RequestError(f"An answer has at most {MAX_ANSWER} characters.", "answer_long")
    return said


def _open(connection: Connection, actor: Actor, request_id: str, kind: Kind | None = None) -> Asked:
    asked = requests.request_by_id(connection, request_id)
    whose = candidate_by_id(connection, asked.request.candidate_id) if asked else None
    if asked is None or whose is None or not reaches(connection, actor, whose.campaign_id):
        raise RequestError("There is no such request.", "unknown")
    if asked.request.closed_at is not None:
        raise RequestError("Somebody has answered this request.", "closed")
    if kind is not None and asked.request.kind != kind:
        raise RequestError("Something else was asked.", "kind")
    return asked


def _close(
    connection: Connection, actor: Actor, asked: Asked, said: str, write: Writer | None, *, outcome: str
) -> None:
    now, request = utc_now(), asked.request
    requests.close_request(connection, request.id, said, actor.account_id, now)
    _note(connection, actor, asked, now, outcome=outcome)
    if write is not None:
        request_mails.tell_answered(connection, request.candidate_id, write, by=actor.account_id, now=now)


def _note(connection: Connection, actor: Actor, asked: Asked, now: dt.datetime, *, outcome: str) -> None:
    request = asked.request
    person = candidate_by_id(connection, request.candidate_id)
    note(
        connection, actor, "answer_request", request.candidate_id, now,
        campaign_id=person.campaign_id if person else None,
        request=request.id, kind=request.kind, outcome=outcome, is_late=now > request.due_at,
    )  # fmt: skip
