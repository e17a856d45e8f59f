"""Fill an empty database for a benchmark; print campaign id, a staff sign-in and candidates' tokens.

Run in a process of its own, with ``ENTREGENT_DATABASE_URL`` set: ``python -m benchmarks.people READY DONE
AT``; AT is ``scenes`` or ``work``.
"""

from __future__ import annotations

import sys

from workflows import demo, invitations, sign_in, sit
from workflows.invitations import Person
from workflows.start import prepare


def main(n_ready: int, n_finished: int, at: str) -> None:
    """Load the demonstration, then bring more candidates to their first scene, or into their work samples."""
    prepare()
    made = demo.load(n_candidates=n_finished)
    actor = sign_in.actor_of(made.token)
    if actor is None:
        raise SystemExit("The sample account could not sign in.")
    people = [Person(f"Ready {number}", None, "fr") for number in range(n_ready)]
    links = invitations.add_people(actor, made.campaign_id, people)
    tokens = [link.address.rsplit("/", 1)[-1] for link in links]
    for token in tokens:
        sit.enter(token, accepted_language="fr")
        sit.choose_language(token, "fr")
        sit.acknowledge_notice(token, "0" * 64)
        sit.read_charter(token)
        sit.ask_needs(token, [], "")
        sit.practise(token)
    if at == "work":
        for number, token in enumerate(tokens):
            to_work(token, "triage" if number % 2 else "conversation")
    print(made.campaign_id, made.token, *tokens, sep="\n")


def to_work(token: str, name: str) -> None:
    """Skip what comes before the first work sample of a format, and take its first step."""
    here = sit.place(token)
    while here.shown is not None and here.item(here.shown)["format"] != name:
        here = sit.answer(token, item_id=here.shown, revision=1, value=None)
    if here.shown is None:
        raise SystemExit(f"The sample form has no {name}.")
    if (talk := here.conversation) is not None and talk.node is not None:
        sit.choose(token, item_id=here.shown, number=talk.number, choice=talk.node["choices"][0]["id"])
    else:
        sit.start_clock(token, item_id=here.shown)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
