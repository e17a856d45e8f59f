"""Workbooks of other systems: nobody is lost, what is hidden is said, and other kinds have a sentence."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

import texts
from errors import EmptyFile, UnreadableFile
from workflows.candidates import import_list
from workflows.candidates.import_files import OTHER_KINDS
from workflows.files.workbook_child import answer_to

CASES = Path(__file__).parent.parent / "cases" / "workbooks"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
ROWS = (
    '<row><c t="inlineStr"><is><t>Nom</t></is></c><c t="inlineStr"><is><t>E-mail</t></is></c></row>'
    '<row><c t="inlineStr"><is><t>Ana Sol</t></is></c><c t="str"><v>ana@example.org</v></c></row>'
)


def packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return out.getvalue()


def book(*sheets, rows=ROWS, strings="", main=MAIN, relations=RELATIONS, tags="", folder="xl"):
    """Return a workbook written by hand: without styles, sizes or references unless they are given."""
    sheets = sheets or (("Feuil1", "", rows),)
    of = "".join(
        f'<{tags}sheet name="{name}" {state} r:id="r{at}"/>' for at, (name, state, _) in enumerate(sheets)
    )
    targets = "".join(
        f'<Relationship Id="r{at}" Type="{relations}/worksheet" Target="worksheets/s{at}.xml"/>'
        for at in range(len(sheets))
    )
    xmlns = f'xmlns:{tags[:-1]}="{main}"' if tags else f'xmlns="{main}"'
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships><Relationship Id="a" Type="{relations}/officeDocument" '
        f'Target="{folder}/workbook.xml"/></Relationships>',
        f"{folder}/workbook.xml": f'<{tags}workbook {xmlns} xmlns:r="{relations}"><{tags}sheets>{of}'
        f"</{tags}sheets></{tags}workbook>",
        f"{folder}/_rels/workbook.xml.rels": f"<Relationships>{targets}</Relationships>",
    }
    for at, (_, _, inside) in enumerate(sheets):
        body = inside.replace("<", f"<{tags}").replace(f"<{tags}/", f"</{tags}") if tags else inside
        data = body if "sheetData" in body else f"<{tags}sheetData>{body}</{tags}sheetData>"
        parts[f"{folder}/worksheets/s{at}.xml"] = f"<{tags}worksheet {xmlns}>{data}</{tags}worksheet>"
    if strings:
        parts[f"{folder}/sharedStrings.xml"] = f'<sst xmlns="{main}">{strings}</sst>'
    return packed(parts)


def read(raw, name="people.xlsx"):
    return import_list.read_people(name, raw)


def names(found):
    return [person.name for person in found.people]


def noted(found):
    return {note.code: note.value for note in found.notes}


@pytest.mark.parametrize(
    ("name", "n"),
    [
        ("dim-A1.xlsx", 3), ("dim-A1D2-stale.xlsx", 3), ("dim-300-101.xlsx", 300), ("empty-fill.xlsx", 3),
        ("font-family-34.xlsx", 3),
    ],
)  # fmt: skip
def test_neither_an_announced_size_nor_styles_change_who_is_there(name, n):
    found = read((CASES / name).read_bytes(), name)
    assert (len(found.people), found.problems) == (n, ())


def test_rows_that_the_spreadsheet_does_not_show_are_said():
    found = read((CASES / "filtered-rows.xlsx").read_bytes())
    assert len(found.people) == 3
    assert noted(found)["hidden_rows"] == "3, 4"


@pytest.mark.parametrize("sign", ['hidden="1"', 'hidden="true"', 'ht="0" customHeight="1"'])
def test_however_a_row_is_hidden_it_is_said(sign):
    rows = ROWS.replace('<row><c t="inlineStr"><is><t>Ana', f'<row r="2" {sign}><c t="inlineStr"><is><t>Ana')
    assert noted(read(book(rows=rows)))["hidden_rows"] == "2"


def test_hidden_columns_are_said():
    rows = f'<cols><col min="2" max="9" hidden="1"/></cols><sheetData>{ROWS}</sheetData>'
    assert noted(read(book(rows=rows)))["hidden_columns"] == "B"


def test_the_sheet_that_was_read_and_those_that_were_not_are_said():
    other = '<row><c t="inlineStr"><is><t>Lisez-moi</t></is></c></row>'
    found = read(
        book(("Notice", "", other), ("Liste", "", ROWS), ("Secret", 'state="hidden"', ROWS), ("Vide", "", ""))
    )
    assert names(found) == ["Ana Sol"]
    assert noted(found) == {"sheet": "Liste", "other_sheets": "Notice", "hidden_sheets": "Secret"}


def test_a_list_on_a_hidden_sheet_only_is_no_list():
    with pytest.raises(EmptyFile):
        read(book(("Secret", 'state="veryHidden"', ROWS)))


@pytest.mark.parametrize(
    "raw",
    [
        book(),
        book(main=STRICT, relations=STRICT_RELATIONS),
        book(tags="x:"),
        book(folder="Workbook"),
        book(rows=ROWS.replace("<row>", '<row r="7">', 1)),
    ],
    ids=["no styles", "strict", "prefixes", "another folder", "rows begin later"],
)
def test_workbooks_of_other_programs_are_read(raw):
    found = read(raw)
    assert [(person.name, person.email) for person in found.people] == [("Ana Sol", "ana@example.org")]


def test_shared_strings_are_put_together_without_how_they_are_spoken():
    strings = (
        "<si><t>Nom</t></si><si><r><t>山田</t></r><r><t>さくら</t></r>"
        "<rPh sb='0' eb='2'><t>ヤマダ</t></rPh></si>"
        "<si><t>a_x000D_b</t></si>"
    )
    cell = '<row><c t="s"><v>{}</v></c></row>'
    found = read(book(rows="".join(cell.format(at) for at in range(3)), strings=strings))
    assert names(found) == ["山田さくら", "a b"]


def test_what_is_not_a_text_is_told_for_what_it_is():
    rows = (
        '<row><c t="inlineStr"><is><t>Nom</t></is></c></row>'
        '<row><c t="e"><v>#N/A</v></c></row><row><c t="e"><f>X()</f><v>#NAME?</v></c></row>'
        '<row><c t="str"><f t="shared" si="0"/><v>Ana</v></c></row><row><c><v>12</v></c></row>'
        '<row><c t="b"><v>1</v></c></row>'
    )
    found = read(book(rows=rows))
    assert [(problem.row, problem.code) for problem in found.problems] == [
        (2, "error_value"), (3, "formula_cell"), (4, "formula_cell"),
    ]  # fmt: skip
    assert names(found) == ["12", "TRUE"]


def test_numbers_of_rows_are_those_of_the_sheet():
    titles, person = ROWS.replace("Ana Sol", "").split("</row>")[:2]
    rows = f'<row r="3">{titles[5:]}</row><row r="9">{person[5:]}</row>'
    assert [problem.row for problem in read(book(rows=rows)).problems] == [9]


def test_columns_beyond_the_limit_are_said():
    wide = "".join(
        f'<c r="{"A" * 2}{chr(65 + at)}1" t="inlineStr"><is><t>x{at}</t></is></c>' for at in range(3)
    )
    rows = ROWS.replace("</row>", f"{wide}</row>", 1)
    assert "columns_beyond" in noted(read(book(rows=rows)))


KINDS = {
    "password": (CASES / "password.xlsx").read_bytes(),
    "xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "ods": packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}),
    "numbers": packed({"Index/Document.iwa": "x", "Metadata/Properties.plist": "x"}),
    "xlsb": packed({"[Content_Types].xml": "x", "xl/workbook.bin": "x"}),
    "html": "<html><body><table><tr><td>Nom</td></tr></table>".encode("utf-8-sig"),
    "xml": b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
    "pdf": b"%PDF-1.7 ...",
    "packed": packed({"list.csv": "Nom\nAna"}),
    "not_text": packed({"[Content_Types].xml": "x", "word/document.xml": "x"}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_other_kind_of_file_has_its_own_sentence(kind):
    with pytest.raises(UnreadableFile) as refused:
        read(KINDS[kind], "list.xlsx")
    assert refused.value.details["reason"] == kind
    assert OTHER_KINDS[kind] in str(refused.value)
    key = "import_unreadable" if kind == "not_text" else f"import_{kind}"
    assert all(f"staff.errors.{key}" in texts.texts(language) for language in ("fr", "en"))
    assert set(OTHER_KINDS) == set(KINDS)


@pytest.mark.parametrize(
    "rows",
    [
        '<row><c t="s"><v>99</v></c></row>', '<row><c t="s"><v>x</v></c></row>', "<row><c>",
        "<row></c></row>",
        '<cols><col hidden="1"/></cols><sheetData></sheetData>',
    ],
)  # fmt: skip
def test_a_damaged_workbook_is_refused_in_words(rows):
    with pytest.raises(UnreadableFile) as refused:
        read(book(rows=rows))
    assert refused.value.code == "import_xlsx"


def test_a_document_type_is_never_expanded():
    with zipfile.ZipFile(io.BytesIO(book())) as whole:
        parts = {one: whole.read(one) for one in whole.namelist()}
    sheet = parts["xl/worksheets/s0.xml"].replace(b"Ana Sol", b"&a;")
    parts["xl/worksheets/s0.xml"] = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + sheet
    assert answer_to(packed(parts))["problem"] == "unreadable"


def test_what_a_spreadsheet_library_writes_is_read_as_it_was_given():
    written = openpyxl.Workbook()
    for row in (
        ["Nom", "E-mail"],
        ["Zoé <&> Sol", "z@example.org"],
        [12.5, None],
        ["  a\nb ", "b@example.org"],
    ):
        written.active.append(row)
    out = io.BytesIO()
    written.save(out)
    assert names(read(out.getvalue())) == ["Zoé <&> Sol", "12.5", "a b"]
