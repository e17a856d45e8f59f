"""One page per person in the report for those who decide: intervals, decision, remarks, no name by itself."""

from __future__ import annotations

from typing import Any

from reports.words import interval_data, shown_name
from texts import both, day, number, percent, t
from texts.scores import basis_of_score, muted_sentence, place_sentence, score_text, shown_interval
from workflows.compared import Compared, Comparison, Measured
from workflows.manager_report import ManagerReport


def person_data(found: ManagerReport, one: Compared) -> dict[str, Any]:
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
    return [*basis_of_score(one, whole), *(t(f"compare.flags.{flag}") for flag in one.flags)]


def _decision(found: ManagerReport, one: Compared) -> list[str]:
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
