"""Whether an item can be asked under a charter, and with which key.

Overlays replace the key of single options by absolute values; after them the item must still separate good
from bad, or it leaves the form. A refusal is not an error: it carries the reason a recruiter reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.card import is_told
from assessments.conditions import holds
from assessments.model import Format, Overlay, Scenario, Text, Wording
from errors import ContentError

KEYED = 4
"""In multi_select an option worth at least this belongs to the answer."""
SPREAD_AFTER_OVERLAY = 2


@dataclass(frozen=True)
class Eligible:
    """An item that can be asked, with its key under the charter and the overlays that made it."""

    item: Scenario
    wording: Wording
    key: Mapping[str, float]
    applied: tuple[Overlay, ...]


@dataclass(frozen=True)
class Refusal:
    """An item that cannot be asked, and why."""

    id: str
    reason: Text


def judge_item(
    item: Scenario, charter: Mapping[str, Any], printed: frozenset[str], *, lexicon: str
) -> Eligible | Refusal:
    """Return the item with its key under a charter, or the reason why it cannot be asked.

    Parameters
    ----------
    item : Scenario
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
    if reason := _untold(item, applied, printed) or key_defect(item.format, key, spread=SPREAD_AFTER_OVERLAY):
        return Refusal(item.id, reason)
    return Eligible(item, wording, key, applied)


def wording_for(item: Scenario, lexicon: str) -> Wording | None:
    """Return the item's text for a lexicon, None when nobody has written one."""
    return item.adapted.get(lexicon) or (item.wording if lexicon in item.lexicons else None)


def key_after(item: Scenario, applied: tuple[Overlay, ...]) -> dict[str, float]:
    """Return the key with overlays laid over it, in the key's own order.

    Raises
    ------
    ContentError
        When two of them set the same option.
    """
    key = dict(item.key)
    touched: set[str] = set()
    for overlay in applied:
        if twice := sorted(touched & set(overlay.set)):
            raise ContentError(
                f"item {item.id}, field overlays: two overlays set option {', '.join(twice)} under this "
                "charter; make their conditions exclude each other.",
                item=item.id,
                field="overlays",
            )
        touched |= set(overlay.set)
        key.update(overlay.set)
    return key


def key_defect(name: Format, key: Mapping[str, float], *, spread: float) -> Text | None:
    """Return what keeps a key from separating good from bad answers, None when nothing does."""
    values = sorted(key.values(), reverse=True)
    if values[0] - values[-1] < spread:
        return Text(
            en=f"The key goes from {values[-1]:g} to {values[0]:g}; at least {spread:g} apart are needed.",
            fr=f"La clé va de {values[-1]:g} à {values[0]:g} ; il faut au moins {spread:g} d'écart.",
        )
    if name == "multi_select":
        return _multi_select_defect(values)
    if values[0] == values[1]:
        return Text(
            en="Two options share the highest key, so no answer is the best one.",
            fr="Deux options ont la clé la plus haute ; aucune réponse n'est la meilleure.",
        )
    return None


def _multi_select_defect(values: list[float]) -> Text | None:
    n_keyed = sum(value >= KEYED for value in values)
    if n_keyed >= 2 and n_keyed < len(values):
        return None
    n = len(values)
    return Text(
        en=f"{n_keyed} of {n} options are keyed {KEYED} or more; at least 2 and not all are needed.",
        fr=f"{n_keyed} options sur {n} valent {KEYED} ou plus ; il en faut au moins 2, et pas toutes.",
    )


def _untold(item: Scenario, applied: tuple[Overlay, ...], printed: frozenset[str]) -> Text | None:
    """Told before asked: nobody loses points for a house rule they were not shown."""
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
