"""The file to complete: headings, lists and tables that a word processor and a screen reader know as such."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

from reports.document import Bullets, Document, Heading, Paragraph, Table, blanks_of, paragraph
from reports.document_docx import document_docx
from reports.documents import written
from tests.payloads import PAYLOADS, bare
from tests.settled import facts
from workflows.privacy.documents import KINDS


def opened(found: Document):
    return docx.Document(io.BytesIO(document_docx(found)))


def alone(*blocks) -> Document:
    return Document("en", "A title", "A campaign", "Head", "Foot", "", "No place", tuple(blocks))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_its_structure_is_real(database, kind, language):
    found = written(facts(kind, language), language)
    file = opened(found)
    headings = [
        (paragraph.text, paragraph.style.name)
        for paragraph in file.paragraphs
        if paragraph.style.name.startswith("Heading")
    ]
    assert headings == [
        (block.text, f"Heading {block.level}") for block in found.blocks if isinstance(block, Heading)
    ]
    listed = [paragraph for paragraph in file.paragraphs if paragraph.style.name == "List Bullet"]
    assert len(listed) == sum(len(block.items) for block in found.blocks if isinstance(block, Bullets))
    tables = [block for block in found.blocks if isinstance(block, Table)]
    assert len(file.tables) == len(tables)
    for made, wanted in zip(file.tables, tables, strict=True):
        assert [cell.text for cell in made.rows[0].cells] == list(wanted.columns)
        assert made.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert len(made.rows) == 1 + len(wanted.rows)


@pytest.mark.parametrize(("language", "locale"), [("fr", "fr-FR"), ("en", "en-GB")])
def test_its_properties_say_title_and_language_and_nobody(database, language, locale):
    found = written(facts("processing_record", language), language)
    file = opened(found)
    about = file.core_properties
    assert about.title == f"{found.title} · {found.subtitle}"
    assert about.language == locale
    assert (about.author, about.last_modified_by, about.comments, about.keywords) == ("", "", "", "")
    spoken = file.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert spoken.get(qn("w:val")) == locale
    assert file.paragraphs[0].style.name == "Title"


def test_every_blank_is_marked(database):
    found = written(facts("impact_assessment"), "en")
    file = opened(found)
    cells = (cell for table in file.tables for row in table.rows for cell in row.cells)
    paragraphs = [*file.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)]
    marked = [run.text.strip() for p in paragraphs for run in p.runs if run.font.highlight_color is not None]
    assert sorted(marked) == sorted(blank.text for blank in blanks_of(found.blocks))


def test_the_same_text_is_the_same_file():
    assert document_docx(alone(paragraph("One"))) == document_docx(alone(paragraph("One")))


@pytest.mark.parametrize("name", PAYLOADS)
def test_what_somebody_typed_stays_text(name):
    payload = PAYLOADS[name]
    made = document_docx(alone(Paragraph((payload,)), Table(("Name",), (((payload,),),), (1,))))
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert not [one for one in parts.namelist() if "embed" in one or "vba" in one]
        assert b"payload.invalid" not in parts.read("word/_rels/document.xml.rels"), "it would be fetched"
    file = docx.Document(io.BytesIO(made))
    assert bare(payload) in bare("".join(paragraph.text for paragraph in file.paragraphs))
    assert bare(file.tables[0].rows[1].cells[0].text) == bare(payload)
