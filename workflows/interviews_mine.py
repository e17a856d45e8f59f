"""The interviews that wait for somebody, and those they have held."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from data import seats
from data.campaigns import all_campaigns
from data.interviews import Interview, interviews_of_account
from data.seats import own_submissions
from data.sheet_drafts import drafted
from workflows.access import Actor, require
from workflows.meeting_link import link_of
from workflows.transactions import reading

SheetState = Literal["planned", "draft", "submitted"]


@dataclass(frozen=True)
class MyInterview:
    """An interview on whose panel somebody sits. They meet the person, so they are told the name."""

    id: str
    campaign_id: str
    campaign_title: str
    candidate_name: str
    starts_at: dt.datetime | None
    time_zone: str | None
    """Of the campaign, in which its hours are told; None: it has settled none."""
    minutes: int
    place: str
    link: str | None
    """The place, when it is a web address that may be made clickable."""
    state: SheetState
    """Of their own sheet."""
    is_complete: bool
    """Every sheet is in: the panel may talk."""
    is_cancelled: bool


def my_interviews(actor: Actor) -> tuple[MyInterview, ...]:
    """Return the interviews on whose panel the person who acts sits, by date."""
    require(actor, "interview")
    me = actor.account_id
    with reading(actor) as connection:
        found = interviews_of_account(connection, me)
        campaigns = {one.id: one for one in all_campaigns(connection)} if found else {}
        complete = seats.complete_of_account(connection, me)
        begun, submitted = drafted(connection, me), own_submissions(connection, me)

    def state(one: Interview) -> SheetState:
        if one.id in submitted:
            return "submitted"
        return "draft" if one.id in begun else "planned"

    return tuple(
        MyInterview(
            id=one.id,
            campaign_id=one.campaign_id,
            campaign_title=campaigns[one.campaign_id].title,
            candidate_name=one.name,
            starts_at=one.starts_at,
            time_zone=campaigns[one.campaign_id].settings.get("time_zone"),
            minutes=one.minutes,
            place=one.place,
            link=link_of(one.place),
            state=state(one),
            is_complete=one.id in complete,
            is_cancelled=one.cancelled_at is not None,
        )
        for one in found
    )
