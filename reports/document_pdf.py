"""A document to complete, as PDF: tagged, in the style of the house, the same bytes for the same text."""

from __future__ import annotations

from typing import Any

from reports.document import Aside, Blank, Block, Bullets, Document, Heading, Inline, Paragraph, Table
from reports.typeset import typeset


def document_pdf(document: Document) -> bytes:
    """Return a document as a PDF."""
    return typeset(
        "document",
        {
            "language": document.language,
            "title": f"{document.title} · {document.subtitle}",
            "heading": document.title,
            "subtitle": document.subtitle,
            "count": document.count,
            "head": document.head,
            "foot": document.foot,
            "fictional": document.fictional,
            "blocks": [_block(block) for block in document.blocks],
        },
    )


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text, "level": block.level + 1, "source": block.source}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "parts": _inline(block.parts)}
    if isinstance(block, Aside):
        return {"kind": "aside", "title": block.title, "parts": _inline(block.parts)}
    if isinstance(block, Bullets):
        return {"kind": "bullets", "items": [_inline(item) for item in block.items]}
    return _table(block)


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "columns": list(table.columns),
        "shares": list(table.shares),
        "rows": [[_inline(cell) for cell in row] for row in table.rows],
    }


def _inline(parts: Inline) -> list[dict[str, Any]]:
    return [
        {"text": part.text, "is_blank": True}
        if isinstance(part, Blank)
        else {"text": part, "is_blank": False}
        for part in parts
    ]
