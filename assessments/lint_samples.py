"""Marked samples of open replies: their length must not say their marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import StatisticsError, correlation

from assessments.lint_model import Finding, Sample, finding
from assessments.model import LANGUAGES
from assessments.readability import words

LENGTH_CORRELATION = 0.40
MIN_SAMPLES = 8
"""A correlation over fewer is chance."""


def lint_samples(samples: Sequence[Sample], *, lexicon: str) -> Iterator[Finding]:
    """Yield sets of samples, all together and per language, whose marks go with the number of words."""
    for language in (None, *LANGUAGES):
        chosen = [sample for sample in samples if language in (None, sample.language)]
        r = words_and_marks(chosen)
        if r is not None and abs(r) > LENGTH_CORRELATION:
            message = (
                f"words and marks of {len(chosen)} samples correlate at {r:+.2f}, expected -.40 to +.40: "
                "add long replies that are bad and short ones that are good."
            )
            yield finding("L30", "E", message, field="samples", language=language, lexicon=lexicon)


def words_and_marks(samples: Sequence[Sample]) -> float | None:
    """Return the correlation of the number of words with the mark; None for fewer than eight samples."""
    if len(samples) < MIN_SAMPLES:
        return None
    try:
        return correlation([len(words(one.text)) for one in samples], [one.total for one in samples])
    except StatisticsError:  # all of one length, or all of one mark
        return None
