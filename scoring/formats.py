"""The formats that can be scored: name -> how an answer is checked, scored and simulated.

Whatever walks the formats (scoring, the shell, the demonstration, the battery of tests) walks this table; a
new format is one row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, NamedTuple

from scoring.best_worst import best_worst_points, check_best_worst, simulate_best_worst
from scoring.mcq import check_mcq, mcq_points, simulate_mcq
from scoring.multi_select import check_multi_select, multi_select_points, simulate_multi_select
from scoring.points import FormatPoints
from scoring.rank import check_rank, rank_points, simulate_rank
from scoring.rate_each import check_rate_each, rate_each_points, simulate_rate_each


class FormatRule(NamedTuple):
    """What is known about one format."""

    check: Callable[[object, Any], None]
    """(answer, options of the item): raises AnswerError."""
    points: Callable[[Any, Any], FormatPoints]
    """(keys, answers) of one person: item id -> points."""
    simulate: Callable[[Any, float, Random], Any]
    """(key, ability, rng): a plausible answer."""
    is_joint: bool = False
    """Whether an item's points also depend on the person's other answers of the format."""


FORMATS: dict[str, FormatRule] = {
    "best_worst": FormatRule(check_best_worst, best_worst_points, simulate_best_worst),
    "rate_each": FormatRule(check_rate_each, rate_each_points, simulate_rate_each, is_joint=True),
    "rank": FormatRule(check_rank, rank_points, simulate_rank),
    "multi_select": FormatRule(check_multi_select, multi_select_points, simulate_multi_select),
    "mcq": FormatRule(check_mcq, mcq_points, simulate_mcq),
}


def person_points(
    keys_by_format: Mapping[str, Mapping[str, Any]], answers: Mapping[str, object]
) -> FormatPoints:
    """Score all the answers of one person.

    Parameters
    ----------
    keys_by_format : mapping of format name to (mapping of item id to key), in the form's order
    answers : mapping of item id to answer
        Checked answers; None or absent = no answer.

    Returns
    -------
    FormatPoints
        Points of every item answered, and the flags of all formats.
    """
    points: dict[str, float] = {}
    flags: frozenset[str] = frozenset()
    for name, keys in keys_by_format.items():
        given = {item: answers[item] for item in keys if answers.get(item) is not None}
        scored = FORMATS[name].points(keys, given)
        points.update(scored.points)
        flags |= scored.flags
    return FormatPoints(points, flags)
