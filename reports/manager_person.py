"""One page per person in the report for those who decide: intervals, decision, remarks, no name by itself."""

from __future__ import annotations

from typing import Any

from reports.words import interval_data
from texts import both, day, number, percent, t
from texts.scores import chance, score_text, shown_interval
from workflows.compared import Compared, Comparison, Measured
from workflows.manager_report import ManagerReport


def person_data(found: ManagerReport, one: Compared) -> dict[str, Any]:
    """Return what stands on one person's page."""
    whole = found.comparison
    has_hints = any(facts.is_measured and facts.is_indicative for facts in whole.competencies)
    return {
        "who": found.names.get(one.candidate_id) or one.pseudonym,
        "place": _place(whole, one),
        "figures": _figures(whole, one),
        "competencies_title": t("report.person.competencies"),
        "caption": [t("report.person.caption"), *([t("report.person.indicative")] if has_hints else [])],
        "competencies": [
            {
                "name": both(facts.name) + (" *" if facts.is_indicative else ""),
                "family": facts.family,
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


def _place(whole: Comparison, one: Compared) -> str:
    place = one.place
    if place is None:
        return t("compare.rest.pending_note") if one in whole.pending else t("compare.candidate.no_place")
    return t(
        "compare.candidate.place", tier=number(place.tier), n=number(len(whole.ranked)),
        low=number(place.rank_low), high=number(place.rank_high), chance=chance(place.p_top_k),
        places=number(whole.places),
    )  # fmt: skip


def _figures(whole: Comparison, one: Compared) -> list[dict[str, Any]]:
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


def _remarks(whole: Comparison, one: Compared) -> list[str]:
    answered = t("compare.candidate.answered", answered=number(one.n_answered), total=number(whole.n_items))
    return [answered, *(t(f"compare.flags.{flag}") for flag in one.flags)]


def _decision(found: ManagerReport, one: Compared) -> list[str]:
    taken = found.standing.get(one.candidate_id)
    if taken is None:
        return [t("report.person.undecided")]
    verdict = t(f"report.person.verdicts.{taken.verdict}")
    said = t("report.person.decided", verdict=verdict, date=day(taken.decided_at.date()), reason=taken.reason)
    return [said, *([t("report.person.against")] if taken.is_against_order else [])]
