"""The kit for an interview, to be filled in by hand: rules, questions, probes, anchors, room for notes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.document import HASH, fictional, speaking
from reports.typeset import typeset
from texts import number, t
from texts.zones import named
from workflows.interviews.guide import GuideQuestion, Texts
from workflows.interviews.room import InterviewKit
from workflows.interviews.sheets import RECOMMENDATIONS

RULES = ("same", "notes", "alone", "scale", "anywhere", "twin", "sheet")
LEVELS = ("1", "3", "5")
"""Levels of a rating that have an anchor; 2 and 4 lie in between."""


def kit_pdf(kit: InterviewKit, language: str) -> bytes:
    """Return the kit as a PDF, in a language if the guide has it, else in the guide's first."""
    spoken = language if language in kit.languages else kit.languages[0]
    return typeset("kit", speaking(spoken, lambda: _data(kit, spoken)))


def _data(kit: InterviewKit, language: str) -> dict[str, Any]:
    return {
        "language": language,
        "title": f"{t('report_kit.title')} · {kit.campaign_title}",
        "heading": t("report_kit.title"),
        "head": t("report_kit.head", campaign=kit.campaign_title),
        "fictional": fictional(kit.is_fictional),
        "foot": t("report_kit.foot", guide=kit.guide.sha256[:HASH]),
        "facts": _facts(kit, language),
        "rules_title": t("report_kit.rules.title"),
        "rules": [t(f"report_kit.rules.{rule}") for rule in RULES],
        "never_title": t("report_kit.never.title"),
        "never": t("report_kit.never.list"),
        "labels": {
            name: t(f"report_kit.{name}") for name in ("probes", "anchors", "notes", "rating", "not_observed")
        },
        "questions": [
            _question(kit, at, question, language) for at, question in enumerate(kit.guide.questions, start=1)
        ],
        "recommendation": {
            "title": t("report_kit.recommendation.title"),
            "text": t("report_kit.recommendation.text"),
            "reason": t("report_kit.recommendation.reason"),
            "choices": [t(f"room.labels.{recommendation}") for recommendation in RECOMMENDATIONS],
        },
    }


def _facts(kit: InterviewKit, language: str) -> list[list[str]]:
    """Return who, when, where and what to mind, each with its label."""
    when = t("report_kit.undated")
    if kit.starts_at is not None:
        when = named(kit.starts_at, kit.time_zone)
    focus = ", ".join(_name(kit.competencies, code, language) for code in kit.focus)
    facts = {
        "candidate": kit.candidate_name,
        "when": t("report_kit.when_minutes", when=when, minutes=number(kit.minutes)),
        "where": kit.place or t("report_kit.nowhere"),
        "interviewer": kit.interviewer or "",
        "focus": focus or t("report_kit.focus_none"),
    }
    return [[t(f"report_kit.{name}"), fact] for name, fact in facts.items()]


def _question(kit: InterviewKit, at: int, question: GuideQuestion, language: str) -> dict[str, Any]:
    names = " / ".join(_name(kit.competencies, code, language) for code in question.loadings)
    return {
        "title": t("report_kit.question", number=number(at), competencies=names),
        "kind": t(f"room.kinds.{question.kind}"),
        "mind": t("report_kit.mind") if set(kit.focus) & set(question.loadings) else "",
        "question": _in_language(question.question, language),
        "twin": t("report_kit.twin", text=_in_language(question.twin, language)) if question.twin else "",
        "probes": [_in_language(probe, language) for probe in question.probes],
        "anchors": [
            {"level": level, "text": _in_language(question.anchors[level], language)} for level in LEVELS
        ],
    }


def _in_language(text: Texts, language: str) -> str:
    """Return a text of the guide; a company's own question may be in one language only."""
    return text.get(language) or next(iter(text.values()))


def _name(competencies: Mapping[str, Texts], code: str, language: str) -> str:
    return _in_language(competencies[code], language) if code in competencies else code
