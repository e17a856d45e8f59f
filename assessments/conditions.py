"""Charter tests: the ``when`` of overlays, exclusions and phrases."""

from __future__ import annotations

from collections.abc import Mapping

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
    return all(_one_holds(value_at(charter, path), test) for path, test in when.items())


def value_at(charter: Mapping[str, object], path: str) -> object:
    """Return the charter's value at a dotted path such as ``tone.humour``."""
    value: object = charter
    for step in path.split("."):
        if not isinstance(value, Mapping) or step not in value:
            raise ContentError(f"The charter has no field {path!r}.", field=path)
        value = value[step]
    return value


def _one_holds(value: object, test: object) -> bool:
    if not isinstance(test, Mapping):
        return value == test
    try:
        return all(_COMPARISONS[name](value, bound) for name, bound in test.items())
    except KeyError as unknown:
        raise ContentError(f"Unknown comparison {unknown} in a charter test; use ge, le or in.") from None
