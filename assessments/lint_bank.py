"""Rules on the bank as a whole: what a candidate could learn from its habits instead of from the scenes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from math import sqrt
from statistics import mean

from assessments.lint_model import Finding, Rendered
from assessments.model import COMPETENCIES, LANGUAGES, Competency, Language
from assessments.publishing import CHARTER_DECIDED_SHARE, INDICATIVE_BELOW, STRONG_LOADING
from assessments.readability import words
from assessments.scenario import Scenario

BEST_LENGTH_MEAN = (0.97, 1.03)
LETTER_SHARE = (0.10, 0.30)
CONNECTIVE_GAP = 0.25
COMMA_GAP = 0.5
LENGTH_RANK_SHARE = 0.30
PATTERN_SHARE = 0.25
NEAR_DUPLICATE = 0.80
MIN_ITEMS = 10
"""Shares over fewer items say nothing about habits."""

_CONNECTIVES: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(since|because|so that)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(car|puisque?|puisqu’|afin)\b", re.IGNORECASE),
}


def lint_habits(items: Sequence[Scenario], scenes: Sequence[Rendered]) -> Iterator[Finding]:
    """Yield what the bank's keys, letters and texts give away, per lexicon and language.

    Parameters
    ----------
    items : sequence of Scenario
        The bank's items.
    scenes : sequence of Rendered
        The same items as read, for every lexicon.
    """
    if len(items) >= MIN_ITEMS:
        yield from _letters(items)
        yield from _patterns(items)
    for lexicon in sorted({scene.lexicon for scene in scenes}):
        mine = [scene for scene in scenes if scene.lexicon == lexicon]
        asked = [scene for scene in mine if scene.is_asked]
        yield from _duplicates(mine, lexicon)
        if len(asked) >= MIN_ITEMS:
            yield from _form(asked, lexicon)
            for language in LANGUAGES:
                yield from _lengths(asked, lexicon, language)
                yield from _style(asked, lexicon, language)


def _letters(items: Sequence[Scenario]) -> Iterator[Finding]:
    best = [max(item.key, key=item.key.__getitem__) for item in items if item.format != "multi_select"]
    for letter, n in sorted(({letter: 0 for item in items for letter in item.key} | Counter(best)).items()):
        share = n / len(best)
        if not LETTER_SHARE[0] <= share <= LETTER_SHARE[1]:
            message = f"the best option is {letter} in {share:.0%} of items, expected 10% to 30%."
            yield Finding(rule="L05", level="W", field="key", message=message)


def _patterns(items: Sequence[Scenario]) -> Iterator[Finding]:
    patterns = Counter(
        "-".join(f"{value:g}" for value in sorted(item.key.values(), reverse=True)) for item in items
    )
    for pattern, n in patterns.most_common():
        if n > PATTERN_SHARE * len(items):
            message = f"{n} of {len(items)} items have the key pattern {pattern}, expected at most 25%."
            yield Finding(rule="L26", level="W", field="key", message=message)


def _form(scenes: Sequence[Rendered], lexicon: str) -> Iterator[Finding]:
    items = [scene.item for scene in scenes]
    decided = sum(item.charter_decides for item in items)
    if decided > CHARTER_DECIDED_SHARE * len(items):
        message = f"the charter alone decides {decided} of {len(items)} items, expected at most a third."
        yield Finding(rule="L22", level="W", lexicon=lexicon, field="charter_decides", message=message)
    codes: list[Competency] = [*COMPETENCIES["interpersonal"], *COMPETENCIES["technical"]]
    for code in codes:
        n = sum(item.loadings.get(code, 0) >= STRONG_LOADING for item in items)
        if n < INDICATIVE_BELOW:
            message = f"{n} items load .20 or more on {code}; below {INDICATIVE_BELOW} it is indicative only."
            yield Finding(rule="L23", level="W", lexicon=lexicon, field="loadings", message=message)


def _lengths(scenes: Sequence[Rendered], lexicon: str, language: Language) -> Iterator[Finding]:
    shares = []
    for scene in scenes:
        lengths = scene.lengths(language)
        shares.append(mean(lengths[option] for option in scene.best()) / mean(lengths.values()))
    if not BEST_LENGTH_MEAN[0] <= mean(shares) <= BEST_LENGTH_MEAN[1]:
        message = f"best options are {mean(shares):.3f} of the mean length, expected .97 to 1.03."
        yield _finding("L04", lexicon, language, message)
    for name, options in (("best", Rendered.best), ("worst", Rendered.worst)):
        for word, extreme in (("shortest", min), ("longest", max)):
            share = _extreme_share(scenes, language, options, extreme)
            if share > LENGTH_RANK_SHARE:
                message = f"the {name} option is the {word} in {share:.0%} of items, expected at most 30%."
                yield _finding("L25", lexicon, language, message)


def _extreme_share(
    scenes: Sequence[Rendered],
    language: Language,
    options: Callable[[Rendered], tuple[str, ...]],
    extreme: Callable[..., int],
) -> float:
    """Share of items in which one of these options has the extreme length."""
    shares = []
    for scene in scenes:
        lengths, chosen = scene.lengths(language), options(scene)
        edge = extreme(lengths.values())
        shares.append(sum(lengths[option] == edge for option in chosen) > 0)
    return mean(shares)


def _style(scenes: Sequence[Rendered], lexicon: str, language: Language) -> Iterator[Finding]:
    best = [scene.options[option][language] for scene in scenes for option in scene.best()]
    worst = [scene.options[option][language] for scene in scenes for option in scene.worst()]
    share = {name: mean(bool(_CONNECTIVES[language].search(text)) for text in texts)
             for name, texts in (("best", best), ("worst", worst))}  # fmt: skip
    if abs(share["best"] - share["worst"]) > CONNECTIVE_GAP:
        message = (
            f"{share['best']:.0%} of best and {share['worst']:.0%} of worst options give a reason "
            "(since, because, so that), expected within 25 points."
        )
        yield _finding("L10", lexicon, language, message)
    gap = mean(text.count(",") for text in best) - mean(text.count(",") for text in worst)
    if abs(gap) > COMMA_GAP:
        message = f"best options have {gap:+.2f} commas more than worst ones, expected at most .5 apart."
        yield _finding("L11", lexicon, language, message)


def _duplicates(scenes: Sequence[Rendered], lexicon: str) -> Iterator[Finding]:
    for language in LANGUAGES:
        texts = [(scene.item.id, "stem", scene.stem[language]) for scene in scenes]
        yield from _too_close(texts, lexicon, language)
        texts = [
            (scene.item.id, f"options.{option}", text[language])
            for scene in scenes
            for option, text in scene.options.items()
        ]
        yield from _too_close(texts, lexicon, language)


def _too_close(texts: Sequence[tuple[str, str, str]], lexicon: str, language: Language) -> Iterator[Finding]:
    bags = [Counter(word.lower() for word in words(text)) for _, _, text in texts]
    norms = [sqrt(sum(n * n for n in bag.values())) for bag in bags]
    for i, j in combinations(range(len(texts)), 2):
        shared = sum(n * bags[j][word] for word, n in bags[i].items() if word in bags[j])
        if shared > NEAR_DUPLICATE * norms[i] * norms[j]:
            (item, field, _), (other, other_field, _) = texts[i], texts[j]
            message = (
                f"nearly the same words as {other} {other_field} (cosine {shared / norms[i] / norms[j]:.2f})."
            )
            yield Finding(
                rule="L24",
                level="W",
                item=item,
                field=field,
                language=language,
                lexicon=lexicon,
                message=message,
            )


def _finding(rule: str, lexicon: str, language: Language, message: str) -> Finding:
    return Finding(rule=rule, level="W", lexicon=lexicon, language=language, field="options", message=message)
