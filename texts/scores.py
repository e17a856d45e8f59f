"""Scores, stages and places as readers see them: 0 to 100, with intervals, in an order no decimal decides."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from texts import number, percent, t
from workflows.comparison.comparison import (
    FEWEST_FOR_SHARE,
    REASONS,
    CandidateResult,
    Comparison,
    Measured,
    Reason,
    SubScore,
    n_competencies,
    no_place_reasons,
)

Z_90 = 1.6448536269514722
"""Half-width of a 90 % interval, in standard errors."""
WIDE = 0.5
"""A share whose interval covers more than half of the scale from nothing to all says next to nothing."""


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


def interval_text(measured: Measured) -> str:
    """Write a score with its 90 % interval, or say that there is not enough evidence."""
    at = shown_interval(measured)
    if at.score is None or at.low is None or at.high is None:
        return t("compare.not_enough")
    return t("report.manager.interval", score=number(at.score), low=number(at.low), high=number(at.high))


def chance(probability: float) -> str:
    """Write a probability as a whole percentage, never as certain as a simulation cannot know."""
    if probability <= 0.005:
        return f"< {percent(0.01)}"
    return f"> {percent(0.99)}" if 0.995 <= probability < 1 else percent(probability)


def share_sentence(comparison: Comparison) -> str:
    """Say how much of what separates candidates is interpersonal judgment, with n and its interval."""
    share = comparison.share
    values: dict[str, Any] = {"nominal": percent(share.nominal), "items": percent(share.of_items or 0.0)}
    values |= {"n": number(share.n), "fewest": number(FEWEST_FOR_SHARE)}
    if share.effective is None or share.ci_low is None or share.ci_high is None:
        sentence = t(f"compare.share.{share.reason or 'few'}", **values)
    else:
        values |= {"low": percent(share.ci_low), "high": percent(share.ci_high)}
        key = "wide" if share.ci_high - share.ci_low > WIDE else "known"
        sentence = t(f"compare.share.{key}", percent=percent(share.effective), **values)
    return f"{t('compare.share.before')} {sentence}" if share.is_before else sentence


def share_warning(comparison: Comparison) -> str | None:
    """Say that technical knowledge decides most, where the evidence is there; None elsewhere."""
    share = comparison.share
    if not share.is_warning or share.effective is None or share.ci_low is None or share.ci_high is None:
        return None
    sentence = t(
        "compare.warnings.share", n=number(share.n), percent=percent(share.effective),
        low=percent(share.ci_low), high=percent(share.ci_high), nominal=percent(share.nominal),
    )  # fmt: skip
    return f"{t('compare.share.before')} {sentence}" if share.is_before else sentence


def stage_sentence(comparison: Comparison) -> str:
    """Say which results count, and how many people's interviews are complete or awaited."""
    n_awaited = sum(candidate.candidate_id in comparison.awaited for candidate in comparison.finished)
    return t(
        f"compare.stage.line.{comparison.stage}",
        complete=t("compare.stage.complete", count=comparison.n_interviewed),
        awaited=t("compare.stage.awaited", count=n_awaited),
    )


def place_sentence(comparison: Comparison, candidate: CandidateResult) -> str:
    """Say where somebody who finished stands, or why they have no place at this stage."""
    place = candidate.place
    if place is None:
        reasons = no_place_reasons(comparison)[candidate.candidate_id]
        return " ".join(t(f"compare.no_place.person.{reason}") for reason in reasons)
    return t(
        "compare.candidate.place", tier=number(place.tier), n=number(len(comparison.ranked)),
        low=number(place.rank_low), high=number(place.rank_high), chance=chance(place.p_top_k),
        places=number(comparison.places),
    )  # fmt: skip


def alone_sentence(comparison: Comparison) -> str | None:
    """Say that there is nobody to compare with; None where there is somebody, or nobody has a score."""
    if not any(reasons == ("alone",) for reasons in no_place_reasons(comparison).values()):
        return None
    total = len(comparison.finished)
    return t("compare.warnings.one") if total == 1 else t("compare.warnings.alone", total=number(total))


