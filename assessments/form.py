"""Bank and charter into one frozen form: plain JSON that says what was asked and by which key.

Everything a campaign needs later is inside: texts without tokens, keys after overlays, weights, the card. The
same bank, charter and choices give the same bytes, and the SHA-256 says whether they still are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from assessments.card import charter_card, field_words, printed_fields
from assessments.charter import Charter, cautions, plain_charter
from assessments.digest import form_sha256
from assessments.eligibility import Eligible, Refusal, judge_item
from assessments.items import AnyItem
from assessments.keys import AnyOverlay, number, plain_key
from assessments.load import Bank
from assessments.model import LANGUAGES, MINUTES, Overlay, Strict, Text
from assessments.resolved import resolve_feedback, resolve_item
from assessments.rubric import Rubric
from assessments.scenario import Practice
from assessments.triage import Triage
from assessments.typography import typeset
from assessments.wording import Context
from errors import ContentError

SCHEMA = 1
SCORING_VERSION = "1"
FAMILY_WEIGHTS: Mapping[str, float] = {"interpersonal": 0.8, "technical": 0.2}
# Until 30 people have answered, the error of a score rests on this assumption (architecture §4, Error).
PRIOR: Mapping[str, float] = {"sd": 0.2, "reliability": 0.7}
METHOD_WEIGHTS: Mapping[str, float] = {"closed": 0.45, "work_sample": 0.25, "interview": 0.30}
"""How much each way of seeing a competency counts, among those that a campaign uses for it."""
ChanceOf = Callable[[Mapping[str, Any]], float]
"""An inbox of a form -> the total that answering at random earns on average."""


def build_form(
    bank: Bank,
    charter: Charter,
    *,
    item_ids: Sequence[str] | None = None,
    weights: Mapping[str, float] | None = None,
    families: Mapping[str, float] | None = None,
    chance_of: ChanceOf | None = None,
) -> dict[str, Any]:
    """Return the frozen form of a bank under a charter.

    Parameters
    ----------
    bank : Bank
        The loaded bank.
    charter : Charter
        Decides texts, keys and which items can be asked.
    item_ids : sequence of str, optional
        The items wanted, in the order in which they are asked; None takes every eligible one.
    weights : mapping, optional
        Competency code -> weight within its family; the bank's own by default.
    families : mapping, optional
        Family -> share of the composite; 80 % interpersonal by default.
    chance_of : callable, optional
        What random answering earns in an inbox, which the form keeps beside the key. Content knows nothing of
        scoring, so whoever joins the two hands it in; needed when an inbox is asked.

    Returns
    -------
    dict
        JSON-ready. Items wanted that cannot be asked are under ``refused``, each with its reason.

    Raises
    ------
    ContentError
        When an item, weight or token does not exist, or a text cannot be resolved.
    """
    context = _context(bank, charter)
    card = charter_card(charter)
    printed = printed_fields(card)
    judged = [_judge(item, context, printed, bank.rubric) for item in _wanted(bank, item_ids)]
    asked = [found for found in judged if isinstance(found, Eligible)]
    form = {
        "schema": SCHEMA,
        "scoring_version": SCORING_VERSION,
        "content_version": bank.status.version,
        "key_status": _data(bank.status.keys),
        "company": charter.company.model_dump(mode="json"),
        "items": [_item(found, context, bank.rubric, chance_of) for found in asked],
        "practice": _practice(bank.practice, context) if bank.practice else None,
        "refused": [{"id": no.id, "reason": _data(no.reason)} for no in judged if isinstance(no, Refusal)],
        "weights": _weights(bank, weights),
        "families": _families(families),
        "methods": dict(METHOD_WEIGHTS),
        "prior": dict(PRIOR),
        "competencies": [_data(competency) for competency in bank.competencies],
        "charter": plain_charter(charter),
        "card": [_data(group) for group in card],
        "cautions": [_data(caution) for caution in cautions(charter)],
    }
    return form | {"sha256": form_sha256(form)}


def eligible_items(bank: Bank, charter: Charter) -> tuple[AnyItem, ...]:
    """Return the items that can be asked under a charter, in the bank's order."""
    context = _context(bank, charter)
    printed = printed_fields(charter_card(charter))
    judged = [_judge(item, context, printed, bank.rubric) for item in bank.items.values()]
    return tuple(found.item for found in judged if isinstance(found, Eligible))


