"""A small office for tests: people of each role, and a campaign that is ready to run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from domain import ROLES, Role
from tests.clock import NOW
from tests.teams import with_account
from workflows.accounts import my_account, sign_in
from workflows.campaigns import charters, drafts, lifecycle
from workflows.common.access import Actor, ScriptedActor
from workflows.common.clock import utc_now

PASSWORD = "a sentence to remember"


def settings_at(now: dt.datetime) -> dict[str, Any]:
    """Return what a campaign needs settled that opens now: ten weeks to answer, two more to decide."""
    return {
        "job_title": "Community manager",
        "places": 2,
        "deadline": f"{now + dt.timedelta(days=72):%Y-%m-%d}T18:00",
        "answer_by": f"{now + dt.timedelta(days=87):%Y-%m-%d}",
        "controller_name": "Ardéal SAS",
        "controller_address": "12 quai des Tanneurs, 44000 Saint-Ambre",
        "dpo_contact": "dpo@example.com",
        "accommodation_contact": "rh@example.com",
    }


SETTINGS = settings_at(NOW)


def someone(role: Role, language: str = "en") -> Actor:
    """Return an actor of a role; ``new_draft`` gives them an account, which only members of teams need."""
    return ScriptedActor(f"{role}-1", f"Sam {role.title()}", f"{role}@example.com", role, language)


RECRUITER = someone("recruiter")
EVERYBODY = tuple(someone(role) for role in ROLES)


def first_owner(email: str = "olga@example.com", language: str = "en") -> Actor:
    """Make the first owner's account and return who they are, whatever becomes of their sign-in."""
    code = my_account.first_start_code()
    assert code is not None
    actor = sign_in.actor_of(my_account.create_owner(code, "Olga Renn", email, PASSWORD, language))
    return scripted(actor)


def scripted(actor: Actor | None) -> ScriptedActor:
    """Return somebody who signed in as a test acts for them: by no sign-in."""
    assert actor is not None
    return ScriptedActor(actor.account_id, actor.name, actor.email, actor.role, actor.language)


def new_draft(
    actor: Actor = RECRUITER, title: str = "Spring", charter: Mapping[str, Any] | None = None
) -> str:
    """Return a draft that lacks what its charter does not hold."""
    with_account(actor)
    return lifecycle.create_campaign(actor, title, charter)


def ready_draft(actor: Actor = RECRUITER, title: str = "Spring") -> str:
    """Return a draft that lacks nothing."""
    campaign_id = new_draft(actor, title, charters.example("ardeal"))
    drafts.save_settings(actor, campaign_id, settings_at(utc_now()))
    return campaign_id


def running_campaign(actor: Actor = RECRUITER, title: str = "Spring") -> str:
    """Return a published campaign without candidates."""
    campaign_id = ready_draft(actor, title)
    lifecycle.publish(actor, campaign_id)
    return campaign_id


def token_in(address: str) -> str:
    """Return the secret at the end of a link."""
    return address.rsplit("/", 1)[-1]
