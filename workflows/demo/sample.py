"""Sample data: a fictional dealership whose campaign is opened, sat and left by simulated candidates.

Everything goes through the workflows that real people use; only who acts is simulated.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from assessments.form.presets import DEFAULT_PRESET
from data.common.engine import as_one
from errors import CampaignError
from scoring.formats.formats import FORMATS
from workflows import sitting
from workflows.accounts import my_account, sign_in
from workflows.campaigns import drafts, lifecycle
from workflows.campaigns.charters import example
from workflows.candidates import invitations
from workflows.candidates.invitations import Person
from workflows.candidates.links import FreshLink
from workflows.common.access import Actor
from workflows.common.clock import going_by, utc_now
from workflows.demo.simulated_staff import hold_interviews, in_own_words, mark_replies
from workflows.interviews.guide import guide_of
from workflows.marking.assignment import marked_items_of
from workflows.sitting import SittingState

EMAIL = "demo@example.com"
NAME = "Camille Aubry"
COMPANY = "ardeal"

LONGEST_AGO_H = 30.0
"""Simulated people sat within so many hours before the sample data were loaded."""
LONGEST_H = 3.0
"""Nobody takes longer, so that everybody has finished by now."""
SPREAD_OF_TOOLS = 0.95
LINK_OF_TOOLS = 0.30
"""Simulated skill with tools: correlated .30 with skill with people, same variance."""

_NOTICE = "Sample data: simulated people read no notice."
"""What stands in the place of the notice."""

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
    """The sample data that were loaded: who to sign in as, and a sign-in that is already open."""

    campaign_id: str
    email: str
    password: str
    token: str
    links: tuple[str, ...]
    """Links of candidates who have not begun, to sit as one of them."""


class Pace:
    """A clock that stands still until its person has taken some time."""

    def __init__(self, start: dt.datetime) -> None:
        self.at = start

    def __call__(self) -> dt.datetime:
        """Return what time it is."""
        return self.at

    def take(self, seconds: float) -> None:
        """Let time pass."""
        self.at += dt.timedelta(seconds=seconds)


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
    code = code or my_account.first_start_code()
    if code is None:
        raise CampaignError("Sample data go into an empty installation only; this one has accounts.")
    password = secrets.token_urlsafe(12)
    token = my_account.create_owner(code, NAME, EMAIL, password, language, address=address)
    actor = sign_in.actor_of(token)
    if actor is None:  # pragma: no cover - the account was made two lines above
        raise CampaignError("The sample account could not be opened.")
    campaign_id = _campaign(actor)
    rng = Random(seed)
    links = invitations.add_people(actor, campaign_id, list(_people(n_candidates, rng)))
    waiting, skill = _sit_all(links, rng, progress)
    form = lifecycle.campaign_form(actor, lifecycle.campaign_of(actor, campaign_id))
    mark_replies(actor, campaign_id, marked_items_of(form), seed)
    if (guide := guide_of(form)) is not None:
        hold_interviews(actor, campaign_id, guide, skill, seed)
    return Demo(campaign_id, EMAIL, password, token, tuple(waiting))


def _campaign(actor: Actor) -> str:
    campaign_id = lifecycle.create_campaign(actor, "Community manager", example(COMPANY))
    drafts.choose_items(actor, campaign_id, DEFAULT_PRESET)
    drafts.save_settings(actor, campaign_id, sample_settings(utc_now()))
    lifecycle.publish(actor, campaign_id)
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


def sit_through(
    token: str, language: str, ability: Mapping[str, float], rng: Random, *, stops_half_way: bool = False
) -> None:
    """Sit a form from the door to the end.

    Parameters
    ----------
    token, language : str
        The link's secret, and the language chosen.
    ability : mapping
        Family -> skill, about -2 to 2.
    rng : Random
        Where answers and pace come from.
    stops_half_way : bool
        Leave after half of the items.
    """
    hours_ago = rng.uniform(LONGEST_H, LONGEST_AGO_H)
    pace = Pace(utc_now() - dt.timedelta(hours=hours_ago))
    with going_by(pace):
        state = _prepared(token, language)
        order = state.sitting.item_order
        for item_id in order[: len(order) // 2] if stops_half_way else order:
            item = state.item(item_id)
            rule = FORMATS[item["format"]]
            value = rule.simulate(rule.read_key(item), ability[item["family"]], rng)
            give(token, item, value, rng, pace)
        if not stops_half_way:
            sitting.finish(token)


def _prepared(token: str, language: str) -> SittingState:
    sitting.enter(token, accepted_language=language)
    sitting.choose_language(token, language)
    sitting.acknowledge_notice(token, _NOTICE)
    sitting.read_charter(token)
    sitting.ask_needs(token, [], "")
    return sitting.practise(token)


def give(token: str, item: dict[str, Any], value: Any, rng: Random, pace: Pace) -> None:
    """Answer an item never answered before as its page would: at once, or step by step."""
    if item["format"] == "conversation":
        for number, choice in enumerate(value, start=1):
            pace.take(rng.uniform(15, 45))
            sitting.choose(token, item_id=item["id"], number=number, choice=choice)
    elif item["format"] == "triage":
        _sort(token, item["id"], value, rng, pace)
    else:
        pace.take(rng.uniform(25, 75))
        text = in_own_words(item, value, rng) if item["format"] == "open_reply" else value
        sitting.answer(token, item_id=item["id"], revision=1, value=text)


def _sort(token: str, item_id: str, answer: dict[str, dict[str, Any]], rng: Random, pace: Pace) -> None:
    """Handle messages in the order wanted as far as they are there, and wait for the others."""
    state = sitting.start_clock(token, item_id=item_id)
    waiting = list(answer)
    while waiting and (inbox := state.inbox) is not None:
        pace.take(rng.uniform(15, 35))
        there = [message for message in waiting if message in inbox.visible(pace.at)]
        if not there:
            pace.take(inbox.next_arrival_s(pace.at) or 0)
            continue
        message = there[0]
        waiting.remove(message)
        content = {name: value for name, value in answer[message].items() if name != "after"}
        state = sitting.handle(token, item_id=item_id, number=inbox.number, message=message, **content)
