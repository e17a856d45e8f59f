"""Rules on one item as written: options, keys, loadings, overlays, samples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from statistics import StatisticsError, correlation, mean
from typing import Any

from assessments.charter.card import is_told
from assessments.charter.charter import locks
from assessments.content.readability import hard_to_read, words
from assessments.form.eligibility import SPREAD_AFTER_OVERLAY
from assessments.items.conversation import Conversation, nodes_of
from assessments.items.items import AnyItem
from assessments.items.keys import AnyOverlay, holds, key_after, key_defects, parts_set
from assessments.items.scenario import Practice, Scenario
from assessments.lint.lint_model import Finding, Question, Sample, finding
from domain import FAMILIES, LANGUAGES, Language
from errors import ContentError

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
        return correlation(
            [len(words(sample.text)) for sample in samples], [sample.total for sample in samples]
        )
    except StatisticsError:  # all of one length, or all of one mark
        return None


SPREAD = 3
MAX_COMPETENCIES = 4
MAX_TECHNICAL = 0.20


def lint_item(
    item: AnyItem, charters: tuple[Mapping[str, Any], ...], printed: frozenset[str]
) -> Iterator[Finding]:
    """Yield what is wrong with an item whatever its wording.

    Parameters
    ----------
    item : Scenario, Conversation, Triage or OpenReply
        The item as written.
    charters : tuple of mapping
        Charters as plain data, to try conditions on.
    printed : frozenset of str
        Fields that at least one of their cards prints.
    """
    yield from _number_of_options(item)
    yield from _key(item)
    yield from _loadings(item)
    yield from _overlays(item, charters)
    yield from _conditions(item, charters)
    yield from _told(item, printed)


def _number_of_options(item: AnyItem) -> Iterator[Finding]:
    counts = {"key": len(item.key)} if isinstance(item, Scenario) else {}
    if isinstance(item, Conversation):
        counts = {f"wording.nodes.{node}": len(key) for node, key in nodes_of(item.key).items()}
    expected = (4,) if item.format == "mcq" else (4, 5)
    for field, n in counts.items():
        if n not in expected:
            wanted = " or ".join(map(str, expected))
            yield _error("L01", item, field, f"{n} options, expected {wanted} for {item.format}.")


def _key(item: AnyItem) -> Iterator[Finding]:
    for defect in key_defects(item, item.key, spread=SPREAD):
        yield _error("L02", item, "key", defect.en)


def _loadings(item: AnyItem) -> Iterator[Finding]:
    if len(item.loadings) > MAX_COMPETENCIES:
        yield _error(
            "L13",
            item,
            "loadings",
            f"{len(item.loadings)} competencies, expected at most {MAX_COMPETENCIES}.",
        )
    if not item.loadings and not isinstance(item, Practice):
        yield _error("L13", item, "loadings", "no competency, expected at least one.")
    technical = sum(item.loadings.get(code, 0) for code in FAMILIES["technical"])
    if item.family == "interpersonal" and technical > MAX_TECHNICAL + 1e-9:
        message = (
            f"technical competencies weigh {technical:.2f} in an interpersonal item, expected at most .20."
        )
        yield _error("L14", item, "loadings", message)


def _overlays(item: AnyItem, charters: tuple[Mapping[str, Any], ...]) -> Iterator[Finding]:
    for number, overlay in enumerate(item.overlays):
        where = f"overlays.{number}"
        for defect in key_defects(item, key_after(item, [overlay]), spread=SPREAD_AFTER_OVERLAY):
            yield _error("L20", item, where, f"after this overlay: {defect.en}")
        for field in sorted(set(overlay.when) & set(locks())):
            yield _error("L20", item, where, f"rests on {field}, which is locked and never changes.")
    for first, second in combinations(item.overlays, 2):
        both = sorted(set(parts_set(first)) & set(parts_set(second)))
        if both and not _exclusive(first, second):
            message = f"two overlays set {', '.join(both)} and could both hold; make them exclude each other."
            yield _error("L20", item, "overlays", message)


def _conditions(item: AnyItem, charters: tuple[Mapping[str, Any], ...]) -> Iterator[Finding]:
    """Try every condition once: an unknown field would otherwise wait for the charter that meets it."""
    named = [(f"overlays.{number}", overlay.when) for number, overlay in enumerate(item.overlays)]
    named += [(f"exclusions.{number}", exclusion.when) for number, exclusion in enumerate(item.exclusions)]
    for name, variants in item.phrases.items():
        named += [(f"phrases.{name}", variant.when) for variant in variants if variant.when is not None]
        if all(variant.when is not None for variant in variants):
            yield _warning(
                "L28", item, f"phrases.{name}", "no variant without when: some charter may match none."
            )
    for where, when in named:
        try:
            holds(when, charters[0])
        except (ContentError, TypeError) as mistake:
            yield _error("L20", item, where, str(mistake))


def _told(item: AnyItem, printed: frozenset[str]) -> Iterator[Finding]:
    """Yield charter fields that the item rests on and the candidate is not shown."""
    for field in sorted({field for overlay in item.overlays for field in overlay.when}):
        # A field and one under it count as the same, whichever of the two is named.
        if not any(
            is_told(field, frozenset({told_field})) or is_told(told_field, frozenset({field}))
            for told_field in item.told
        ):
            yield _error("L21", item, "told", f"{field} changes the key and is not in told.")
    for field in item.told:
        if not is_told(field, printed):
            yield _error("L21", item, "told", f"{field} is printed on no charter card.")


def _exclusive(first: AnyOverlay, second: AnyOverlay) -> bool:
    """Tell whether two overlays can never hold together."""
    return any(
        _disjoint(first.when[field], second.when[field]) for field in first.when if field in second.when
    )


def _disjoint(first: object, second: object) -> bool:
    """Tell whether two tests on one field can never hold together; only certain cases count."""
    if not isinstance(first, Mapping) and not isinstance(second, Mapping):
        return first != second
    values = _values(first) or _values(second)
    other = second if _values(first) else first
    if values is not None:
        return not any(holds({"x": other}, {"x": value}) for value in values)
    low = max(_bound(first, "ge", 0), _bound(second, "ge", 0))
    high = min(_bound(first, "le", float("inf")), _bound(second, "le", float("inf")))
    return low > high


def _values(test: object) -> list[object] | None:
    """Return the values for which a test holds; None where they are a range."""
    if not isinstance(test, Mapping):
        return [test]
    return list(test["in"]) if "in" in test else None


def _bound(test: object, name: str, otherwise: float) -> float:
    """Return a bound of a test on a number."""
    return float(test.get(name, otherwise)) if isinstance(test, Mapping) else otherwise


def _error(rule: str, item: AnyItem, field: str, message: str) -> Finding:
    return finding(rule, "E", message, item=item, field=field)


def _warning(rule: str, item: AnyItem, field: str, message: str) -> Finding:
    return finding(rule, "W", message, item=item, field=field)
