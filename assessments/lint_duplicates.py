"""No two stems, and no two options, with nearly the same words: a second copy measures nothing new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import sqrt

from assessments.lint_model import Finding, Question, finding
from assessments.model import LANGUAGES, Language
from assessments.readability import words

NEAR_DUPLICATE = 0.80
Placed = tuple[Question, str, str]
"""A question, the field and its text."""


def lint_duplicates(questions: Sequence[Question], *, lexicon: str) -> Iterator[Finding]:
    """Yield stems and options of one lexicon whose words are nearly those of another."""
    for language in LANGUAGES:
        stems = [(one, one.stem_field, one.stem[language]) for one in questions]
        yield from _too_close(stems, language)
        options = [
            (one, f"{one.options_field}.{option}", text[language])
            for one in questions
            for option, text in one.options.items()
        ]
        yield from _too_close(options, language)


def _too_close(texts: Sequence[Placed], language: Language) -> Iterator[Finding]:
    bags = [Counter(word.lower() for word in words(text)) for _, _, text in texts]
    norms = [sqrt(sum(n * n for n in bag.values())) for bag in bags]
    for i, j in combinations(range(len(texts)), 2):
        shared = sum(n * bags[j][word] for word, n in bags[i].items() if word in bags[j])
        if shared > NEAR_DUPLICATE * norms[i] * norms[j]:
            (one, field, _), (other, other_field, _) = texts[i], texts[j]
            cosine = shared / norms[i] / norms[j]
            message = f"nearly the same words as {other.item.id} {other_field} (cosine {cosine:.2f})."
            yield finding("L24", "W", message, at=one, field=field, language=language)
