"""The scheme of a frozen form: its items with keys and loadings, its weights, and a stated error."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from domain import (
    COMPETENCIES,
    DEFAULT_FAMILY_WEIGHTS,
    DEFAULT_METHODS,
    DEFAULT_WEIGHTS,
    FAMILIES,
    INTERVIEW,
    METHODS,
    SHARE_TOLERANCE,
    Method,
)
from errors import BadForm
from scoring.formats.formats import FORMATS
from scoring.formats.points import read_numbers

FORMER_DEFAULT = {"sd": 0.20, "reliability": 0.70}
"""What every form stated before scoring version 2, whatever its length."""


class Prior(NamedTuple):
    """An error that a form states beforehand, in place of the declared prior of each format (error_prior)."""

    sd: float
    """SD of composites, on the 0-1 scale."""
    reliability: float
    """Share of composite variance owed to candidates, 0 to 1."""


class SchemeItem(NamedTuple):
    """One item, as far as numbers go."""

    id: str
    format: str
    key: Any
    """As the format's read_key returns it."""
    loadings: Mapping[str, float]
    """Competency -> how much of the item speaks for it, 0 or more; absent = 0."""

    @property
    def method(self) -> Method:
        """Return the method to which its format belongs."""
        return "interview" if self.format == INTERVIEW else FORMATS[self.format].method


@dataclass(frozen=True)
class Scheme:
    """The items and weights by which answers to a form become scores."""

    items: tuple[SchemeItem, ...]
    """In the form's order, in which every sum runs."""
    weights: Mapping[str, float] = field(default_factory=lambda: {**DEFAULT_WEIGHTS})
    """Competency -> weight inside its family, any positive scale."""
    family_weights: Mapping[str, float] = field(default_factory=lambda: {**DEFAULT_FAMILY_WEIGHTS})
    """Family -> weight in the composite; the two sum to 1."""
    methods: Mapping[Method, float] = field(default_factory=lambda: DEFAULT_METHODS)
    """Method -> weight inside each competency that it measures, any positive scale."""
    prior: Prior | None = None
    """None = the declared prior of each format."""

    @cached_property
    def methods_used(self) -> tuple[Method, ...]:
        """Methods to which at least one item belongs, in the order of METHODS."""
        return tuple(method for method in METHODS if any(item.method == method for item in self.items))

    def keys_by_format(self) -> dict[str, dict[str, Any]]:
        """Return format -> (item id -> key), as person_points takes them."""
        keys: dict[str, dict[str, Any]] = {}
        for item in self.items:
            if item.format != INTERVIEW:
                keys.setdefault(item.format, {})[item.id] = item.key
        return keys


def scheme_from_form(form: Mapping[str, Any]) -> Scheme:
    """Read what scoring needs from a frozen form and refuse what cannot be scored with.

    Parameters
    ----------
    form : mapping
        ``items`` (each with id, format, loadings, and the key as its format reads it) is required;
        ``weights``, ``families``, ``methods`` and ``prior`` take the defaults when absent; other members are
        left alone.

    Raises
    ------
    BadForm
        Names the item and the field.
    """
    listed = form.get("items")
    if not isinstance(listed, list) or not listed:
        raise BadForm("items: expected a list of at least one item")
    items = tuple(_item(at, item) for at, item in enumerate(listed, start=1))
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise BadForm(f"items: {item.id} stands there twice")
        seen.add(item.id)
    weights = _weights(form.get("weights"), items)
    return Scheme(
        items,
        weights,
        _family_weights(form.get("families")),
        _methods(form.get("methods"), items),
        _prior(form.get("prior")),
    )


def _item(at: int, item: object) -> SchemeItem:
    """Read the item at a place (1 = first) of the form."""
    if not isinstance(item, dict) or not isinstance(item.get("id"), str) or not item["id"]:
        raise BadForm(f"items: number {at} has no id")
    name = item["id"]
    if item.get("format") not in tuple(FORMATS):
        raise BadForm(f"{name}: format: expected one of {', '.join(FORMATS)}, got {item.get('format')!r:.40}")
    key = FORMATS[item["format"]].read_key(item)
    loadings = read_numbers(f"{name}: loadings", item.get("loadings"), among=COMPETENCIES)
    # Two forms that differ only in the order of members have one SHA-256, so they must have the same bits.
    in_order = {competency: loadings[competency] for competency in COMPETENCIES if competency in loadings}
    return SchemeItem(name, item["format"], key, in_order)


def _weights(weights: object, items: tuple[SchemeItem, ...]) -> Mapping[str, float]:
    """Read the competencies' weights; a competency that items measure may not be left without one."""
    if weights is None:
        return {str(competency): weight for competency, weight in DEFAULT_WEIGHTS.items()}
    read = read_numbers("weights", weights, among=COMPETENCIES)
    for item in items:
        for competency in item.loadings:
            if competency not in read:
                raise BadForm(f"weights: no weight for {competency}, which {item.id} measures")
    return {competency: read.get(competency, 0.0) for competency in COMPETENCIES}


def _family_weights(families: object) -> Mapping[str, float]:
    """Read the families' weights, which must sum to 1."""
    if families is None:
        return {str(family): weight for family, weight in DEFAULT_FAMILY_WEIGHTS.items()}
    read = read_numbers("families", families, among=tuple(FAMILIES))
    if set(read) != set(FAMILIES) or abs(math.fsum(read.values()) - 1) > SHARE_TOLERANCE:
        raise BadForm(f"families: expected weights of {' and '.join(FAMILIES)} that sum to 1, got {families}")
    return read


def _methods(methods: object, items: tuple[SchemeItem, ...]) -> Mapping[Method, float]:
    """Read the methods' weights; a method to which items belong must weigh something."""
    if methods is None:
        return DEFAULT_METHODS
    read = read_numbers("methods", methods, among=METHODS)
    for item in items:
        if not read.get(item.method):
            raise BadForm(f"methods: expected a weight above 0 for {item.method}, to which {item.id} belongs")
    return {method: read.get(method, 0.0) for method in METHODS}


def _prior(prior: object) -> Prior | None:
    """Read the stated error; forms frozen before scoring version 2 all state one that means "the default"."""
    if prior is None or prior == FORMER_DEFAULT:
        return None
    read = read_numbers("prior", prior, among=Prior._fields)
    if set(read) != set(Prior._fields) or read["reliability"] > 1:
        raise BadForm(f"prior: expected sd (0 or more) and reliability (0 to 1), got {prior}")
    return Prior(**read)
