"""Fill an empty database for a benchmark; print campaign id, a staff sign-in and candidates' tokens.

Run in a process of its own, with ``ENTREGENT_DATABASE_URL`` set: ``python -m benchmarks.people READY DONE``.
"""

from __future__ import annotations

import sys

from workflows import demo, invitations, sign_in, sit
from workflows.invitations import Person
from workflows.start import prepare


def main(n_ready: int, n_finished: int) -> None:
    """Load the demonstration, then bring more candidates to their first scene."""
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
    print(made.campaign_id, made.token, *tokens, sep="\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
