"""Checks of a form before it is published: problems, and the coverage of each competency."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assessments.content.wording import typeset
from assessments.items.model import Strict, Text
from domain import CLOSED_FORMATS, FAMILIES, INDICATIVE_BELOW, METHODS, STRONG_LOADING, Family, Format, Method

RATE_EACH_MINIMUM = 4
"""rate_each is scored over its set; fewer than four items are too short a basis for a correlation."""
CHARTER_DECIDED_SHARE = 1 / 3
"""Most of a form's items in which reading the charter is enough to find the best answer."""


class Problem(Strict):
    """A reason why a form cannot be published yet."""

    code: str
    text: Text


class Coverage(Strict):
    """The part of a form that bears on one competency."""

    competency: str
    n_items: int
    """Items with a loading of at least .20."""
    loading: float
    """Sum of all loadings."""
    methods: tuple[Method, ...]
    """Ways in which the form sees it, closed items first."""
    is_indicative: bool
    """Fewer than six such items: the score is shown with that word."""


def method_of(name: Format) -> Method:
    """Return the method a format belongs to: choosing among reactions, or doing a piece of the work."""
    return "closed" if name in CLOSED_FORMATS else "work_sample"


def problems(form: Mapping[str, Any]) -> tuple[Problem, ...]:
    """List what keeps a form from being published; empty when nothing does."""
    checks = (_families_without_items, _too_few_rate_each, _charter_decides_too_often)
    return tuple(problem for check in checks for problem in check(form))


def coverage(form: Mapping[str, Any]) -> tuple[Coverage, ...]:
    """Return, per competency in the model's order, how many items bear on it and how strongly."""
    rows = []
    for competency in form["competencies"]:
        code = competency["code"]
        loadings = [item["loadings"].get(code, 0.0) for item in form["items"]]
        methods = {method_of(item["format"]) for item in form["items"] if item["loadings"].get(code, 0) > 0}
        n_items = sum(loading >= STRONG_LOADING for loading in loadings)
        rows.append(
            Coverage(
                competency=code,
                n_items=n_items,
                loading=round(sum(loadings), 9),
                methods=tuple(m for m in METHODS if m in methods),
                is_indicative=n_items < INDICATIVE_BELOW,
            )
        )
    return tuple(rows)


def total_minutes(form: Mapping[str, Any]) -> float:
    """Return the working time of a form in minutes, without the practice scene."""
    return round(sum(item["minutes"] for item in form["items"]), 9)


def _families_without_items(form: Mapping[str, Any]) -> Iterator[Problem]:
    for family, codes in FAMILIES.items():
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
