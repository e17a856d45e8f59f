"""Suggestions for planning interviews: a focus for each seat, a series of times, clashes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assessments.interview.interview import MINUTES_PER_QUESTION
from data.campaigns.forms import form_body
from workflows.campaigns.drafts import Campaign
from workflows.common.access import Actor, require_campaign_permission
from workflows.common.transactions import reading
from workflows.interviews.guide import Texts, guide_of
from workflows.interviews.planning import PlannedInterview

EYES = 2
"""Interviewers who should mind each competency: one alone has nobody to be compared with."""
OPENING_AND_CLOSE = 12
"""Minutes for the welcome, the candidate's own questions and the end."""
ROUNDED_TO = 5


@dataclass(frozen=True)
class Occasion:
    """The demands of a campaign's guide on an interview."""

    competencies: tuple[tuple[str, Texts], ...]
    """Code and short name of what the guide asks about, in the order of the form."""
    n_questions: int
    minutes: int
    """A length that leaves time for every question."""


class Clash(NamedTuple):
    """Somebody who would have to be in two rooms at a time."""

    name: str
    other: str
    """Name of the candidate they meet then."""
    starts_at: dt.datetime


def occasion(actor: Actor, campaign: Campaign) -> Occasion | None:
    """Return what is to be planned; None when the campaign holds no interview."""
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "plan_interviews", campaign.id)
        if campaign.form_id is None:
            return None
        form = form_body(connection, campaign.form_id)
    guide = guide_of(form)
    if guide is None:
        return None
    codes = {code for question in guide.questions for code, loading in question.loadings.items() if loading}
    n = len(guide.questions)
    return Occasion(
        competencies=tuple(
            (competency["code"], competency["short"])
            for competency in form["competencies"]
            if competency["code"] in codes
        ),
        n_questions=n,
        minutes=-(-(n * MINUTES_PER_QUESTION + OPENING_AND_CLOSE) // ROUNDED_TO) * ROUNDED_TO,
    )


def suggested_focus(competencies: Sequence[str], n_seats: int) -> tuple[tuple[str, ...], ...]:
    """Split competencies among the seats of a panel so that two interviewers mind each of them.

    Parameters
    ----------
    competencies : sequence of str
    n_seats : int
        1 or more; a single interviewer minds them all.

    Returns
    -------
    tuple of n_seats tuples
        In the order given; loads differ by one at most.
    """
    eyes = min(EYES, n_seats)
    seats: list[list[str]] = [[] for _ in range(n_seats)]
    # Dealt out like cards: neighbours in the row are different seats, so that nobody minds one twice.
    for at, code in enumerate(code for code in competencies for _ in range(eyes)):
        seats[at % n_seats].append(code)
    return tuple(tuple(seat) for seat in seats)


def series(starts_at: dt.datetime, n: int, every_minutes: int) -> tuple[dt.datetime, ...]:
    """Return n instants, so many minutes apart on any clock: a change to summer time shortens no interview.

    Parameters
    ----------
    starts_at : datetime
        With a time zone, in which the others are told.
    n, every_minutes : int
    """
    first = starts_at.astimezone(dt.UTC)
    step = dt.timedelta(minutes=every_minutes)
    return tuple((first + at * step).astimezone(starts_at.tzinfo) for at in range(n))


def clashes(
    account_ids: Sequence[str],
    starts: Sequence[dt.datetime],
    minutes: int,
    others: Sequence[PlannedInterview],
) -> tuple[Clash, ...]:
    """Return who of a panel sits in another interview of the campaign at one of these times.

    Parameters
    ----------
    account_ids : sequence of str
    starts : sequence of datetime
        With time zones.
    minutes : int
        How long each takes.
    others : sequence of PlannedInterview
        Cancelled ones and those without a date are left out.
    """
    length = dt.timedelta(minutes=minutes)
    return tuple(
        Clash(seat.name, other.name, other.starts_at)
        for other in others
        if other.starts_at is not None and not other.is_cancelled
        for seat in other.seats
        if seat.account_id in account_ids
        and any(
            start < other.starts_at + dt.timedelta(minutes=other.minutes) and other.starts_at < start + length
            for start in starts
        )
    )
