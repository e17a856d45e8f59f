"""Sample data: a fictional dealership whose campaign is opened, sat and left by simulated people.

Everything goes through the workflows that real people use; only who acts is simulated.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from assessments.presets import DEFAULT_PRESET
from data.engine import as_one
from errors import CampaignError
from workflows import accounts, campaigns, drafts, invitations, sign_in
from workflows.access import Actor
from workflows.charters import example
from workflows.clock import utc_now
from workflows.demo_interviews import hold_interviews
from workflows.demo_marking import mark_replies
from workflows.demo_sitting import sit_through
from workflows.interview_guide import guide_of
from workflows.invitations import FreshLink, Person
from workflows.marking_prompt import marked_items_of

EMAIL = "demo@example.com"
NAME = "Camille Aubry"
COMPANY = "ardeal"
SPREAD_OF_TOOLS = 0.95
LINK_OF_TOOLS = 0.30
"""Simulated skill with tools: correlated .30 with skill with people, same variance."""

_FIRST_NAMES = (
    "Adèle", "Amara", "Anouk", "Aya", "Baptiste", "Camille", "Chloé", "Dario", "Djamila", "Elias", "Émile",
    "Farah", "Gabriel", "Hana", "Hugo", "Inès", "Ivan", "Jeanne", "Karim", "Keiko", "Lina", "Louis", "Lucie",
    "Malik", "Manon", "Marek", "Mélanie", "Mehdi", "Nadia", "Noé", "Olga", "Omar", "Paul", "Rania", "Rémi",
    "Rosa", "Sacha", "Salomé", "Samuel", "Sofia", "Tariq", "Théa", "Thomas", "Viktor", "Yasmine", "Zoé",
)  # fmt: skip
_LAST_NAMES = (
    "Almeida", "Aubert", "Bakary", "Benali", "Bertin", "Caron", "Costa", "Da Silva", "Diallo", "Dubois",
    "Fabre", "Faure", "Garnier", "Haddad", "Ivanov", "Jourdan", "Kaya", "Keller", "Kowalski", "Lambert",
    "Le Goff", "Lopez", "Marchand", "Meunier", "Moreau", "N'Diaye", "Nguyen", "Okafor", "Perrin", "Petit",
    "Rossi", "Roux", "Sato", "Simon", "Tanaka", "Traoré", "Vidal", "Weber",
)  # fmt: skip

Progress = Callable[[int, int], None]
"""Told after each candidate: how many are done, of how many."""


@dataclass(frozen=True)
class Demo:
    """How to look around: who to sign in as, and a sign-in that is already open."""

    campaign_id: str
    email: str
    password: str
    token: str
    links: tuple[str, ...]
    """Links of candidates who have not begun, to sit as one of them."""


def load(
    code: str | None = None,
    *,
    address: str | None = None,
    language: str = "fr",
    n_candidates: int = 60,
    seed: int = 7,
    progress: Progress = lambda done, total: None,
) -> Demo:
    """Fill an empty installation with a fictional campaign.

    Parameters
    ----------
    code : str, optional
        The code printed on the console; without it (from a shell on the server) a new one is made and used.
    address : str, optional
        The network address the code comes from; None from a shell on the server.
    n_candidates : int
        People invited; about nine in ten finish.
    seed : int
        Same seed, same people and answers; links and passwords differ each time.

    Raises
    ------
    CampaignError
        When the installation is not empty: sample data never mix with real ones.
    """
    code = code or accounts.first_start_code()
    if code is None:
        raise CampaignError("Sample data go into an empty installation only; this one has accounts.")
    password = secrets.token_urlsafe(12)
    token = accounts.create_owner(code, NAME, EMAIL, password, language, address=address)
    actor = sign_in.actor_of(token)
    if actor is None:  # pragma: no cover - the account was made two lines above
        raise CampaignError("The sample account could not be opened.")
    campaign_id = _campaign(actor)
    rng = Random(seed)
    links = invitations.add_people(actor, campaign_id, list(_people(n_candidates, rng)))
    waiting, skill = _sit_all(links, rng, progress)
    form = campaigns.campaign_form(actor, campaigns.campaign_of(actor, campaign_id))
    mark_replies(actor, campaign_id, marked_items_of(form), seed)
    if (guide := guide_of(form)) is not None:
        hold_interviews(actor, campaign_id, guide, skill, seed)
    return Demo(campaign_id, EMAIL, password, token, tuple(waiting))


def _campaign(actor: Actor) -> str:
    campaign_id = campaigns.create_campaign(actor, "Community manager", example(COMPANY))
    drafts.choose_items(actor, campaign_id, DEFAULT_PRESET)
    drafts.save_settings(actor, campaign_id, sample_settings(utc_now()))
    campaigns.publish(actor, campaign_id)
    return campaign_id


def sample_settings(now: dt.datetime) -> dict[str, Any]:
    """Return what the sample campaign settles: three weeks to answer, two to decide."""
    deadline = (now + dt.timedelta(days=21)).replace(hour=18, minute=0, second=0, microsecond=0, tzinfo=None)
    return {
        "job_title": "Community manager",
        "places": 2,
        "languages": ["fr", "en"],
        "deadline": deadline.isoformat(),
        "time_zone": "Europe/Paris",
        "answer_by": (deadline + dt.timedelta(days=14)).date().isoformat(),
        "controller_name": "Groupe Ardéal Automobiles",
        "controller_address": "12 quai des Tanneurs, 44000 Saint-Ambre",
        "dpo_contact": "dpo@ardeal.example",
        "accommodation_contact": "recrutement@ardeal.example",
        "recruiter_name": NAME,
        "recruiter_contact": "recrutement@ardeal.example",
    }


def _people(n: int, rng: Random) -> Iterator[Person]:
    for number in range(1, n + 1):
        name = f"{rng.choice(_FIRST_NAMES)} {rng.choice(_LAST_NAMES)}"
        yield Person(name, f"candidate{number:03d}@example.com", "fr" if rng.random() < 0.7 else "en")


def _sit_all(
    links: tuple[FreshLink, ...], rng: Random, progress: Progress
) -> tuple[list[str], dict[str, float]]:
    """Let nine in ten finish, and the others stop where people do.

    Return the links nobody opened, and candidate id -> skill with people of the others.
    """
    waiting: list[str] = []
    skill: dict[str, float] = {}
    for done, link in enumerate(links, start=1):
        token = link.address.rsplit("/", 1)[-1]
        if done % 20 == 0:
            waiting.append(link.address)
        else:
            skill[link.candidate_id] = _sit_one(token, link.language, rng, stops_half_way=done % 20 == 10)
        progress(done, len(links))
    return waiting, skill


def _sit_one(token: str, language: str, rng: Random, *, stops_half_way: bool) -> float:
    people = rng.gauss(0, 1)
    ability = {
        "interpersonal": people,
        "technical": LINK_OF_TOOLS * people + rng.gauss(0, SPREAD_OF_TOOLS),
    }
    with as_one():
        sit_through(token, language, ability, rng, stops_half_way=stops_half_way)
    return people
