"""The record: who reads it, what it can be filtered by, and that every deed has its words."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import get_args

import pytest
from sqlalchemy import text

from data.common.engine import writing
from errors import AccessError
from tests.office import EVERYBODY, RECRUITER, new_draft, someone
from texts import LANGUAGES, texts
from workflows.audit.log import AuditAction
from workflows.audit.record import PAGE, Wanted, check_chain, export_record, filters, record_page
from workflows.common.access import PERMISSIONS

pytestmark = pytest.mark.usefixtures("database")

OWNER = someone("owner")
DEEDS = get_args(AuditAction)


def test_the_newest_deed_comes_first_with_the_campaign_it_belongs_to():
    new_draft(RECRUITER, "Spring")
    one = new_draft(RECRUITER, "Autumn")
    found = record_page(OWNER)
    assert [line.campaign for line in found.lines] == ["Autumn", "Spring"]
    assert [line.event.deed for line in found.lines] == ["create_campaign"] * 2
    assert record_page(OWNER, Wanted(campaign_id=one)).n == 1


def test_lines_come_in_pages_and_none_beyond_the_last():
    for _ in range(PAGE + 1):
        new_draft(RECRUITER, "Again")
    first, second, third = (record_page(OWNER, page=page) for page in (1, 2, 3))
    assert [len(one.lines) for one in (first, second, third)] == [PAGE, 1, 0]
    assert first.n_pages == 2
    assert second.lines[0].event.number == 1


@pytest.mark.parametrize(
    ("wanted", "n"),
    [
        (Wanted(), 1),
        (Wanted(deed="create_campaign"), 1),
        (Wanted(deed="decide"), 0),
        (Wanted(actor=RECRUITER.account_id), 1),
        (Wanted(actor="somebody else"), 0),
        (Wanted(since=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)), 1),
        (Wanted(until=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)), 0),
    ],
)
def test_filters_keep_what_was_asked_for(wanted, n):
    new_draft(RECRUITER, "Spring")
    assert record_page(OWNER, wanted).n == n


def test_only_what_occurs_is_offered_as_a_filter():
    one = new_draft(RECRUITER, "Spring")
    offered = filters(OWNER)
    assert offered.deeds == ("create_campaign",)
    assert offered.campaigns == {one: "Spring"}


def test_a_row_changed_in_the_database_is_found_by_its_number():
    new_draft(RECRUITER, "Spring")
    new_draft(RECRUITER, "Autumn")
    assert check_chain(OWNER).differences == ()
    with writing() as connection:
        connection.execute(text("UPDATE audit_event SET subject = 'another' WHERE number = 1"))
    found = check_chain(OWNER)
    assert (found.n_lines, found.broken) == (2, 1)


def test_the_file_has_every_line_in_order_and_taking_it_is_a_line_too():
    new_draft(RECRUITER, "Spring")
    new_draft(RECRUITER, "Autumn")
    rows = list(csv.DictReader(io.StringIO(export_record(OWNER).decode("utf-8-sig"))))
    assert [row["number"] for row in rows] == ["1", "2"]
    assert {row["actor"] for row in rows} == {RECRUITER.account_id}
    assert all(len(row["sha256"]) == 64 for row in rows)
    assert record_page(OWNER).lines[0].event.deed == "export_record"


def test_the_file_says_of_each_line_which_seal_holds_it_and_with_which_rows():
    one = new_draft(RECRUITER, "Spring")
    (row,) = csv.DictReader(io.StringIO(export_record(OWNER).decode("utf-8-sig")))
    assert row["seal"].isdecimal()
    assert len(row["seal_sha256"]) == 64
    named = {(table, key): digest for table, key, _, digest in json.loads(row["rows"])}
    assert {table for table, _ in named} == {"campaign", "campaign_member", "audit_event"}
    assert len(named["campaign", one]) == 64


@pytest.mark.parametrize("actor", EVERYBODY, ids=lambda actor: actor.role)
@pytest.mark.parametrize("read", [record_page, filters, check_chain, export_record])
def test_owners_and_auditors_read_it_and_nobody_else(read, actor):
    if actor.role in PERMISSIONS["see_audit"]:
        read(actor)
    else:
        with pytest.raises(AccessError):
            read(actor)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("deed", DEEDS)
def test_every_deed_is_said_in_words(deed, language):
    assert texts(language)[f"record.deeds.{deed}"]
