"""Keys of items under a charter: tests on it, keys after overlays, and defects of a key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assessments.items.conversation import Conversation, nodes_of
from assessments.items.items import AnyItem
from assessments.items.model import Overlay, Text
from assessments.items.open_reply import OpenReply
from assessments.items.triage import MessageKey, MessagesOverlay, Triage, changed_key
from domain import Format
from errors import ContentError

_COMPARISONS = {
    "ge": lambda value, bound: value >= bound,
    "le": lambda value, bound: value <= bound,
    "in": lambda value, bound: value in bound,
}


def holds(when: Mapping[str, object], charter: Mapping[str, object]) -> bool:
    """Tell whether every part of a charter test is true.

    Parameters
    ----------
    when : mapping
        Dotted field path -> the value it must equal, or -> ``{"ge"|"le"|"in": bound}``.
    charter : mapping
        The charter as plain data (``Charter.model_dump()``).

    Raises
    ------
    ContentError
        When the charter has no such field or the comparison is unknown.
    """
    return all(_test_holds(value_at(charter, path), test) for path, test in when.items())


def value_at(charter: Mapping[str, object], path: str) -> object:
    """Return the charter's value at a dotted path such as ``tone.humour``."""
    value: object = charter
    for step in path.split("."):
        if not isinstance(value, Mapping) or step not in value:
            raise ContentError(f"The charter has no field {path!r}.", field=path)
        value = value[step]
    return value


def _test_holds(value: object, test: object) -> bool:
    """Tell whether a value is the one of a test, or within all its comparisons."""
    if not isinstance(test, Mapping):
        return value == test
    try:
        return all(_COMPARISONS[name](value, bound) for name, bound in test.items())
    except KeyError as unknown:
        raise ContentError(f"Unknown comparison {unknown} in a charter test; use ge, le or in.") from None


AnyOverlay = Overlay | MessagesOverlay
AnyKey = Mapping[str, float | MessageKey]
"""Option, choice or dimension -> number; message -> what is right for it."""
KEYED = 4
"""In multi_select an option worth at least this belongs to the answer."""


def parts_set(overlay: AnyOverlay) -> dict[str, Any]:
    """Return what an overlay sets: option -> value, or "M4.priority" -> value for the key of a message."""
    if isinstance(overlay, Overlay):
        return dict(overlay.set)
    changes = overlay.changes()
    return {f"{name}.{part}": value for name, parts in changes.items() for part, value in parts.items()}


def key_after(item: AnyItem, applied: Sequence[AnyOverlay]) -> AnyKey:
    """Return the key with overlays laid over it, in the key's own order.

    Raises
    ------
    ContentError
        When two of them set the same part.
    """
    _refuse_twice(item, applied)
    if isinstance(item, Triage):
        key = item.key
        for overlay in applied:
            if isinstance(overlay, MessagesOverlay):
                key = changed_key(key, overlay.changes())
        return key
    return {**item.key, **{part: value for overlay in applied for part, value in parts_set(overlay).items()}}


def plain_key(key: AnyKey) -> dict[str, Any]:
    """Return a key as JSON-ready data, whole numbers without a point."""
    return {
        name: value.model_dump(mode="json") if isinstance(value, MessageKey) else number(value)
        for name, value in key.items()
    }


def numbers_in(key: AnyKey) -> dict[str, float]:
    """Return a key's numbers; empty for an inbox, whose key has none."""
    return {name: value for name, value in key.items() if not isinstance(value, MessageKey)}


def number(value: float) -> int | float:
    """Return a whole number without a point, so that the file reads as it was written and bytes stay."""
    return int(value) if value == int(value) else float(value)


def key_defect(item: AnyItem, key: AnyKey, *, spread: float) -> Text | None:
    """Return what keeps a key from separating good from bad answers, None when nothing does."""
    return next(key_defects(item, key, spread=spread), None)


def key_defects(item: AnyItem, key: AnyKey, *, spread: float) -> Iterator[Text]:
    """Yield every such defect: one per node of a conversation, one at most for the others."""
    if isinstance(item, OpenReply):
        return
    if isinstance(item, Triage):
        yield from _triage_defects(key)
        return
    values_of = numbers_in(key)
    parts = nodes_of(values_of) if isinstance(item, Conversation) else {"": values_of}
    for node, values in parts.items():
        defect = _values_defect(item.format, sorted(values.values(), reverse=True), spread=spread)
        if defect is not None:
            yield _at_node(node, defect)


def _refuse_twice(item: AnyItem, applied: Sequence[AnyOverlay]) -> None:
    """Raise ContentError if two overlays set the same part: which of them counts would be chance."""
    touched: set[str] = set()
    for overlay in applied:
        parts = set(parts_set(overlay))
        if twice := sorted(touched & parts):
            raise ContentError(
                f"item {item.id}, field overlays: two overlays set option {', '.join(twice)} under this "
                "charter; make their conditions exclude each other.",
                item=item.id,
                field="overlays",
            )
        touched |= parts


def _triage_defects(key: AnyKey) -> Iterator[Text]:
    if not any(isinstance(message, MessageKey) and message.priority == 1 for message in key.values()):
        yield Text(
            en="No message has priority 1, so the order in which messages are handled cannot be judged.",
            fr="Aucun message n'a la priorité 1 ; l'ordre de traitement ne peut pas être apprécié.",
        )


def _values_defect(name: Format, values: Sequence[float], *, spread: float) -> Text | None:
    """Return what is wrong with the values of a key, highest first, or None."""
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


def _multi_select_defect(values: Sequence[float]) -> Text | None:
    n_keyed = sum(value >= KEYED for value in values)
    if n_keyed >= 2 and n_keyed < len(values):
        return None
    n = len(values)
    return Text(
        en=f"{n_keyed} of {n} options are keyed {KEYED} or more; at least 2 and not all are needed.",
        fr=f"{n_keyed} options sur {n} valent {KEYED} ou plus ; il en faut au moins 2, et pas toutes.",
    )


def _at_node(node: str, defect: Text) -> Text:
    if not node:
        return defect
    return Text(en=f"Node {node}: {defect.en}", fr=f"Étape {node} : {defect.fr}")
