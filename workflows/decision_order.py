"""Whether a decision goes against the order on screen (docs/decisions/0012): it may, and it says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from data.decisions import Verdict
from scoring.tiers import PROBABLY_AHEAD
from workflows.compare import pairwise
from workflows.compared import Compared, Comparison

TAKEN: Mapping[Verdict, int] = {"shortlist": 1, "offer": 2}
"""How far a decision takes somebody; the others take nobody anywhere."""

Standing = Mapping[str, Verdict]
"""Candidate id -> verdict of the decision that stands."""


class Against(NamedTuple):
    """Who stands clearly on the other side of a decision; each tuple by tier, then pseudonym."""

    passed_over: tuple[Compared, ...] = ()
    """Ahead of a person who is shortlisted or offered, not rejected, and not taken as far."""
    taken_behind: tuple[Compared, ...] = ()
    """Shortlisted or offered, and behind a person who is rejected."""

    @property
    def is_marked(self) -> bool:
        """Tell whether the decision goes against the order."""
        return bool(self.passed_over or self.taken_behind)


def against_order(found: Comparison, standing: Standing, candidate_id: str, verdict: Verdict) -> Against:
    """Say who stands against a decision that is about to be taken.

    Parameters
    ----------
    found : Comparison
        The order on screen. Who is not ranked in it can be compared with nobody: no mark.
    standing : mapping of candidate id to verdict
        What stands for the others; the person's own earlier decision plays no part.
    candidate_id : str
    verdict : "shortlist", "offer", "reject" or "hold"
        To hold is never against the order: it takes and ends nothing.
    """
    one = next((person for person in found.ranked if person.candidate_id == candidate_id), None)
    if one is None:
        return Against()
    others = [person for person in found.ranked if person.candidate_id != candidate_id]
    if verdict in TAKEN:
        return Against(
            passed_over=tuple(
                other
                for other in others
                if _is_passed_over(standing.get(other.candidate_id), verdict) and is_ahead(other, one)
            )
        )
    if verdict == "reject":
        return Against(
            taken_behind=tuple(
                other
                for other in others
                if standing.get(other.candidate_id) in TAKEN and is_ahead(one, other)
            )
        )
    return Against()


def is_ahead(first: Compared, second: Compared) -> bool:
    """Tell whether the first is in a better tier and at least probably ahead: P(above) of .85 or more."""
    pair = pairwise(first, second)
    if pair is None or first.place is None or second.place is None:
        return False
    return first.place.tier < second.place.tier and pair.probability >= PROBABLY_AHEAD


def _is_passed_over(verdict: Verdict | None, taken: Verdict) -> bool:
    """Tell whether somebody with this standing decision is left behind when another is taken this far."""
    return verdict != "reject" and (TAKEN.get(verdict, 0) if verdict else 0) < TAKEN[taken]
