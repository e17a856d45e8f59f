"""A candidate at the first scene of a form, for tests of what happens there."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from data.campaigns.campaigns import add_campaign, change_campaign
from data.campaigns.forms import Form, store_form
from data.candidates.candidates import NewCandidate, add_candidates, add_invitations
from data.common import engine
from scoring.formats.formats import FORMATS
from tests.clock import NOW
from workflows import sitting
from workflows.common.clock import going_by, utc_now
from workflows.demo.sample import Pace, give
from workflows.sitting import work_samples
from workflows.sitting.state import read_state

TOKEN = "a-link-of-a-candidate"
START = NOW
DEADLINE = START + dt.timedelta(days=10)
SETTINGS = {"languages": ["fr", "en"], "time_zone": "Europe/Paris", "recruiter_contact": "rh@example.com"}


def invite(form: Form) -> tuple[str, str]:
    """Publish a campaign of this form and invite one person; return campaign and candidate."""
    with engine.writing() as c:
        campaign_id = add_campaign(
            c, title="Post", settings=SETTINGS, charter={}, item_ids=[], created_by="owner", now=START
        )
        change_campaign(
            c, campaign_id, state="published", form_id=store_form(c, form, START), deadline_at=DEADLINE
        )
        (candidate_id,) = add_candidates(c, campaign_id, [NewCandidate("K-1", "Ana", None, "fr")], START)
        add_invitations(c, {candidate_id: TOKEN}, now=START, expires_at=DEADLINE)
    return campaign_id, candidate_id


def seat(needs: list[str] | None = None) -> sitting.SittingState:
    """Bring the invited person to the first scene."""
    sitting.enter(TOKEN, accepted_language="fr")
    sitting.choose_language(TOKEN, "fr")
    sitting.acknowledge_notice(TOKEN, "0" * 64)
    sitting.read_charter(TOKEN)
    sitting.ask_needs(TOKEN, needs or [], "")
    return sitting.practise(TOKEN)


def stored_state() -> sitting.SittingState:
    """Return the state as it is stored: unlike the page, reading it ends nothing whose time is over."""
    with engine.reading() as c:
        return read_state(c, TOKEN)


def skip_to(item_id: str) -> sitting.SittingState:
    """Skip every item before this one."""
    here = sitting.current_state(TOKEN)
    while here.shown is not None and here.shown != item_id:
        here = sitting.answer(TOKEN, item_id=here.shown, revision=1, value=None)
    assert here.shown == item_id
    return here


def simulate(token: str, item: dict[str, Any]) -> None:
    """Answer an item of any format as an average candidate would, step by step where it goes by steps."""
    rng, pace = Random(item["id"]), Pace(utc_now())
    rule = FORMATS[item["format"]]
    with going_by(pace):
        give(token, item, rule.simulate(rule.read_key(item), 0.0, rng), rng, pace)


def kill_the_server() -> None:
    """Leave what a killed server leaves: a database and nothing in memory."""
    engine.engine().dispose()
    work_samples.forget()
