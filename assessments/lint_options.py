"""Rules on the options of one question, in each language: what would give the best one away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import mean

from assessments.lint_model import Finding, Question, finding
from assessments.model import LANGUAGES, Language
from assessments.readability import hard_to_read

LENGTH_RATIO = 1.35
LENGTH_RATIO_TOO_EVEN = 1.03
BEST_TO_MEAN = (0.90, 1.10)
OPTION_GRADE, OPTION_EASE = 12, 40

# Words that give an option away: nobody keys "never" or "simply" as the best reaction.
_GIVEAWAYS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(always|never|immediately|simply|just|obviously|whatever)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(toujours|jamais|immédiatement|simplement|évidemment)\b", re.IGNORECASE),
}
_OF_THE_ABOVE = re.compile(
    r"\b(all|none|both) of (the above|these)\b|\b(toutes|aucune) (de )?(ces réponses|les réponses)\b",
    re.IGNORECASE,
)
_CITED_LETTER = re.compile(r"\b(options?|answers?|choices?|réponses?|choix)\s+(?:[A-E]\b|[A-Z]\d[a-e]\b)")


def lint_options(question: Question) -> Iterator[Finding]:
    """Yield what is wrong with the options of a question for one lexicon."""
    for language in LANGUAGES:
        yield from _lengths(question, language)
        for option, text in question.options.items():
            yield from _option(question, option, text[language], language)


def _lengths(question: Question, language: Language) -> Iterator[Finding]:
    lengths, field = question.lengths(language), question.options_field
    ratio = max(lengths.values()) / min(lengths.values())
    if ratio > LENGTH_RATIO:
        longest, shortest = max(lengths, key=lengths.__getitem__), min(lengths, key=lengths.__getitem__)
        message = (
            f"option {longest} is {ratio:.2f} times as long as {shortest}, expected at most {LENGTH_RATIO}."
        )
        yield finding("L03", "E", message, at=question, field=field, language=language)
    if ratio < LENGTH_RATIO_TOO_EVEN:
        message = (
            f"all options have nearly one length (ratio {ratio:.2f}): trimming gives keys away, let it vary."
        )
        yield finding("L27", "W", message, at=question, field=field, language=language)
    share = mean(lengths[option] for option in question.best()) / mean(lengths.values())
    if not BEST_TO_MEAN[0] <= share <= BEST_TO_MEAN[1]:
        message = f"the best option is {share:.2f} of the mean length, expected .90 to 1.10."
        yield finding("L04", "W", message, at=question, field=field, language=language)


def _option(question: Question, option: str, text: str, language: Language) -> Iterator[Finding]:
    field = f"{question.options_field}.{option}"
    if message := hard_to_read(text, language, grade=OPTION_GRADE, ease=OPTION_EASE):
        yield finding("L08", "W", message, at=question, field=field, language=language)
    if giveaway := _GIVEAWAYS[language].search(text):
        message = f"“{giveaway[0]}” gives the option away; leave it out."
        yield finding("L09", "E", message, at=question, field=field, language=language)
    if cited := _OF_THE_ABOVE.search(text) or _CITED_LETTER.search(text):
        message = f"“{cited[0]}” refers to other options, which each candidate sees in another order."
        yield finding("L12", "W", message, at=question, field=field, language=language)
