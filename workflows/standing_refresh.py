"""Comparisons worked out in the background after something has changed, so that nobody waits for one."""

from __future__ import annotations

from data.campaigns import all_campaigns
from data.engine import reading
from data.standings import pulse
from workflows.stored_standings import outdated, refresh

LONGEST_WAIT_S = 60.0
"""A campaign that never is quiet is worked out all the same, this long after its first change."""


class Refresher:
    """Works outdated comparisons out, one campaign after another."""

    def __init__(self) -> None:
        self._pulse: object = None
        self._waiting: dict[str, tuple[str, float]] = {}
        """Campaign -> its fingerprint at the last look, and when it was first found outdated."""

    def look(self, now: float) -> int:
        """Work out what is outdated and quiet; return how many campaigns were.

        Parameters
        ----------
        now : float
            Seconds of a clock that only goes forward.
        """
        with reading() as connection:
            felt = pulse(connection)
            if felt == self._pulse and not self._waiting:
                return 0
            ids = [one.id for one in all_campaigns(connection) if one.form_id is not None]
            found = {one: changed for one in ids if (changed := outdated(connection, one)) is not None}
        ready = [one for one in found if self._is_ready(one, found[one], now)]
        self._waiting = {
            one: (changed, self._waiting.get(one, ("", now))[1])
            for one, changed in found.items()
            if one not in ready
        }
        for campaign_id in ready:
            refresh(campaign_id)
        self._pulse = felt
        return len(ready)

    def _is_ready(self, campaign_id: str, fingerprint: str, now: float) -> bool:
        before, since = self._waiting.get(campaign_id, ("", now))
        return fingerprint == before or now - since >= LONGEST_WAIT_S
