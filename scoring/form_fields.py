"""Reading a frozen form's members: each function refuses with BadForm, naming item and field."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from errors import BadForm
from scoring.bounds import LARGEST, SMALLEST


def members(where: str, value: object) -> dict[str, Any]:
    """Return value if it is an object, else raise."""
    if not isinstance(value, dict):
        raise BadForm(f"{where}: expected an object, got {value!r:.40}")
    return value


def numbers(
    where: str,
    value: object,
    *,
    lowest: float = 0,
    highest: float = LARGEST,
    among: Collection[str] | None = None,
) -> dict[str, float]:
    """Read an object of numbers within bounds, which keep what is computed from them finite."""
    if not isinstance(value, dict):
        raise BadForm(f"{where}: expected an object of numbers, got {value!r:.40}")
    for name, number in value.items():
        if among is not None and name not in among:
            raise BadForm(f"{where}: expected only {', '.join(among)}, got {name!r:.40}")
        is_number = type(number) in (int, float) and lowest <= number <= highest
        if not is_number or 0 < number < SMALLEST:
            bounds = f"from {lowest:.15g} to {highest:.15g}" + (
                "" if lowest else f" (0, or {SMALLEST} or more)"
            )
            raise BadForm(f"{where}: {name}: expected a number {bounds}, got {number!r:.40}")
    return value


def option_key(item: Mapping[str, Any]) -> dict[str, float]:
    """Read the key of a closed item: option id -> effectiveness, 1 to 5, of at least two options."""
    where = f"{item['id']}: key"
    key = numbers(where, item.get("key"), lowest=1, highest=5)
    if len(key) < 2:
        raise BadForm(f"{where}: expected at least two options, got {len(key)}")
    return key


def listed(where: str, value: object) -> dict[str, dict[str, Any]]:
    """Read a list of objects that each have an id of their own: id -> object, in the order of the list."""
    if not isinstance(value, list) or not value:
        raise BadForm(f"{where}: expected a list of at least one object with an id, got {value!r:.40}")
    found: dict[str, dict[str, Any]] = {}
    for at, one in enumerate(value, start=1):
        if not isinstance(one, dict) or not isinstance(one.get("id"), str) or not one["id"]:
            raise BadForm(f"{where}: number {at} has no id")
        if one["id"] in found:
            raise BadForm(f"{where}: {one['id']} stands there twice")
        found[one["id"]] = one
    return found
