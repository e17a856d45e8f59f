"""What must hold before a form is published, and what a recruiter is shown about it beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from assessments.charter import Charter
from assessments.form import eligible_items
from assessments.items import AnyItem
from assessments.load import Bank
from assessments.model import COMPETENCIES, Family, Strict, Text
from assessments.typography import typeset

INTERPERSONAL_FLOOR = 0.60
RATE_EACH_MINIMUM = 4
"""rate_each is scored over its set; fewer than four items are too short a basis for a correlation."""
CHARTER_DECIDED_SHARE = 1 / 3
STRONG_LOADING = 0.20
INDICATIVE_BELOW = 6
SHORT_INTERPERSONAL = 14

Preset = Literal["short", "long"]


class Problem(Strict):
    """A reason why a form cannot be published yet."""

    code: str
    text: Text


class Coverage(Strict):
    """How much of a form bears on one competency."""

    competency: str
    n_items: int
    """Items with a loading of at least .20."""
    loading: float
    """Sum of all loadings."""
    is_indicative: bool
    """Fewer than six such items: the score is shown with that word."""


def problems(form: Mapping[str, Any]) -> tuple[Problem, ...]:
    """List what keeps a form from being published; empty when nothing does."""
    checks = (_families_without_items, _too_few_rate_each, _interpersonal_too_low, _charter_decides_too_often)
    return tuple(problem for check in checks for problem in check(form))


def coverage(form: Mapping[str, Any]) -> tuple[Coverage, ...]:
    """Return, per competency in the model's order, how many items bear on it and how strongly."""
    rows = []
    for competency in form["competencies"]:
        code = competency["code"]
        loadings = [item["loadings"].get(code, 0.0) for item in form["items"]]
        n_items = sum(loading >= STRONG_LOADING for loading in loadings)
        rows.append(
            Coverage(
                competency=code,
                n_items=n_items,
                loading=round(sum(loadings), 9),
                is_indicative=n_items < INDICATIVE_BELOW,
            )
        )
    return tuple(rows)


def total_minutes(form: Mapping[str, Any]) -> float:
    """Return the working time of a form in minutes, without the practice scene."""
    return round(sum(item["minutes"] for item in form["items"]), 9)


def preset_ids(name: Preset, bank: Bank, charter: Charter) -> tuple[str, ...]:
    """Return the items of a ready-made form under a charter.

    ``long`` is every eligible item. ``short`` is all technical items and the fourteen interpersonal ones that
    together cover the competencies best, chosen by the same rule each time. Neither keeps one to three
    rate_each items, because fewer than four cannot be scored.
    """
    items = _without_lonely_rate_each(eligible_items(bank, charter))
    if name == "long":
        return tuple(item.id for item in items)
    people = [item for item in items if item.family == "interpersonal"]
    kept = _best_covering(people, n=SHORT_INTERPERSONAL)
    return tuple(item.id for item in items if item.family == "technical" or item in kept)


def _families_without_items(form: Mapping[str, Any]) -> Iterator[Problem]:
    for family, codes in COMPETENCIES.items():
        if form["families"][family] > 0 and not _bears_on(form["items"], codes, form["weights"]):
            yield _no_element(family)


def _too_few_rate_each(form: Mapping[str, Any]) -> Iterator[Problem]:
    n = sum(item["format"] == "rate_each" for item in form["items"])
    if 0 < n < RATE_EACH_MINIMUM:
        yield _problem(
            "rate_each_too_few",
            en=f"{n} rate-each items: take at least {RATE_EACH_MINIMUM} or none.",
            fr=f"{n} situations à noter option par option : il en faut {RATE_EACH_MINIMUM} ou aucune.",
        )


def _interpersonal_too_low(form: Mapping[str, Any]) -> Iterator[Problem]:
    share, floor = form["families"]["interpersonal"] * 100, INTERPERSONAL_FLOOR * 100
    if share < floor - 1e-9:
        yield _problem(
            "interpersonal_below_floor",
            en=f"Interpersonal judgment counts for {share:g}%; at least {floor:g}% are needed.",
            fr=f"Les compétences humaines comptent pour {share:g} % ; il faut au moins {floor:g} %.",
        )


def _charter_decides_too_often(form: Mapping[str, Any]) -> Iterator[Problem]:
    decided, n = sum(item["charter_decides"] for item in form["items"]), len(form["items"])
    if decided > n * CHARTER_DECIDED_SHARE:
        yield _problem(
            "charter_decides_too_often",
            en=f"In {decided} of {n} scenes the charter alone gives the answer; at most a third may.",
            fr=f"Dans {decided} situations sur {n}, la charte suffit à répondre ; un tiers au plus.",
        )


def _no_element(family: Family) -> Problem:
    name = {"interpersonal": ("interpersonal", "humaines"), "technical": ("technical", "techniques")}[family]
    return _problem(
        f"no_{family}_element",
        en=f"The {name[0]} family counts, but no item of the form measures it.",
        fr=f"Les compétences {name[1]} comptent, mais aucune situation du questionnaire ne les mesure.",
    )


def _problem(code: str, *, en: str, fr: str) -> Problem:
    return Problem(code=code, text=Text(en=typeset(en, "en"), fr=typeset(fr, "fr")))


def _bears_on(items: Sequence[Mapping[str, Any]], codes: Sequence[str], weights: Mapping[str, float]) -> bool:
    return any(item["loadings"].get(code, 0) > 0 and weights[code] > 0 for item in items for code in codes)


def _without_lonely_rate_each(items: Sequence[AnyItem]) -> list[AnyItem]:
    rated = [item for item in items if item.format == "rate_each"]
    return [item for item in items if len(rated) >= RATE_EACH_MINIMUM or item not in rated]


def _best_covering(items: Sequence[AnyItem], *, n: int) -> list[AnyItem]:
    """Leave out one item at a time, the one whose loss costs coverage least, until n are left.

    Equal losses leave out the later item, so the choice is the same on every machine.
    """
    kept = list(items)
    while len(kept) > n:
        candidates = [[item for item in kept if item is not left] for left in reversed(kept)]
        allowed = [rest for rest in candidates if _rate_each_holds(rest)]
        kept = max(allowed or candidates, key=_covered)
    return kept


def _rate_each_holds(items: Sequence[AnyItem]) -> bool:
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
