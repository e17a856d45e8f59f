"""The eligibility of items: which can be asked under a charter, and with which key.

Overlays replace the key of single options by absolute values; after them the item must still separate good
from bad, or it leaves the form. A refusal is not an error: it carries the reason a recruiter reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.charter.card import is_told
from assessments.items.items import AnyItem, AnyWording
from assessments.items.keys import AnyKey, AnyOverlay, holds, key_after, key_defect
from assessments.items.model import Text

SPREAD_AFTER_OVERLAY = 2


@dataclass(frozen=True)
class Eligible:
    """An item that can be asked, with its key under the charter and the overlays that made it."""

    item: AnyItem
    wording: AnyWording
    key: AnyKey
    applied: tuple[AnyOverlay, ...]


@dataclass(frozen=True)
class Refusal:
    """An item that cannot be asked, and why."""

    id: str
    reason: Text


def judge_item(
    item: AnyItem, charter: Mapping[str, Any], printed: frozenset[str], *, lexicon: str
) -> Eligible | Refusal:
    """Return the item with its key under a charter, or the reason why it cannot be asked.

    Parameters
    ----------
    item : AnyItem
        The item as written.
    charter : mapping
        The charter as plain data.
    printed : frozenset of str
        Charter fields the card prints (``card.printed_fields``).
    lexicon : str
        Id of the lexicon of the charter.

    Raises
    ------
    ContentError
        When two overlays set one option under this charter: which of them counts would be chance.
    """
    for exclusion in item.exclusions:
        if holds(exclusion.when, charter):
            return Refusal(item.id, exclusion.reason)
    wording = wording_for(item, lexicon)
    if wording is None:
        return Refusal(item.id, _no_text(lexicon))
    applied = tuple(overlay for overlay in item.overlays if holds(overlay.when, charter))
    key = key_after(item, applied)
    if reason := _untold(item, applied, printed) or key_defect(item, key, spread=SPREAD_AFTER_OVERLAY):
        return Refusal(item.id, reason)
    return Eligible(item, wording, key, applied)


def wording_for(item: AnyItem, lexicon: str) -> AnyWording | None:
    """Return the item's text for a lexicon, None when nobody has written one."""
    return item.adapted.get(lexicon) or (item.wording if lexicon in item.lexicons else None)


def _untold(item: AnyItem, applied: tuple[AnyOverlay, ...], printed: frozenset[str]) -> Text | None:
    """Return why an item cannot be asked that rests on house rules the candidate is not shown, or None."""
    needed = {*item.told, *(field for overlay in applied for field in overlay.when)}
    missing = sorted(field for field in needed if not is_told(field, printed))
    if not missing:
        return None
    return Text(
        en=f"It rests on {', '.join(missing)}, which the charter card does not show to candidates.",
        fr=f"Elle repose sur {', '.join(missing)}, que la carte de la charte n'indique pas aux candidats.",
    )


def _no_text(lexicon: str) -> Text:
    return Text(
        en=f"No adapted text for the lexicon “{lexicon}”.",
        fr=f"Pas de texte adapté au lexique « {lexicon} ».",
    )
