"""Checks shared by the formats: each raises AnswerError with the field, what was expected, what was got."""

from __future__ import annotations

from collections.abc import Collection

from errors import AnswerError


def require_option(field: str, value: object, option_ids: Collection[str]) -> None:
    """Raise unless value is the id of one of the item's options."""
    # The type comes first: an unhashable value cannot be looked up in a mapping.
    if not isinstance(value, str) or value not in option_ids:
        raise AnswerError(field, f"one of {', '.join(option_ids)}", value)


def require_members(field: str, value: object, members: Collection[str]) -> dict[str, object]:
    """Return value if it is an object with exactly these members, else raise."""
    expected = f"an object with exactly the members {', '.join(members)}"
    if not isinstance(value, dict):
        raise AnswerError(field, expected, value)
    if len(value) != len(members) or any(member not in value for member in members):
        raise AnswerError(field, expected, value)
    return value


def require_distinct(field: str, values: list[str]) -> None:
    """Raise if an option is named twice."""
    if len(set(values)) != len(values):
        twice = next(value for value in values if values.count(value) > 1)
        raise AnswerError(field, "each option at most once", twice)
