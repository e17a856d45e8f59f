"""Sheets in the database: what another one wrote comes out only when every sheet is in, whoever asks."""

from __future__ import annotations

import datetime as dt
import inspect
from itertools import product
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from data.accounts import accounts
from data.campaigns.campaigns import add_campaign
from data.candidates.candidates import NewCandidate, add_candidates, change_candidate
from data.common import engine
from data.interviews import interviews, seats, sheets
from data.interviews.sheets import AgreedRating, Rated, Sheet, SheetDraft
from data.schema_evaluation import interview_seat, rating, recommendation
from errors import ChangedMeanwhile

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)
SECRET = "what Ana saw"
MODULES = (interviews, seats, sheets)


@pytest.fixture
def held(any_database) -> dict[str, str]:
    """Return the ids of an interview with Ana, Bo and Cy on its panel; Ana's sheet is in."""
    with engine.writing() as c:
        campaign = add_campaign(
            c, title="Post", settings={}, charter={}, item_ids=[], created_by="owner", now=NOW
        )
        (candidate,) = add_candidates(c, campaign, [NewCandidate("K-1", "Kim", None, "fr")], NOW)
        meeting = {"starts_at": NOW, "minutes": 60, "place": "Room 4"}
        interview = interviews.add_interview(c, candidate, **meeting, now=NOW)
        found = {"campaign_id": campaign, "candidate_id": candidate, "interview_id": interview}
        for name in ("ana", "bo", "cy"):
            found[name] = accounts.add_account(
                c, email=f"{name}@example.com", name=name, role="interviewer", language="fr", now=NOW
            )
            seats.seat(c, interview, found[name], ["EMP"], NOW)
        sheets.keep_draft(c, interview, found["bo"], SheetDraft(1, {"reason": "of Bo"}), NOW)
        submit(c, found, "ana", SECRET)
        agreed = AgreedRating("Q1", 1, 3, SECRET, (found["ana"],), found["ana"], NOW)
        sheets.add_agreed(c, interview, agreed)
    return found


def submit(c, held, name, said="nothing much") -> None:
    sheet = Sheet({"Q1": Rated(5, said, (0, 1)), "Q2": Rated(None, said, ())}, "strong_yes", said)
    sheets.add_sheet(c, held["interview_id"], held[name], sheet, NOW)
    assert seats.set_submitted(c, held["interview_id"], held[name], NOW)


def everything_read(c, held, account) -> dict[str, Any]:
    """Call every function of the data layer that only reads interviews, on behalf of one account."""
    known = {**held, "account_id": held[account]}
    found = {}
    for module in MODULES:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            wanted = list(inspect.signature(function).parameters)[1:]
            is_here = function.__module__ == module.__name__ and not name.startswith("_")
            if (
                is_here
                and set(wanted) <= set(known)
                and name not in ("unseat", "drop_draft", "hold_interview")
            ):
                found[f"{module.__name__}.{name}"] = function(c, *(known[one] for one in wanted))
    return found


def test_nothing_that_ana_wrote_comes_out_before_every_sheet_is_in(held):
    with engine.reading() as c:
        read = everything_read(c, held, "bo")
    assert {"data.interviews.sheets.own_sheet", "data.interviews.sheets.complete_sheets",
    "data.interviews.sheets.complete_interviews",
            "data.interviews.sheets.complete_sheets_of_campaign", "data.interviews.sheets.interviews_state",
            "data.interviews.sheets.agreed_in", "data.interviews.sheets.agreed_in_campaign",
            "data.interviews.sheets.draft_of", "data.interviews.seats.panel_of"} <= set(read)  # fmt: skip
    for name, found in read.items():
        assert SECRET not in repr(found), name
        assert "strong_yes" not in repr(found), name
    assert read["data.interviews.sheets.own_sheet"] is None
    assert read["data.interviews.sheets.complete_interviews"] == {}
    assert read["data.interviews.sheets.complete_sheets"] == {}
    assert read["data.interviews.sheets.interviews_state"] == (0, None)


def test_no_function_reads_ratings_without_being_bound_to_an_account_or_to_completeness():
    unbound = {
        name
        for name, function in inspect.getmembers(sheets, inspect.isfunction)
        if function.__module__ == sheets.__name__
        and not name.startswith("_")
        and "account_id" not in inspect.signature(function).parameters
        and not name.startswith("complete_")
    }
    # What a panel agreed on is agreed after every sheet is in; no sheet is read by it.
    assert unbound == {"interviews_state", "add_agreed", "agreed_in", "agreed_in_campaign"}