def no_place_text(reasons: Iterable[Reason]) -> str:
    """Name the reasons for having no place in a cell."""
    return ", ".join(t(f"compare.no_place.short.{reason}") for reason in reasons)


def no_place_counts(people: Iterable[Iterable[Reason]]) -> str:
    """Say how many people have no place for which reason; somebody may be counted for two."""
    counts = Counter(reason for reasons in people for reason in reasons)
    return ", ".join(
        t(f"compare.no_place.count.{reason}", count=counts[reason]) for reason in REASONS if counts[reason]
    )


def people_behind_the_error(comparison: Comparison) -> str:
    """Say, method by method, whose answers, marks or ratings tell how much chance is in them."""
    return " · ".join(
        t("compare.basis.people", name=t(f"what_if.method_names.{method}"), count=n)
        for method, n in comparison.n_error.items()
    )


def before_sentence(comparison: Comparison) -> str | None:
    """Say that those interviewed are ranked within what is known of everybody; None where they are not."""
    if not comparison.n_before:
        return None
    sentence = t(
        "compare.warnings.before", n=number(len(comparison.ranked)), total=number(comparison.n_before)
    )
    points = 100 * (comparison.optimism or 0.0)
    if round(points, 1) > 0:
        sentence += " " + t("compare.warnings.optimism", points=number(points, 1))
    return sentence


def basis_of_score(candidate: CandidateResult, comparison: Comparison) -> list[str]:
    """Say how much was answered, how much was skipped, and on how many competencies the score rests."""
    defined, total = n_competencies(candidate, comparison)
    sentences = [
        t(
            "compare.candidate.answered",
            answered=number(candidate.n_answered),
            total=number(comparison.n_items),
        )
    ]
    if candidate.n_skipped:
        sentences.append(t("compare.candidate.skipped_count", count=candidate.n_skipped))
    return [*sentences, t("compare.candidate.rests", defined=number(defined), total=number(total))]


def muted_sentence(comparison: Comparison) -> str | None:
    """Say what a competency in grey means; None where none is."""
    worth = [facts.worth for facts in comparison.competencies if facts.is_measured]
    if not any(score.is_muted for score in worth):
        return None
    if all(math.isnan(score.reliability) for score in worth):
        return t("compare.worth.unknown")
    return t("compare.worth.muted", n=number(len(comparison.ranked)))


def reliability_text(worth: SubScore) -> str:
    """Write a reliability with its interval, or say that it cannot be told."""
    if math.isnan(worth.reliability):
        return t("compare.worth.none")
    value, low, high = (number(figure, 2) for figure in (worth.reliability, worth.low, worth.high))
    return t("compare.worth.interval", value=value, low=low, high=high)


def verdict_sentence(worth: SubScore, name: str) -> str:
    """Say in plain words which tells more of a competency: its own score or the overall one."""
    if math.isnan(worth.p_own):
        return t("compare.worth.no_verdict", name=name)
    sure = 1 - worth.p_own if worth.verdict == "whole" else worth.p_own
    key = "level" if worth.verdict == "open" else worth.verdict
    return t(f"compare.worth.{key}", name=name, percent=chance(sure))


def by_tier(people: Iterable[CandidateResult], labels: Mapping[str, str]) -> list[CandidateResult]:
    """Return candidates by tier, alphabetically inside a tier: never by decimals.

    ``labels``: candidate id -> name to show; a pseudonym where there is none.
    """
    return sorted(
        people,
        key=lambda person: (
            person.place.tier if person.place else 0,
            alphabetical(labels.get(person.candidate_id) or person.pseudonym),
        ),
    )


def alphabetical(text: str) -> tuple[str | int, ...]:
    """Return what sorts É beside E, and C-10 after C-9."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return tuple(f"{int(part):09d}" if part.isdigit() else part for part in re.split(r"(\d+)", letters))
