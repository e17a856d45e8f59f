"""The bank's interview questions under the lint: each in the words of each line of business."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assessments.charter import Charter
from assessments.form import charter_context
from assessments.interview import InterviewQuestion
from assessments.interview_freeze import frozen_question
from assessments.lint_interview import lint_question
from assessments.lint_model import Finding, Prose, finding
from assessments.lint_prose import lint_prose
from assessments.load import Bank
from assessments.model import LANGUAGES
from errors import ContentError


def lint_guide(bank: Bank, charters: Sequence[Charter]) -> Iterator[Finding]:
    """Yield everything found in the questions of a bank; what cannot be resolved is a finding too."""
    for charter in charters:
        context = charter_context(bank, charter)
        for question in bank.interview.values():
            try:
                asked = frozen_question(question, context)
            except ContentError as mistake:
                yield finding("L00", "E", str(mistake), item=question, lexicon=charter.brand_lexicon)
                continue
            yield from _asked(question, asked, charter.brand_lexicon)


def _asked(question: InterviewQuestion, asked: Mapping[str, Any], lexicon: str) -> Iterator[Finding]:
    for defect in lint_question(asked, LANGUAGES):
        yield finding(
            defect.rule,
            defect.level,
            defect.text.en,
            item=question,
            field=defect.field,
            language=defect.language,
            lexicon=lexicon,
        )
    for prose in _prose(question, asked, lexicon):
        # L17 is among the rules above, which hold for a company's own questions too.
        yield from (found for found in lint_prose(prose) if found.rule != "L17")


def _prose(question: InterviewQuestion, asked: Mapping[str, Any], lexicon: str) -> Iterator[Prose]:
    texts = {"question": asked["question"], "job_link": asked["job_link"]}
    texts |= {"twin": asked["twin"]} if asked["twin"] else {}
    texts |= {f"probes.{number}": probe for number, probe in enumerate(asked["probes"])}
    texts |= {f"anchors.{level}": text for level, text in asked["anchors"].items()}
    for field, text in texts.items():
        yield Prose(question, lexicon, field, text, text, "option" if field == "question" else "note")
