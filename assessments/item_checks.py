"""Checks that the parts of an item name the same things; each returns mistakes for ``FieldMistakes``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from assessments.model import Overlay

Mistakes = list[tuple[str, str]]
"""Path of the part to mend, and what is wrong with it."""


def differing_ids(named: Mapping[str, Collection[str]], ids: Collection[str], *, what: str) -> Mistakes:
    """Return the parts that do not name exactly these ids."""
    return [
        (path, f"{path.split('.')[0]} has {what} {sorted(found)}, the key has {sorted(ids)}")
        for path, found in named.items()
        if set(found) != set(ids)
    ]


def unknown_ids(named: Mapping[str, Collection[str]], ids: Collection[str], *, what: str) -> Mistakes:
    """Return the parts that name an id which does not exist."""
    return [
        (path, f"names {what} {sorted(unknown)}, which the key does not have")
        for path, found in named.items()
        if (unknown := set(found) - set(ids))
    ]


def unknown_in_overlays(overlays: Sequence[Overlay], ids: Collection[str]) -> Mistakes:
    """Return the overlays that set something the key does not have."""
    return [
        (f"overlays.{number}.set", f"sets {sorted(unknown)}, which the key does not have")
        for number, overlay in enumerate(overlays)
        if (unknown := set(overlay.set) - set(ids))
    ]
