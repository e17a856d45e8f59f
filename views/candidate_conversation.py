"""A conversation for whoever reads the evidence: each step with all its choices, and the story apart."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from texts import both, language, number, t, texts
from views.sit_conversation import face
from views.work_html import amount, paragraph, pips, quote, tag
from workflows.evidence_work import ChoiceEvidence, ConversationEvidence, TurnEvidence


def pieces(work: ConversationEvidence) -> Iterator[str]:
    """Return the path somebody took, step by step, then how the story went on."""
    yield paragraph(t("evidence.conversation.how"), "soft")
    for at, turn in enumerate(work.turns, start=1):
        yield _turn(turn, at)
    yield _story(work)


def _turn(turn: TurnEvidence, at: int) -> str:
    points = t("evidence.conversation.even")
    if turn.points is not None:
        points = t("evidence.conversation.points", points=number(turn.points, 2))
    choices = "".join(_choice(choice) for choice in turn.choices)
    title = escape(t("evidence.conversation.step", number=number(at)))
    return (
        f'<section class="part"><div class="head"><h4>{title}</h4>{paragraph(points, "soft")}</div>'
        f'{quote(turn.posts)}<ul class="choices">{choices}</ul></section>'
    )


def _choice(choice: ChoiceEvidence) -> str:
    tags = tag(t("evidence.conversation.chosen"), "own") if choice.is_chosen else ""
    lines = [
        f"<p>{tags}{escape(both(choice.text))}</p>",
        f'<p class="soft">{pips(choice.key)}{_key(choice)}</p>',
    ]
    if choice.rationale:
        lines.append(paragraph(t("evidence.why", text=both(choice.rationale)), "soft"))
    if choice.is_chosen:
        lines.append(paragraph(t("evidence.conversation.outcome", text=both(choice.outcome))))
    return f'<li class="{"own" if choice.is_chosen else ""}">{"".join(lines)}</li>'


def _key(choice: ChoiceEvidence) -> str:
    key = amount(choice.key)
    if not choice.is_overlaid:
        return escape(t("compare.candidate.key", key=key))
    return tag(t("compare.candidate.key_changed", key=key, base=amount(choice.base_key)), "key")


def _story(work: ConversationEvidence) -> str:
    lines = [paragraph(t("evidence.story.note"), "soft")]
    if work.ending is None:
        lines.append(paragraph(t("evidence.story.open")))
    else:
        lines.append(paragraph(t(f"evidence.story.endings.{work.ending}")))
    if work.ending_text:
        lines.append(f"<blockquote>{paragraph(both(work.ending_text))}</blockquote>")
    lines.append(
        paragraph(t("evidence.story.mood", mood=t(f"candidate_work.conversation.mood_{face(work.mood)}")))
    )
    lines.append(paragraph(_left_behind(work)))
    return f'<aside class="story"><h4>{escape(t("evidence.story.title"))}</h4>{"".join(lines)}</aside>'


def _left_behind(work: ConversationEvidence) -> str:
    if not work.flags:
        return t("evidence.story.no_flags")
    return t("evidence.story.flags", list=", ".join(_flag(flag) for flag in work.flags))


def _flag(flag: str) -> str:
    """Return a flag in words; one that an author has added since stands as the author named it."""
    key = f"evidence.story.left.{flag}"
    return texts(language()).get(key, flag)
