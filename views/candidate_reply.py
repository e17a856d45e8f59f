"""A written reply for whoever reads the evidence: the text as it was sent, and every mark with its anchor."""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape

from texts import both, number, percent, t
from views.work_html import amount, paragraph, tag
from workflows.evidence_work import DimensionEvidence, ReplyEvidence

HIGHEST_MARK = 4


def pieces(work: ReplyEvidence) -> Iterator[str]:
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
    rows = "".join(_dimension(one, one.weight / whole, len(heads)) for one in work.dimensions)
    caption = t(f"evidence.reply.caption.{'three' if work.n_markers > 2 else 'two'}")
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>"
        f'<th scope="col">{escape(t("evidence.reply.dimension"))}</th>{shown}</tr></thead>{rows}</table>'
    )


def _dimension(one: DimensionEvidence, weight: float, columns: int) -> str:
    marks = "".join(f'<td class="n">{number(mark)}</td>' for mark in one.marks)
    agreed = one.agreed or 0.0
    return (
        f'<tbody><tr class="marks"><th scope="rowgroup">{escape(both(one.name))}'
        f'<br><span class="soft">{escape(t("evidence.reply.weight", percent=percent(weight)))}</span></th>'
        f'{marks}<td class="n"><b>{amount(agreed)}</b></td></tr>'
        f'<tr><td colspan="{columns + 1}">{_track(agreed)}{_anchors(one, agreed)}'
        f"{paragraph(t('evidence.reply.needs', text=both(one.needs)), 'soft')}</td></tr></tbody>"
    )


def _track(agreed: float) -> str:
    width = 100 * agreed / HIGHEST_MARK
    earned = f'<span class="earned" style="left:0;width:{width:.1f}%"></span>' if agreed else ""
    return (
        '<span class="gauge thin" aria-hidden="true"><span class="most" style="left:0;width:100%"></span>'
        f"{earned}</span>"
    )


def _anchors(one: DimensionEvidence, agreed: float) -> str:
    """Return what the agreed mark stands for; one between two marks has the anchors of both."""
    around = sorted({math.floor(agreed), math.ceil(agreed)})
    return "".join(f"<p>{tag(number(mark), 'own')}{escape(both(one.anchors[mark]))}</p>" for mark in around)
