"""The evidence of a work sample as HTML: a conversation, a written reply or an inbox."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from texts import both, language, number, percent, t, texts
from texts.markup import Html
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


def _conversation_pieces(work: ConversationEvidence) -> Iterator[Html]:
    """Return the path somebody took, step by step, then how the story went on."""
    yield paragraph(t("evidence.conversation.how"), "soft")
    for at, turn in enumerate(work.turns, start=1):
        yield _turn(turn, at)
    yield _story(work)


def _turn(turn: TurnEvidence, at: int) -> Html:
    points = t("evidence.conversation.even")
    if turn.points is not None:
        points = t("evidence.conversation.points", points=number(turn.points, 2))
    return Html(
        '<section class="part"><div class="head"><h4>{title}</h4>{points}</div>'
        '{posts}<ul class="choices">{choices}</ul></section>'
    ).format(
        title=t("evidence.conversation.step", number=number(at)),
        points=paragraph(points, "soft"),
        posts=quote(turn.posts),
        choices=Html().join(_choice(choice) for choice in turn.choices),
    )


def _choice(choice: ChoiceEvidence) -> Html:
    chosen = tag(t("evidence.conversation.chosen"), "own") if choice.is_chosen else ""
    lines = [
        Html("<p>{}{}</p>").format(chosen, both(choice.text)),
        Html('<p class="soft">{}{}</p>').format(pips(choice.key), _key(choice)),
    ]
    if choice.rationale:
        lines.append(paragraph(t("evidence.why", text=both(choice.rationale)), "soft"))
    if choice.is_chosen:
        lines.append(paragraph(t("evidence.conversation.outcome", text=both(choice.outcome))))
    return Html('<li class="{}">{}</li>').format("own" if choice.is_chosen else "", Html().join(lines))


def _key(choice: ChoiceEvidence) -> Html:
    key = amount(choice.key)
    if not choice.is_overlaid:
        return Html.escape(t("compare.candidate.key", key=key))
    return tag(t("compare.candidate.key_changed", key=key, base=amount(choice.base_key)), "key")


def _story(work: ConversationEvidence) -> Html:
    lines = [paragraph(t("evidence.story.note"), "soft")]
    if work.ending is None:
        lines.append(paragraph(t("evidence.story.open")))
    else:
        lines.append(paragraph(t(f"evidence.story.endings.{work.ending}")))
    if work.ending_text:
        lines.append(Html("<blockquote>{}</blockquote>").format(paragraph(both(work.ending_text))))
    lines.append(
        paragraph(t("evidence.story.mood", mood=t(f"candidate_work.conversation.mood_{face(work.mood)}")))
    )
    lines.append(paragraph(_left_behind(work)))
    return Html('<aside class="story"><h4>{}</h4>{}</aside>').format(
        t("evidence.story.title"), Html().join(lines)
    )


def _left_behind(work: ConversationEvidence) -> str:
    if not work.flags:
        return t("evidence.story.no_flags")
    return t("evidence.story.flags", list=", ".join(_flag(flag) for flag in work.flags))


def _flag(flag: str) -> str:
    """Return a flag in words; one that an author has added since stands as the author named it."""
    key = f"evidence.story.left.{flag}"
    return texts(language()).get(key, flag)


def _reply_pieces(work: ReplyEvidence) -> Iterator[Html]:
    """Return the text, then its marks; while marks are awaited, which ones."""
    words = t("evidence.reply.words", n=number(work.n_words), most=number(work.max_words))
    yield Html(
        '<section class="part"><div class="head"><h4>{title}</h4>{words}</div>'
        '<blockquote class="reply" dir="auto">{text}</blockquote></section>'
    ).format(title=t("evidence.reply.text"), words=paragraph(words, "soft"), text=work.text)
    marks = paragraph(_awaited(work)) if work.is_pending else _marks(work)
    yield Html('<section class="part"><h4>{}</h4>{}</section>').format(t("evidence.reply.marks"), marks)


def _awaited(work: ReplyEvidence) -> str:
    awaited = "third" if work.needs_third else "second" if work.n_markers else "both"
    # Marks of others must not reach whoever may still be asked to mark.
    return f"{t(f'evidence.reply.awaits.{awaited}')} {t('evidence.reply.hidden')}"


def _marks(work: ReplyEvidence) -> Html:
    whole = math.fsum(dimension.weight for dimension in work.dimensions)
    heads = [t("evidence.reply.marker", number=number(at)) for at in range(1, work.n_markers + 1)]
    heads.append(t("evidence.reply.agreed"))
    return Html(
        "<table><caption>{caption}</caption><thead><tr>"
        '<th scope="col">{dimension}</th>{heads}</tr></thead>{rows}</table>'
    ).format(
        caption=t(f"evidence.reply.caption.{'three' if work.n_markers > 2 else 'two'}"),
        dimension=t("evidence.reply.dimension"),
        heads=_number_heads(heads),
        rows=Html().join(
            _dimension(dimension, dimension.weight / whole, len(heads)) for dimension in work.dimensions
        ),
    )


def _number_heads(titles: Iterable[str]) -> Html:
    """Return the heads of columns of numbers."""
    return Html().join(Html('<th scope="col" class="n">{}</th>').format(title) for title in titles)


def _dimension(dimension: DimensionEvidence, weight: float, columns: int) -> Html:
    agreed = dimension.agreed or 0.0
    return Html(
        '<tbody><tr class="marks"><th scope="rowgroup">{name}<br><span class="soft">{weight}</span></th>'
        '{marks}<td class="n"><b>{agreed}</b></td></tr>'
        '<tr><td colspan="{width}">{track}{anchors}{needs}</td></tr></tbody>'
    ).format(
        name=both(dimension.name),
        weight=t("evidence.reply.weight", percent=percent(weight)),
        marks=Html().join(Html('<td class="n">{}</td>').format(number(mark)) for mark in dimension.marks),
        agreed=amount(agreed),
        width=columns + 1,
        track=_track(agreed),
        anchors=_anchors(dimension, agreed),
        needs=paragraph(t("evidence.reply.needs", text=both(dimension.needs)), "soft"),
    )


def _track(agreed: float) -> Html:
    width = 100 * agreed / HIGHEST_MARK
    earned = ""
    if agreed:
        earned = Html('<span class="earned" style="left:0;width:{:.1f}%"></span>').format(width)
    return Html(
        '<span class="gauge thin" aria-hidden="true"><span class="most" style="left:0;width:100%"></span>'
        "{}</span>"
    ).format(earned)


def _anchors(dimension: DimensionEvidence, agreed: float) -> Html:
    """Return what the agreed mark stands for; one between two marks has the anchors of both."""
    around = sorted({math.floor(agreed), math.ceil(agreed)})
    return Html().join(
        Html("<p>{}{}</p>").format(tag(number(mark), "own"), both(dimension.anchors[mark])) for mark in around
    )


def _triage_pieces(work: TriageEvidence) -> Iterator[Html]:
    """Return the four parts with chance, then every message beside its key."""
    yield _parts(work)
    for message in work.messages:
        yield _message(message)


def _parts(work: TriageEvidence) -> Html:
    total = work.total
    named = {"action": work.action, "priority": work.priority, "contact": work.contact, "order": work.order}
    low = min(0.0, total.earned, *(part.earned for part in named.values()))
    chance = t("evidence.triage.chance", chance=amount(work.chance), most=amount(total.most))
    return Html(
        '<section class="part"><h4>{title}</h4><table><caption>{caption}</caption>'
        '<thead><tr><th scope="col">{part}</th>{heads}</tr></thead>'
        "<tbody>{rows}{total}</tbody></table>{chance}</section>"
    ).format(
        title=t("evidence.triage.parts_title"),
        caption=t("evidence.triage.parts_caption"),
        part=t("evidence.triage.part"),
        heads=_number_heads(t(f"evidence.triage.{name}") for name in ("earned", "most")),
        rows=Html().join(_part(name, part, low, total.most) for name, part in named.items()),
        total=_part("total", total, low, total.most, work.chance),
        chance=paragraph(chance),
    )


def _part(name: str, part: Part, low: float, high: float, chance: float | None = None) -> Html:
    is_total = chance is not None
    note = ""
    if not is_total:
        note = Html('<br><span class="soft">{}</span>').format(t(f"evidence.triage.notes.{name}"))
    return Html(
        '<tr class="{kind}"><th scope="row">{name}{note}{gauge}</th>'
        '<td class="n">{earned}</td><td class="n">{most}</td></tr>'
    ).format(
        kind="sum" if is_total else "",
        name=t(f"evidence.triage.names.{name}"),
        note=note,
        gauge=_gauge(part, low, high, chance),
        earned=amount(part.earned),
        most=amount(part.most),
    )


def _gauge(part: Part, low: float, high: float, chance: float | None) -> Html:
    """Return what could be earned in outline, what was earned in full, all parts on one scale."""

    def span(kind: str, start: float, end: float) -> Html:
        left, width = (100 * (value / (high - low)) for value in (start - low, end - start))
        return Html('<span class="{}" style="left:{:.2f}%;width:{:.2f}%"></span>').format(kind, left, width)

    spans = [span("zero", 0, 0)]
    if part.most > 0:
        spans.append(span("most", 0, part.most))
    if part.earned:
        kind = "earned" if part.earned > 0 else "lost"
        spans.append(span(kind, min(0.0, part.earned), max(0.0, part.earned)))
    if chance is not None:
        spans.append(span("chance", chance, chance))
    return Html('<span class="gauge" aria-hidden="true">{}</span>').format(Html().join(spans))


def _message(message: MessageEvidence) -> Html:
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
    return Html(
        '<section class="part"><div class="head"><h4>{title}</h4>{total}</div>'
        "<p>{tags}</p><blockquote>{text}</blockquote>{table}{why}</section>"
    ).format(
        title=title,
        total=paragraph(total, "soft"),
        tags=Html().join(tags),
        text=paragraph(both(message.text)),
        table=_beside(message, title),
        why=why,
    )


def _beside(message: MessageEvidence, title: str) -> Html:
    """Return a table of what was done beside what the key says."""
    heads = [t(f"evidence.triage.{name}") for name in ("asked", "done", "key", "earned")]
    return Html(
        '<table role="table" class="wide"><caption class="unseen">{caption}</caption>'
        '<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        '<tbody role="rowgroup">{rows}</tbody></table>'
    ).format(
        caption=t("evidence.triage.caption", title=title),
        heads=Html().join(
            Html('<th role="columnheader" scope="col" class="{}">{}</th>').format(
                "n" if at == 3 else "", head
            )
            for at, head in enumerate(heads)
        ),
        rows=Html().join(_row(heads, *cells) for cells in _rows(message)),
    )


def _rows(message: MessageEvidence) -> Iterator[tuple[str, str, str, str]]:
    """Yield the part, what was done, what is right and what was earned; text or HTML each."""
    none = t("evidence.triage.none")
    verdict = VERDICTS[message.action_points]
    done = none
    if message.place is not None:
        words = t(f"evidence.triage.verdicts.{verdict}")
        kind = {"right": "own", "harmful": "bad"}.get(verdict, "")
        done = Html("{}<br>{}").format(_actions(message.action, " + "), tag(words, kind))
    yield t("evidence.triage.names.action"), done, _right(message), _of(message.action_points, 2)
    priority = none if message.priority is None else _priority(message.priority)
    yield (
        t("evidence.triage.names.priority"),
        priority,
        _priority(message.key_priority),
        _of(message.priority_points, 1),
    )
    if message.contact or "escalate" in message.right:
        yield (
            t("evidence.triage.names.contact"),
            both(message.contact) if message.contact else t("evidence.triage.kept"),
            both(message.key_contact) if message.key_contact else t("evidence.triage.nobody"),
            amount(message.contact_points),
        )


def _right(message: MessageEvidence) -> Html:
    lines = [Html("<b>{}</b>").format(_actions(message.right, " + "))]
    for kind, actions in (("fair", message.fair), ("harmful", message.harmful)):
        if actions:
            also = t(f"evidence.triage.also.{kind}", list=_actions(actions, " / "))
            lines.append(Html('<span class="soft">{}</span>').format(also))
    return Html("<br>").join(lines)


def _row(heads: list[str], part: str, done: str, key: str, earned: str) -> Html:
    # On a phone the heads stand before each cell.
    before = [t("evidence.triage.head", head=head) for head in heads]
    return Html(
        '<tr role="row"><th role="rowheader" scope="row">{part}</th>'
        '<td role="cell" data-head="{before[1]}">{done}</td>'
        '<td role="cell" data-head="{before[2]}">{key}</td>'
        '<td role="cell" data-head="{before[3]}" class="n">{earned}</td></tr>'
    ).format(part=part, done=done, key=key, earned=earned, before=before)


def _actions(names: Iterable[str], between: str) -> str:
    return between.join(t(f"candidate_work.triage.action_{name}") for name in names)


def _priority(value: int) -> str:
    return t(f"candidate_work.triage.priority_{value}")


def _of(earned: float, most: float) -> str:
    return t("evidence.triage.of", earned=amount(earned), most=amount(most))


def draw(work: WorkEvidence) -> None:
    """Draw a work sample below its situation and its points."""
    if isinstance(work, ConversationEvidence):
        work_html.draw_html(_conversation_pieces(work))
    elif isinstance(work, ReplyEvidence):
        work_html.draw_html(_reply_pieces(work))
    else:
        work_html.draw_html(_triage_pieces(work))
