"""The record as a page: newest first, filtered, and checked at the press of a button."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text

import texts
from data.common.engine import writing
from tests.office import RECRUITER, new_draft, someone
from tests.views.opened import open_page, press, words
from workflows.audit import record
from workflows.audit.verify import verify

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def be(be_in_each):
    """Sign somebody in, in each language."""
    return be_in_each


def lines(at):
    return at.dataframe[0].value


def test_deeds_are_listed_newest_first_in_words(be):
    new_draft(RECRUITER, "Spring")
    new_draft(RECRUITER, "Autumn")
    be(someone("auditor"))
    at = open_page("record")
    assert list(lines(at)[texts.t("record.number")]) == [2, 1]
    assert set(lines(at)[texts.t("record.what")]) == {texts.t("record.deeds.create_campaign")}
    assert texts.t("record.found", count=2) in words(at)


def test_a_campaign_and_days_can_be_chosen(be):
    one = new_draft(RECRUITER, "Spring")
    new_draft(RECRUITER, "Autumn")
    be(someone("owner"))
    at = open_page("record")
    at.selectbox(key="record_campaign").set_value(one).run()
    assert list(lines(at)[texts.t("record.campaign")]) == ["Spring"]
    at.date_input(key="record_days").set_value((dt.date(2020, 1, 1), dt.date(2020, 1, 2))).run()
    assert not at.exception
    assert texts.t("record.found", count=0) in words(at)


def test_the_chain_is_checked_on_demand(be):
    new_draft(RECRUITER, "Spring")
    be(someone("owner"))
    at = press(open_page("record"), texts.t("record.check"))
    (said,) = at.success
    assert texts.t("record.holds", n="1") in said.value.replace("\\", "")
    assert str(verify().head) in [code.value for code in at.code]
    with writing() as connection:
        connection.execute(text("UPDATE audit_event SET actor = 'another'"))
    at = press(open_page("record"), texts.t("record.check"))
    assert texts.t("record.broken", n="1") in at.error[0].value.replace("\\", "")


def test_rows_that_are_not_what_was_written_are_named(be):
    one = new_draft(RECRUITER, "Spring")
    be(someone("owner"))
    with writing() as connection:
        connection.execute(text("UPDATE campaign SET title = 'Autumn'"))
    at = press(open_page("record"), texts.t("record.check"))
    assert [error.value for error in at.error] == [texts.t("record.differs", count=1)]
    assert f"row campaign {one}: changed" in at.code[0].value


def test_with_many_seals_rows_are_left_to_the_shell_and_the_page_says_so(be, monkeypatch):
    new_draft(RECRUITER, "Spring")
    monkeypatch.setattr(record, "QUICK_SEALS", 0)
    be(someone("owner"))
    with writing() as connection:
        connection.execute(text("UPDATE campaign SET title = 'Autumn'"))
    at = press(open_page("record"), texts.t("record.check"))
    assert texts.t("record.holds_lines") in at.success[0].value
    with writing() as connection:
        connection.execute(text("UPDATE campaign SET state = 'closed'"))
    at = press(open_page("record"), texts.t("record.check"))
    assert "campaign" in at.code[0].value


def test_others_do_not_see_it(be):
    be(someone("manager"))
    assert texts.t("staff.not_for_you") in words(open_page("record"))
