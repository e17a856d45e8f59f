"""A document to complete, as PDF: tagged, in the style of the house, the same bytes for the same text."""

from __future__ import annotations

from typing import Any

from reports.document import Aside, Blank, Block, Bullets, Document, Heading, Inline, Paragraph, Table
from reports.typeset import typeset


def document_pdf(found: Document) -> bytes:
    """Return a document as a PDF."""
    return typeset(
        "document",
        {
            "language": found.language,
            "title": f"{found.title} · {found.subtitle}",
            "heading": found.title,
            "subtitle": found.subtitle,
            "count": found.count,
            "head": found.head,
            "foot": found.foot,
            "fictional": found.fictional,
            "blocks": [_block(block) for block in found.blocks],
        },
    )


def _block(one: Block) -> dict[str, Any]:
    if isinstance(one, Heading):
        return {"kind": "heading", "text": one.text, "level": one.level + 1, "source": one.source}
    if isinstance(one, Paragraph):
        return {"kind": "paragraph", "parts": _inline(one.parts)}
    if isinstance(one, Aside):
        return {"kind": "aside", "title": one.title, "parts": _inline(one.parts)}
    if isinstance(one, Bullets):
        return {"kind": "bullets", "items": [_inline(item) for item in one.items]}
    return _table(one)


def _table(one: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "columns": list(one.columns),
        "shares": list(one.shares),
        "rows": [[_inline(cell) for cell in row] for row in one.rows],
    }


def _inline(parts: Inline) -> list[dict[str, Any]]:
    return [
        {"text": part.text, "is_blank": True}
        if isinstance(part, Blank)
        else {"text": part, "is_blank": False}
        for part in parts
    ]