def test_everything_comes_out_once_the_last_sheet_is_in(held):
    with engine.writing() as c:
        submit(c, held, "bo")
        assert sheets.complete_sheets(c, held["interview_id"]) == {}
        submit(c, held, "cy")
    with engine.reading() as c:
        read = everything_read(c, held, "bo")
    assert set(read["data.interviews.sheets.complete_sheets"]) == {held["ana"], held["bo"], held["cy"]}
    assert read["data.interviews.sheets.complete_sheets"][held["ana"]].answers == {
        "Q1": Rated(5, SECRET, (0, 1)),
        "Q2": Rated(None, SECRET, ()),
    }
    assert read["data.interviews.sheets.complete_interviews"] == {
        held["candidate_id"]: {held[name]: {"Q1": 5, "Q2": None} for name in ("ana", "bo", "cy")}
    }
    assert read["data.interviews.sheets.interviews_state"].n == 6
    assert read["data.interviews.sheets.agreed_in"][0].agreed_by == (held["ana"],)


def test_a_cancelled_interview_is_as_if_there_were_none(held):
    with engine.writing() as c:
        submit(c, held, "bo")
        submit(c, held, "cy")
        interviews.change_interview(c, held["interview_id"], cancelled_at=NOW)
        read = everything_read(c, held, "bo")
    assert read["data.interviews.sheets.complete_sheets"] == {}
    assert read["data.interviews.sheets.interviews_state"].n == 0
    assert not read["data.interviews.seats.is_complete"]
    assert SECRET not in repr(read)


def test_whoever_withdrew_is_not_scored(held):
    with engine.writing() as c:
        submit(c, held, "bo")
        submit(c, held, "cy")
        assert sheets.complete_interviews(c, held["campaign_id"])
        change_candidate(c, held["candidate_id"], withdrawn_at=NOW)
        assert sheets.complete_interviews(c, held["campaign_id"]) == {}
        assert interviews.interviews_of_campaign(c, held["campaign_id"]) == ()


SEAT_STATES = ("sheet in", "to come", "removed")


def test_complete_is_somebody_seated_and_nobody_missing(held):
    for states in product(SEAT_STATES, repeat=3):
        with engine.writing() as c:
            for name, state in zip(("ana", "bo", "cy"), states, strict=True):
                values = {
                    "submitted_at": NOW if state == "sheet in" else None,
                    "removed_at": NOW if state == "removed" else None,
                }
                whose = (interview_seat.c.account_id == held[name],)
                c.execute(update(interview_seat).where(*whose).values(values))
            expected = "to come" not in states and "sheet in" in states
            assert seats.is_complete(c, held["interview_id"]) is expected, states
            assert bool(sheets.complete_sheets(c, held["interview_id"])) is (
                expected and states[0] == "sheet in"
            )


def test_a_removed_seat_leaves_no_sheet_in_the_panel(held):
    with engine.writing() as c:
        submit(c, held, "bo")
        assert seats.unseat(c, held["interview_id"], held["cy"], LATER)
        assert set(sheets.complete_sheets(c, held["interview_id"])) == {held["ana"], held["bo"]}


def test_a_seat_whose_sheet_is_in_is_not_removed(held):
    with engine.writing() as c:
        assert not seats.unseat(c, held["interview_id"], held["ana"], LATER)
        assert seats.seat_of(c, held["interview_id"], held["ana"]) is not None


def test_a_sheet_is_submitted_once(held):
    with engine.writing() as c:
        assert not seats.set_submitted(c, held["interview_id"], held["ana"], LATER)
    with pytest.raises((IntegrityError, ChangedMeanwhile)), engine.writing() as c:
        sheets.add_sheet(c, held["interview_id"], held["ana"], Sheet({"Q1": Rated(1, "", ())}, "no", ""), NOW)
    with engine.reading() as c:
        own = sheets.own_sheet(c, held["interview_id"], held["ana"])
    assert own is not None
    assert own.answers["Q1"].rating == 5


def test_half_a_sheet_is_never_stored(held):
    with pytest.raises(RuntimeError), engine.writing() as c:
        submit(c, held, "bo")
        raise RuntimeError
    with engine.reading() as c:
        counted = [
            c.scalar(select(func.count()).select_from(table).where(table.c.account_id == held["bo"]))
            for table in (rating, recommendation)
        ]
        assert counted == [0, 0]
        assert sheets.draft_of(c, held["interview_id"], held["bo"]) == (1, {"reason": "of Bo"})


@pytest.mark.parametrize("revision", [0, 1, 2])
def test_only_a_later_revision_takes_the_place_of_a_draft(held, revision):
    new = SheetDraft(revision, {"reason": "again"})
    with engine.writing() as c:
        kept = sheets.keep_draft(c, held["interview_id"], held["bo"], new, LATER)
    expected = new if revision == 2 else SheetDraft(1, {"reason": "of Bo"})
    with engine.reading() as c:
        assert kept == sheets.draft_of(c, held["interview_id"], held["bo"]) == expected
        assert sheets.draft_of(c, held["interview_id"], held["ana"]) is None


def test_the_state_changes_whenever_ratings_begin_to_count(held):
    with engine.writing() as c:
        submit(c, held, "bo")
        before = sheets.interviews_state(c, held["campaign_id"])
        seats.unseat(c, held["interview_id"], held["cy"], LATER)
        after = sheets.interviews_state(c, held["campaign_id"])
    assert (before.n, after.n) == (0, 4)
