"""Exports: blind by default, written down, and harmless to open."""

import asyncio
import csv
import io
import json
import re
import uuid
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.routing import Match

from data.audit.log import events
from data.candidates.candidates import NewCandidate, add_candidates, change_candidate
from data.common import engine
from domain import STAFF_COOKIE
from errors import AccessError
from tests.builders import AUDITOR, INTERVIEWER, MANAGER, filled_campaign
from tests.workflows.candidates import change_settings
from tests.workflows.decided import open_names
from web.routes import downloads, exports
from workflows.common.clock import utc_now
from workflows.comparison.standings import comparison
from workflows.files.codebook import ANSWERS, RESULTS
from workflows.files.exports import export_results
from workflows.files.score_files import rank_files
from workflows.files.workbook import DANGEROUS, harmless, harmless_in_csv


def table(export):
    return list(csv.DictReader(io.StringIO(export.content.decode("utf-8-sig"))))


def test_results_hold_every_finished_candidate_in_full_precision(database):
    filled = filled_campaign(4, unfinished=2)
    found = comparison(MANAGER, filled.id)
    rows = {row["candidate"]: row for row in table(export_results(MANAGER, filled.id, "csv"))}
    assert set(rows) == set(filled.candidate_ids)
    for one in found.ranked:
        assert float(rows[one.candidate_id]["composite"]) == one.composite.score
        assert int(rows[one.candidate_id]["tier"]) == one.place.tier


def test_a_spreadsheet_set_to_french_opens_results_as_columns_and_numbers(database):
    filled = filled_campaign(4)
    english = table(export_results(MANAGER, filled.id, "csv"))
    content = export_results(replace(MANAGER, language="fr"), filled.id, "csv").content
    french = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    as_english = {row["candidate"]: row["composite"].replace(",", ".") for row in french}
    assert as_english == {row["candidate"]: row["composite"] for row in english}
    assert all("," in row["composite"] and "." not in row["composite"] for row in french)
    assert [*french[0]] == [*english[0]]


def test_each_competency_comes_with_how_far_it_can_be_trusted(database):
    filled = filled_campaign(6)
    found = comparison(MANAGER, filled.id)
    tables = json.loads(export_results(MANAGER, filled.id, "json").content)
    worth = {facts.code: facts.worth for facts in found.competencies}
    for row in tables["competencies"]:
        one = worth[row["competency"]]
        assert (row["n"], row["reliability"], row["verdict"]) == (6, one.reliability, one.verdict)
        assert row["reliability_low"] <= row["reliability"] <= row["reliability_high"]
        assert row["is_muted"] == int(row["reliability"] < 0.5)
        assert {each[f"{row['competency']}_reliability"] for each in tables["results"]} == {one.reliability}
    assert len(tables["competencies"]) == len(worth)


def test_no_file_tells_who_came_first_or_at_which_hour(database):
    filled = filled_campaign(6)
    with engine.writing() as connection:
        for at, one in enumerate(filled.candidate_ids):
            change_candidate(connection, one, pseudonym=f"K-{(at * 7 + 3) % 10}")
    told = export_results(MANAGER, filled.id, "json").content
    tables = json.loads(told)
    for name in ("results", "answers", "marks", "marks_long"):
        pseudonyms = [row["pseudonym"] for row in tables[name]]
        assert pseudonyms == sorted(pseudonyms), name
    assert "answered_at" not in tables["answers"][0]
    assert re.search(rb"\dT\d\d:\d\d", told) is None
    pages = comparison(MANAGER, filled.id)
    for people in (pages.pending, pages.unranked, pages.unfinished):
        assert [person.pseudonym for person in people] == sorted(person.pseudonym for person in people)


def test_where_names_are_shown_times_are_too(database):
    filled = filled_campaign(2)
    change_settings(filled.id, blind_names=False)
    tables = json.loads(export_results(MANAGER, filled.id, "json").content)
    assert list(tables["answers"][0]) == list(ANSWERS)


def test_ids_of_people_say_nothing_of_when_they_came(database):
    ids, campaign_id = [], filled_campaign(1).id
    with engine.writing() as connection:
        for number in range(40):
            new = NewCandidate(f"K-{number}", "Ana", None, "fr")
            ids += add_candidates(connection, campaign_id, [new], utc_now())
    assert {uuid.UUID(one).version for one in ids} == {4}
    assert ids != sorted(ids)


