"""Fill an empty database with people whose time is over, and with others who sit; print the others' tokens.

Run in a process of its own, with ``ENTREGENT_DATABASE_URL`` set: ``python -m benchmarks.due DUE READY``.
Those who are due are the demonstration's, with ``N_SNAPSHOTS`` decisions that rest on a snapshot each; those
who sit are another campaign's, at their first scene.
"""

from __future__ import annotations

import sys
from typing import Any

from data.campaigns import campaign_by_id, change_campaign
from data.engine import reading, writing
from tests.builders import filled_campaign
from workflows import compare, decisions, demo, invitations, sign_in, sit
from workflows.access import Actor
from workflows.invitations import Person
from workflows.start import prepare

N_SNAPSHOTS = 22
REASON = "Stayed calm with the angry customer, step after step."
LONG_AGO = "2020-01-31"


def main(n_due: int, n_ready: int) -> None:
    """Fill it."""
    prepare()
    made = demo.load(n_candidates=n_due, language="en")
    actor = sign_in.actor_of(made.token)
    if actor is None:
        raise SystemExit("The sample account could not sign in.")
    _decide(actor, made.campaign_id)
    other = filled_campaign(1).id
    _change(other, **_settings(made.campaign_id))
    people = [Person(f"Ready {number}", None, "en") for number in range(n_ready)]
    tokens = [link.address.rsplit("/", 1)[-1] for link in invitations.add_people(actor, other, people)]
    for token in tokens:
        _to_first_scene(token)
    # Last: from here on a server that starts erases them.
    _change(made.campaign_id, answer_by=LONG_AGO, retention_months=3)
    print(*tokens, sep="\n")


def _settings(campaign_id: str) -> dict[str, Any]:
    with reading() as connection:
        found = campaign_by_id(connection, campaign_id)
    return dict(found.settings) if found else {}


def _change(campaign_id: str, **settings: object) -> None:
    with writing() as connection:
        change_campaign(connection, campaign_id, settings={**_settings(campaign_id), **settings})


def _decide(actor: Actor, campaign_id: str) -> None:
    """Hold one person again and again, each time for another number of places: a snapshot each."""
    one = compare.comparison(actor, campaign_id).finished[0].candidate_id
    for places in range(1, N_SNAPSHOTS + 1):
        decisions.decide(actor, campaign_id, one, "hold", REASON, places=places)


def _to_first_scene(token: str) -> None:
    sit.enter(token, accepted_language="en")
    sit.choose_language(token, "en")
    sit.acknowledge_notice(token, "0" * 64)
    sit.read_charter(token)
    sit.ask_needs(token, [], "")
    sit.practise(token)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
