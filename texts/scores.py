"""Scores and places as readers see them: 0 to 100, with 90 % intervals, in an order no decimal decides."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from texts import number, percent, t
from workflows.compared import Compared, Comparison, Measured

Z_90 = 1.6448536269514722
"""Half-width of a 90 % interval, in standard errors."""
WIDE = 1.0
"""An interval wider than the whole scale from nothing to all says nothing."""


class Shown(NamedTuple):
    """A score and its 90 % interval, each 0 to 100; all None: not enough evidence."""

    score: float | None
    low: float | None
    high: float | None


def shown(score: float) -> float:
    """Return a score as it is displayed: 0 to 100; inside it stays unclipped."""
    return 100 * min(1.0, max(0.0, score))


def shown_interval(measured: Measured) -> Shown:
    """Return a score and its 90 % interval as they are displayed; without an error the two ends meet."""
    if measured.score is None:
        return Shown(None, None, None)
    half = Z_90 * (measured.sem or 0.0)
    return Shown(shown(measured.score), shown(measured.score - half), shown(measured.score + half))


def score_text(measured: Measured) -> str:
    """Write a score as a whole number, or say that there is not enough evidence."""
    return t("compare.not_enough") if measured.score is None else number(shown(measured.score))


def chance(probability: float) -> str:
    """Write a probability as a whole percentage, never as certain as a simulation cannot know."""
    if probability <= 0.005:
        return f"< {percent(0.01)}"
    return f"> {percent(0.99)}" if 0.995 <= probability < 1 else percent(probability)


def share_sentence(found: Comparison) -> str:
    """Say how much of what separates candidates is interpersonal judgment, with n and its interval."""
    share = found.share
    told: dict[str, Any] = {"nominal": percent(share.nominal), "items": percent(share.of_items or 0.0)}
    if share.effective is None or share.ci_low is None or share.ci_high is None:
        return t("compare.share.unknown", **told)
    told |= {"low": percent(share.ci_low), "high": percent(share.ci_high)}
    key = "wide" if share.ci_high - share.ci_low > WIDE else "known"
    return t(f"compare.share.{key}", n=number(share.n), percent=percent(share.effective), **told)


def by_tier(people: Iterable[Compared], labels: Mapping[str, str]) -> list[Compared]:
    """Return candidates by tier, alphabetically inside a tier: never by decimals.

    ``labels``: candidate id -> name to show; a pseudonym where there is none.
    """
    return sorted(
        people,
        key=lambda one: (
            one.place.tier if one.place else 0,
            alphabetical(labels.get(one.candidate_id) or one.pseudonym),
        ),
    )


def alphabetical(text: str) -> tuple[str | int, ...]:
    """Return what sorts É beside E, and C-10 after C-9."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return tuple(f"{int(part):09d}" if part.isdigit() else part for part in re.split(r"(\d+)", letters))
