"""Candidates' names: of whom they may be given, and who asked for them.

A first look at answers is blind.

In a blind campaign names are given of people who are shortlisted or offered, and of one other person at a
time with a written reason. Each time it is noted. Without blind names everybody's are given, and noted too.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Literal, NamedTuple

from sqlalchemy import Connection

from data.accounts.accounts import all_accounts
from data.audit.log import Event, events
from data.campaigns.campaigns import Campaign, campaign_by_id
from data.comparison import decisions
from data.comparison.decisions import decisions_of
from data.comparison.results import Named, names_of
from errors import CampaignError, DecisionError
from workflows.audit.log import log_action
from workflows.common.access import Actor, has_permission, require_campaign_permission, require_permission
from workflows.common.clock import utc_now
from workflows.common.stored_settings import read_settings
from workflows.common.text import checked_reason
from workflows.common.transactions import reading, writing
from workflows.comparison.decisions import TAKEN

Which = Literal["all", "decided", "one", "file"]
"""Everybody's names, those of people taken further, one person's, or a file with names."""


class Reveal(NamedTuple):
    """Names that were given: to whom, when, and of whom."""

    at: dt.datetime
    who: str
    """Name of the account; its id once the account is gone."""
    which: Which
    n: int
    """How many names were given."""
    pseudonym: str | None
    """Of the one person asked for; None otherwise, and once that person's data are erased."""
    reason: str | None


def given_freely(actor: Actor, campaign_id: str) -> frozenset[str]:
    """Return the ids of the people whose names would be given without a reason; no name is read out.

    Raises
    ------
    AccessError, CampaignError
        Nothing is told.
    """
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "reveal_names", campaign_id)
        return frozenset(may_be_named(connection, _campaign(connection, campaign_id)))


def reveal(actor: Actor, campaign_id: str, *, only: str | None = None) -> dict[str, str]:
    """Return candidate id -> name of everyone whose name may be given, and write down who looked and when.

    Two people of one name keep their pseudonyms beside it, so that nobody is taken for the other.

    Parameters
    ----------
    actor : Actor
        Who asks; needs the deed ``reveal_names``.
    campaign_id : str
    only : str, optional
        One candidate, whose name alone is given if it may be; everybody's otherwise.

    Raises
    ------
    AccessError, CampaignError
        The names stay hidden.
    """
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "reveal_names", campaign_id)
        campaign = _campaign(connection, campaign_id)
        free = may_be_named(connection, campaign)
        named = {person_id: person for person_id, person in free.items() if only in (None, person_id)}
        which: Which = "decided" if is_blind(campaign) else "all"
        log_action(
            connection, actor, "reveal_names", only or campaign_id, utc_now(), campaign_id=campaign_id,
            which=which, n=len(named),
        )  # fmt: skip
    return _distinct_names(named)


def reveal_one(actor: Actor, campaign_id: str, candidate_id: str, reason: str) -> dict[str, str]:
    """Return one person's name by their id; the reason is kept among the notes about this person.

    Raises
    ------
    AccessError, CampaignError, DecisionError
        The name stays hidden; without a reason of 20 characters, ``reason_short``.
    """
    require_permission(actor, "reveal_names")
    text = checked_reason(reason)
    now = utc_now()
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "reveal_names", campaign_id)
        named = names_of(connection, _campaign(connection, campaign_id).id).get(candidate_id)
        if named is None:
            raise DecisionError("This person is not among those compared.", "not_finished")
        note_id = decisions.add_note(
            connection, candidate_id=candidate_id, account_id=actor.account_id, text=text, now=now
        )
        log_action(
            connection, actor, "reveal_name", candidate_id, now, campaign_id=campaign_id,
            which="one", n=1, note=note_id,
        )  # fmt: skip
    return {candidate_id: named.name}


def may_see_reveals(actor: Actor) -> bool:
    """Tell whether this person's role may read who asked for names."""
    return has_permission(actor, "see_audit") or has_permission(actor, "monitor")


def reveals(actor: Actor, campaign_id: str) -> tuple[Reveal, ...]:
    """Return every time names were given in a campaign, the newest first.

    Raises
    ------
    AccessError, UnknownCampaign
        Nothing is shown.
    """
    with reading(actor) as connection:
        require_campaign_permission(
            connection, actor, "monitor" if has_permission(actor, "monitor") else "see_audit", campaign_id
        )
        listed = [event for event in events(connection, campaign_id=campaign_id) if _gave_names(event)]
        account_names = {account.id: account.name for account in all_accounts(connection)}
        named = names_of(connection, campaign_id)
        reasons = decisions.texts_of(connection, [str(event.details.get("note")) for event in listed])
    return tuple(_reveal(event, account_names, named, reasons) for event in reversed(listed))


def is_blind(campaign: Campaign) -> bool:
    """Tell whether a campaign begins without names; it does unless that was switched off."""
    return read_settings(campaign.settings).blind_names


def may_be_named(connection: Connection, campaign: Campaign) -> dict[str, Named]:
    """Return the people whose names may be given without a reason: taken further, or all if not blind."""
    named = names_of(connection, campaign.id)
    if not is_blind(campaign):
        return named
    taken = {
        candidate_id
        for candidate_id, history in decisions_of(connection, campaign.id).items()
        if history[-1].verdict in TAKEN
    }
    return {candidate_id: person for candidate_id, person in named.items() if candidate_id in taken}


def _campaign(connection: Connection, campaign_id: str) -> Campaign:
    campaign = campaign_by_id(connection, campaign_id)
    if campaign is None:
        raise CampaignError("There is no such campaign.", why="unknown", campaign=campaign_id)
    return campaign


def _distinct_names(named: Mapping[str, Named]) -> dict[str, str]:
    shared = Counter(person.name for person in named.values())
    return {
        candidate_id: person.name if shared[person.name] == 1 else f"{person.name} ({person.pseudonym})"
        for candidate_id, person in named.items()
    }


def _gave_names(event: Event) -> bool:
    if event.deed == "export_results":
        return bool(event.details.get("named"))
    return event.deed in ("reveal_names", "reveal_name")


def _reveal(
    event: Event, account_names: Mapping[str, str], named: Mapping[str, Named], reasons: Mapping[str, str]
) -> Reveal:
    which = "file" if event.deed == "export_results" else event.details.get("which", "all")
    n = event.details.get("n_named", event.details.get("n", 0))
    person = named.get(event.subject)
    return Reveal(
        at=event.at,
        who=account_names.get(event.actor, event.actor),
        which=which if which in ("decided", "one", "file") else "all",
        n=n if isinstance(n, int) else 0,
        pseudonym=person.pseudonym if person else None,
        reason=reasons.get(str(event.details.get("note"))),
    )