def charter_context(bank: Bank, charter: Charter) -> Context:
    """Return what tokens stand for under a charter.

    Raises
    ------
    ContentError
        When the bank has no lexicon of the charter's name.
    """
    return _context(bank, charter)


def _context(bank: Bank, charter: Charter) -> Context:
    lexicon = bank.lexicons.get(charter.brand_lexicon)
    if lexicon is None:
        raise ContentError(
            f"charter, field brand_lexicon: no lexicon {charter.brand_lexicon!r}; "
            f"known: {', '.join(bank.lexicons)}.",
            field="brand_lexicon",
        )
    return Context(charter=plain_charter(charter), lexicon=lexicon, words=field_words(), phrases={})


def _wanted(bank: Bank, item_ids: Sequence[str] | None) -> list[AnyItem]:
    if item_ids is None:
        return list(bank.items.values())
    if unknown := [item_id for item_id in item_ids if item_id not in bank.items]:
        raise ContentError(f"No item {', '.join(unknown)} in the bank.", items=tuple(unknown))
    if len(set(item_ids)) < len(item_ids):
        raise ContentError("An item is asked for twice; a form asks each item once.")
    return [bank.items[item_id] for item_id in item_ids]


def _judge(
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


def _item(
    found: Eligible, context: Context, rubric: Rubric | None = None, chance_of: ChanceOf | None = None
) -> dict[str, Any]:
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
        "job_link": _data(item.job_link) if item.job_link else None,
    }
    return frozen | {"chance": _chance(frozen, chance_of)} if isinstance(item, Triage) else frozen


def _overlay(overlay: AnyOverlay) -> dict[str, Any]:
    if isinstance(overlay, Overlay):
        return {"when": overlay.when, "set": _numbers(overlay.set)}
    return {"when": overlay.when, "set_messages": overlay.changes()}


def _chance(frozen: Mapping[str, Any], chance_of: ChanceOf | None) -> float:
    if chance_of is None:
        raise ContentError(
            f"item {frozen['id']}: an inbox needs the total expected by chance; pass chance_of.",
            item=frozen["id"],
        )
    return round(chance_of(frozen), 9)


def _practice(practice: Practice, context: Context) -> dict[str, Any] | None:
    judged = judge_item(practice, context.charter, frozenset(), lexicon=context.lexicon.id)
    if isinstance(judged, Refusal):
        return None
    return _item(judged, context) | {"feedback": resolve_feedback(practice, context)}


def _weights(bank: Bank, weights: Mapping[str, float] | None) -> dict[str, float]:
    chosen = {competency.code: competency.weight for competency in bank.competencies} | dict(weights or {})
    known = {competency.code for competency in bank.competencies}
    for code, weight in chosen.items():
        if code not in known or not weight >= 0:
            raise ContentError(
                f"weights, {code}: got {weight!r}; expected a competency and a weight of 0 or more."
            )
    return _numbers({str(code): weight for code, weight in chosen.items()})


def _families(families: Mapping[str, float] | None) -> dict[str, float]:
    chosen = dict(families or FAMILY_WEIGHTS)
    if set(chosen) != set(FAMILY_WEIGHTS) or abs(sum(chosen.values()) - 1) > 1e-9 or min(chosen.values()) < 0:
        raise ContentError(f"families: got {chosen}; expected interpersonal and technical, which sum to 1.")
    return _numbers(chosen)


def _numbers(values: Mapping[Any, float]) -> dict[str, float]:
    return {str(name): number(value) for name, value in values.items()}


def _data(value: Strict) -> dict[str, Any]:
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
