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


def person_data(found: ManagerReport, one: CandidateResult) -> dict[str, Any]:
    """Return what stands on one person's page."""
    whole = found.comparison
    muted = muted_sentence(whole)
    return {
        "who": shown_name(found.names.get(one.candidate_id), one.pseudonym),
        "place": place_sentence(whole, one),
        "figures": _figures(whole, one),
        "competencies_title": t("report.person.competencies"),
        "caption": [t("report.person.caption"), *([] if muted is None else [muted])],
        "competencies": [
            {
                "name": both(facts.name),
                "family": facts.family,
                "muted": facts.worth.is_muted,
                **_measured(one.competencies[facts.code]),
            }
            for facts in whole.competencies
            if facts.is_measured
        ],
        "families": {name: t(f"compare.candidate.{name}") for name in whole.family_weights},
        "remarks_title": t("report.person.remarks"),
        "remarks": _remarks(whole, one),
        "decision_title": t("report.person.decision"),
        "decision": _decision(found, one),
    }


def _figures(whole: Comparison, one: CandidateResult) -> list[dict[str, Any]]:
    families = [
        {
            "name": t(f"compare.candidate.{family}"),
            "weight": t("compare.candidate.weight", percent=percent(weight)),
            "family": family,
            **_measured(one.families[family]),
        }
        for family, weight in whole.family_weights.items()
    ]
    overall = {"name": t("compare.candidate.score"), "weight": "", "family": "", **_measured(one.composite)}
    return [overall, *families]


def _measured(measured: Measured) -> dict[str, Any]:
    at = shown_interval(measured)
    spread = ""
    if at.low is not None and at.high is not None:
        spread = t("compare.candidate.range", low=number(at.low), high=number(at.high))
    return {"at": interval_data(at), "score": score_text(measured), "range": spread}


def _remarks(whole: Comparison, one: CandidateResult) -> list[str]:
    return [*basis_of_score(one, whole), *(t(f"compare.flags.{flag}") for flag in one.flags)]


def _decision(found: ManagerReport, one: CandidateResult) -> list[str]:
    taken = found.standing.get(one.candidate_id)
    if taken is None:
        return [t("report.person.undecided")]
    verdict = t(f"report.person.verdicts.{taken.verdict}")
    said = t("report.person.decided", verdict=verdict, date=day(taken.decided_at.date()), reason=taken.reason)
    on = (
        [t(f"report.person.decided_on.{taken.stage}")]
        if found.comparison.has_interview and taken.stage
        else []
    )
    return [said, *on, *([t("report.person.against")] if taken.is_against_order else [])]


_log = logging.getLogger(__name__)
MOST_PAGES = 100
"""People up to which each has a page of their own; a report on more is a table."""


def manager_pdf(found: ManagerReport, language: str, now: dt.datetime) -> bytes:
    """Return the report as a PDF.

    Parameters
    ----------
    found : ManagerReport
    language : "fr" or "en"
    now : datetime
        Its date is stated; the hour is not, so that two prints of one day are the same file.
    """
    return typeset("manager", speaking(language, lambda: _data(found, language, now)))


def _data(found: ManagerReport, language: str, now: dt.datetime) -> dict[str, Any]:
    whole = found.comparison
    chosen, reasons = _in_order(found), no_place_reasons(whole)
    return {
        "language": language,
        "title": f"{_with_stage(whole, 'stage', t('report.manager.title'))} · {whole.title}",
        "heading": _with_stage(whole, "stage", t("report.manager.title")),
        "head": _with_stage(whole, "head_stage", t("report.manager.head", campaign=whole.title)),
        "fictional": fictional(whole.is_fictional),
        "foot": t(
            "report.manager.foot", date=day(now.date()), form=whole.form_sha256[:HASH],
            version=whole.scoring_version, data=whole.fingerprint[:HASH],
        ),
        "basis": _basis(found, now),
        "alone": t("compare.banner.alone"),
        "how": [t(f"report.manager.{one}") for one in ("how", "tiers", "open", "not_held")],
        "columns": _columns(whole),
        "tiers": [*_tiers(found, chosen)],
        "unplaced": [
            _row(found, one) | {"why": no_place_text(reasons[one.candidate_id])}
            for one in chosen
            if one.place is None
        ],
        "unplaced_title": t("report.manager.unplaced"),
        "unplaced_note": t("report.manager.unplaced_note"),
        "cautions_title": t("report.manager.cautions"),
        "cautions": [*_boxes(found), *_ended_by_deadline(found), *_cautions(whole)],
        "record_title": t("report.manager.record"),
        "record": [*_record(whole)],
        "people": [person_data(found, one) for one in chosen] if len(chosen) <= MOST_PAGES else [],
    }  # fmt: skip


