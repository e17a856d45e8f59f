"""Ready-made forms, whose items are chosen by the same rule each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, get_args

from assessments.charter.charter import Charter
from assessments.content.load import Bank
from assessments.form.form import eligible_items
from assessments.form.publishing import RATE_EACH_MINIMUM
from assessments.items.items import AnyItem
from domain import CLOSED_FORMATS, WORK_SAMPLES, Family

Preset = Literal["short", "standard", "long"]
PRESETS: tuple[Preset, ...] = get_args(Preset)
DEFAULT_PRESET: Preset = "standard"


class _Size(NamedTuple):
    """The number of items of each kind."""

    interpersonal: int
    technical: int
    conversation: int
    open_reply: int
    triage: int


# About 25 and 50 minutes of work, by MINUTES of each format.
SIZES: Mapping[Preset, _Size] = {
    "short": _Size(interpersonal=7, technical=3, conversation=1, open_reply=1, triage=0),
    "standard": _Size(interpersonal=10, technical=5, conversation=1, open_reply=2, triage=1),
}


def preset_ids(name: Preset, bank: Bank, charter: Charter) -> tuple[str, ...]:
    """Return the items of a ready-made form under a charter, in the bank's order.

    ``long`` is every eligible item. ``short`` (about 25 minutes) and ``standard`` (about 50) hold the first
    conversation and replies of the bank, so that markers train on few of them, and the closed items that
    together with these cover the competencies best; ``standard`` has the inbox too. None keeps one to three
    rate_each items, because fewer than four cannot be scored.
    """
    items = _without_lonely_rate_each(eligible_items(bank, charter))
    if name == "long":
        return tuple(item.id for item in items)
    by_kind = {kind: [item for item in items if _kind(item) == kind] for kind in _Size._fields}
    sizes = SIZES[name]
    chosen = [item for kind in WORK_SAMPLES for item in by_kind[kind][: getattr(sizes, kind)]]
    for family in get_args(Family):
        chosen += _best_covering(by_kind[family], n=getattr(sizes, family), beside=chosen)
    return tuple(item.id for item in items if item in chosen)


def _kind(item: AnyItem) -> str:
    """Return the family of a closed item, the format of another one."""
    return item.family if item.format in CLOSED_FORMATS else item.format


def _without_lonely_rate_each(items: Sequence[AnyItem]) -> list[AnyItem]:
    return [item for item in items if _rate_each_holds(items) or item.format != "rate_each"]


def _best_covering(items: Sequence[AnyItem], *, n: int, beside: Sequence[AnyItem]) -> list[AnyItem]:
    """Return the n items that cover best, tried with rate_each items (four or more of them) and without."""
    pools = [items, [item for item in items if item.format != "rate_each"]]
    choices = [_thinned(pool, n=n, beside=beside) for pool in pools]
    allowed = [choice for choice in choices if _rate_each_holds([*beside, *choice])]
    return max(allowed, key=lambda choice: (len(choice), _covered([*beside, *choice])))


def _thinned(items: Sequence[AnyItem], *, n: int, beside: Sequence[AnyItem]) -> list[AnyItem]:
    """Leave out one item at a time, the one whose loss costs coverage least, until n are left.

    Equal losses leave out the later item, so the choice is the same on every machine.
    """
    remaining = list(items)
    while len(remaining) > n:
        rests = [[item for item in remaining if item is not dropped] for dropped in reversed(remaining)]
        allowed = [rest for rest in rests if _rate_each_holds([*beside, *rest])]
        remaining = max(allowed or rests, key=lambda rest: _covered([*beside, *rest]))
    return remaining


def _rate_each_holds(items: Sequence[AnyItem]) -> bool:
    """Tell whether there are enough rate_each items to be scored, or none."""
    n_rated = sum(item.format == "rate_each" for item in items)
    return n_rated == 0 or n_rated >= RATE_EACH_MINIMUM


def _covered(items: Sequence[AnyItem]) -> float:
    """Sum of square roots of loadings: the tenth item on one competency adds less than the second.

    Competencies count alike here, whatever their weight: each is reported, so each needs a basis.
    """
    totals: dict[str, float] = {}
    for item in items:
        for code, loading in item.loadings.items():
            totals[code] = totals.get(code, 0.0) + loading
    return round(sum(total**0.5 for total in totals.values()), 12)
