"""What is said about a list of people: which rows stay out and why, and what was understood how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_LISTED = 12
"""Rows or titles that a note names; beyond, it says that there are more."""


@dataclass(frozen=True)
class RowProblem:
    """Why one row cannot be imported; the code is a key under ``people.imports.problems``."""

    row: int
    """As the spreadsheet numbers it: the file's first row is 1."""
    column: str
    """The column's name in the file."""
    code: str
    value: str
    first_row: int | None = None
    """For a doubled e-mail: where it stands first."""
    other: str = ""
    """For a name whose encoding is in doubt: how it may read too."""


@dataclass(frozen=True)
class Note:
    """Something understood that the recruiter should know; a key under ``people.imports.notes``."""

    code: str
    value: str = ""
    n: int = 0
    """Of what is counted, where something is."""


def listed(said: Sequence[str]) -> str:
    """Return what a note names, with a sign where there are more."""
    return ", ".join(said[:MOST_LISTED]) + (" …" if len(said) > MOST_LISTED else "")
