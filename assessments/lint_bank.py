"""Rules on the bank as a whole: its balance, its keys, its habits, its doubles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assessments.conversation import Conversation, nodes_of
from assessments.items import AnyItem
from assessments.lint_duplicates import lint_duplicates
from assessments.lint_habits import MIN_QUESTIONS, lint_habits, lint_keys, lint_letters
from assessments.lint_model import Finding, Rendering, finding
from assessments.lint_names import lint_names
from assessments.lint_samples import lint_samples
from assessments.model import COMPETENCIES, Competency
from assessments.names import Name
from assessments.publishing import CHARTER_DECIDED_SHARE, INDICATIVE_BELOW, STRONG_LOADING
from assessments.scenario import Scenario


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
    talks = [item for item in items if isinstance(item, Conversation)]
    nodes = [(item.format, key) for item in talks for key in nodes_of(item.key).values()]
    yield from lint_letters(closed)
    yield from lint_keys(closed, name="items", level="E")
    yield from lint_keys(nodes, name="nodes", level="W")
    yield from lint_names(items, rendering.prose, pool)
    ids = {item.id for item in items}
    questions = [question for question in rendering.questions if question.item.id in ids]
    for lexicon in sorted({prose.lexicon for prose in rendering.prose}):
        mine = [question for question in questions if question.lexicon == lexicon]
        asked = [question for question in mine if question.is_asked]
        yield from lint_duplicates(mine, lexicon=lexicon)
        yield from lint_habits(asked, lexicon=lexicon)
        yield from _balance({question.item.id: question.item for question in asked}, lexicon)
        yield from lint_samples(
            [sample for sample in rendering.samples if sample.lexicon == lexicon], lexicon=lexicon
        )


def _balance(asked: dict[str, AnyItem], lexicon: str) -> Iterator[Finding]:
    """What a form of all closed items of a lexicon would measure."""
    items = [item for item in asked.values() if isinstance(item, Scenario)]
    if len(items) < MIN_QUESTIONS:
        return
    decided = sum(item.charter_decides for item in items)
    if decided > CHARTER_DECIDED_SHARE * len(items):
        message = f"the charter alone decides {decided} of {len(items)} items, expected at most a third."
        yield finding("L22", "W", message, lexicon=lexicon, field="charter_decides")
    codes: list[Competency] = [*COMPETENCIES["interpersonal"], *COMPETENCIES["technical"]]
    for code in codes:
        n = sum(item.loadings.get(code, 0) >= STRONG_LOADING for item in items)
        if n < INDICATIVE_BELOW:
            message = (
                f"{n} items load .20 or more on {code}; under {INDICATIVE_BELOW} its score is mostly chance."
            )
            yield finding("L23", "W", message, lexicon=lexicon, field="loadings")
