"""The table of the formats that can be scored: how a key is read, an answer checked, scored and simulated.

Whatever walks the formats (scoring, files, the demonstration, the battery of tests) walks this table; a new
format is one row. Below it, the points of one person over all formats.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, NamedTuple

from domain import Method
from scoring.formats.closed_formats import (
    best_worst_points,
    check_best_worst,
    check_mcq,
    check_multi_select,
    check_rank,
    check_rate_each,
    has_both,
    mcq_points,
    multi_select_points,
    rank_points,
    rate_each_points,
    simulate_best_worst,
    simulate_mcq,
    simulate_multi_select,
    simulate_rank,
    simulate_rate_each,
)
from scoring.formats.conversation import (
    any_node_tells,
    check_conversation,
    conversation_points,
    read_conversation_key,
    simulate_conversation,
)
from scoring.formats.open_reply import (
    check_open_reply,
    open_reply_points,
    read_open_reply_key,
    simulate_open_reply,
)
from scoring.formats.points import (
    SKIPPED,
    UNDEFINED,
    FormatPoints,
    merge_points,
    read_option_key,
    tells_apart,
)
from scoring.formats.triage import check_triage, read_triage_key, simulate_triage, triage_points


class FormatRule(NamedTuple):
    """One row of the table: how a format is read, checked, scored and simulated."""

    method: Method
    """The way of finding out to which it belongs; methods are mixed inside each competency."""
    read_key: Callable[[Mapping[str, Any]], Any]
    """(item of a frozen form): its key, as the others take it; raises BadForm."""
    check: Callable[[object, Any], None]
    """(answer, key): raises AnswerError."""
    points: Callable[[Any, Any], FormatPoints]
    """(keys, answers) of one person: item id -> points."""
    simulate: Callable[[Any, float, Random], Any]
    """(key, ability, rng): a plausible answer."""
    is_joint: bool = False
    """Whether an item's points also depend on the person's other answers of the format."""
    is_marked: bool = False
    """Whether people mark the answer: what is scored is open_reply.MarkedReply."""
    can_score: Callable[[Any], bool] = lambda key: True
    """(key): whether it can tell answers apart; an item that cannot has no points for anybody."""


FORMATS: dict[str, FormatRule] = {
    "best_worst": FormatRule(
        "closed",
        read_option_key,
        check_best_worst,
        best_worst_points,
        simulate_best_worst,
        can_score=tells_apart,
    ),
    "rate_each": FormatRule(
        "closed",
        read_option_key,
        check_rate_each,
        rate_each_points,
        simulate_rate_each,
        is_joint=True,
        can_score=tells_apart,
    ),
    "rank": FormatRule(
        "closed", read_option_key, check_rank, rank_points, simulate_rank, can_score=tells_apart
    ),
    "multi_select": FormatRule(
        "closed",
        read_option_key,
        check_multi_select,
        multi_select_points,
        simulate_multi_select,
        can_score=has_both,
    ),
    "mcq": FormatRule("closed", read_option_key, check_mcq, mcq_points, simulate_mcq, can_score=tells_apart),
    "conversation": FormatRule(
        "work_sample",
        read_conversation_key,
        check_conversation,
        conversation_points,
        simulate_conversation,
        can_score=any_node_tells,
    ),
    "triage": FormatRule("work_sample", read_triage_key, check_triage, triage_points, simulate_triage),
    "open_reply": FormatRule(
        "work_sample",
        read_open_reply_key,
        check_open_reply,
        open_reply_points,
        simulate_open_reply,
        is_marked=True,
    ),
}


def person_points(
    keys_by_format: Mapping[str, Mapping[str, Any]], answers: Mapping[str, object]
) -> FormatPoints:
    """Score all the answers of one person.

    Parameters
    ----------
    keys_by_format : mapping of format name to (mapping of item id to key), in the form's order
    answers : mapping of item id to answer
        Checked answers, marked ones with their marks; None = shown and skipped, absent = never shown.

    Returns
    -------
    FormatPoints
        Points of every item shown, and what all formats remark. Nothing at all for somebody who answered
        nothing: there is nothing to score, which is not a low score.
    """
    scored: list[FormatPoints] = []
    if all(answer is None for answer in answers.values()):
        return merge_points(scored)
    for name, keys in keys_by_format.items():
        rule = FORMATS[name]
        answered = {item: answers[item] for item in keys if answers.get(item) is not None}
        scored.append(rule.points(keys, answered))
        skipped = frozenset(item for item in keys if item in answers and answers[item] is None)
        if skipped:
            scored.append(skipped_points(skipped, keys, rule))
    return merge_points(scored)


def skipped_points(skipped: frozenset[str], keys: Mapping[str, Any], rule: FormatRule) -> FormatPoints:
    """Return what skipped items of one format earn: what chance would have, where answers have points at all.

    Parameters
    ----------
    skipped : frozenset of str
        Item ids, each with a key.
    keys : mapping of item id to key
        Of all the form's items of the format.
    rule : FormatRule
        Of the format.
    """
    if rule.is_joint:
        # One key over all items: that one of them cannot tell its options apart leaves the others' scale.
        joint = {(item, option): value for item, key in keys.items() for option, value in key.items()}
        points = SKIPPED if rule.can_score(joint) else UNDEFINED
        return FormatPoints(dict.fromkeys(sorted(skipped), points), skipped=skipped)
    earned = {item: SKIPPED if rule.can_score(keys[item]) else UNDEFINED for item in sorted(skipped)}
    return FormatPoints(earned, skipped=skipped)
