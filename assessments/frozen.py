"""One item, frozen: plain JSON with its texts resolved and its key as it is under the charter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from assessments.eligibility import Eligible, Refusal, judge_item
from assessments.items import AnyItem
from assessments.keys import AnyOverlay, plain_key
from assessments.model import LANGUAGES, MINUTES, Overlay, Strict, Text
from assessments.resolved import resolve_item
from assessments.rubric import Rubric
from assessments.triage import Triage
from assessments.typography import typeset
from assessments.wording import Context
from errors import ContentError

ChanceOf = Callable[[Mapping[str, Any]], float]
"""An inbox of a form -> the total that answering at random earns on average."""


def judged_item(
    item: AnyItem, context: Context, printed: frozenset[str], rubric: Rubric | None
) -> Eligible | Refusal:
    """Judge an item, and refuse it too when its text names a contact whom the charter does not."""
    judged = judge_item(item, context.charter, printed, lexicon=context.lexicon.id)
    if isinstance(judged, Refusal):
        return judged
    try:
        resolve_item(item, judged.wording, context, rubric)
    except ContentError as mistake:
        if "missing_contact" not in mistake.details:
            raise
        return Refusal(item.id, _nobody(str(mistake.details["missing_contact"])))
    return judged


def _nobody(domain: str) -> Text:
    return Text(
        en=f"The charter names nobody for “{domain}”, whom the scene relies on.",
        fr=f"La charte ne désigne personne pour « {domain} », dont la situation dépend.",
    )


def frozen_item(
    found: Eligible, context: Context, rubric: Rubric | None = None, chance_of: ChanceOf | None = None
) -> dict[str, Any]:
    """Return an item as a form keeps it; an inbox with what random answering earns in it."""
    item = found.item
    frozen = {
        "id": item.id,
        "version": item.version,
        "format": item.format,
        "family": item.family,
        "minutes": MINUTES[item.format],
        "difficulty": item.difficulty,
        "seed_rules": list(item.seed_rules),
        "charter_decides": item.charter_decides,
        "told": list(item.told),
        **resolve_item(item, found.wording, context, rubric),
        "key": plain_key(found.key),
        "base_key": plain_key(item.key),
        "applied_overlays": [_overlay(overlay) for overlay in found.applied],
        "loadings": dict(item.loadings),
        "job_link": plain_data(item.job_link) if item.job_link else None,
    }
    return frozen | {"chance": _chance(frozen, chance_of)} if isinstance(item, Triage) else frozen


def _overlay(overlay: AnyOverlay) -> dict[str, Any]:
    if isinstance(overlay, Overlay):
        return {"when": overlay.when, "set": plain_key(overlay.set)}
    return {"when": overlay.when, "set_messages": overlay.changes()}


def _chance(frozen: Mapping[str, Any], chance_of: ChanceOf | None) -> float:
    if chance_of is None:
        raise ContentError(
            f"item {frozen['id']}: an inbox needs the total expected by chance; pass chance_of.",
            item=frozen["id"],
        )
    return round(chance_of(frozen), 9)


def plain_data(value: Strict) -> dict[str, Any]:
    """Plain data of a model, with every bilingual text in the typography of its language."""
    return _typeset(value.model_dump(mode="json"))


def _typeset(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == set(LANGUAGES):
        return {language: typeset(value[language], language) for language in LANGUAGES}
    if isinstance(value, dict):
        return {name: _typeset(inner) for name, inner in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_typeset(inner) for inner in value]
    return value
