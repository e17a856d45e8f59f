"""A document people complete, as DOCX to be edited: real headings, lists and table headers, to be heard too.

Nothing personal is in its properties: title and language alone.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from reports.document import Aside, Blank, Block, Bullets, Document, Heading, Inline, Paragraph, Table
from reports.typeset import printable

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LOCALES = {"fr": "fr-FR", "en": "en-GB"}
FONT = "Calibri"
"""On every machine that opens such a file, or replaced there by one of the same widths."""
INK, QUIET, ACCENT = RGBColor(0x1D, 0x25, 0x22), RGBColor(0x59, 0x62, 0x5E), RGBColor(0x0B, 0x5D, 0x56)
BAND = "F3EFE6"
TEXT_WIDTH = Cm(17)
LONGEST_PROPERTY = 255
"""Signs that the format allows in a property."""
_NO_HOUR = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""Files of the same facts are the same, and say nothing of when somebody worked."""


def document_docx(document: Document) -> bytes:
    """Return a document as a DOCX file."""
    made = docx.Document()
    _describe(made, document)
    _style(made, LOCALES[document.language])
    _surround(made.sections[0], document)
    made.add_paragraph(printable(document.title), style="Title")
    made.add_paragraph(printable(document.subtitle), style="Subtitle")
    _write(made.add_paragraph(), (document.count,), quiet=True)
    for block in document.blocks:
        _add(made, block)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def _describe(made: Any, document: Document) -> None:
    about = made.core_properties
    about.title = printable(f"{document.title} · {document.subtitle}")[:LONGEST_PROPERTY]
    about.language = LOCALES[document.language]
    about.author = about.last_modified_by = about.comments = about.keywords = about.subject = ""
    about.created = about.modified = _NO_HOUR
    about.revision = 1


def _style(made: Any, locale: str) -> None:
    """Give every style the house's colours, and every text its language."""
    styles = made.styles
    body = styles["Normal"]
    body.font.name, body.font.size, body.font.color.rgb = FONT, Pt(10.5), INK
    body.paragraph_format.space_after = Pt(6)
    looks = (("Title", 22, INK), ("Subtitle", 12, INK), ("Heading 1", 14, ACCENT), ("Heading 2", 11.5, INK))
    for name, size, colour in looks:
        style = styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), colour
        style.font.italic, style.font.bold = False, True
        # The template's headings take the theme's font, which would win over a name.
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in [name for name in fonts.attrib if name.endswith("Theme")]:
            del fonts.attrib[theme]
        if (border := style.element.find(f".//{qn('w:pBdr')}")) is not None:
            border.getparent().remove(border)
    defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    spoken = defaults.find(qn("w:lang"))
    if spoken is None:
        spoken = OxmlElement("w:lang")
        defaults.append(spoken)
    for attribute in ("w:val", "w:eastAsia", "w:bidi"):
        spoken.set(qn(attribute), locale)


def _surround(section: Any, document: Document) -> None:
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    above = " · ".join(filter(None, (document.head, document.fictional)))
    _write(section.header.paragraphs[0], (above,), quiet=True)
    below = section.footer.paragraphs[0]
    _write(below, (f"{document.foot} · ",), quiet=True)
    for at, field in enumerate(("PAGE", "NUMPAGES")):
        if at:
            _write(below, (" / ",), quiet=True)
        below._p.append(_field(field))


def _field(name: str) -> Any:
    field, run, text = OxmlElement("w:fldSimple"), OxmlElement("w:r"), OxmlElement("w:t")
    field.set(qn("w:instr"), name)
    text.text = "1"
    run.append(text)
    field.append(run)
    return field


def _add(made: Any, block: Block) -> None:
    if isinstance(block, Heading):
        made.add_heading(printable(block.text), block.level)
        if block.source:
            beneath = made.add_paragraph()
            beneath.paragraph_format.keep_with_next = True
            _write(beneath, (block.source,), quiet=True)
    elif isinstance(block, Paragraph):
        _write(made.add_paragraph(), block.parts)
    elif isinstance(block, Bullets):
        for item in block.items:
            _write(made.add_paragraph(style="List Bullet"), item)
    elif isinstance(block, Aside):
        _aside(made, block)
    else:
        _table(made, block)


def _aside(made: Any, aside: Aside) -> None:
    set_apart = made.add_paragraph()
    _shade(set_apart._p.get_or_add_pPr())
    set_apart.add_run(printable(aside.title)).bold = True
    set_apart.add_run().add_break()
    _write(set_apart, aside.parts)


def _table(made: Any, table: Table) -> None:
    grid = made.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    grid.autofit = False
    for cell, name in zip(grid.rows[0].cells, table.columns, strict=True):
        cell.paragraphs[0].add_run(printable(name)).bold = True
        cell.paragraphs[0].paragraph_format.keep_with_next = True
        _shade(cell._tc.get_or_add_tcPr())
    _repeat(grid.rows[0])
    for row in table.rows:
        cells = grid.add_row().cells
        for at, (cell, parts) in enumerate(zip(cells, row, strict=True)):
            _write(cell.paragraphs[0], parts, bold=at == 0)
    _widen(grid, table.shares)
    made.add_paragraph()


def _widen(grid: Any, shares: Sequence[int]) -> None:
    widths = [int(TEXT_WIDTH * share / sum(shares)) for share in shares]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for row in grid.rows:
        keep = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(keep)
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(2)
                for run in paragraph.runs:
                    run.font.size = Pt(9)


def _repeat(row: Any) -> None:
    """Repeat a row on every page, and tell who listens that it heads the table."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _shade(properties: Any) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", BAND)):
        shade.set(qn(f"w:{name}"), value)
    properties.append(shade)


def _write(paragraph: Any, parts: Inline, *, quiet: bool = False, bold: bool = False) -> None:
    for at, part in enumerate(parts):
        text = part.text if isinstance(part, Blank) else part
        run = paragraph.add_run(printable(text if at == 0 else f" {text}"))
        run.bold = bold or None
        if isinstance(part, Blank):
            run.bold, run.font.highlight_color = True, WD_COLOR_INDEX.YELLOW
        if quiet:
            run.font.size, run.font.color.rgb = Pt(8.5), QUIET