def test_what_cannot_be_told_is_empty(database):
    filled = filled_campaign(2)
    tables = json.loads(export_results(MANAGER, filled.id, "json").content)
    row = tables["competencies"][0]
    assert (row["n"], row["is_muted"], row["verdict"]) == (2, 1, "open")
    assert row["reliability"] is row["reliability_low"] is row["told_by_composite"] is row["p_own"] is None


def test_a_file_is_blind_unless_names_are_asked_for(database):
    filled = filled_campaign(2)
    open_names(filled.id)
    assert b"Person" not in export_results(MANAGER, filled.id, "csv").content
    named = table(export_results(MANAGER, filled.id, "csv", named=True))
    assert sorted(row["name"] for row in named) == ["Person 0001", "Person 0002"]


def test_who_may_not_reveal_names_cannot_export_them(database):
    filled = filled_campaign(1)
    assert export_results(AUDITOR, filled.id, "csv").content
    with pytest.raises(AccessError):
        export_results(AUDITOR, filled.id, "csv", named=True)
    with pytest.raises(AccessError):
        export_results(INTERVIEWER, filled.id, "csv")


def test_every_export_is_written_down(database):
    filled = filled_campaign(2)
    export_results(MANAGER, filled.id, "csv", named=True)
    with engine.reading() as connection:
        (event,) = events(connection, campaign_id=filled.id)
    assert event.deed == "export_results"
    assert event.details == {"kind": "csv", "named": True, "n": 2, "n_named": 0, "stage": "all"}


def test_the_workbook_has_results_answers_and_a_codebook_for_every_column(database):
    filled = filled_campaign(3)
    book = openpyxl.load_workbook(io.BytesIO(export_results(MANAGER, filled.id, "xlsx").content))
    assert book.sheetnames == ["results", "competencies", "answers", "marks", "marks_long", "codebook"]
    headers = {name: [cell.value for cell in book[name][1]] for name in ("results", "answers")}
    assert headers["results"] == [column for column in RESULTS if column != "name"]
    assert headers["answers"] == [column for column in ANSWERS if column != "answered_at"]
    explained = {(row[0].value, row[1].value) for row in book["codebook"].iter_rows(min_row=2)}
    assert {("results", column) for column in headers["results"]} <= explained
    assert book["answers"].max_row == 1 + 3 * len(filled.form["items"])


def test_the_codebook_speaks_both_languages():
    assert all(en and fr for en, fr in (*RESULTS.values(), *ANSWERS.values()))


@given(st.sampled_from(DANGEROUS), st.text(), st.sampled_from(["", " ", "   "]))
def test_no_text_reaches_a_spreadsheet_as_a_formula(sign, rest, before):
    assert harmless(before + sign + rest).startswith("'")


@pytest.mark.parametrize(
    "unseen", ["\xa0", "\u200b", "\ufeff", "\u2060", "\u00ad", "\u202e", "\u3000", "\u2800", " \u200d"]
)
@pytest.mark.parametrize("sign", ["=1+1", "@x", "+1", "-1", "\uff1d1", "\ufe661"])
def test_formulas_behind_signs_nobody_sees_do_not_run_either(unseen, sign):
    assert harmless(unseen + sign) == f"'{unseen}{sign}"
    assert harmless_in_csv(f"a;{unseen}{sign}") == f"a;{unseen}'{sign}"


def test_tables_of_the_shell_run_no_formula_and_keep_names_as_they_are(tmp_path):
    scores, out = tmp_path / "scores.csv", tmp_path / "ranks.csv"
    scores.write_text("candidate,composite,sem\n'=1+1,.7,.1\n\ufeff@x,.6,.1\n'Ndrangheta,.5,.1\n", "utf-8")
    rank_files(scores, out, places=1, report=print)
    names = [line.split(",")[0] for line in out.read_text("utf-8").splitlines()]
    assert sorted(names[1:]) == sorted(["'=1+1", "'\ufeff@x", "'Ndrangheta"])
    again = tmp_path / "again.csv"
    rank_files(out, again, places=1, report=print)
    assert [line.split(",")[0] for line in again.read_text("utf-8").splitlines()] == names


