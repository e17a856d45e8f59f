"""Rules on one item as written: options, keys, loadings, overlays, what is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from assessments.card import is_told
from assessments.charter import locks
from assessments.conditions import holds
from assessments.conversation import Conversation, nodes_of
from assessments.eligibility import SPREAD_AFTER_OVERLAY
from assessments.items import AnyItem
from assessments.keys import AnyOverlay, key_after, key_defects, parts_set
from assessments.lint_model import Finding, finding
from assessments.model import COMPETENCIES
from assessments.scenario import Practice, Scenario
from errors import ContentError

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
    yield from _options(item)
    yield from _key(item)
    yield from _loadings(item)
    yield from _overlays(item, charters)
    yield from _conditions(item, charters)
    yield from _told(item, printed)


def _options(item: AnyItem) -> Iterator[Finding]:
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
    technical = sum(item.loadings.get(code, 0) for code in COMPETENCIES["technical"])
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
    for field in sorted({field for overlay in item.overlays for field in overlay.when}):
        if not any(
            is_told(field, frozenset({told})) or is_told(told, frozenset({field})) for told in item.told
        ):
            yield _error("L21", item, "told", f"{field} changes the key and is not in told.")
    for field in item.told:
        if not is_told(field, printed):
            yield _error("L21", item, "told", f"{field} is printed on no charter card.")


def _exclusive(first: AnyOverlay, second: AnyOverlay) -> bool:
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
    if not isinstance(test, Mapping):
        return [test]
    return list(test["in"]) if "in" in test else None


def _bound(test: object, name: str, otherwise: float) -> float:
    return float(test.get(name, otherwise)) if isinstance(test, Mapping) else otherwise


def _error(rule: str, item: AnyItem, field: str, message: str) -> Finding:
    return finding(rule, "E", message, item=item, field=field)


def _warning(rule: str, item: AnyItem, field: str, message: str) -> Finding:
    return finding(rule, "W", message, item=item, field=field)
