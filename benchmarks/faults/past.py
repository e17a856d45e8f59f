"""Add a campaign whose people are all due to be erased.

Run in a process of its own, with ``ENTREGENT_DATABASE_URL`` set: ``python -m benchmarks.faults.past PEOPLE
SNAPSHOTS``.
"""

from __future__ import annotations

import sys

from data.campaigns.campaigns import campaign_by_id, change_campaign
from data.common.engine import as_one, writing
from tests.builders import MANAGER, filled_campaign
from workflows.comparison.decisions import decide

LONG_AGO = "2020-01-31"
REASON = "Written long ago, of a campaign that is over."


def main(n_people: int, n_snapshots: int) -> None:
    """Let so many people have finished, keep what was known of them so often, and let their time be over."""
    with as_one():
        filled = filled_campaign(n_people)
    for number in range(n_snapshots):
        # For another number of places the order is another one, and is kept anew.
        decide(MANAGER, filled.id, filled.candidate_ids[number], "hold", REASON, places=number + 1)
    with writing() as connection:
        campaign = campaign_by_id(connection, filled.id)
        if campaign is None:
            raise SystemExit("The campaign that was made is not there.")
        settings = {**campaign.settings, "answer_by": LONG_AGO, "retention_months": 3}
        change_campaign(connection, filled.id, state="closed", settings=settings)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
