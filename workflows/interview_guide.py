"""The guide of a campaign's structured interview: as frozen in its form, and as the bank offers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, cast

from assessments.charter import Charter
from assessments.form import charter_context
from assessments.interview import Counts, QuestionKind
from assessments.interview_freeze import frozen_question
from assessments.load import load_bank

Texts = Mapping[str, str]
"""Language -> text; a company's own question may have only the campaign's languages."""


@dataclass(frozen=True)
class GuideQuestion:
    """One question, with all that interviewers need to ask and to rate it."""

    id: str
    """``Q1`` to ``Q8`` of the bank, ``C1`` and on the company's own."""
    kind: QuestionKind
    loadings: Mapping[str, float]
    """Competency, one or two -> share of the question; they sum to one."""
    question: Texts
    twin: Texts | None
    """The same in a made-up situation, for somebody without an example; None where there is none."""
    probes: tuple[Texts, ...]
    anchors: Mapping[str, Texts]
    """``"1"``, ``"3"``, ``"5"`` -> what such an answer is like."""
    job_link: Texts


@dataclass(frozen=True)
class FrozenGuide:
    """The questions that everybody in a campaign is asked, in the order asked."""

    sha256: str
    """Digest of the canonical JSON of the guide without this member."""
    counts: Counts
    """Whether ratings count as given or corrected for severity."""
    questions: tuple[GuideQuestion, ...]


def guide_of(form: Mapping[str, Any]) -> FrozenGuide | None:
    """Return the guide of a frozen form; None when its campaign holds no interview."""
    kept = form.get("interview")
    if kept is None:
        return None
    questions = tuple(guide_question(one) for one in kept["questions"])
    return FrozenGuide(kept["sha256"], cast("Counts", kept["counts"]), questions)


def guide_question(kept: Mapping[str, Any]) -> GuideQuestion:
    """Return one question as a form keeps it."""
    return GuideQuestion(
        id=kept["id"],
        kind=kept["kind"],
        loadings=MappingProxyType(dict(kept["loadings"])),
        question=kept["question"],
        twin=kept["twin"],
        probes=tuple(kept["probes"]),
        anchors=MappingProxyType(dict(kept["anchors"])),
        job_link=kept["job_link"],
    )


def standard_questions(charter: Charter) -> tuple[GuideQuestion, ...]:
    """Return every question of the bank in the words of a charter's line of business."""
    bank = load_bank()
    context = charter_context(bank, charter)
    return tuple(guide_question(frozen_question(one, context)) for one in bank.interview.values())
