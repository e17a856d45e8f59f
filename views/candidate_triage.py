"""An inbox for whoever reads the evidence: where its points come from, then message by message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from texts import both, t
from views.work_html import amount, paragraph, tag
from workflows.evidence_work import MessageEvidence, Part, TriageEvidence

VERDICTS = {2.0: "right", 1.0: "fair", 0.0: "nothing", -1.0: "harmful"}
"""What the action earned -> what that says."""
MESSAGE_MOST = 3


def pieces(work: TriageEvidence) -> Iterator[str]:
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
            told = t(f"evidence.triage.also.{kind}", list=_actions(actions, " / "))
            lines.append(f'<span class="soft">{escape(told)}</span>')
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