def _with_stage(whole: Comparison, key: str, plain: str) -> str:
    """Add to a title which results count, where the campaign holds an interview."""
    return t(f"report.manager.{key}.{whole.stage}", plain=plain) if whole.has_interview else plain


def _in_order(found: ManagerReport) -> list[CandidateResult]:
    """Return the people asked for: by tier, then those without a place."""
    placed = [one for one in found.chosen if one.place is not None]
    rest = [one for one in found.chosen if one.place is None]
    return by_tier(placed, found.names) + by_tier(rest, found.names)


def _basis(found: ManagerReport, now: dt.datetime) -> str:
    whole = found.comparison
    return t(
        "report.manager.basis", date=as_of(now),
        people=t("report.manager.people", count=len(found.chosen)),
        finished=t("compare.facts.finished", count=len(whole.finished)),
        places=t("compare.facts.places", count=whole.places),
    )  # fmt: skip


def _columns(whole: Comparison) -> list[str]:
    names = ("who", "score", "ranks", "chance", "decision")
    return [t(f"report.manager.{name}", places=number(whole.places)) for name in names]


def _tiers(found: ManagerReport, chosen: Sequence[CandidateResult]) -> Iterator[dict[str, Any]]:
    placed = [one for one in chosen if one.place is not None]
    for tier, members in groupby(placed, key=lambda one: one.place.tier if one.place else 0):
        yield {
            "name": t("report.manager.tier", tier=number(tier)),
            "rows": [_row(found, member) for member in members],
        }


def _row(found: ManagerReport, one: CandidateResult) -> dict[str, Any]:
    place, at = one.place, shown_interval(one.composite)
    ranks = place and t("report.manager.ranks_of", low=number(place.rank_low), high=number(place.rank_high))
    taken = found.standing.get(one.candidate_id)
    verdict = f"report.person.verdicts.{taken.verdict}" if taken else "report.manager.undecided"
    return {
        "who": shown_name(found.names.get(one.candidate_id), one.pseudonym),
        "at": interval_data(at, is_open=is_open(one)),
        "score": interval_text(one.composite),
        "ranks": ranks or "",
        "chance": chance(place.p_top_k) if place else "",
        "decision": t(verdict),
    }


def is_open(one: CandidateResult) -> bool:
    """Tell whether something of this person's was skipped, is missing or awaited."""
    return bool({"incomplete", "pending_marks", "pending_interview", "skipped"} & set(one.flags))


def _boxes(found: ManagerReport) -> Iterator[str]:
    """Tell whose names cannot be read in full, for whoever prints the report; the log tells the operator."""
    told = {one.pseudonym: found.names.get(one.candidate_id) for one in found.chosen}
    lacking = sorted(pseudonym for pseudonym, name in told.items() if name and lacks_signs(name))
    if lacking:
        _log.warning(
            "%d names in a report have signs that no font here shows; see operations.md.", len(lacking)
        )
        yield t("report.manager.boxes", count=len(lacking), pseudonyms=", ".join(lacking))


def _ended_by_deadline(found: ManagerReport) -> Iterator[str]:
    """Say for how many of those in the report the deadline ended what they had answered."""
    if n := sum("ended_by_deadline" in one.flags for one in found.chosen):
        yield t("report.manager.ended_by_deadline", count=n)


def _cautions(whole: Comparison) -> Iterator[str]:
    n = number(len(whole.ranked))
    if whole.nobody_separated and len(whole.ranked) > 1:
        yield t("compare.warnings.nobody")
    if (alone := alone_sentence(whole)) is not None:
        yield alone
    elif whole.ranked and whole.is_small:
        yield t("compare.warnings.small", n=n)
    yield t(f"report.manager.error.{whole.sem_basis}", people=people_behind_the_error(whole))
    if (before := before_sentence(whole)) is not None:
        yield before
    if warning := share_warning(whole):
        yield warning
    yield share_sentence(whole)
    if whole.ranked:
        yield t("report.manager.all", n=n)


def _worth(whole: Comparison) -> str:
    """List how reliable each competency's own score is."""
    return " · ".join(
        f"{both(facts.short)} {reliability_text(facts.worth)}"
        for facts in whole.competencies
        if facts.is_measured
    )


def _record(whole: Comparison) -> Iterator[str]:
    shares: Mapping[str, float] = whole.family_weights
    yield t(
        "report.manager.weights",
        people=percent(shares["interpersonal"]), tools=percent(shares["technical"]),
    )  # fmt: skip
    if whole.weighting:
        yield t("report.manager.reweighed", number=number(whole.weighting))
    if whole.has_interview:
        yield stage_sentence(whole).replace("**", "")
    yield t("report.manager.worth", n=number(len(whole.ranked)), list=_worth(whole))
    yield t("report.manager.form", form=whole.form_sha256)
    yield t("report.manager.data", data=whole.fingerprint)
    yield t("report.manager.scoring", version=whole.scoring_version)