@pytest.mark.parametrize("other", [";", ","])
@given(text=st.text(st.sampled_from('a1;,\t"= @-\n')))
def test_a_line_cut_at_the_other_separator_has_no_formula_either(text, other):
    first, *later = harmless_in_csv(text, other).replace("\t", other).replace("\n", other).split(other)
    # A quote before a later cell is one the spreadsheet takes for its own.
    assert not [one for one in (first, *(one.lstrip('" ') for one in later)) if one.startswith(DANGEROUS)]


@given(st.one_of(st.none(), st.integers(), st.floats(allow_nan=False)))
def test_numbers_stay_numbers(value):
    assert harmless(value) == harmless_in_csv(value) == value


def test_a_program_gets_the_tables_of_the_workbook_as_they_are(database):
    filled = filled_campaign(3)
    open_names(filled.id)
    with engine.writing() as connection:
        change_candidate(connection, filled.candidate_ids[0], name="=1+1")
    tables = json.loads(export_results(MANAGER, filled.id, "json", named=True).content)
    assert list(tables) == ["results", "competencies", "answers", "marks", "marks_long", "codebook"]
    rows = {row["candidate"]: row for row in tables["results"]}
    assert rows[filled.candidate_ids[0]]["name"] == "=1+1"
    for one in comparison(MANAGER, filled.id).ranked:
        assert rows[one.candidate_id]["composite"] == one.composite.score
        assert rows[one.candidate_id]["tier"] == one.place.tier
    explained = {(row["sheet"], row["column"]) for row in tables["codebook"]}
    assert {(title, name) for title in ("results", "answers") for name in tables[title][0]} <= explained
    with engine.reading() as connection:
        (event,) = (one for one in events(connection) if one.deed == "export_results")
    assert event.details["kind"] == "json"


def test_a_name_that_is_a_formula_is_harmless_in_both_files(database):
    filled = filled_campaign(1)
    open_names(filled.id)
    with engine.writing() as connection:
        change_candidate(
            connection, filled.candidate_ids[0], name='=HYPERLINK("http://x")', pseudonym="@SUM(A1)"
        )
    (row,) = table(export_results(MANAGER, filled.id, "csv", named=True))
    assert (row["name"], row["pseudonym"]) == ('\'=HYPERLINK("http://x")', "'@SUM(A1)")
    book = openpyxl.load_workbook(io.BytesIO(export_results(MANAGER, filled.id, "xlsx", named=True).content))
    assert all(cell.data_type != "f" for sheet in book for line in sheet.iter_rows() for cell in line)


def test_a_file_name_holds_nothing_personal(database):
    name = export_results(MANAGER, filled_campaign(1).id, "csv").filename
    assert name.startswith("entregent-results-")
    assert "Person" not in name


@pytest.fixture
def signed_in(monkeypatch):
    people = {"manager": MANAGER, "interviewer": INTERVIEWER}
    monkeypatch.setattr(downloads, "actor_of", lambda token: people.get(token))


def get(address, token=None, query=""):
    """Ask one of the routes, as the server would."""
    scope = {
        "type": "http", "method": "GET", "path": address, "query_string": query.encode(),
        "headers": [(b"cookie", f"{STAFF_COOKIE}={token}".encode())] if token else [],
    }  # fmt: skip
    route, found = next(
        (route, scope | child)
        for route in exports.ROUTES
        for match, child in [route.matches(scope)]
        if match == Match.FULL
    )
    return asyncio.run(route.endpoint(Request(found)))


def test_a_download_needs_a_sign_in_and_the_deed(database, signed_in):
    address = f"/exports/{filled_campaign(1).id}/results.csv"
    assert get(address).status_code == 403
    assert get(address, "interviewer").status_code == 403
    found = get(address, "manager")
    assert found.status_code == 200
    assert found.headers["content-disposition"].startswith("attachment; filename=")
    assert found.headers["cache-control"] == "no-store"


def test_a_download_is_blind_unless_the_address_asks_for_names(database, signed_in):
    filled = filled_campaign(1)
    open_names(filled.id)
    address = f"/exports/{filled.id}/results.csv"
    assert b"Person" not in get(address, "manager").body
    assert b"Person 0001" in get(address, "manager", "names=1").body


def test_an_unknown_campaign_is_not_found(database, signed_in):
    assert get("/exports/nowhere/results.xlsx", "manager").status_code == 404
