"""The frozen form made of bank and charter: plain JSON that says what was asked and by which key.

Everything a campaign needs later is inside: texts without tokens, keys after overlays, weights, the card. The
same bank, charter and choices give the same bytes, and the SHA-256 says whether they still are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assessments.charter.card import charter_card, field_words, printed_fields
from assessments.charter.charter import Charter, cautions, plain_charter
from assessments.content.load import Bank
from assessments.content.wording import Context
from assessments.form.digest import form_sha256
from assessments.form.eligibility import Eligible, Refusal, judge_item
from assessments.form.frozen import ChanceOf, frozen_item, judged_item, plain_data, resolve_feedback
from assessments.interview.interview import GuideChoice
from assessments.interview.interview_freeze import frozen_guide
from assessments.items.items import AnyItem
from assessments.items.keys import plain_key
from assessments.items.scenario import Practice
from domain import DEFAULT_FAMILY_WEIGHTS, DEFAULT_METHODS, FAMILIES, LANGUAGES, Language
from errors import ContentError

SCHEMA = 1
SCORING_VERSION = "2"
"""Of the rules by which this code scores whatever form (docs/scoring.md); a form keeps that of its day."""


def build_form(
    bank: Bank,
    charter: Charter,
    *,
    item_ids: Sequence[str] | None = None,
    weights: Mapping[str, float] | None = None,
    families: Mapping[str, float] | None = None,
    chance_of: ChanceOf | None = None,
    interview: GuideChoice | None = None,
    languages: Sequence[Language] = LANGUAGES,
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
    interview : GuideChoice, optional
        Questions of the structured interview; without it the form has no ``interview`` at all.
    languages : sequence of {"fr", "en"}
        Languages of the campaign: those in which a company's own questions are kept.

    Returns
    -------
    dict
        JSON-ready. Items wanted that cannot be asked are under ``refused``, each with its reason.

    Raises
    ------
    ContentError
        When an item, weight or token does not exist, or a text cannot be resolved.
    """
    context = charter_context(bank, charter)
    card = charter_card(charter)
    printed = printed_fields(card)
    judged = [judged_item(item, context, printed, bank.rubric) for item in _wanted(bank, item_ids)]
    form = {
        "schema": SCHEMA,
        "scoring_version": SCORING_VERSION,
        "content_version": bank.status.version,
        "key_status": plain_data(bank.status.keys),
        "company": charter.company.model_dump(mode="json"),
        "items": [
            frozen_item(eligible, context, bank.rubric, chance_of)
            for eligible in judged
            if isinstance(eligible, Eligible)
        ],
        "practice": _practice(bank.practice, context) if bank.practice else None,
        "refused": [
            {"id": refusal.id, "reason": plain_data(refusal.reason)}
            for refusal in judged
            if isinstance(refusal, Refusal)
        ],
        "weights": _weights(bank, weights),
        "families": _families(families),
        "methods": dict(DEFAULT_METHODS),
        "competencies": [plain_data(competency) for competency in bank.competencies],
        "charter": plain_charter(charter),
        "card": [plain_data(group) for group in card],
        "cautions": [plain_data(caution) for caution in cautions(charter)],
    }
    if interview is not None:
        form["interview"] = frozen_guide(interview, bank.interview, context, languages)
    return form | {"sha256": form_sha256(form)}


def eligible_items(bank: Bank, charter: Charter) -> tuple[AnyItem, ...]:
    """Return the items that can be asked under a charter, in the bank's order."""
    context = charter_context(bank, charter)
    printed = printed_fields(charter_card(charter))
    judged = [judged_item(item, context, printed, bank.rubric) for item in bank.items.values()]
    return tuple(eligible.item for eligible in judged if isinstance(eligible, Eligible))


def charter_context(bank: Bank, charter: Charter) -> Context:
    """Return what tokens stand for under a charter.

    Raises
    ------
    ContentError
        When the bank has no lexicon of the charter's name.
    """
    lexicon = bank.lexicons.get(charter.brand_lexicon)
    if lexicon is None:
        raise ContentError(
            f"charter, field brand_lexicon: no lexicon {charter.brand_lexicon!r}; "
            f"known: {', '.join(bank.lexicons)}.",
            field="brand_lexicon",
        )
    return Context(charter=plain_charter(charter), lexicon=lexicon, words=field_words(), phrases={})


def _wanted(bank: Bank, item_ids: Sequence[str] | None) -> list[AnyItem]:
    """Return the items that are asked for, in that order; None asks for all."""
    if item_ids is None:
        return list(bank.items.values())
    if unknown := [item_id for item_id in item_ids if item_id not in bank.items]:
        raise ContentError(f"No item {', '.join(unknown)} in the bank.", items=tuple(unknown))
    if len(set(item_ids)) < len(item_ids):
        raise ContentError("An item is asked for twice; a form asks each item once.")
    return [bank.items[item_id] for item_id in item_ids]


def _practice(practice: Practice, context: Context) -> dict[str, Any] | None:
    """Return the practice scene with what is read after each option; None where it cannot be asked."""
    judged = judge_item(practice, context.charter, frozenset(), lexicon=context.lexicon.id)
    if isinstance(judged, Refusal):
        return None
    return frozen_item(judged, context) | {"feedback": resolve_feedback(practice, context)}


def _weights(bank: Bank, weights: Mapping[str, float] | None) -> dict[str, float]:
    chosen = {competency.code: competency.weight for competency in bank.competencies} | dict(weights or {})
    known = {competency.code for competency in bank.competencies}
    for code, weight in chosen.items():
        if code not in known or not weight >= 0:
            raise ContentError(
                f"weights, {code}: got {weight!r}; expected a competency and a weight of 0 or more."
            )
    return plain_key({str(code): weight for code, weight in chosen.items()})


def _families(families: Mapping[str, float] | None) -> dict[str, float]:
    chosen = {str(family): weight for family, weight in (families or DEFAULT_FAMILY_WEIGHTS).items()}
    if set(chosen) != set(FAMILIES) or abs(sum(chosen.values()) - 1) > 1e-9 or min(chosen.values()) < 0:
        raise ContentError(f"families: got {chosen}; expected interpersonal and technical, which sum to 1.")
    return plain_key(chosen)
