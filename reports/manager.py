"""The report for those who decide: everybody on the first page, then a page for each person."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from reports.document import HASH, as_of, fictional, interval_data, shown_name, speaking
from reports.typeset import lacks_signs, typeset
from texts import both, day, number, percent, t
from texts.scores import (
    alone_sentence,
    basis_of_score,
    before_sentence,
    by_tier,
    chance,
    interval_text,
    muted_sentence,
    no_place_text,
    people_behind_the_error,
    place_sentence,
    reliability_text,
    score_text,
    share_sentence,
    share_warning,
    shown_interval,
    stage_sentence,
)
from workflows.comparison.comparison import CandidateResult, Comparison, Measured, no_place_reasons
from workflows.comparison.manager_report import ManagerReport

_log = logging.getLogger(__name__)

MOST_PAGES = 100
"""People up to which each has a page of their own; a report on more is a table."""


def person_data(report: ManagerReport, candidate: CandidateResult) -> dict[str, Any]:
    """Return what stands on one person's page."""
    comparison = report.comparison
    muted = muted_sentence(comparison)
    return {
        "who": shown_name(report.names.get(candidate.candidate_id), candidate.pseudonym),
        "place": place_sentence(comparison, candidate),
        "figures": _figures(comparison, candidate),
        "competencies_title": t("report.person.competencies"),
        "caption": [t("report.person.caption"), *([] if muted is None else [muted])],
        "competencies": [
            {
                "name": both(facts.name),
                "family": facts.family,
                "muted": facts.worth.is_muted,
                **_measured(candidate.competencies[facts.code]),
            }
            for facts in comparison.competencies
            if facts.is_measured
        ],
        "families": {name: t(f"compare.candidate.{name}") for name in comparison.family_weights},
        "remarks_title": t("report.person.remarks"),
        "remarks": _remarks(comparison, candidate),
        "decision_title": t("report.person.decision"),
        "decision": _decision(report, candidate),
    }


def _figures(comparison: Comparison, candidate: CandidateResult) -> list[dict[str, Any]]:
    families = [
        {
            "name": t(f"compare.candidate.{family}"),
            "weight": t("compare.candidate.weight", percent=percent(weight)),
            "family": family,
            **_measured(candidate.families[family]),
        }
        for family, weight in comparison.family_weights.items()
    ]
    overall = {
        "name": t("compare.candidate.score"),
        "weight": "",
        "family": "",
        **_measured(candidate.composite),
    }
    return [overall, *families]


def _measured(measured: Measured) -> dict[str, Any]:
    at = shown_interval(measured)
    spread = ""
    if at.low is not None and at.high is not None:
        spread = t("compare.candidate.range", low=number(at.low), high=number(at.high))
    return {"at": interval_data(at), "score": score_text(measured), "range": spread}


def _remarks(comparison: Comparison, candidate: CandidateResult) -> list[str]:
    return [*basis_of_score(candidate, comparison), *(t(f"compare.flags.{flag}") for flag in candidate.flags)]


def _decision(report: ManagerReport, candidate: CandidateResult) -> list[str]:
    taken = report.standing.get(candidate.candidate_id)
    if taken is None:
        return [t("report.person.undecided")]
    verdict = t(f"report.person.verdicts.{taken.verdict}")
    decided = t(
        "report.person.decided", verdict=verdict, date=day(taken.decided_at.date()), reason=taken.reason
    )
    on = (
        [t(f"report.person.decided_on.{taken.stage}")]
        if report.comparison.has_interview and taken.stage
        else []
    )
    return [decided, *on, *([t("report.person.against")] if taken.is_against_order else [])]


def manager_pdf(report: ManagerReport, language: str, now: dt.datetime) -> bytes:
    """Return the report as a PDF.

    Parameters
    ----------
    report : ManagerReport
    language : "fr" or "en"
    now : datetime
        Its date is stated; the hour is not, so that two prints of one day are the same file.
    """
    return typeset("manager", speaking(language, lambda: _data(report, language, now)))


def _data(report: ManagerReport, language: str, now: dt.datetime) -> dict[str, Any]:
    comparison = report.comparison
    chosen, reasons = _in_order(report), no_place_reasons(comparison)
    return {
        "language": language,
        "title": f"{_with_stage(comparison, 'stage', t('report.manager.title'))} · {comparison.title}",
        "heading": _with_stage(comparison, "stage", t("report.manager.title")),
        "head": _with_stage(comparison, "head_stage", t("report.manager.head", campaign=comparison.title)),
        "fictional": fictional(comparison.is_fictional),
        "foot": t(
            "report.manager.foot", date=day(now.date()), form=comparison.form_sha256[:HASH],
            version=comparison.scoring_version, data=comparison.fingerprint[:HASH],
        ),
        "basis": _basis(report, now),
        "alone": t("compare.banner.alone"),
        "how": [t(f"report.manager.{key}") for key in ("how", "tiers", "open", "not_held")],
        "columns": _columns(comparison),
        "tiers": [*_tiers(report, chosen)],
        "unplaced": [
            _row(report, candidate) | {"why": no_place_text(reasons[candidate.candidate_id])}
            for candidate in chosen
            if candidate.place is None
        ],
        "unplaced_title": t("report.manager.unplaced"),
        "unplaced_note": t("report.manager.unplaced_note"),
        "cautions_title": t("report.manager.cautions"),
        "cautions": [*_boxes(report), *_ended_by_deadline(report), *_cautions(comparison)],
        "record_title": t("report.manager.record"),
        "record": [*_record(comparison)],
        "people": [person_data(report, person) for person in chosen] if len(chosen) <= MOST_PAGES else [],
    }  # fmt: skip


