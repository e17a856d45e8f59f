"""Rules on the bank as a whole: balance, keys, habits, doubles.

Closed items and nodes of conversations are looked at apart: a habit of one is no habit of the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from math import sqrt
from statistics import mean

from assessments.content.lexicon import Name
from assessments.content.readability import words
from assessments.form.publishing import CHARTER_DECIDED_SHARE
from assessments.items.conversation import Conversation, nodes_of
from assessments.items.items import AnyItem
from assessments.items.scenario import Scenario
from assessments.lint.lint_item import lint_samples
from assessments.lint.lint_model import Finding, Level, Question, Rendering, finding
from assessments.lint.lint_prose import lint_names
from domain import FAMILIES, INDICATIVE_BELOW, LANGUAGES, STRONG_LOADING, Competency, Language

NEAR_DUPLICATE = 0.80
Placed = tuple[Question, str, str]
"""A question, the field and its text."""


def lint_duplicates(questions: Sequence[Question], *, lexicon: str) -> Iterator[Finding]:
    """Yield stems and options of one lexicon whose words are nearly those of another."""
    for language in LANGUAGES:
        stems = [(question, question.stem_field, question.stem[language]) for question in questions]
        yield from _too_close(stems, language)
        options = [
            (question, f"{question.options_field}.{option}", text[language])
            for question in questions
            for option, text in question.options.items()
        ]
        yield from _too_close(options, language)


def _too_close(texts: Sequence[Placed], language: Language) -> Iterator[Finding]:
    """Yield pairs of texts whose counts of words have a cosine above NEAR_DUPLICATE."""
    bags = [Counter(word.lower() for word in words(text)) for _, _, text in texts]
    norms = [sqrt(sum(n * n for n in bag.values())) for bag in bags]
    for i, j in combinations(range(len(texts)), 2):
        shared = sum(n * bags[j][word] for word, n in bags[i].items() if word in bags[j])
        if shared > NEAR_DUPLICATE * norms[i] * norms[j]:
            (question, field, _), (other, other_field, _) = texts[i], texts[j]
            cosine = shared / norms[i] / norms[j]
            message = f"nearly the same words as {other.item.id} {other_field} (cosine {cosine:.2f})."
            yield finding("L24", "W", message, at=question, field=field, language=language)


BEST_LENGTH_MEAN = (0.97, 1.03)
LETTER_SHARE = (0.10, 0.30)
CONNECTIVE_GAP = 0.25
COMMA_GAP = 0.5
LENGTH_RANK_SHARE = 0.30
LENGTH_EARNS = 0.10
PATTERN_SHARE = 0.25
MIN_QUESTIONS = 10
"""Shares over fewer questions say nothing about habits."""
MIN_NODES = 6
"""One conversation: fewer nodes earn this or that by chance."""
Keyed = tuple[str, Mapping[str, float]]
"""The format of a question and its key."""

_CONNECTIVES: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(since|because|so that)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(car|puisque?|puisqu’|afin)\b", re.IGNORECASE),
}


def lint_habits(questions: Sequence[Question], *, lexicon: str) -> Iterator[Finding]:
    """Yield what the wording of one lexicon's questions gives away.

    Parameters
    ----------
    questions : sequence of Question
        Those asked under that lexicon's example charter.
    lexicon : str
        Named in the findings.
    """
    closed = [question for question in questions if question.node is None]
    nodes = [question for question in questions if question.node is not None]
    for group, name in ((closed, "items"), (nodes, "nodes of conversations")):
        if len(group) < MIN_QUESTIONS:
            continue
        for language in LANGUAGES:
            for rule, message in (*_lengths(group, name, language), *_style(group, name, language)):
                yield finding(rule, "W", message, field="options", language=language, lexicon=lexicon)
    for language in LANGUAGES:
        yield from _earned_by_length(nodes, lexicon, language)


def lint_keys(keys: Sequence[Keyed], *, name: str, level: Level) -> Iterator[Finding]:
    """Yield habits of the keys themselves: one pattern of values in too many items.

    Parameters
    ----------
    keys : sequence of (format, key)
        Of all items, or of all nodes of conversations.
    name : str
        What they are, for the message.
    level : {"E", "W"}
        How grave a habit is.
    """
    if len(keys) < MIN_QUESTIONS:
        return
    patterns = Counter(
        "-".join(f"{value:g}" for value in sorted(key.values(), reverse=True)) for _, key in keys
    )
    for pattern, n in patterns.most_common():
        if n > PATTERN_SHARE * len(keys):
            message = f"{n} of {len(keys)} {name} have the key pattern {pattern}, expected at most 25%."
            yield finding("L26", level, message, field="key")


def lint_letters(keys: Sequence[Keyed]) -> Iterator[Finding]:
    """Yield letters under which the best option stands too often or too seldom."""
    if len(keys) < MIN_QUESTIONS:
        return
    best = [max(key, key=key.__getitem__) for name, key in keys if name != "multi_select"]
    letters = {letter: 0 for _, key in keys for letter in key} | Counter(best)
    for letter, n in sorted(letters.items()):
        share = n / len(best)
        if not LETTER_SHARE[0] <= share <= LETTER_SHARE[1]:
            message = f"the best option is {letter} in {share:.0%} of items, expected 10% to 30%."
            yield finding("L05", "W", message, field="key")


def _lengths(questions: Sequence[Question], name: str, language: Language) -> Iterator[tuple[str, str]]:
    """Yield (rule, message) where the length of options gives their key away."""
    shares = []
    for question in questions:
        lengths = question.lengths(language)
        shares.append(mean(lengths[option] for option in question.best()) / mean(lengths.values()))
    if not BEST_LENGTH_MEAN[0] <= mean(shares) <= BEST_LENGTH_MEAN[1]:
        message = f"best options of {name} are {mean(shares):.3f} of the mean length, expected .97 to 1.03."
        yield "L04", message
    for which, options in (("best", Question.best), ("worst", Question.worst)):
        for word, extreme in (("shortest", min), ("longest", max)):
            share = _extreme_share(questions, language, options, extreme)
            if share > LENGTH_RANK_SHARE:
                message = f"the {which} option is the {word} in {share:.0%} of {name}, expected at most 30%."
                yield "L25", message


def _extreme_share(
    questions: Sequence[Question],
    language: Language,
    options: Callable[[Question], tuple[str, ...]],
    extreme: Callable[..., int],
) -> float:
    """Return the share of questions in which one of these options has the extreme length."""
    shares = []
    for question in questions:
        lengths, chosen = question.lengths(language), options(question)
        edge = extreme(lengths.values())
        shares.append(sum(lengths[option] == edge for option in chosen) > 0)
    return mean(shares)


def _style(questions: Sequence[Question], name: str, language: Language) -> Iterator[tuple[str, str]]:
    """Yield (rule, message) where reasons or commas give the key of options away."""
    best = [question.options[option][language] for question in questions for option in question.best()]
    worst = [question.options[option][language] for question in questions for option in question.worst()]
    share = {which: mean(bool(_CONNECTIVES[language].search(text)) for text in texts)
             for which, texts in (("best", best), ("worst", worst))}  # fmt: skip
    if abs(share["best"] - share["worst"]) > CONNECTIVE_GAP:
        message = (
            f"{share['best']:.0%} of best and {share['worst']:.0%} of worst options of {name} "
            "give a reason (since, because, so that), expected within 25 points."
        )
        yield "L10", message
    gap = mean(text.count(",") for text in best) - mean(text.count(",") for text in worst)
    if abs(gap) > COMMA_GAP:
        message = f"best options of {name} have {gap:+.2f} commas more than worst ones, expected .5 at most."
        yield "L11", message


def _earned_by_length(nodes: Sequence[Question], lexicon: str, language: Language) -> Iterator[Finding]:
    """Yield that going by length alone earns points in conversations, 0 being chance and 1 the key."""
    for word, extreme in (("longest", max), ("shortest", min)):
        earned = [_above_chance(node, language, extreme) for node in nodes]
        if len(earned) >= MIN_NODES and mean(earned) > LENGTH_EARNS:
            message = (
                f"always the {word} choice earns {mean(earned):+.2f} over {len(nodes)} nodes, "
                "expected .10 at most."
            )
            yield finding("L29", "E", message, field="nodes", language=language, lexicon=lexicon)


def _above_chance(node: Question, language: Language, extreme: Callable[..., int]) -> float:
    """Return what the option of extreme length earns at a node, 0 being chance and 1 the key."""
    lengths, values = node.lengths(language), node.key
    edge, chance = extreme(lengths.values()), mean(values.values())
    taken = mean(values[option] for option, length in lengths.items() if length == edge)
    return (taken - chance) / (max(values.values()) - chance)


def lint_whole(items: Sequence[AnyItem], rendering: Rendering, pool: Mapping[str, Name]) -> Iterator[Finding]:
    """Yield what is wrong with items taken together.

    Parameters
    ----------
    items : sequence
        The bank's items, without the practice scene.
    rendering : Rendering
        The same items as read, for every lexicon.
    pool : mapping of name to Name
        How first names are read.
    """
    closed = [(item.format, item.key) for item in items if isinstance(item, Scenario)]
    conversations = [item for item in items if isinstance(item, Conversation)]
    nodes = [(item.format, key) for item in conversations for key in nodes_of(item.key).values()]
    yield from lint_letters(closed)
    yield from lint_keys(closed, name="items", level="E")
    yield from lint_keys(nodes, name="nodes", level="W")
    yield from lint_names(items, rendering.prose, pool)
    ids = {item.id for item in items}
    questions = [question for question in rendering.questions if question.item.id in ids]
    for lexicon in sorted({prose.lexicon for prose in rendering.prose}):
        of_lexicon = [question for question in questions if question.lexicon == lexicon]
        asked = [question for question in of_lexicon if question.is_asked]
        yield from lint_duplicates(of_lexicon, lexicon=lexicon)
        yield from lint_habits(asked, lexicon=lexicon)
        yield from _balance({question.item.id: question.item for question in asked}, lexicon)
        yield from lint_samples(
            [sample for sample in rendering.samples if sample.lexicon == lexicon], lexicon=lexicon
        )


def _balance(asked: dict[str, AnyItem], lexicon: str) -> Iterator[Finding]:
    """Yield what a form of all closed items of a lexicon would measure by the charter alone, or hardly."""
    items = [item for item in asked.values() if isinstance(item, Scenario)]
    if len(items) < MIN_QUESTIONS:
        return
    decided = sum(item.charter_decides for item in items)
    if decided > CHARTER_DECIDED_SHARE * len(items):
        message = f"the charter alone decides {decided} of {len(items)} items, expected at most a third."
        yield finding("L22", "W", message, lexicon=lexicon, field="charter_decides")
    codes: list[Competency] = [*FAMILIES["interpersonal"], *FAMILIES["technical"]]
    for code in codes:
        n = sum(item.loadings.get(code, 0) >= STRONG_LOADING for item in items)
        if n < INDICATIVE_BELOW:
            message = (
                f"{n} items load .20 or more on {code}; under {INDICATIVE_BELOW} its score is mostly chance."
            )
            yield finding("L23", "W", message, lexicon=lexicon, field="loadings")
