"""The evidence of a work sample as HTML: a conversation, a written reply or an inbox."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from html import escape

from texts import both, language, number, percent, t, texts
from views.comparison import work_html
from views.comparison.work_html import amount, paragraph, pips, quote, tag
from views.sitting.work_samples import face
from workflows.comparison.evidence import (
    ChoiceEvidence,
    ConversationEvidence,
    DimensionEvidence,
    MessageEvidence,
    Part,
    ReplyEvidence,
    TriageEvidence,
    TurnEvidence,
    WorkEvidence,
)

HIGHEST_MARK = 4
VERDICTS = {2.0: "right", 1.0: "fair", 0.0: "nothing", -1.0: "harmful"}
"""Points of an action -> the last part of the key of what they say."""
MESSAGE_MOST = 3
"""Points of a message: two for the action, one for the priority."""


def conversation_pieces(work: ConversationEvidence) -> Iterator[str]:
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


def reply_pieces(work: ReplyEvidence) -> Iterator[str]:
    """Return the text, then its marks; while marks are awaited, which ones."""
    words = t("evidence.reply.words", n=number(work.n_words), most=number(work.max_words))
    yield (
        f'<section class="part"><div class="head"><h4>{escape(t("evidence.reply.text"))}</h4>'
        f"{paragraph(words, 'soft')}</div>"
        f'<blockquote class="reply" dir="auto">{escape(work.text)}</blockquote></section>'
    )
    marks = paragraph(_awaited(work)) if work.is_pending else _marks(work)
    yield f'<section class="part"><h4>{escape(t("evidence.reply.marks"))}</h4>{marks}</section>'


def _awaited(work: ReplyEvidence) -> str:
    awaited = "third" if work.needs_third else "second" if work.n_markers else "both"
    # Marks of others must not reach whoever may still be asked to mark.
    return f"{t(f'evidence.reply.awaits.{awaited}')} {t('evidence.reply.hidden')}"


def _marks(work: ReplyEvidence) -> str:
    whole = math.fsum(dimension.weight for dimension in work.dimensions)
    heads = [t("evidence.reply.marker", number=number(at)) for at in range(1, work.n_markers + 1)]
    heads.append(t("evidence.reply.agreed"))
    shown = "".join(f'<th scope="col" class="n">{escape(head)}</th>' for head in heads)
    rows = "".join(
        _dimension(dimension, dimension.weight / whole, len(heads)) for dimension in work.dimensions
    )
    caption = t(f"evidence.reply.caption.{'three' if work.n_markers > 2 else 'two'}")
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>"
        f'<th scope="col">{escape(t("evidence.reply.dimension"))}</th>{shown}</tr></thead>{rows}</table>'
    )


def _dimension(dimension: DimensionEvidence, weight: float, columns: int) -> str:
    marks = "".join(f'<td class="n">{number(mark)}</td>' for mark in dimension.marks)
    agreed = dimension.agreed or 0.0
    return (
        f'<tbody><tr class="marks"><th scope="rowgroup">{escape(both(dimension.name))}'
        f'<br><span class="soft">{escape(t("evidence.reply.weight", percent=percent(weight)))}</span></th>'
        f'{marks}<td class="n"><b>{amount(agreed)}</b></td></tr>'
        f'<tr><td colspan="{columns + 1}">{_track(agreed)}{_anchors(dimension, agreed)}'
        f"{paragraph(t('evidence.reply.needs', text=both(dimension.needs)), 'soft')}</td></tr></tbody>"
    )


def _track(agreed: float) -> str:
    width = 100 * agreed / HIGHEST_MARK
    earned = f'<span class="earned" style="left:0;width:{width:.1f}%"></span>' if agreed else ""
    return (
        '<span class="gauge thin" aria-hidden="true"><span class="most" style="left:0;width:100%"></span>'
        f"{earned}</span>"
    )


def _anchors(dimension: DimensionEvidence, agreed: float) -> str:
    """Return what the agreed mark stands for; one between two marks has the anchors of both."""
    around = sorted({math.floor(agreed), math.ceil(agreed)})
    return "".join(
        f"<p>{tag(number(mark), 'own')}{escape(both(dimension.anchors[mark]))}</p>" for mark in around
    )


def triage_pieces(work: TriageEvidence) -> Iterator[str]:
    """Return the four parts with chance, then every message beside its key."""
    yield _parts(work)
    for message in work.messages:
        yield _message(message)


def _parts(work: TriageEvidence) -> str:
    total = work.total
    named = {"action": work.action, "priority": work.priority, "contact": work.contact, "order": work.order}
    low = min(0.0, total.earned, *(part.earned for part in named.values()))
    rows = "".join(_part(name, part, low, total.most) for name, part in named.items())
    heads = f'<th scope="col">{escape(t("evidence.triage.part"))}</th>' + "".join(
        f'<th scope="col" class="n">{escape(t(f"evidence.triage.{name}"))}</th>'
        for name in ("earned", "most")
    )
    chance = t("evidence.triage.chance", chance=amount(work.chance), most=amount(total.most))
    return (
        f'<section class="part"><h4>{escape(t("evidence.triage.parts_title"))}</h4>'
        f"<table><caption>{escape(t('evidence.triage.parts_caption'))}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}{_part('total', total, low, total.most, work.chance)}</tbody></table>"
        f"{paragraph(chance)}</section>"
    )


def _part(name: str, part: Part, low: float, high: float, chance: float | None = None) -> str:
    is_total = chance is not None
    note = "" if is_total else f'<br><span class="soft">{escape(t(f"evidence.triage.notes.{name}"))}</span>'
    return (
        f'<tr class="{"sum" if is_total else ""}"><th scope="row">'
        f"{escape(t(f'evidence.triage.names.{name}'))}{note}{_gauge(part, low, high, chance)}</th>"
        f'<td class="n">{amount(part.earned)}</td><td class="n">{amount(part.most)}</td></tr>'
    )


def _gauge(part: Part, low: float, high: float, chance: float | None) -> str:
    """Return what could be earned in outline, what was earned in full, all parts on one scale."""

    def span(kind: str, start: float, end: float) -> str:
        left, width = (100 * (value / (high - low)) for value in (start - low, end - start))
        return f'<span class="{kind}" style="left:{left:.2f}%;width:{width:.2f}%"></span>'

    spans = [span("zero", 0, 0)]
    if part.most > 0:
        spans.append(span("most", 0, part.most))
    if part.earned:
        kind = "earned" if part.earned > 0 else "lost"
        spans.append(span(kind, min(0.0, part.earned), max(0.0, part.earned)))
    if chance is not None:
        spans.append(span("chance", chance, chance))
    return f'<span class="gauge" aria-hidden="true">{"".join(spans)}</span>'


def _message(message: MessageEvidence) -> str:
    earned = message.action_points + message.priority_points + message.contact_points
    total = t("evidence.triage.total", when=both(message.when), earned=_of(earned, MESSAGE_MOST))
    channel = t(f"candidate.channels.{message.channel}")
    who = f"{channel}, {both(message.by)}" if message.by else channel
    title = who if message.place is None else t("evidence.triage.nth", place=amount(message.place), who=who)
    tags = [] if message.place else [tag(t("evidence.triage.unanswered"), "bad")]
    tags += [tag(t("evidence.triage.late"))] if message.is_late else []
    tags += [tag(t("evidence.triage.holding"))] if message.holding else []
    tags += [tag(t("evidence.triage.key_changed"), "key")] if message.is_overlaid else []
    why = paragraph(t("evidence.why", text=both(message.rationale)), "soft") if message.rationale else ""
    return (
        f'<section class="part"><div class="head"><h4>{escape(title)}</h4>'
        f"{paragraph(total, 'soft')}</div>"
        f"<p>{''.join(tags)}</p>"
        f"<blockquote>{paragraph(both(message.text))}</blockquote>{_beside(message, title)}{why}</section>"
    )


def _beside(message: MessageEvidence, title: str) -> str:
    """Return a table of what was done beside what the key says."""
    heads = [t(f"evidence.triage.{name}") for name in ("asked", "done", "key", "earned")]
    shown = "".join(
        f'<th role="columnheader" scope="col" class="{"n" if at == 3 else ""}">{escape(head)}</th>'
        for at, head in enumerate(heads)
    )
    rows = "".join(_row(heads, *cells) for cells in _rows(message))
    caption = escape(t("evidence.triage.caption", title=title))
    return (
        f'<table role="table" class="wide"><caption class="unseen">{caption}</caption>'
        f'<thead role="rowgroup"><tr role="row">{shown}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table>'
    )


def _rows(message: MessageEvidence) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is asked, done, right and earned, the middle two as markup."""
    none = escape(t("evidence.triage.none"))
    verdict = VERDICTS[message.action_points]
    done = none
    if message.place is not None:
        words = t(f"evidence.triage.verdicts.{verdict}")
        kind = {"right": "own", "harmful": "bad"}.get(verdict, "")
        done = f"{escape(_actions(message.action, ' + '))}<br>{tag(words, kind)}"
    yield t("evidence.triage.names.action"), done, _right(message), _of(message.action_points, 2)
    priority = none if message.priority is None else escape(_priority(message.priority))
    yield (
        t("evidence.triage.names.priority"),
        priority,
        escape(_priority(message.key_priority)),
        _of(message.priority_points, 1),
    )
    if message.contact or "escalate" in message.right:
        yield (
            t("evidence.triage.names.contact"),
            escape(both(message.contact) if message.contact else t("evidence.triage.kept")),
            escape(both(message.key_contact) if message.key_contact else t("evidence.triage.nobody")),
            amount(message.contact_points),
        )


