"""Fill an empty database for a benchmark; print campaign id, a staff sign-in and candidates' tokens.

Run in a process of its own, with ``ENTREGENT_DATABASE_URL`` set: ``python -m benchmarks.people READY DONE
AT``; AT is ``scenes`` or ``work``.
"""

from __future__ import annotations

import sys

from workflows import sitting
from workflows.accounts import sign_in
from workflows.candidates import invitations
from workflows.candidates.invitations import Person
from workflows.common.server import prepare
from workflows.demo import sample


def main(n_ready: int, n_finished: int, at: str) -> None:
    """Load the demonstration, then bring more candidates to their first scene, or into their work samples."""
    prepare()
    sample_campaign = sample.load(n_candidates=n_finished)
    actor = sign_in.actor_of(sample_campaign.token)
    if actor is None:
        raise SystemExit("The sample account could not sign in.")
    people = [Person(f"Ready {number}", None, "fr") for number in range(n_ready)]
    links = invitations.add_people(actor, sample_campaign.campaign_id, people)
    tokens = [link.address.rsplit("/", 1)[-1] for link in links]
    for token in tokens:
        sitting.enter(token, accepted_language="fr")
        sitting.choose_language(token, "fr")
        sitting.acknowledge_notice(token, "0" * 64)
        sitting.read_charter(token)
        sitting.ask_needs(token, [], "")
        sitting.practise(token)
    if at == "work":
        for number, token in enumerate(tokens):
            to_work(token, "triage" if number % 2 else "conversation")
    print(sample_campaign.campaign_id, sample_campaign.token, *tokens, sep="\n")


def to_work(token: str, name: str) -> None:
    """Skip what comes before the first work sample of a format, and take its first step."""
    state = sitting.current_state(token)
    while state.shown is not None and state.item(state.shown)["format"] != name:
        state = sitting.answer(token, item_id=state.shown, revision=1, value=None)
    if state.shown is None:
        raise SystemExit(f"The sample form has no {name}.")
    if (talk := state.conversation) is not None and talk.node is not None:
        sitting.choose(token, item_id=state.shown, number=talk.number, choice=talk.node["choices"][0]["id"])
    else:
        sitting.start_clock(token, item_id=state.shown)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
