"""Fill an empty database with people whose time is over, and with others who sit; print the others' tokens.

Run in a process of its own, with ``ENTREGENT_DATABASE_URL`` set: ``python -m benchmarks.due DUE READY``.
Those who are due answered everything, and ``N_SNAPSHOTS`` decisions among them rest on a snapshot each; those
who sit are the demonstration's, another campaign, at their first scene.
"""

from __future__ import annotations

import sys

from benchmarks.people import main as fill_with_sitting
from data.campaigns.campaigns import campaign_by_id, change_campaign
from data.common.engine import engine, writing
from tests.builders import MANAGER, filled_campaign
from workflows.comparison import decisions

N_SNAPSHOTS = 22
REASON = "Stayed calm with the angry customer, step after step."
LONG_AGO = "2020-01-31"


def main(n_due: int, n_ready: int) -> None:
    """Fill it; from the end on, a server that starts erases those who are due."""
    fill_with_sitting(n_ready, 12, "scenes")
    due = filled_campaign(n_due)
    for places in range(1, N_SNAPSHOTS + 1):
        # Another number of places is another snapshot.
        decisions.decide(MANAGER, due.id, due.candidate_ids[0], "hold", REASON, places=places)
    with writing() as connection:
        campaign = campaign_by_id(connection, due.id)
        settings = {**(campaign.settings if campaign else {}), "answer_by": LONG_AGO, "retention_months": 3}
        change_campaign(connection, due.id, settings=settings)
    engine().dispose()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
