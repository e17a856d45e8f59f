"""What the lint works on and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assessments.card import charter_card, printed_fields
from assessments.charter import Charter, plain_charter
from assessments.eligibility import Eligible, judge_item, wording_for
from assessments.form import charter_context
from assessments.keys import KEYED, numbers_in
from assessments.load import Bank
from assessments.model import Language, Strict
from assessments.resolved import resolve_item
from assessments.scenario import Scenario
from errors import ContentError

Level = Literal["E", "W"]


class Finding(Strict):
    """One thing to look at: an error (E) blocks publication, a warning (W) asks for a second look."""

    rule: str
    level: Level
    item: str | None = None
    field: str | None = None
    language: Language | None = None
    lexicon: str | None = None
    message: str


@dataclass(frozen=True)
class Rendered:
    """One item as candidates of one lexicon read it, with its key under that lexicon's example charter."""

    item: Scenario
    lexicon: str
    key: Mapping[str, float]
    is_asked: bool
    """False when the item is refused under the example charter; its text is still linted."""
    title: Mapping[Language, str]
    narration: Mapping[Language, str]
    """What the narrator says, the question included."""
    stem: Mapping[Language, str]
    """Narration and messages in order."""
    options: Mapping[str, Mapping[Language, str]]

    def best(self) -> tuple[str, ...]:
        """Return the options that make the best answer."""
        top = max(self.key.values())
        floor = min(KEYED, top) if self.item.format == "multi_select" else top
        return tuple(option for option, value in self.key.items() if value >= floor)

    def worst(self) -> tuple[str, ...]:
        """Return the options with the lowest key."""
        bottom = min(self.key.values())
        return tuple(option for option, value in self.key.items() if value == bottom)

    def lengths(self, language: Language) -> dict[str, int]:
        """Return the length of each option in characters."""
        return {option: len(text[language]) for option, text in self.options.items()}


def render_bank(bank: Bank, charters: tuple[Charter, ...]) -> tuple[list[Rendered], list[Finding]]:
    """Resolve every text for each charter's lexicon; what cannot be resolved becomes a finding."""
    rendered: list[Rendered] = []
    findings: list[Finding] = []
    scenes = [*bank.items.values(), *([bank.practice] if bank.practice else [])]
    for charter in charters:
        context = charter_context(bank, charter)
        printed = printed_fields(charter_card(charter))
        for item in scenes:
            try:
                wording = wording_for(item, charter.brand_lexicon)
                if wording is not None:
                    resolved = resolve_item(item, wording, context, bank.rubric)
                    if isinstance(item, Scenario):
                        rendered.append(_rendered(item, charter, printed, resolved))
            except ContentError as mistake:
                findings.append(
                    Finding(
                        rule="L00",
                        level="E",
                        item=item.id,
                        lexicon=charter.brand_lexicon,
                        message=str(mistake),
                    )
                )
    return rendered, findings


def _rendered(
    item: Scenario, charter: Charter, printed: frozenset[str], resolved: Mapping[str, Any]
) -> Rendered:
    judged = judge_item(item, plain_charter(charter), printed, lexicon=charter.brand_lexicon)
    is_asked = isinstance(judged, Eligible)
    return Rendered(
        item=item,
        lexicon=charter.brand_lexicon,
        key=numbers_in(judged.key) if is_asked else item.key,
        is_asked=is_asked,
        title=resolved["title"],
        narration=_joined(resolved["stem"], ("say",)),
        stem=_joined(resolved["stem"], ("say", "text")),
        options={option["id"]: option["text"] for option in resolved["options"]},
    )


def _joined(stem: list[dict[str, Any]], names: tuple[str, ...]) -> dict[Language, str]:
    texts = [part[name] for part in stem for name in names if name in part]
    return {"fr": " ".join(text["fr"] for text in texts), "en": " ".join(text["en"] for text in texts)}