def _right(message: MessageEvidence) -> str:
    lines = [f"<b>{escape(_actions(message.right, ' + '))}</b>"]
    for kind, actions in (("fair", message.fair), ("harmful", message.harmful)):
        if actions:
            also = t(f"evidence.triage.also.{kind}", list=_actions(actions, " / "))
            lines.append(f'<span class="soft">{escape(also)}</span>')
    return "<br>".join(lines)


def _row(heads: list[str], asked: str, done: str, key: str, earned: str) -> str:
    # On a phone the heads stand before each cell.
    heads = [escape(t("evidence.triage.head", head=head)) for head in heads]
    return (
        f'<tr role="row"><th role="rowheader" scope="row">{escape(asked)}</th>'
        f'<td role="cell" data-head="{heads[1]}">{done}</td>'
        f'<td role="cell" data-head="{heads[2]}">{key}</td>'
        f'<td role="cell" data-head="{heads[3]}" class="n">{escape(earned)}</td></tr>'
    )


def _actions(names: Iterable[str], between: str) -> str:
    return between.join(t(f"candidate_work.triage.action_{name}") for name in names)


def _priority(value: int) -> str:
    return t(f"candidate_work.triage.priority_{value}")


def _of(earned: float, most: float) -> str:
    return t("evidence.triage.of", earned=amount(earned), most=amount(most))


def draw(work: WorkEvidence) -> None:
    """Draw a work sample below its situation and its points."""
    if isinstance(work, ConversationEvidence):
        work_html.draw_html(conversation_pieces(work))
    elif isinstance(work, ReplyEvidence):
        work_html.draw_html(reply_pieces(work))
    else:
        work_html.draw_html(triage_pieces(work))
