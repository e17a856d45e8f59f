"""What staff wrote about one person, without the names of other people who occur in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from sqlalchemy import Connection

from data.accounts import all_accounts
from data.candidates import candidates_of

HIDDEN = "[…]"
"""Stands for a name."""
SHORTEST = 3
"""Letters of a part of a name that is looked for by itself."""


def masking(connection: Connection, campaign_id: str, candidate_id: str) -> Callable[[str], str]:
    """Return what hides the staff and a campaign's other candidates in a text about one of them."""
    people = candidates_of(connection, campaign_id)
    own = [one for one in people if one.id == candidate_id]
    names: list[str] = []
    for one in all_accounts(connection):
        names += [one.name, one.email]
    for one in people:
        if one.id != candidate_id:
            names += [one.name, one.email or "", one.pseudonym]
    return mask(names, keep=[text for one in own for text in (one.name, one.email or "", one.pseudonym)])


def mask(names: Iterable[str], *, keep: Iterable[str] = ()) -> Callable[[str], str]:
    """Return what replaces names, and parts of them, by ``HIDDEN``, as whole words written as given.

    Parameters
    ----------
    names : iterable of str
        Names, addresses, pseudonyms; empty ones are nothing.
    keep : iterable of str
        The person's own: what occurs in them stays.
    """
    own = {part for name in keep for part in _parts(name)}
    looked_for = sorted({part for name in names for part in _parts(name)} - own, key=len, reverse=True)
    if not looked_for:
        return lambda text: text
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, looked_for)) + r")(?!\w)")
    return lambda text: pattern.sub(HIDDEN, text)


def _parts(name: str) -> set[str]:
    whole = name.strip()
    return {part for part in {whole, *whole.split()} if len(part) >= SHORTEST}
