"""Interviews leave in the workbook: complete ones only, interviewers as numbers unless one plans them."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from tests.builders import AUDITOR, MANAGER, example_form, filled_campaign
from tests.office import RECRUITER
from tests.workflows.interviewed import LOADINGS, account, interviewing_campaign, plan, submit
from workflows.files.exports import export_results
from workflows.interviews.consensus import agree

SHEETS = ["interview_ratings", "recommendations", "agreed_ratings"]


@pytest.fixture
def panel(database):
    people = [account(name) for name in ("Anastasia", "Boleslav")]
    return sorted(people, key=lambda person: person.account_id)


@pytest.fixture
def campaign(panel):
    ana, bo = panel
    campaign = interviewing_campaign(3)
    first, second = plan(campaign, ana, bo), plan(campaign, bo, who=1)
    submit(ana, first, 5, None, 3, said="=cmd() and more")
    submit(bo, first, 4)
    submit(bo, second, 2, recommendation="strong_no")
    submit(ana, plan(campaign, ana, bo, who=2), 1, said="what nobody may read yet")
    agree(ana, first, "Q1", 4, "We talked it over.", [one.account_id for one in panel])
    return campaign


def book(actor, campaign):
    return openpyxl.load_workbook(io.BytesIO(export_results(actor, campaign.id, "xlsx").content))


def table(actor, campaign, title) -> list[dict[Any, Any]]:
    here = book(actor, campaign)
    first, *rows = ([cell.value for cell in row] for row in here[title].iter_rows())
    explained = [row[1].value for row in here["codebook"].iter_rows(min_row=2) if row[0].value == title]
    assert first == explained
    found = [dict(zip(first, row, strict=True)) for row in rows]
    return sorted(found, key=lambda row: row["pseudonym"])


def test_ratings_are_one_row_per_interviewer_and_question(campaign, panel):
    rows = table(MANAGER, campaign, "interview_ratings")
    assert len(rows) == 3 * len(LOADINGS)
    assert [(row["pseudonym"], row["interviewer"], row["question"], row["rating"]) for row in rows[:3]] == [
        ("C-0001", 1, "Q1", 5), ("C-0001", 1, "Q2", None), ("C-0001", 1, "Q3", 3),
    ]  # fmt: skip
    assert {row["evidence"] for row in rows[:3]} == {"'=cmd() and more"}
    assert {row["probes"] for row in rows} == {"1"}


def test_the_same_interviewer_has_the_same_number_everywhere(campaign, panel):
    rows = table(RECRUITER, campaign, "interview_ratings")
    assert {(row["interviewer"], row["account"]) for row in rows} == {
        (1, panel[0].account_id), (2, panel[1].account_id),
    }  # fmt: skip
    assert {row["interviewer"] for row in rows if row["pseudonym"] == "C-0002"} == {2}


@pytest.mark.parametrize("actor", [MANAGER, AUDITOR], ids=lambda one: one.role)
def test_who_does_not_plan_interviews_learns_no_interviewer(campaign, panel, actor):
    here = book(actor, campaign)
    told = repr([[cell.value for cell in row] for sheet in here for row in sheet.iter_rows()])
    for one in panel:
        assert one.account_id not in told
        assert one.name not in told


def test_recommendations_and_agreements(campaign, panel):
    told = table(MANAGER, campaign, "recommendations")
    assert [(row["pseudonym"], row["interviewer"], row["recommendation"]) for row in told] == [
        ("C-0001", 1, "yes"), ("C-0001", 2, "yes"), ("C-0002", 2, "strong_no"),
    ]  # fmt: skip
    (agreed,) = table(MANAGER, campaign, "agreed_ratings")
    assert (agreed["question"], agreed["revision"], agreed["rating"], agreed["agreed_by"]) == (
        "Q1",
        1,
        4,
        "1;2",
    )
    (agreed,) = table(RECRUITER, campaign, "agreed_ratings")
    assert agreed["recorded_by_account"] == panel[0].account_id


@pytest.mark.parametrize("actor", [RECRUITER, MANAGER, AUDITOR], ids=lambda one: one.role)
def test_an_interview_with_a_sheet_to_come_is_not_in_the_file(campaign, actor):
    for title in SHEETS:
        rows = table(actor, campaign, title)
        assert "C-0003" not in {row["pseudonym"] for row in rows}
        assert "nobody may read" not in repr(rows)


def test_a_campaign_without_interviews_has_no_such_tables(database):
    filled = filled_campaign(1, form=example_form(item_ids=["S01", "S25"]))
    assert book(RECRUITER, filled).sheetnames == ["results", "competencies", "answers", "codebook"]


def test_a_campaign_that_has_interviewed_nobody_has_empty_tables(database):
    campaign = interviewing_campaign(1)
    assert [table(RECRUITER, campaign, title) for title in SHEETS] == [[], [], []]