def _with_stage(comparison: Comparison, key: str, plain: str) -> str:
    """Add to a title which results count, where the campaign holds an interview."""
    return t(f"report.manager.{key}.{comparison.stage}", plain=plain) if comparison.has_interview else plain


def _in_order(report: ManagerReport) -> list[CandidateResult]:
    """Return the people asked for: by tier, then those without a place."""
    placed = [candidate for candidate in report.chosen if candidate.place is not None]
    rest = [candidate for candidate in report.chosen if candidate.place is None]
    return by_tier(placed, report.names) + by_tier(rest, report.names)


def _basis(report: ManagerReport, now: dt.datetime) -> str:
    comparison = report.comparison
    return t(
        "report.manager.basis", date=as_of(now),
        people=t("report.manager.people", count=len(report.chosen)),
        finished=t("compare.facts.finished", count=len(comparison.finished)),
        places=t("compare.facts.places", count=comparison.places),
    )  # fmt: skip


def _columns(comparison: Comparison) -> list[str]:
    names = ("who", "score", "ranks", "chance", "decision")
    return [t(f"report.manager.{name}", places=number(comparison.places)) for name in names]


def _tiers(report: ManagerReport, chosen: Sequence[CandidateResult]) -> Iterator[dict[str, Any]]:
    placed = [candidate for candidate in chosen if candidate.place is not None]
    for tier, members in groupby(
        placed, key=lambda candidate: candidate.place.tier if candidate.place else 0
    ):
        yield {
            "name": t("report.manager.tier", tier=number(tier)),
            "rows": [_row(report, member) for member in members],
        }


def _row(report: ManagerReport, candidate: CandidateResult) -> dict[str, Any]:
    place, at = candidate.place, shown_interval(candidate.composite)
    ranks = place and t("report.manager.ranks_of", low=number(place.rank_low), high=number(place.rank_high))
    taken = report.standing.get(candidate.candidate_id)
    verdict = f"report.person.verdicts.{taken.verdict}" if taken else "report.manager.undecided"
    return {
        "who": shown_name(report.names.get(candidate.candidate_id), candidate.pseudonym),
        "at": interval_data(at, is_open=is_open(candidate)),
        "score": interval_text(candidate.composite),
        "ranks": ranks or "",
        "chance": chance(place.p_top_k) if place else "",
        "decision": t(verdict),
    }


def is_open(candidate: CandidateResult) -> bool:
    """Tell whether something of this person's was skipped, is missing or awaited."""
    return bool({"incomplete", "pending_marks", "pending_interview", "skipped"} & set(candidate.flags))


def _boxes(report: ManagerReport) -> Iterator[str]:
    """Tell whose names cannot be read in full, for whoever prints the report; the log tells the operator."""
    names = {candidate.pseudonym: report.names.get(candidate.candidate_id) for candidate in report.chosen}
    lacking = sorted(pseudonym for pseudonym, name in names.items() if name and lacks_signs(name))
    if lacking:
        _log.warning(
            "%d names in a report have signs that no font here shows; see operations.md.", len(lacking)
        )
        yield t("report.manager.boxes", count=len(lacking), pseudonyms=", ".join(lacking))


def _ended_by_deadline(report: ManagerReport) -> Iterator[str]:
    """Say for how many of those in the report the deadline ended what they had answered."""
    if n := sum("ended_by_deadline" in candidate.flags for candidate in report.chosen):
        yield t("report.manager.ended_by_deadline", count=n)


def _cautions(comparison: Comparison) -> Iterator[str]:
    n = number(len(comparison.ranked))
    if comparison.nobody_separated and len(comparison.ranked) > 1:
        yield t("compare.warnings.nobody")
    if (alone := alone_sentence(comparison)) is not None:
        yield alone
    elif comparison.ranked and comparison.is_small:
        yield t("compare.warnings.small", n=n)
    yield t(f"report.manager.error.{comparison.sem_basis}", people=people_behind_the_error(comparison))
    if (before := before_sentence(comparison)) is not None:
        yield before
    if warning := share_warning(comparison):
        yield warning
    yield share_sentence(comparison)
    if comparison.ranked:
        yield t("report.manager.all", n=n)


def _worth(comparison: Comparison) -> str:
    """List how reliable each competency's own score is."""
    return " · ".join(
        f"{both(facts.short)} {reliability_text(facts.worth)}"
        for facts in comparison.competencies
        if facts.is_measured
    )


def _record(comparison: Comparison) -> Iterator[str]:
    shares: Mapping[str, float] = comparison.family_weights
    yield t(
        "report.manager.weights",
        people=percent(shares["interpersonal"]), tools=percent(shares["technical"]),
    )  # fmt: skip
    if comparison.weighting:
        yield t("report.manager.reweighed", number=number(comparison.weighting))
    if comparison.has_interview:
        yield stage_sentence(comparison).replace("**", "")
    yield t("report.manager.worth", n=number(len(comparison.ranked)), list=_worth(comparison))
    yield t("report.manager.form", form=comparison.form_sha256)
    yield t("report.manager.data", data=comparison.fingerprint)
    yield t("report.manager.scoring", version=comparison.scoring_version)
