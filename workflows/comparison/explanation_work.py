"""The explanation of a work sample: what each part of an answer earned, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scoring.formats.marks import Marks, agreed_marks, needs_third
from scoring.formats.points import height
from scoring.formats.triage import parts_of, read_triage_key
from scoring.formats.triage_key import MESSAGE_MAXIMUM, ORDER_MAXIMUM, PRIORITY_EXACT, RIGHT, MessageParts
from scoring.formats.words import count_words
from workflows.comparison.evidence import (
    ChoiceEvidence,
    ConversationEvidence,
    DimensionEvidence,
    MessageEvidence,
    Part,
    ReplyEvidence,
    StemPart,
    TriageEvidence,
    TurnEvidence,
    WorkEvidence,
)
from workflows.sitting.work_samples import Turn, conversation_of

Item = Mapping[str, Any]


def work_evidence(item: Item, answer: Any, marks: Sequence[Marks]) -> WorkEvidence | None:
    """Return what a person did in a work sample; None for a closed item and where there is no answer.

    Parameters
    ----------
    item : mapping
        Of a frozen form.
    answer : JSON
        Checked; None = none.
    marks : sequence of marks
        Of a written reply, in the order submitted.
    """
    if answer is None or item["format"] not in _EVIDENCE:
        return None
    return _EVIDENCE[item["format"]](item, answer, marks)


def stem_part(part: Mapping[str, Any]) -> StemPart:
    """Return a piece of a situation as the form holds it."""
    return StemPart(None, part["say"]) if "say" in part else StemPart(part["by"], part["text"])


def _conversation(item: Item, answer: Sequence[str], _: Sequence[Marks]) -> ConversationEvidence:
    """Return the path with key and reason of every choice, and the story's end for the debrief."""
    story = conversation_of(item, answer)
    return ConversationEvidence(
        turns=tuple(_turn(item, turn) for turn in story.turns),
        ending=story.ending,
        ending_text=item["endings"][story.ending] if story.ending else None,
        mood=story.mood,
        flags=tuple(sorted(story.flags)),
    )


def _turn(item: Item, turn: Turn) -> TurnEvidence:
    chosen = turn.choice["id"]
    key = {choice["id"]: item["key"][choice["id"]] for choice in turn.node["choices"]}
    points = height(key, chosen)
    return TurnEvidence(
        node=turn.node["id"],
        posts=tuple(stem_part(part) for part in turn.node["posts"]),
        choices=tuple(_choice(item, choice, chosen) for choice in turn.node["choices"]),
        points=points if points == points else None,
    )


def _choice(item: Item, choice: Mapping[str, Any], chosen: str) -> ChoiceEvidence:
    name = choice["id"]
    return ChoiceEvidence(
        id=name,
        text=choice["text"],
        outcome=choice["outcome"],
        key=item["key"][name],
        base_key=item.get("base_key", item["key"])[name],
        rationale=item.get("rationale", {}).get(name),
        is_chosen=name == chosen,
    )


def _triage(item: Item, answer: Mapping[str, Mapping[str, Any]], _: Sequence[Marks]) -> TriageEvidence:
    """Return message by message what was done and what it earned, and the four parts."""
    key = read_triage_key(item)
    parts = parts_of(key, answer)
    by_id = {message["id"]: message for message in item["messages"]}
    in_order = [*answer, *(name for name in by_id if name not in answer)]
    n = len(by_id)
    return TriageEvidence(
        messages=tuple(_message(item, by_id[name], answer, parts.messages) for name in in_order),
        action=Part(parts.action, RIGHT * n),
        priority=Part(parts.priority, PRIORITY_EXACT * n),
        contact=Part(parts.contact, (MESSAGE_MAXIMUM - RIGHT - PRIORITY_EXACT) * n),
        order=Part(parts.order, ORDER_MAXIMUM),
        chance=key.chance,
    )


def _message(
    item: Item,
    message: Mapping[str, Any],
    answer: Mapping[str, Mapping[str, Any]],
    earned: Mapping[str, MessageParts],
) -> MessageEvidence:
    name = message["id"]
    key, done = item["key"][name], answer.get(name, {})
    contacts = {contact["id"]: contact["name"] for contact in item["contacts"]}
    parts = earned.get(name, MessageParts(0.0, 0.0, 0.0))
    return MessageEvidence(
        id=name,
        channel=message["channel"],
        by=message["by"],
        when=message["when"],
        text=message["text"],
        place=list(answer).index(name) + 1 if name in answer else None,
        is_late=message["arrives"] is not None,
        action=tuple(done.get("action", ())),
        priority=done.get("priority"),
        contact=contacts.get(done.get("contact", "")),
        holding=done.get("holding", False),
        right=tuple(key["right"]),
        fair=tuple(key.get("fair", ())),
        harmful=tuple(key.get("harmful", ())),
        key_priority=key["priority"],
        key_contact=contacts.get(key.get("contact") or ""),
        is_overlaid=key != item.get("base_key", item["key"])[name],
        rationale=item.get("rationale", {}).get(name),
        action_points=parts.action,
        priority_points=parts.priority,
        contact_points=parts.contact,
    )


def _reply(item: Item, answer: str, marks: Sequence[Marks]) -> ReplyEvidence:
    """Return the text with its marks, dimension by dimension."""
    agreed = agreed_marks(marks)
    return ReplyEvidence(
        text=answer,
        n_words=count_words(answer),
        max_words=item["max_words"],
        dimensions=tuple(
            DimensionEvidence(
                id=dimension["id"],
                name=dimension["name"],
                weight=item["key"][dimension["id"]],
                anchors=tuple(dimension["anchors"]),
                needs=dimension["needs"],
                marks=tuple(mark[dimension["id"]] for mark in marks),
                agreed=agreed[dimension["id"]] if agreed else None,
            )
            for dimension in item["rubric"]["dimensions"]
        ),
        n_markers=len(marks),
        needs_third=needs_third(marks),
    )


_EVIDENCE: Mapping[str, Callable[[Item, Any, Sequence[Marks]], WorkEvidence]] = {
    "conversation": _conversation,
    "triage": _triage,
    "open_reply": _reply,
}
