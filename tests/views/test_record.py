"""The record as a page: newest first, filtered, and checked at the press of a button."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text

import texts
from data.engine import writing
from tests.office import RECRUITER, new_draft, someone
from tests.views.opened import open_page, press, words

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
    assert at.success
    with writing() as connection:
        connection.execute(text("UPDATE audit_event SET actor = 'another'"))
    at = press(open_page("record"), texts.t("record.check"))
    assert texts.t("record.broken", n="1") in at.error[0].value.replace("\\", "")


def test_others_do_not_see_it(be):
    be(someone("manager"))
    assert texts.t("staff.not_for_you") in words(open_page("record"))
