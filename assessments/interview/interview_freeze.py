"""The frozen interview guide of one campaign: texts resolved and typeset, with a fingerprint of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assessments.content.wording import Context, resolve_all, resolve_text, typeset
from assessments.form.digest import sha256_of
from assessments.interview.interview import GuideChoice, InterviewQuestion, Loadings, OwnQuestion, OwnText
from assessments.items.keys import plain_key
from domain import Language

GUIDE_VERSION = "1"


def frozen_guide(
    choice: GuideChoice,
    bank: Mapping[str, InterviewQuestion],
    context: Context,
    languages: Sequence[Language],
) -> dict[str, Any]:
    """Return the guide as a form keeps it.

    Parameters
    ----------
    choice : GuideChoice
        Questions in the order asked; one that the bank no longer holds is left out.
    bank : mapping
        Question of the bank by its id.
    context : Context
        Charter, lexicon and words: decides the wording of the bank's questions.
    languages : sequence of {"fr", "en"}
        Languages of the campaign. The bank's questions have both; of a company's own one only these are kept.

    Returns
    -------
    dict
        ``version``, ``counts``, ``questions`` and ``sha256``, the digest of the canonical JSON of the rest.
    """
    questions = []
    for picked in choice.questions:
        if isinstance(picked, OwnQuestion):
            questions.append(frozen_own(picked, languages))
        elif picked.id in bank:
            questions.append(frozen_question(bank[picked.id], context, picked.loadings))
    guide = {"version": GUIDE_VERSION, "counts": choice.counts, "questions": questions}
    return guide | {"sha256": sha256_of(guide)}


def frozen_question(
    question: InterviewQuestion, context: Context, loadings: Loadings | None = None
) -> dict[str, Any]:
    """Return one question of the bank in the words of a line of business; its own loadings by default."""
    wording, where = question.wording_for(context.lexicon.id), f"question {question.id}, field"
    return {
        "id": question.id,
        "kind": question.kind,
        "loadings": _numbers(loadings or question.loadings),
        "question": resolve_text(wording.question, context, where=f"{where} question"),
        "twin": resolve_text(wording.twin, context, where=f"{where} twin") if wording.twin else None,
        "probes": [
            resolve_text(probe, context, where=f"{where} probes.{number}")
            for number, probe in enumerate(wording.probes)
        ],
        "anchors": resolve_all(dict(sorted(wording.anchors.items())), context, where=f"{where} anchors"),
        "job_link": resolve_text(question.job_link, context, where=f"{where} job_link"),
    }


def frozen_own(question: OwnQuestion, languages: Sequence[Language]) -> dict[str, Any]:
    """Return a question of the company's own, in the languages of its campaign."""

    def written(text: OwnText) -> dict[str, str]:
        # A brace that somebody typed is a brace: companies write no tokens.
        return {
            language: typeset(text[language].strip(), language)
            for language in languages
            if text.get(language, "").strip()
        }

    return {
        "id": question.id,
        "kind": question.kind,
        "loadings": _numbers(question.loadings),
        "question": written(question.question),
        "twin": written(question.twin) or None,
        "probes": [probe for probe in map(written, question.probes) if probe],
        "anchors": {str(level): written(question.anchors[level]) for level in sorted(question.anchors)},
        "job_link": written(question.job_link),
    }


def _numbers(loadings: Loadings) -> dict[str, float]:
    return plain_key({str(code): loading for code, loading in loadings.items()})
