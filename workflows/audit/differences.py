"""Where two things that should be the same first differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

TOLERANCE = 2e-9
"""Numbers are kept to 9 decimals; the last one may round to either side on another machine."""


class Difference(NamedTuple):
    """One thing that is not as it was kept."""

    kind: str
    """row, seal, form, guide, snapshot, decision, account, campaign or record."""
    subject: str
    """Id of the thing."""
    where: str
    """What in it differs."""
    kept: object
    found: object

    def __str__(self) -> str:
        """Say it in a line."""
        return f"{self.kind} {self.subject}: {self.where}: kept {self.kept!r:.80}, found {self.found!r:.80}"


class At(NamedTuple):
    """A place inside plain data, and what stands there."""

    path: tuple[str, ...]
    kept: object
    found: object


_ABSENT = "nothing"


def first_difference(kept: Any, found: Any, path: tuple[str, ...] = ()) -> At | None:
    """Return where plain data first differ, in the order of ``found``, or None.

    Parameters
    ----------
    kept, found : plain data
        Mappings, sequences, texts, numbers and None; floats are equal up to ``TOLERANCE``.
    path : tuple of str
        Where both stand in something larger.
    """
    if isinstance(kept, Mapping) and isinstance(found, Mapping):
        names = [*found, *(name for name in kept if name not in found)]
        pairs = [(str(name), kept.get(name, _ABSENT), found.get(name, _ABSENT)) for name in names]
    elif _is_list(kept) and _is_list(found) and len(kept) == len(found):
        pairs = [(str(at), *both) for at, both in enumerate(zip(kept, found, strict=True))]
    else:
        return None if _same(kept, found) else At(path, kept, found)
    differing = (first_difference(one, other, (*path, name)) for name, one, other in pairs)
    return next((at for at in differing if at is not None), None)


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _same(kept: object, found: object) -> bool:
    if isinstance(kept, float) or isinstance(found, float):
        if isinstance(kept, int | float) and isinstance(found, int | float):
            return abs(kept - found) <= TOLERANCE
        return False
    return kept == found
