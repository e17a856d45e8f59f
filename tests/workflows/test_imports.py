"""Files of candidates: everything odd is said by row and column, and nothing is half imported."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import CandidateError, EmptyFile, FileTooLarge, ImportProblem, MissingColumn, UnreadableFile
from tests.office import RECRUITER, running_campaign
from workflows.candidates import import_list, invitations, monitor
from workflows.candidates.import_files import MAX_BYTES, MAX_ROWS

GOLDEN = json.loads((Path(__file__).parent.parent / "golden" / "import_people.json").read_text("utf-8"))


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["desc"])
def test_files_are_read_as_written_down(case):
    people_list = import_list.read_people(case["name"], case["text"].encode(case["encoding"]))
    assert [[person.name, person.email, person.language] for person in people_list.people] == case["people"]
    assert list(people_list.rows) == case["rows"]
    assert [[problem.row, problem.column, problem.code] for problem in people_list.problems] == case[
        "problems"
    ]
    assert [note.code for note in people_list.notes] == case["notes"]


def test_a_doubled_address_names_the_row_of_the_first():
    people_list = import_list.read_people("a.csv", b"name,email\nA,a@b.fr\nB,c@b.fr\nC,A@b.fr\n")
    (problem,) = people_list.problems
    assert (problem.row, problem.first_row, problem.value) == (4, 2, "a@b.fr")


def test_a_workbook_is_read_without_calculating_anything():
    raw = workbook(
        ["Nom", "E-mail"], ["Ana", "ana@example.com"], ['=HYPERLINK("x")', "x@example.com"], [12, None]
    )
    people_list = import_list.read_people("people.xlsx", raw)
    assert [person.name for person in people_list.people] == ["Ana", "12"]
    assert [(problem.row, problem.column, problem.code) for problem in people_list.problems] == [
        (3, "Nom", "formula_cell")
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
@pytest.mark.parametrize("column", ["name", "email"])
def test_cells_that_a_spreadsheet_would_calculate_are_refused(sign, column):
    cells = {"name": "Ana", "email": "ana@example.com"} | {column: f"{sign}1"}
    people_list = import_list.read_people("a.csv", f"name,email\n{cells['name']},{cells['email']}\n".encode())
    assert not people_list.people
    assert [(problem.row, problem.column, problem.code) for problem in people_list.problems] == [
        (2, column, "formula")
    ]


@pytest.mark.parametrize(
    ("name", "raw", "error"),
    [
        pytest.param("a.csv", b"", EmptyFile, id="nothing"),
        pytest.param("a.csv", b" \n\n", EmptyFile, id="blank"),
        pytest.param("a.csv", b"name,email\n", EmptyFile, id="header only"),
        pytest.param("a.csv", b"phone,town\n1,Lyon\n", MissingColumn, id="no names"),
        pytest.param("a.csv", b"x" * (MAX_BYTES + 1), FileTooLarge, id="too many bytes"),
        pytest.param("a.csv", b"name\n" + b"Ana\n" * (MAX_ROWS + 1), FileTooLarge, id="too many rows"),
        pytest.param("a.csv", b"name\n\x00\x01\x02", UnreadableFile, id="not text"),
        pytest.param("a.csv", b"name\n\x81\x8d", UnreadableFile, id="no known encoding"),
        pytest.param("a.csv", b"name\n" + b"x" * 140_000, UnreadableFile, id="endless cell"),
        pytest.param("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", UnreadableFile, id="old workbook"),
        pytest.param("a.xlsx", b"PK\x03\x04 broken", UnreadableFile, id="broken workbook"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(name, raw, error):
    with pytest.raises(error) as refused:
        import_list.read_people(name, raw)
    assert name in str(refused.value)


def test_a_missing_column_names_the_ones_found():
    with pytest.raises(MissingColumn) as refused:
        import_list.read_people("a.csv", b"phone,town\n1,Lyon\n")
    assert refused.value.details["found"] == ["phone", "town"]


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 70_000_000)
    with pytest.raises(FileTooLarge):
        import_list.read_people("bomb.xlsx", out.getvalue())


@given(st.binary(max_size=300))
def test_no_bytes_whatever_break_the_reader(raw):
    with contextlib.suppress(ImportProblem):
        import_list.read_people("any.csv", raw)


cells = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=8), st.sampled_from(",;\t"))
def test_every_row_is_either_a_person_or_a_problem(rows, separator):
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in rows]
    text = "\n".join([f"name{separator}email", *(separator.join(row) for row in quoted)])
    filled = sum(any(cell.strip() for cell in row) for row in rows)
    try:
        people_list = import_list.read_people("rows.csv", text.encode())
    except EmptyFile:
        assert filled == 0
        return
    assert people_list.n_rows == filled
    assert set(people_list.rows).isdisjoint(problem.row for problem in people_list.problems)
    emails = [person.email for person in people_list.people if person.email]
    assert len(emails) == len(set(emails))
    assert not any(person.name.startswith(("=", "+", "-", "@")) for person in people_list.people)


@pytest.fixture
def campaign_id(database):
    return running_campaign()


CSV = b"name,email\nAna,ana@example.com\nBea,bea@example.com\nBad,nowhere\n"


def test_the_preview_stores_nothing_and_knows_who_is_there_already(campaign_id):
    invitations.add_candidate(RECRUITER, campaign_id, name="Ana", email="ANA@example.com", language="fr")
    preview = import_list.preview(RECRUITER, campaign_id, "a.csv", CSV)
    assert [person.name for person in preview.people] == ["Bea"]
    assert [(problem.row, problem.code) for problem in preview.problems] == [
        (2, "already_invited"),
        (4, "bad_email"),
    ]
    assert len(monitor.board(RECRUITER, campaign_id).lines) == 1


def test_a_language_the_campaign_does_not_write_in_is_said(campaign_id, monkeypatch):
    raw = b"name,language\nAna Sol,fr\nBea Sol,en\n"
    assert not [
        note for note in import_list.preview(RECRUITER, campaign_id, "a.csv", raw).notes
        if note.code == "language_not_offered"
    ]  # fmt: skip
    monkeypatch.setattr(import_list, "languages_offered", lambda actor, campaign: ("fr",))
    preview = import_list.preview(RECRUITER, campaign_id, "a.csv", raw)
    assert [person.language for person in preview.people] == ["fr", "fr"]
    assert {note.code: note.value for note in preview.notes}["language_not_offered"] == "3"


@pytest.mark.parametrize(
    "written", ["\u200bana@example.com", "mailto:ANA@example.com", "Ana <ana@example.com>"]
)
def test_one_person_is_added_by_what_the_mail_will_use(campaign_id, written):
    link = invitations.add_candidate(
        RECRUITER, campaign_id, name="Ana\u200b Sol\ufeff", email=written, language="fr"
    )
    (line,) = monitor.board(RECRUITER, campaign_id).lines
    assert (link.name, line.email) == ("Ana Sol", "ana@example.com")
    with pytest.raises(CandidateError) as refused:
        invitations.add_candidate(
            RECRUITER, campaign_id, name="Other", email="Ana@EXAMPLE.com", language="fr"
        )
    assert refused.value.code == "candidate_twice"
    with pytest.raises(CandidateError) as refused:
        invitations.add_candidate(RECRUITER, campaign_id, name="Zoé", email="zoé@example.com", language="fr")
    assert refused.value.code == "candidate_email_letters"


def test_importing_adds_the_good_rows_with_a_link_each(campaign_id):
    links = import_list.import_people(RECRUITER, campaign_id, "a.csv", CSV)
    assert [link.name for link in links] == ["Ana", "Bea"]
    assert len({link.address for link in links}) == 2


def test_importing_twice_adds_nobody_twice(campaign_id):
    import_list.import_people(RECRUITER, campaign_id, "a.csv", CSV)
    with pytest.raises(EmptyFile):
        import_list.import_people(RECRUITER, campaign_id, "a.csv", CSV)
    assert len(monitor.board(RECRUITER, campaign_id).lines) == 2


NAMES = "name\nAna Sol\nBéa Roy\nCy Low\n".encode()


def test_the_same_list_without_addresses_adds_nobody_twice_unless_somebody_says_so(campaign_id):
    import_list.import_people(RECRUITER, campaign_id, "a.csv", NAMES)
    again = "name\nANA  sol\nBe\u0301a Roy\nCy Low\nDan New\n".encode()
    second_preview = import_list.preview(RECRUITER, campaign_id, "b.csv", again)
    assert [person.name for person in second_preview.people] == ["Dan New"]
    assert [(problem.row, problem.column, problem.code) for problem in second_preview.problems] == [
        (row, "name", import_list.NAMESAKE) for row in (2, 3, 4)
    ]
    with pytest.raises(EmptyFile):
        import_list.import_people(RECRUITER, campaign_id, "a.csv", NAMES)
    preview = import_list.preview(RECRUITER, campaign_id, "a.csv", NAMES, with_namesakes=True)
    assert (len(preview.people), preview.problems) == (3, ())
    assert "namesakes" in [note.code for note in preview.notes]
    assert len(import_list.import_people(RECRUITER, campaign_id, "a.csv", NAMES, with_namesakes=True)) == 3
    assert len(monitor.board(RECRUITER, campaign_id).lines) == 6


@pytest.mark.parametrize(
    ("there", "comes", "is_added"),
    [
        ("ana@example.com", "other@example.com", True),
        ("ana@example.com", "", False),
        (None, "ana@example.com", False),
    ],
)
def test_a_namesake_is_somebody_else_where_two_addresses_say_so(campaign_id, there, comes, is_added):
    invitations.add_candidate(RECRUITER, campaign_id, name="Ana Sol", email=there, language="fr")
    raw = f"name,email\nAna Sol,{comes}\n".encode()
    assert bool(import_list.preview(RECRUITER, campaign_id, "a.csv", raw).people) == is_added


def test_a_row_that_fails_while_storing_takes_all_others_back(campaign_id, monkeypatch):
    monkeypatch.setattr(import_list, "emails_taken", lambda actor, campaign: frozenset())
    invitations.add_candidate(RECRUITER, campaign_id, name="Bea", email="bea@example.com", language="fr")
    with pytest.raises(CandidateError):
        import_list.import_people(RECRUITER, campaign_id, "a.csv", CSV)
    assert [line.name for line in monitor.board(RECRUITER, campaign_id).lines] == ["Bea"]


def test_five_thousand_rows_are_imported_in_one_go(campaign_id):
    raw = b"name,email\n" + b"".join(b"P%d,p%d@example.com\n" % (n, n) for n in range(MAX_ROWS))
    assert len(import_list.import_people(RECRUITER, campaign_id, "a.csv", raw)) == MAX_ROWS
