"""Comparisons kept in memory and in the database, so that nobody waits for what was worked out before.

What is kept is worth nothing once a fact, the weights or the code that scores and ranks has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from sqlalchemy import Connection

from data.campaigns import Campaign
from data.engine import reading, writing
from data.results import Person, unfinished_people
from data.standings import keep_standing, kept_fingerprints, kept_standing
from errors import StorageError
from workflows.clock import utc_now
from workflows.compared import Comparison
from workflows.memory import BoundedMemory
from workflows.pool_state import PoolState, pool_state
from workflows.results import PoolNow, pool_in
from workflows.scored_pool import Stage
from workflows.standing_text import from_text, to_text
from workflows.standings import compare_pool, unfinished

STANDINGS_KEPT = 16
"""In memory."""
ROOT = Path(__file__).resolve().parent.parent
CODE = ("scoring/*.py", "workflows/*stand*.py", "workflows/scored_pool.py", "workflows/compared.py")
"""What makes a comparison of facts: one that another release made is worked out again."""

_standings: BoundedMemory[Comparison] = BoundedMemory(STANDINGS_KEPT)


def standing(campaign_id: str, *, places: int | None, stage: Stage) -> Comparison:
    """Return a comparison: from memory, from the database, or worked out now and kept.

    Parameters
    ----------
    campaign_id : str
    places : int, optional
        The campaign's own number by default.
    stage : {"all", "before_interview"}

    Raises
    ------
    CampaignError
        As pool_state does.
    """
    with reading() as connection:
        state = pool_state(connection, campaign_id)
        wanted = own_places(state.campaign) if places is None else places
        key = (state.fingerprint, stage, wanted)
        found = _standings.found(key) or _kept(connection, state, stage, wanted)
        scored = pool_in(connection, state, stage) if found is None else None
        people = unfinished_people(connection, campaign_id)
    if scored is not None:
        found = compare_pool(PoolNow(state.campaign, scored, ()), wanted, wanted)
        _keep(state, found)
    if found is None:  # pragma: no cover - one of the two has made it
        raise TypeError("a comparison is kept or worked out")
    _standings.keep(key, found)
    return _as_of_now(found, state.campaign, people)


def standing_of(now: PoolNow, places: int | None = None) -> Comparison:
    """Compare a pool that has been read, or return what was found for the same one before."""
    wanted = own_places(now.campaign) if places is None else places
    key = (now.scored.fingerprint, now.scored.stage, wanted)
    found = _standings.get(key, lambda: compare_pool(now._replace(unfinished=()), wanted, wanted))
    return _as_of_now(found, now.campaign, now.unfinished)


def outdated(connection: Connection, campaign_id: str) -> str | None:
    """Return the fingerprint of a campaign of which a comparison is missing or outdated, else None.

    Raises
    ------
    CampaignError
        As pool_state does.
    """
    state = pool_state(connection, campaign_id)
    kept, places = kept_fingerprints(connection, campaign_id), own_places(state.campaign)
    wanted = _made_by_this_code(state.fingerprint)
    is_missing = any(kept.get((stage, places)) != wanted for stage in stages(state))
    return state.fingerprint if is_missing else None


def refresh(campaign_id: str) -> None:
    """Work out and keep a campaign's own comparisons where those that are kept are outdated."""
    with reading() as connection:
        state = pool_state(connection, campaign_id)
    for stage in stages(state):
        standing(campaign_id, places=None, stage=stage)


def stages(state: PoolState) -> tuple[Stage, ...]:
    """Return the stages at which a campaign can be compared."""
    return ("all", "before_interview") if state.form.get("interview") else ("all",)


def own_places(campaign: Campaign) -> int:
    """Return how many a campaign means to choose."""
    return int(campaign.settings.get("places") or 1)


def _as_of_now(found: Comparison, campaign: Campaign, people: Sequence[Person]) -> Comparison:
    """Add what may have changed without changing any score."""
    return replace(
        found,
        title=campaign.title,
        state=campaign.state,
        is_fictional=campaign.is_fictional,
        is_blind=bool(campaign.settings.get("blind_names", True)),
        campaign_places=own_places(campaign),
        unfinished=unfinished(people),
    )


def _kept(connection: Connection, state: PoolState, stage: Stage, places: int) -> Comparison | None:
    fingerprint = _made_by_this_code(state.fingerprint)
    text = kept_standing(connection, state.campaign.id, stage=stage, places=places, fingerprint=fingerprint)
    return None if text is None else from_text(text)


def _keep(state: PoolState, found: Comparison) -> None:
    """Keep a comparison; one that could not be kept is worked out again some day."""
    try:
        with writing() as connection:
            keep_standing(
                connection, state.campaign.id, stage=found.stage, places=found.places, body=to_text(found),
                fingerprint=_made_by_this_code(state.fingerprint), now=utc_now(),
            )  # fmt: skip
    except StorageError:
        return


def _made_by_this_code(fingerprint: str) -> str:
    return hashlib.sha256(f"{fingerprint} {_code()} {np.__version__}".encode()).hexdigest()


@cache
def _code() -> str:
    files = sorted(path for pattern in CODE for path in ROOT.glob(pattern))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
