"""Written replies put together with the marks that people gave them, as scoring takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.formats import FORMATS
from scoring.marks import Marks
from scoring.open_reply import MarkedReply
from scoring.scheme import Scheme

PersonMarks = Mapping[str, tuple[Marks, ...]]
"""Item id -> marks of one person's reply, one per marker, in the order submitted."""
PoolMarks = Mapping[str, PersonMarks]
"""Candidate -> marks of that person's replies."""


def marked_items(scheme: Scheme) -> frozenset[str]:
    """Return the ids of the items whose answers people mark."""
    return frozenset(item.id for item in scheme.items if FORMATS[item.format].is_marked)


def with_marks(answers: Mapping[str, Any], marks: PersonMarks, marked: frozenset[str]) -> dict[str, Any]:
    """Return one person's answers with the replies among them marked; one without marks awaits them.

    Parameters
    ----------
    answers : mapping of item id to answer
        Checked; None = skipped.
    marks : mapping of item id to marks
    marked : set of item ids
        As marked_items returns them.
    """
    given = dict(answers)
    for item in marked & given.keys():
        if given[item] is not None:
            given[item] = MarkedReply(given[item], marks.get(item, ()))
    return given
