"""Differences: where two things that should be the same first differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

TOLERANCE = 2e-9
"""Numbers are kept to 9 decimals; the last one may round to either side on another machine."""

_ABSENT = "nothing"


class Difference(NamedTuple):
    """One thing that is not as it was kept."""

    kind: str
    """row, seal, form, guide, snapshot, decision, account, campaign or record."""
    subject: str
    """Id of the thing."""
    where: str
    """What in it differs."""
    expected: object
    actual: object

    def __str__(self) -> str:
        """Say it in a line."""
        return (
            f"{self.kind} {self.subject}: {self.where}: kept {self.expected!r:.80}, found {self.actual!r:.80}"
        )


class At(NamedTuple):
    """A place inside plain data, and what stands there."""

    path: tuple[str, ...]
    expected: object
    actual: object


def first_difference(expected: Any, actual: Any, path: tuple[str, ...] = ()) -> At | None:
    """Return where plain data first differ, in the order of ``actual``, or None.

    Parameters
    ----------
    expected, actual : plain data
        Mappings, sequences, texts, numbers and None; floats are equal up to ``TOLERANCE``.
    path : tuple of str
        Where both stand in something larger.
    """
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        names = [*actual, *(name for name in expected if name not in actual)]
        pairs = [(str(name), expected.get(name, _ABSENT), actual.get(name, _ABSENT)) for name in names]
    elif _is_list(expected) and _is_list(actual) and len(expected) == len(actual):
        pairs = [(str(at), *both) for at, both in enumerate(zip(expected, actual, strict=True))]
    else:
        return None if _same(expected, actual) else At(path, expected, actual)
    differing = (
        first_difference(expected_part, actual_part, (*path, name))
        for name, expected_part, actual_part in pairs
    )
    return next((at for at in differing if at is not None), None)


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _same(expected: object, actual: object) -> bool:
    if isinstance(expected, float) or isinstance(actual, float):
        if isinstance(expected, int | float) and isinstance(actual, int | float):
            return abs(expected - actual) <= TOLERANCE
        return False
    return expected == actual
